"""What people said of texts, found again by nearly the same words; holds no text, only hashes."""

from collections import Counter
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any, Final, Self

from services.triage.learning.prepared import plain

_ALIKE: Final = 0.8  # shared pairs of characters: a typo or two, not another matter
_LEAST_LENGTH: Final = 8  # shorter ones must be the same
_TURNING: Final = frozenset("不没无未别非否莫勿难")  # one of these more says the opposite
_HASH_BYTES: Final = 6

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
        mine = _shingles(text)
        shared = Counter(place for shingle in mine for place in self._with.get(shingle, ()))
        turns = _turns(text)
        best, found = 0.0, None
        for place, common in shared.items():
            theirs = self._shingles[place]
            likeness = common / (len(mine) + len(theirs) - common)
            least = _ALIKE if len(mine) > _LEAST_LENGTH else 1.0
            if likeness >= max(least, best) and self._turns[place] == turns:
                best, found = likeness, place
        return None if found is None else self._labels[found]

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
    return frozenset(_hashes(f"^{text}$"))


def _hashes(text: str) -> Iterator[int]:
    for at in range(len(text) - 1):
        pair = text[at : at + 2].encode("utf-8", "surrogatepass")
        yield int.from_bytes(blake2b(pair, digest_size=_HASH_BYTES).digest(), "big")
