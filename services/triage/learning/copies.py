"""What people said of texts, found again by nearly the same words; holds no text, only hashes."""

from functools import lru_cache
from hashlib import blake2b
from math import ceil
from operator import add
from typing import Any, Final, Self

from services.triage.learning.prepared import plain

_ALIKE: Final = 0.8  # shared pairs of characters: a typo or two, not another matter
_LEAST_LENGTH: Final = 8  # shorter ones must be the same
_TURNING: Final = frozenset("不没无未别非否莫勿难")  # one of these more says the opposite
_HASH_BYTES: Final = 6
_REMEMBERED: Final = 50_000  # pairs of characters
_ROUNDING: Final = 1e-9
_NOWHERE: Final[list[int]] = []

Shingles = frozenset[int]


class CopyTable:
    """Grows one correction at a time; the newest word about a text counts."""

    def __init__(self) -> None:
        self._labels: list[Any] = []
        self._shingles: list[Shingles] = []
        self._turns: list[int] = []
        self._with: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return len(self._labels)

    def add(self, normal: str, label: Any) -> None:
        """Remember what a person said of a normal text (`Normaliser.normalise`)."""
        text = _bare(normal)
        if text:
            self._keep(_shingles(text), _turns(text), label)

    def find(self, normal: str) -> Any | None:
        """Return what was said of the text most like this one, None if none is a near-duplicate."""
        text = _bare(normal)
        if not text or not self._labels:
            return None
        mine, turns = _shingles(text), _turns(text)
        least = _ALIKE if len(mine) > _LEAST_LENGTH else 1.0
        best, found = 0.0, None
        for place in self._candidates(mine, least):
            theirs = self._shingles[place]
            common = len(mine & theirs)
            likeness = common / (len(mine) + len(theirs) - common)
            if likeness >= max(least, best) and self._turns[place] == turns:
                best, found = likeness, place
        return None if found is None else self._labels[found]

    def _candidates(self, mine: Shingles, least: float) -> list[int]:
        """Return the places, oldest first, that may share enough of `mine`.

        Who shares so large a part has one of any few pairs: the rarest are the ones to look up.
        """
        enough = len(mine) - ceil(least * len(mine) - _ROUNDING) + 1
        places = sorted((self._with.get(one, _NOWHERE) for one in mine), key=len)[:enough]
        return sorted({place for found in places for place in found})

    def to_json(self) -> list[list[Any]]:
        """Return rows of hashes and labels."""
        rows = zip(self._shingles, self._turns, self._labels, strict=True)
        return [[sorted(shingles), turns, label] for shingles, turns, label in rows]

    @classmethod
    def from_json(cls, rows: list[list[Any]]) -> Self:
        table = cls()
        for shingles, turns, label in rows:
            table._keep(frozenset(shingles), turns, label)
        return table

    def _keep(self, shingles: Shingles, turns: int, label: Any) -> None:
        place = len(self._labels)
        self._labels.append(label)
        self._shingles.append(shingles)
        self._turns.append(turns)
        for shingle in shingles:
            self._with.setdefault(shingle, []).append(place)


def _bare(normal: str) -> str:
    return "".join(filter(str.isalnum, plain(normal)))


def _turns(text: str) -> int:
    return sum(character in _TURNING for character in text)


def _shingles(text: str) -> Shingles:
    bounded = f"^{text}$"
    return frozenset(map(_hash, map(add, bounded, bounded[1:])))


@lru_cache(maxsize=_REMEMBERED)
def _hash(pair: str) -> int:
    digest = blake2b(pair.encode("utf-8", "surrogatepass"), digest_size=_HASH_BYTES).digest()
    return int.from_bytes(digest, "big")
