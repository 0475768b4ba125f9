"""Judges texts stretch by stretch: what each complains about or praises, and how urgent it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from typing import Final

import numpy as np
import numpy.typing as npt

from services.triage.classifier.balance import Balance
from services.triage.classifier.draft import Draft
from services.triage.classifier.stretches import Stretch
from services.triage.classifier.taxonomy import top_of
from services.triage.classifier.verdict import Aspect, TopicScore
from services.triage.learning.aspects import ASPECT, SIGNS
from services.triage.learning.blend import SENTIMENT
from services.triage.learning.calibration import log_odds, sigmoid
from services.triage.learning.model import Model

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

_LEAST: Final = 0.25
_ENOUGH: Final = -1.0  # log odds, in a text that is neither glad nor upset
_TONE_OF_TEXT: Final = 3.0  # log odds more, of a complaint in praise without a shadow
_NEAR_BEST: Final = 0.7  # of the likeliest label's probability
_SPOKEN_OF: Final = 2.0  # log odds, of a word that weighs 1
_MOST_SPOKEN: Final = 1.5
_UNSPOKEN: Final = 1.0  # log odds less, where the words are of other topics
_TONE_SHARE: Final = 1.5  # in log odds, of a word's worth of praise
_LOUDEST: Final = 2.0
_WARMEST: Final = 6.0  # log odds, by the model
_AGREED: Final = 1.0  # log odds by the model, with which its word beside the lexicon's is the last
_LAST_WORD: Final = 40.0
_ON_ONE_WORD: Final = 0.25  # of how loud a stretch is that only one of the two thinks warm or cold
_QUIET: Final = 4.0  # log odds more, of a stretch that is neither warm nor cold
_ALONE: Final = 0.5  # log odds more, of a topic that the text as a whole is not about
_UNNAMED: Final = 3.0  # and that no word of the stretch names
_OPPOSITES: Final = {"-": "+", "+": "-"}
_POLARITIES: Final = {sign: polarity for polarity, sign in SIGNS.items()}


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
class Columns:
    """Where labels stand: the opposite of each, praise and its opposites, and tops in an order.

    `by_top` has the labels of one top after another, those of each from one of `firsts_by_top` on.
    """

    opposites: Places
    good: Places
    bad: Places
    places: Mapping[str, int]
    tops: Places
    by_top: Places
    firsts_by_top: Places


def aspects_of(
    model: Model,
    judged: Judged,
    topics: Sequence[Sequence[TopicScore]],
    scores: Sequence[float],
) -> list[tuple[Aspect, ...]]:
    """Return the aspects of each draft, in the order of its text; none of a model without them.

    `topics` and `scores` (-1..1, how happy they sound) are those of the whole texts: an aspect is
    named by the leaf that was chosen there, and one against the tone of its text, or against what
    else is said of its topic there, must be surer.
    """
    found: list[list[Aspect]] = [[] for _ in judged.drafts]
    for stretch, label, chance, raised, is_named in _said(model, judged):
        row, draft = stretch.row, judged.drafts[stretch.row]
        top, sign = label[:-1], label[-1]
        chosen = _leaf(top, topics[row])
        against = scores[row] if sign == "-" else -scores[row]
        is_alone = chosen is None
        if chance >= _enough(against, raised, is_alone=is_alone, is_named=is_named):
            leaf = _leaf_within(top, stretch.spoken) or chosen or top
            start, end = draft.normal.span(stretch.start, stretch.end)
            words = draft.given[start:end]
            aspect = Aspect(leaf, _POLARITIES[sign], words, start, end, chance)
            if _join(found[row], aspect, draft.given):
                continue
            if is_named or not _is_told(found[row], aspect):
                found[row].append(aspect)
    return [tuple(one) for one in found]


def _enough(against: float, raised: float, *, is_alone: bool, is_named: bool) -> float:
    """Return how likely an aspect must be; `against` (-1..1) is how its text speaks otherwise.

    `raised`: the log odds more that the rest of what is said of its topic asks for. `is_alone`: the
    text as a whole is about other topics. `is_named`: a word of its stretch names the topic.
    """
    odds = _ENOUGH + _TONE_OF_TEXT * against + raised
    if is_alone:
        odds += _ALONE if is_named else _ALONE + _UNNAMED
    return 1 / (1 + exp(-odds))


def _said(model: Model, judged: Judged) -> Iterator[tuple[Stretch, str, float, float, bool]]:
    """Yield the labels of each stretch, how likely they are, what the rest of the text asks of them
    for that, and whether words of the stretch name the topic.
    """
    head = model.head(ASPECT)
    if head is None or not judged.stretches:
        return
    columns = _columns_of(head.labels)
    weights = _weights(judged, columns)
    chances = _signed(judged, columns, _warmth(model, judged), weights)
    said = (chances >= np.maximum(head.choose, _LEAST)) & _leads(chances, columns)
    likely: list[float] = chances[said].tolist()
    tones = _tones(model, judged)
    balance = _balance(judged, columns, chances, weights, tones)
    asked = (_QUIET * np.maximum(0.0, 1.0 - np.abs(tones))).tolist()
    for at, column, chance in zip(*(each.tolist() for each in said.nonzero()), likely, strict=True):
        stretch, label = judged.stretches[at], head.labels[column]
        top = columns.places[label[:-1]]
        raised = asked[at] + balance.raises(stretch.row, top, label[-1])
        yield stretch, label, round(chance, 3), raised, bool(weights[at, top])


def _balance(
    judged: Judged, columns: Columns, chances: Floats, weights: Floats, tones: Floats
) -> Balance:
    likely = np.maximum.reduceat(chances[:, columns.by_top], columns.firsts_by_top, axis=1)
    rows = np.array([one.row for one in judged.stretches], np.int64)
    return Balance.of(rows, len(judged.drafts), likely, weights, tones)


def _tones(model: Model, judged: Judged) -> Floats:
    """Return how warm or cold each stretch is, most where its words and the model agree."""
    tones = np.array([one.polarity for one in judged.stretches])
    head = model.head(SENTIMENT)
    if head is None:
        return tones
    good, bad = (head.labels.index(label) for label in ("positive", "negative"))
    felt = judged.chances[SENTIMENT][:, good] - judged.chances[SENTIMENT][:, bad]
    agreed: Floats = np.where(tones * felt > 0, 1.0, _ON_ONE_WORD) * (tones + felt)
    return agreed


def _warmth(model: Model, judged: Judged) -> Floats:
    """Return how warm each stretch sounds to the model and by its words, in log odds."""
    tones = _bounded(np.array([one.polarity for one in judged.stretches]), _LOUDEST)
    head = model.head(SENTIMENT)
    if head is None:
        return _TONE_SHARE * tones
    odds = log_odds(judged.chances[SENTIMENT])
    good, bad = (odds[:, head.labels.index(label)] for label in ("positive", "negative"))
    warmth: Floats = _TONE_SHARE * tones + _bounded(good - bad, _WARMEST)
    is_settled = (good - bad) * np.sign(tones) >= _AGREED
    # Of 上菜快 the model knows each word, not that they belong together.
    is_settled |= np.array([one.measures for one in judged.stretches]) & (tones != 0)
    warmth[is_settled] = np.sign(tones[is_settled]) * _LAST_WORD
    return warmth


def _bounded(values: Floats, most: float) -> Floats:
    """Bound values on both sides; of few numbers `clip` takes five times as long."""
    bounded: Floats = np.minimum(np.maximum(values, -most), most)
    return bounded


def _signed(judged: Judged, columns: Columns, warmth: Floats, weights: Floats) -> Floats:
    """Return the chances of the labels; how a stretch sounds decides which sign has the greater."""
    odds = log_odds(judged.chances[ASPECT]) + _by_words(weights, columns)
    chances = sigmoid(odds)
    good, bad = columns.good, columns.bad
    is_good = odds[:, good] - odds[:, bad] + warmth[:, None] > 0
    high = np.maximum(chances[:, good], chances[:, bad])
    low = np.minimum(chances[:, good], chances[:, bad])
    chances[:, good] = np.where(is_good, high, low)
    chances[:, bad] = np.where(is_good, low, high)
    return chances


def _weights(judged: Judged, columns: Columns) -> Floats:
    """Return how much the words of each stretch weigh for each top topic, by the lexicon."""
    place = columns.places
    weights = np.zeros((len(judged.stretches), len(place)))
    for row, stretch in enumerate(judged.stretches):
        if stretch.spoken:
            for code, weight in stretch.spoken.items():
                if (at := place.get(top_of(code))) is not None:
                    weights[row, at] += weight
    return weights


def _by_words(weights: Floats, columns: Columns) -> Floats:
    """Return what the lexicon adds to the log odds: its words name topics the model mixes up."""
    is_spoken_of = weights > 0
    added = _SPOKEN_OF * np.minimum(weights, _MOST_SPOKEN)
    added -= _UNSPOKEN * (is_spoken_of.any(axis=1, keepdims=True) & ~is_spoken_of)
    by_label: Floats = added[:, columns.tops]
    return by_label


def _leads(chances: Floats, columns: Columns) -> npt.NDArray[np.bool_]:
    """Tell which labels come near the likeliest of their stretch, and before their opposites."""
    leads: npt.NDArray[np.bool_] = chances >= _NEAR_BEST * chances.max(axis=1, keepdims=True)
    leads &= chances >= chances[:, columns.opposites]
    return leads


@lru_cache(maxsize=16)
def _columns_of(labels: tuple[str, ...]) -> Columns:
    columns = {label: at for at, label in enumerate(labels)}
    opposites = np.array(
        [columns.get(label[:-1] + _OPPOSITES[label[-1]], at) for label, at in columns.items()]
    )
    good = np.array([at for at, label in enumerate(labels) if label[-1] == "+"], np.int64)
    places = {top: at for at, top in enumerate(sorted({label[:-1] for label in labels}))}
    tops = np.array([places[label[:-1]] for label in labels])
    by_top = np.argsort(tops, kind="stable")
    firsts = np.searchsorted(tops[by_top], np.arange(len(places)))
    return Columns(opposites, good, opposites[good], places, tops, by_top, firsts)


def _leaf(top: str, topics: Sequence[TopicScore]) -> str | None:
    for topic in topics:
        if top_of(topic.code) == top:
            return topic.code
    return None


def _leaf_within(top: str, spoken: Mapping[str, float]) -> str | None:
    """Return the leaf of a top topic that the words of a stretch speak of most."""
    leaves = [code for code in spoken if top_of(code) == top != code]
    return max(leaves, key=spoken.__getitem__) if leaves else None


def _is_told(found: list[Aspect], aspect: Aspect) -> bool:
    """Say whether the topic has been judged like this before: 还会再来 adds nothing to 味道好."""
    said = (top_of(aspect.topic), aspect.polarity)
    return any((top_of(one.topic), one.polarity) == said for one in found)


def _join(found: list[Aspect], aspect: Aspect, given: str) -> bool:
    """Lengthen the aspect that said the same up to where this one begins; say whether there is."""
    for at, last in enumerate(found):
        said_alike = (last.topic, last.polarity) == (aspect.topic, aspect.polarity)
        if said_alike and last.end >= aspect.start - 1:
            found[at] = last._replace(
                text=given[last.start : aspect.end],
                end=aspect.end,
                confidence=max(last.confidence, aspect.confidence),
            )
            return True
    return False
