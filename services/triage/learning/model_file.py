"""Writes and reads the file of a model: a checksum, a JSON description, plain arrays."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from services.triage.learning.errors import ModelFileError

Array = npt.NDArray[Any]

_MAGIC: Final = b"huiyin-model 1\n"
_DIGEST_BYTES: Final = 32
_LENGTH_BYTES: Final = 8
_KINDS: Final = frozenset(("float16", "float32", "float64", "int8", "int32", "int64", "uint64"))


@dataclass(frozen=True, slots=True)
class Contents:
    """What stands in a model file; `digest` is the checksum of all of it."""

    description: dict[str, Any]
    arrays: dict[str, Array]
    digest: str


def packed(description: Mapping[str, Any], arrays: Mapping[str, Array]) -> bytes:
    """Return the bytes of a model file; the same contents give the same bytes."""
    table = [[name, array.dtype.name, list(array.shape)] for name, array in arrays.items()]
    head = json.dumps(
        {**description, "arrays": table}, ensure_ascii=False, separators=(",", ":"), sort_keys=True
    ).encode()
    content = b"".join(np.ascontiguousarray(array).tobytes() for array in arrays.values())
    body = zlib.compress(len(head).to_bytes(_LENGTH_BYTES, "big") + head + content, 6)
    return _MAGIC + sha256(body).digest() + body


def write(target: Path, content: bytes) -> None:
    """Put the file in place at once: a reader never sees half of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
        file.write(content)
    Path(file.name).replace(target)


def read(source: Path) -> Contents:
    """Read what `packed` made.

    Raises:
        ModelFileError: the file is missing, damaged or of another format.

    """
    try:
        content = source.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        raise ModelFileError(f"the model file {source} cannot be read: {reason}") from error
    if not content.startswith(_MAGIC):
        raise ModelFileError(f"{source} is no model file of this program's format")
    start = len(_MAGIC) + _DIGEST_BYTES
    digest, body = content[len(_MAGIC) : start], content[start:]
    if sha256(body).digest() != digest:
        raise ModelFileError(f"the model file {source} is damaged: its checksum does not match")
    try:
        return _unpacked(zlib.decompress(body), digest.hex())
    except (ValueError, KeyError, TypeError, zlib.error) as error:
        raise ModelFileError(f"the model file {source} does not hold what it lists") from error


def _unpacked(body: bytes, digest: str) -> Contents:
    length = int.from_bytes(body[:_LENGTH_BYTES], "big")
    at = _LENGTH_BYTES + length
    description: dict[str, Any] = json.loads(body[_LENGTH_BYTES:at])
    arrays = {}
    for name, kind, shape in description.pop("arrays"):
        if kind not in _KINDS:
            raise ValueError(f"no array may be of {kind}")
        size = int(np.prod(shape)) * np.dtype(kind).itemsize
        arrays[name] = np.frombuffer(body[at : at + size], kind).reshape(shape)
        at += size
    return Contents(description, arrays, digest)
