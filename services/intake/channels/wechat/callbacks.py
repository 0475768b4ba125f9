"""From a callback's query and body to the fields of its message: signed, fresh and for us."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from services.intake.channels.wechat.ciphering import (
    CannotDecrypt,
    decrypted,
    encrypted,
    is_signed,
    signature,
)
from services.intake.channels.wechat.documents import BadDocument, Fields, document, fields_of
from services.intake.channels.wechat.refusals import (
    CallbackInPlainText,
    CallbackNotSigned,
    CallbackUnreadable,
)

Mode = Literal["plain", "compatible", "safe"]

FRESH_FOR = timedelta(minutes=10)
LONGEST_TIMESTAMP = 12


@dataclass(frozen=True, slots=True)
class Query:
    """What stands in the query of a callback."""

    timestamp: str
    nonce: str
    signature: str = ""
    msg_signature: str = ""
    encrypt_type: str = ""

    @property
    def is_encrypted(self) -> bool:
        return self.encrypt_type == "aes" or bool(self.msg_signature)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What an account shares with the vendor: `receiver` is its app id or corp id.

    `tokens` and `keys` are newest first; the ones before stay good while they are rotated.
    """

    receiver: str
    tokens: Sequence[str] = field(repr=False)
    keys: Sequence[bytes] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """The fields of a message, and whether its answer has to be encrypted as well."""

    fields: Fields
    is_encrypted: bool


def check_plain(query: Query, secrets: Secrets, *, now: datetime) -> None:
    """Raise CallbackNotSigned unless the query is signed (without its body) and fresh."""
    must_be_fresh(query, now)
    signed = (
        is_signed(query.signature, token, query.timestamp, query.nonce) for token in secrets.tokens
    )
    if not any(list(signed)):
        raise CallbackNotSigned


def open_callback(
    query: Query, body: bytes, secrets: Secrets, *, mode: Mode, now: datetime
) -> Opened:
    """Return the message in a callback.

    In safe mode plaintext is refused: its signature does not cover the body. What is encrypted is
    read from the cipher alone, whatever stands beside it. Raises CallbackNotSigned,
    CallbackInPlainText, CallbackUnreadable.
    """
    must_be_fresh(query, now)
    if query.is_encrypted:
        message = open_encrypted(query, encrypt_of(body), secrets, now=now)
        return Opened(readable(message), is_encrypted=True)
    check_plain(query, secrets, now=now)
    if mode == "safe":
        raise CallbackInPlainText
    return Opened(readable(body), is_encrypted=False)


def open_encrypted(query: Query, cipher: str, secrets: Secrets, *, now: datetime) -> bytes:
    """Return what is in `cipher`. Raises CallbackNotSigned, CallbackUnreadable."""
    must_be_fresh(query, now)
    signed = (
        is_signed(query.msg_signature, token, query.timestamp, query.nonce, cipher)
        for token in secrets.tokens
    )
    if not any(list(signed)):
        raise CallbackNotSigned
    try:
        return decrypted(cipher, secrets.receiver, secrets.keys)
    except CannotDecrypt:
        raise CallbackUnreadable from None


def sealed_answer(message: str, secrets: Secrets, *, nonce: str, now: datetime) -> str:
    """Return an answer encrypted and signed by the newest key and token."""
    timestamp = int(now.timestamp())
    cipher = encrypted(message.encode(), secrets.receiver, secrets.keys[0])
    return document(
        {
            "Encrypt": cipher,
            "MsgSignature": signature(secrets.tokens[0], str(timestamp), nonce, cipher),
            "TimeStamp": timestamp,
            "Nonce": nonce,
        }
    )


def encrypt_of(body: bytes) -> str:
    cipher = readable(body).get("Encrypt", "")
    if not cipher:
        raise CallbackUnreadable
    return cipher


def readable(body: bytes) -> Fields:
    try:
        return fields_of(body)
    except BadDocument:
        raise CallbackUnreadable from None


def must_be_fresh(query: Query, now: datetime) -> None:
    stamp = query.timestamp
    is_number = stamp.isascii() and stamp.isdigit() and len(stamp) <= LONGEST_TIMESTAMP
    if not is_number or abs(int(stamp) - now.timestamp()) > FRESH_FOR.total_seconds():
        raise CallbackNotSigned
