"""Standard Webhooks: whether a message was signed by who knows the secret, just now.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md: the
signature is base64(HMAC-SHA256(key, id.timestamp.body)), the key base64 after `whsec_`; several
signatures, a space between them, stand side by side while a secret is rotated.
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

TOLERANCE_SECONDS = 300
PREFIX = "whsec_"
SHORTEST_KEY = 16


@dataclass(frozen=True, slots=True)
class Signed:
    """A message as it came: `body` is the raw bytes, the others its headers."""

    id: str
    timestamp: str
    signatures: str
    body: bytes


def is_genuine(message: Signed, secret: str, now: datetime) -> bool:
    """Say whether one of the signatures is right and the time within five minutes of `now`."""
    if not message.id or not message.timestamp.isascii() or not message.timestamp.isdigit():
        return False
    sent = int(message.timestamp[:12])
    if abs(now.timestamp() - sent) > TOLERANCE_SECONDS:
        return False
    wanted = f"v1,{signature(message, secret)}".encode()
    given = message.signatures.encode("utf-8", "replace").split()
    return any(hmac.compare_digest(wanted, one) for one in given)


def signature(message: Signed, secret: str) -> str:
    """Return the base64 signature that `secret` gives a message."""
    signed = f"{message.id}.{message.timestamp}.".encode() + message.body
    return base64.b64encode(hmac.new(key_of(secret), signed, hashlib.sha256).digest()).decode()


def key_of(secret: str) -> bytes:
    """Return the key in a secret. Raises ValueError when there is none, or too short a one."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error
    if len(key) < SHORTEST_KEY:
        raise ValueError("too short")
    return key
