"""Judges texts stretch by stretch: what each complains about or praises, and how urgent it is."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

import numpy as np
import numpy.typing as npt

from services.triage.classifier.draft import Draft
from services.triage.classifier.taxonomy import top_of
from services.triage.classifier.verdict import Aspect, TopicScore
from services.triage.classifier.words import WordCutter
from services.triage.learning.aspects import ASPECT, SIGNS
from services.triage.learning.calibration import log_odds
from services.triage.learning.model import Model
from services.triage.learning.prepared import plain

Floats = npt.NDArray[np.float64]

_SHORTEST: Final = 4  # code points; what is shorter goes with the stretch before it
_LEAST: Final = 0.3
_AGAINST_THE_TONE: Final = 0.5  # more, of a complaint in praise without a shadow
_NEAR_BEST: Final = 0.7  # of the likeliest label's probability
_TONE_SHARE: Final = 1.5  # in log odds, of a word's worth of praise
_LOUDEST: Final = 2.0
_SURE_ALONE: Final = 0.6  # for a topic that the text as a whole is not about
_OPPOSITES: Final = {"-": "+", "+": "-"}
_POLARITIES: Final = {sign: polarity for polarity, sign in SIGNS.items()}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the normal text of draft number `row`, and how warmly the rules read it."""

    row: int
    start: int
    end: int
    polarity: float


@dataclass(frozen=True, slots=True)
class Judged:
    """The stretches of some drafts and, by head, what the model makes of each."""

    drafts: Sequence[Draft]
    stretches: Sequence[Stretch]
    chances: Mapping[str, Floats]

    def highest(self, name: str, columns: Sequence[int]) -> Floats:
        """Return for each draft the most that a stretch of it has of these labels together."""
        found = np.zeros(len(self.drafts))
        if name in self.chances and self.stretches:
            rows = [stretch.row for stretch in self.stretches]
            np.maximum.at(found, rows, self.chances[name][:, columns].sum(axis=1))
        return found


@dataclass(frozen=True, slots=True)
class Stretched:
    """The stretches of some drafts, their plain texts and the words of these."""

    stretches: list[Stretch]
    texts: list[str]
    cuts: list[list[str]]


def stretched(drafts: Sequence[Draft], cutter: WordCutter) -> Stretched:
    found = Stretched([], [], [])
    for row, draft in enumerate(drafts):
        ends = list(accumulate(map(len, draft.words)))
        for one in _stretches(row, draft):
            given = draft.normal.text[one.start : one.end]
            text = plain(given)
            # A clause begins with a word, and what is most probable of the whole is so of a part.
            words = draft.words[bisect_right(ends, one.start) : bisect_left(ends, one.end) + 1]
            found.stretches.append(one)
            found.texts.append(text)
            found.cuts.append(words if text is given else cutter.cut(text))
    return found


def aspects_of(
    model: Model,
    judged: Judged,
    topics: Sequence[Sequence[TopicScore]],
    scores: Sequence[float],
) -> list[tuple[Aspect, ...]]:
    """Return the aspects of each draft, in the order of its text; none of a model without them.

    `topics` and `scores` (-1..1, how happy they sound) are those of the whole texts: an aspect is
    named by the leaf that was chosen there, and one against the tone of its text must be surer.
    """
    found: list[list[Aspect]] = [[] for _ in judged.drafts]
    for stretch, label, chance in _said(model, judged):
        row, draft = stretch.row, judged.drafts[stretch.row]
        leaf = _leaf(label[:-1], topics[row])
        against = (1 - scores[row] if label[-1] == "+" else 1 + scores[row]) / 2
        enough = _LEAST + _AGAINST_THE_TONE * against
        if chance >= (enough if leaf is not None else max(enough, _SURE_ALONE)):
            start, end = draft.normal.span(stretch.start, stretch.end)
            words = draft.given[start:end]
            polarity = _POLARITIES[label[-1]]
            aspect = Aspect(leaf or label[:-1], polarity, words, start, end, chance)
            _join(found[row], aspect, draft.given)
    return [tuple(one) for one in found]


def _said(model: Model, judged: Judged) -> Iterator[tuple[Stretch, str, float]]:
    """Yield the labels of each stretch, and how likely they are."""
    head = model.head(ASPECT)
    if head is None or not judged.stretches:
        return
    chances = _signed(judged, head.labels)
    said = (chances >= np.maximum(head.choose, _LEAST)) & _leads(chances, head.labels)
    likely: list[float] = chances[said].tolist()
    for at, column, chance in zip(*(each.tolist() for each in said.nonzero()), likely, strict=True):
        yield judged.stretches[at], head.labels[column], round(chance, 3)


def _signed(judged: Judged, labels: Sequence[str]) -> Floats:
    """Return the chances of the labels; how a stretch sounds decides which sign has the greater."""
    chances = judged.chances[ASPECT].copy()
    polarities = np.array([one.polarity for one in judged.stretches])
    tones = polarities.clip(-_LOUDEST, _LOUDEST)[:, None]
    good = [at for at, label in enumerate(labels) if label[-1] == "+"]
    bad = _opposites(labels)[good]
    odds = log_odds(chances)
    is_good = odds[:, good] - odds[:, bad] + _TONE_SHARE * tones > 0
    high = np.maximum(chances[:, good], chances[:, bad])
    low = np.minimum(chances[:, good], chances[:, bad])
    chances[:, good] = np.where(is_good, high, low)
    chances[:, bad] = np.where(is_good, low, high)
    return chances


def _leads(chances: Floats, labels: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Tell which labels come near the likeliest of their stretch, and before their opposites."""
    leads: npt.NDArray[np.bool_] = chances >= _NEAR_BEST * chances.max(axis=1, keepdims=True)
    leads &= chances >= chances[:, _opposites(labels)]
    return leads


def _opposites(labels: Sequence[str]) -> npt.NDArray[np.int64]:
    """Return the column of the opposite of each label, its own where there is none."""
    columns = {label: at for at, label in enumerate(labels)}
    return np.array(
        [columns.get(label[:-1] + _OPPOSITES[label[-1]], at) for label, at in columns.items()]
    )


def _stretches(row: int, draft: Draft) -> Iterator[Stretch]:
    """Yield the clauses of a text, short ones together with the one before."""
    if draft.verdict.small_talk:
        return
    start = end = 0
    polarity = 0.0
    for clause in draft.reading.clauses:
        if clause.end - clause.start >= _SHORTEST and end - start >= _SHORTEST:
            yield Stretch(row, start, end, polarity)
            start, polarity = end, 0.0
        end = clause.end
        polarity += clause.polarity
    if end > start:
        yield Stretch(row, start, end, polarity)


def _leaf(top: str, topics: Sequence[TopicScore]) -> str | None:
    return next((topic.code for topic in topics if top_of(topic.code) == top), None)


def _join(found: list[Aspect], aspect: Aspect, given: str) -> None:
    """Add an aspect, or lengthen the one that said the same up to where it begins."""
    for at, last in enumerate(found):
        said_alike = (last.topic, last.polarity) == (aspect.topic, aspect.polarity)
        if said_alike and last.end >= aspect.start - 1:
            found[at] = replace(
                last,
                text=given[last.start : aspect.end],
                end=aspect.end,
                confidence=max(last.confidence, aspect.confidence),
            )
            return
    found.append(aspect)
