"""Public tokens that carry their own proof: progress links and form tokens."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from shared.sealing import mac_of

MAC_BYTES = 16
UUID_BYTES = 16
TRACK_LENGTH = 43
FORM_PREFIX = "hf_"
LONGEST_FORM_TOKEN = 400


def track_token(feedback_id: str, key: bytes) -> str:
    """Return the 43 signs that open the progress page of `feedback_id`: its bytes and a MAC."""
    plain = bytes.fromhex(feedback_id.replace("-", ""))
    return encoded(plain + mac(b"track", plain, key))


def feedback_of(token: str, keys: Sequence[bytes]) -> str | None:
    """Return the feedback a progress token was made for, None when no key made it.

    Every token costs the same time: one that is malformed is compared as well.
    """
    raw = decoded(token) if len(token) == TRACK_LENGTH else b""
    is_shaped = len(raw) == UUID_BYTES + MAC_BYTES
    raw = raw if is_shaped else bytes(UUID_BYTES + MAC_BYTES)
    plain, given = raw[:UUID_BYTES], raw[UUID_BYTES:]
    made = [hmac.compare_digest(mac(b"track", plain, key), given) for key in keys]
    return str(UUID(bytes=plain)) if is_shaped and any(made) else None


@dataclass(frozen=True, slots=True)
class FormPass:
    """What a form token lets its bearer do until `expires_at`: submit to this form.

    `nonce` tells one opened page from another.
    """

    form_code: str
    channel: str
    store_code: str | None
    nonce: str
    expires_at: datetime


def form_token(granted: FormPass, key: bytes) -> str:
    """Return `hf_…`, the pass and its MAC."""
    fields = (granted.form_code, granted.channel, granted.store_code or "", granted.nonce)
    plain = "\n".join((str(int(granted.expires_at.timestamp())), *fields)).encode()
    return FORM_PREFIX + encoded(plain + mac(b"form", plain, key))


def form_pass(token: str, keys: Sequence[bytes], *, now: datetime | None) -> FormPass | None:
    """Return what `token` grants, None when it is not ours or has expired.

    Without a `now`, what it granted however long ago.
    """
    if not token.startswith(FORM_PREFIX) or len(token) > LONGEST_FORM_TOKEN:
        return None
    raw = decoded(token.removeprefix(FORM_PREFIX))
    plain, given = raw[:-MAC_BYTES], raw[-MAC_BYTES:]
    if not any(hmac.compare_digest(mac(b"form", plain, key), given) for key in keys):
        return None
    expires, form_code, channel, store_code, nonce = plain.decode().split("\n")
    expires_at = datetime.fromtimestamp(int(expires), UTC)
    if now is not None and expires_at <= now:
        return None
    return FormPass(form_code, channel, store_code or None, nonce, expires_at)


def mac(purpose: bytes, plain: bytes, key: bytes) -> bytes:
    """128 bits of HMAC-SHA256 (RFC 2104, section 5 allows truncating to half)."""
    return mac_of(key, purpose + b"\0" + plain)[:MAC_BYTES]


def encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Return the bytes of unpadded base64url, none at all when `text` is not that.

    One spelling opens a page and no other: the decoder passes over spare bits and foreign signs.
    """
    try:
        raw = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (NotBase64, UnicodeEncodeError, ValueError):
        return b""
    return raw if encoded(raw) == text else b""
