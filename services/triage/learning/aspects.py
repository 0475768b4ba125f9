"""What a stretch of text complains about or praises: the rows and labels of a head of its own."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from services.triage.classifier.taxonomy import top_of
from services.triage.learning.examples import Example

ASPECT: Final = "aspect"
SIGNS: Final = {"negative": "-", "positive": "+"}
_ONE_THING: Final = 40  # code points; a longer text says several things
_KINDS: Final = {"complaint": "-", "praise": "+"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and its labels: top topics, each followed by - or +.

    `row` is the example that it is the whole of, None for a part of one.
    """

    text: str
    labels: frozenset[str]
    weight: float
    row: int | None = None


def pieces(examples: Iterable[Example]) -> Iterator[Piece]:
    """Yield the stretches told in examples, and the short texts that say one thing as a whole."""
    for row, example in enumerate(examples):
        if example.aspects:
            for aspect in example.aspects:
                sign = SIGNS.get(aspect.polarity)
                labels = {top_of(aspect.topic) + sign} if sign and aspect.topic else ()
                yield Piece(aspect.words, frozenset(labels), example.weight)
        elif example.topics is not None and len(example.text) <= _ONE_THING:
            sign = _KINDS.get(example.kind or "")
            labels = {top_of(code) + sign for code in example.topics} if sign else ()
            yield Piece(example.text, frozenset(labels), example.weight, row)


def known_labels(found: Sequence[Piece], fewest: int) -> tuple[str, ...]:
    """Return the labels that stand on enough pieces to be learned."""
    counts = Counter(label for piece in found for label in piece.labels)
    return tuple(sorted(label for label, times in counts.items() if times >= fewest))
