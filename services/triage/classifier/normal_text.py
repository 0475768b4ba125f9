"""A text as the lexicon reads it, and the way back to the code points it was given in."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

_REMEMBERED = 20_000  # characters; a hostile text must not grow the table for ever
_INVISIBLE = {"Cf", "Mn", "Me"}


@dataclass(frozen=True, slots=True)
class NormalText:
    """Folded text; `origins` maps its code points to the given ones, None if they are the same."""

    text: str
    origins: tuple[int, ...] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        if self.origins is None:
            return start, end
        return self.origins[start], self.origins[end - 1] + 1


class Folding(dict[str, str]):
    """Folds one character: NFKC, lower case, simplified; what cannot be seen becomes nothing."""

    def __init__(self, simplified: Mapping[str, str]) -> None:
        super().__init__()
        self._simplified = simplified

    def __missing__(self, character: str) -> str:
        folded = self._fold(character)
        if len(self) < _REMEMBERED:
            self[character] = folded
        return folded

    def _fold(self, character: str) -> str:
        if unicodedata.category(character) in _INVISIBLE:
            return ""
        folded = unicodedata.normalize("NFKC", character).lower()
        return self._simplified.get(folded, folded)


def normalise(given: str, folding: Folding) -> NormalText:
    pieces = [folding[character] for character in given]
    text = "".join(pieces)
    if len(text) == len(given) and "" not in pieces:
        return NormalText(text, None)
    origins = tuple(index for index, piece in enumerate(pieces) for _ in piece)
    return NormalText(text, origins)
