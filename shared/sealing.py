"""Personal data at rest: authenticated encryption, rotating secrets, a keyed blind index."""

import hmac
import os
from collections.abc import Sequence
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.randomness import random_bytes

KEY_BYTES = 32
KEY_ID_BYTES = 4
NONCE_BYTES = 12
SHORTEST_SECRET = 16


class SealBroken(ValueError):
    """The sealed bytes were made with another secret or for another context, or were altered."""


def subkey(secret: bytes, purpose: str, length: int = KEY_BYTES) -> bytes:
    """Return the key that `secret` gives for one purpose (HKDF-SHA256, RFC 5869)."""
    if len(secret) < SHORTEST_SECRET:
        raise ValueError(f"a secret has at least {SHORTEST_SECRET} bytes")
    derive = HKDF(algorithm=SHA256(), length=length, salt=b"huiyin", info=purpose.encode())
    return derive.derive(secret)


class Sealer:
    """Seals with the newest secret and opens what any of them sealed.

    Sealed bytes are: key id (4), nonce (12), AES-256-GCM ciphertext with its tag; the context is
    authenticated with them, so a value cannot be moved to another row or field.
    """

    def __init__(
        self,
        secret: bytes | str,
        previous: Sequence[bytes | str] = (),
        *,
        index_secret: bytes | str | None = None,
    ) -> None:
        """Take the secret to seal with and the `previous` ones, newest first.

        The blind index must outlive rotations: it uses `index_secret`, or the oldest secret given.
        """
        secrets = [as_bytes(one) for one in (secret, *previous)]
        self._keys = {
            subkey(one, "seal key id", KEY_ID_BYTES): AESGCM(subkey(one, "seal")) for one in secrets
        }
        self._newest = subkey(secrets[0], "seal key id", KEY_ID_BYTES)
        self._index_key = subkey(
            secrets[-1] if index_secret is None else as_bytes(index_secret), "blind index"
        )

    def seal(self, plain: bytes, context: str) -> bytes:
        nonce = random_bytes(NONCE_BYTES)
        sealed = self._keys[self._newest].encrypt(nonce, plain, context.encode())
        return self._newest + nonce + sealed

    def open(self, sealed: bytes, context: str) -> bytes:
        """Return what was sealed for `context`. Raises SealBroken."""
        key = self._keys.get(sealed[:KEY_ID_BYTES])
        if key is None:
            raise SealBroken("sealed with a secret that is not among the known ones")
        body = KEY_ID_BYTES + NONCE_BYTES
        try:
            return key.decrypt(sealed[KEY_ID_BYTES:body], sealed[body:], context.encode())
        except (InvalidTag, ValueError) as error:
            raise SealBroken("altered, or sealed for another context") from error

    def is_outdated(self, sealed: bytes) -> bool:
        """Say whether a rotation has left `sealed` with an older secret, to be sealed anew."""
        return sealed[:KEY_ID_BYTES] != self._newest

    def blind_index(self, value: str, context: str) -> str:
        """Return 64 hex digits, equal for equal values of one context, telling nothing else."""
        return mac_of(self._index_key, context.encode() + b"\0" + value.encode()).hex()


class DataKey:
    """A key of its own for little data, kept sealed apart from it: without it nothing opens.

    Sealed bytes are: nonce (12), AES-256-GCM ciphertext with its tag.
    """

    __slots__ = ("_cipher", "raw")

    def __init__(self, raw: bytes | None = None) -> None:
        """Take the key's bytes, or make a new one."""
        self.raw = os.urandom(KEY_BYTES) if raw is None else raw
        self._cipher = AESGCM(self.raw)

    def seal(self, plain: bytes, context: str, nonce: bytes | None = None) -> bytes:
        """Seal for `context`; who gives a `nonce` (12) never gives it to the same key again."""
        nonce = nonce or random_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, context.encode())

    def open(self, sealed: bytes, context: str) -> bytes:
        """Return what was sealed for `context`. Raises SealBroken."""
        try:
            nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
            return self._cipher.decrypt(nonce, body, context.encode())
        except (InvalidTag, ValueError) as error:
            raise SealBroken("altered, or sealed with another key") from error


def mac_of(key: bytes, message: bytes) -> bytes:
    """Return the 32 bytes of HMAC-SHA256 (RFC 2104)."""
    mac = _keyed(key).copy()
    mac.update(message)
    return mac.digest()


@cache
def _keyed(key: bytes) -> hmac.HMAC:
    """Return the MAC of nothing yet: to go on from a copy is cheaper than to begin."""
    return hmac.new(key, digestmod="sha256")


def as_bytes(secret: bytes | str) -> bytes:
    return secret.encode() if isinstance(secret, str) else secret
