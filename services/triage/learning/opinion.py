"""What a model thinks of one text, as probabilities, and the words that made it think so."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from services.triage.learning.blend import KIND, SENTIMENT, TOPIC
from services.triage.learning.heads import Head

_WORTH_TELLING: Final = 0.02


class DecisiveWord(NamedTuple):
    """A piece of the text that spoke for `label`; `start` and `end` are code points of it as given.

    `weight` is its share of the log odds, above 0.
    """

    text: str
    start: int
    end: int
    label: str
    weight: float


@dataclass(frozen=True, slots=True)
class Opinion:
    """Calibrated probabilities by kind, topic code and sentiment; empty where nothing was learned.

    `chosen` are the topics above their own thresholds, most probable first. `is_sure_of_…`: the
    most probable one is above the threshold from which 95 % are right, with a Wilson bound; its
    probability is `certainty_of_…`.
    """

    kinds: dict[str, float] = field(default_factory=dict)
    topics: dict[str, float] = field(default_factory=dict)
    sentiments: dict[str, float] = field(default_factory=dict)
    chosen: tuple[str, ...] = ()
    is_sure_of_kind: bool = False
    is_sure_of_topic: bool = False
    certainty_of_kind: float = 0.0
    certainty_of_topic: float = 0.0

    @property
    def kind(self) -> str | None:
        """The most probable kind."""
        return max(self.kinds, key=self.kinds.__getitem__, default=None)

    @property
    def sentiment(self) -> str | None:
        """The most probable sentiment."""
        return max(self.sentiments, key=self.sentiments.__getitem__, default=None)


def opinions(
    heads: Sequence[Head], probabilities: Mapping[str, npt.NDArray[np.float64]], count: int
) -> Iterator[Opinion]:
    """Yield what the heads make of each text."""
    by_name = {head.name: head for head in heads}
    kinds = _exclusive(by_name.get(KIND), probabilities, count)
    sentiments = _exclusive(by_name.get(SENTIMENT), probabilities, count)
    topics = _topics(by_name.get(TOPIC), probabilities, count)
    for kind, sentiment, topic in zip(kinds, sentiments, topics, strict=True):
        yield Opinion(
            kinds=kind[0],
            topics=topic[0],
            sentiments=sentiment[0],
            chosen=topic[1],
            is_sure_of_kind=kind[1],
            is_sure_of_topic=topic[2],
            certainty_of_kind=kind[2],
            certainty_of_topic=topic[3],
        )


def _exclusive(
    head: Head | None, probabilities: Mapping[str, npt.NDArray[np.float64]], count: int
) -> Iterator[tuple[dict[str, float], bool, float]]:
    if head is None:
        yield from [({}, False, 0.0)] * count
        return
    found = probabilities[head.name]
    rows: list[list[float]] = found.round(4).tolist()
    certain: list[float] = head.certainty.of(found).round(4).tolist()
    sure: list[bool] = head.sure(found).tolist()
    for row, is_sure, certainty in zip(rows, sure, certain, strict=True):
        yield dict(zip(head.labels, row, strict=True)), is_sure, certainty


def _topics(
    head: Head | None, probabilities: Mapping[str, npt.NDArray[np.float64]], count: int
) -> Iterator[tuple[dict[str, float], tuple[str, ...], bool, float]]:
    if head is None:
        yield from [({}, (), False, 0.0)] * count
        return
    found = probabilities[TOPIC]
    said = head.said(found)
    certain: list[float] = head.certainty.of(found).round(4).tolist()
    sure: list[bool] = head.sure(found).tolist()
    texts, places = np.nonzero((found >= _WORTH_TELLING) | said)
    told: list[list[tuple[float, str, bool]]] = [[] for _ in range(count)]
    values = zip(found[texts, places].tolist(), said[texts, places].tolist(), strict=True)
    for text, place, (value, is_said) in zip(texts, places, values, strict=True):
        told[text].append((round(value, 4), head.labels[place], is_said))
    for row, is_sure, certainty in zip(told, sure, certain, strict=True):
        row.sort(key=lambda one: (-one[0], one[1]))
        chosen = tuple(label for _, label, is_said in row if is_said)
        yield {label: value for value, label, _ in row}, chosen, is_sure, certainty
