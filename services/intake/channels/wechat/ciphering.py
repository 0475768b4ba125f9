"""WeChat's and WeCom's own cipher and signature for callbacks, as their documents have it.

AES-256-CBC with the first half of the key as its vector; PKCS#7 to blocks of 32; the plaintext is
16 random bytes, a length of 4 (big-endian), the message and the id of the account it is for.
"""

import hashlib
import hmac
import os
from base64 import b64decode, b64encode
from collections.abc import Sequence

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

KEY_SIGNS = 43
BLOCK = 32
CIPHER_BLOCK = 16
RANDOM_BYTES = 16
LENGTH_BYTES = 4


class CannotDecrypt(ValueError):
    """Not encrypted with any of the keys, not for this account, or cut short."""


def message_key(encoding_aes_key: str) -> bytes:
    """Return the 32 bytes an EncodingAESKey stands for. Raises ValueError when it is none."""
    if len(encoding_aes_key) != KEY_SIGNS:
        raise ValueError(f"an EncodingAESKey has {KEY_SIGNS} signs")
    try:
        key = b64decode(encoding_aes_key + "=", validate=True)
    except ValueError as error:
        raise ValueError("an EncodingAESKey holds letters, digits, + and /") from error
    return key


def signature(*parts: str) -> str:
    """Return the SHA-1, in hex, of the sorted and joined parts."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324  # the vendor's


def is_signed(given: str, *parts: str) -> bool:
    """Say whether `given` is the signature of the parts, in constant time."""
    return hmac.compare_digest(signature(*parts).encode(), given.lower().encode())


def encrypted(message: bytes, receiver: str, key: bytes) -> str:
    """Return `message` for the account `receiver`, encrypted, as base64."""
    length = len(message).to_bytes(LENGTH_BYTES, "big")
    plain = os.urandom(RANDOM_BYTES) + length + message + receiver.encode()
    padding = BLOCK - len(plain) % BLOCK
    made = cipher(key).encryptor()
    return b64encode(made.update(plain + bytes([padding]) * padding) + made.finalize()).decode()


def decrypted(text: str, receiver: str, keys: Sequence[bytes]) -> bytes:
    """Return the message in `text`; `keys` newest first, all still good. Raises CannotDecrypt."""
    sealed = raw_of(text)
    for key in keys:
        message = opened(sealed, receiver.encode(), key)
        if message is not None:
            return message
    raise CannotDecrypt("with none of the keys, or for another account")


def raw_of(text: str) -> bytes:
    try:
        sealed = b64decode("".join(text.split()), validate=True)
    except ValueError as error:
        raise CannotDecrypt("not base64") from error
    if not sealed or len(sealed) % CIPHER_BLOCK:
        raise CannotDecrypt("cut short")
    return sealed


def opened(sealed: bytes, receiver: bytes, key: bytes) -> bytes | None:
    """Return the message, None unless `key` made it for `receiver`."""
    made = cipher(key).decryptor()
    plain = made.update(sealed) + made.finalize()
    padding = plain[-1]
    if not 1 <= padding <= BLOCK or not plain.endswith(bytes([padding]) * padding):
        return None
    start = RANDOM_BYTES + LENGTH_BYTES
    end = start + int.from_bytes(plain[RANDOM_BYTES:start], "big")
    body = plain[:-padding]
    if end > len(body) or not hmac.compare_digest(body[end:], receiver):
        return None
    return body[start:end]


def cipher(key: bytes) -> Cipher[modes.CBC]:
    return Cipher(algorithms.AES(key), modes.CBC(key[:CIPHER_BLOCK]))
