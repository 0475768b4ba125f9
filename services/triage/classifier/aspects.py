"""Judges texts stretch by stretch: what each complains about or praises, and how urgent it is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from operator import attrgetter
from typing import Final

import numpy as np
import numpy.typing as npt

from services.triage.classifier.balance import Balance
from services.triage.classifier.clauses import Mention
from services.triage.classifier.draft import Draft
from services.triage.classifier.stretches import Stretches
from services.triage.classifier.taxonomy import top_of
from services.triage.classifier.verdict import Aspect, TopicScore
from services.triage.learning.aspects import ASPECT, SIGNS
from services.triage.learning.blend import SENTIMENT
from services.triage.learning.calibration import log_odds, sigmoid
from services.triage.learning.model import Model

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_LEAST: Final = 0.25
_ENOUGH: Final = -1.0  # log odds, in a text that is neither glad nor upset
_TONE_OF_TEXT: Final = 3.0  # log odds more, of a complaint in praise without a shadow
_NEAR_BEST: Final = 0.7  # of the likeliest label's probability
_SPOKEN_OF: Final = 1.25  # log odds, of a word that weighs 1
_MOST_SPOKEN: Final = 1.5
_UNSPOKEN: Final = 0.75  # log odds less, where the words are of other topics
_TONE_SHARE: Final = 1.5  # in log odds, of a word's worth of praise
_LOUDEST: Final = 2.0
_WARMEST: Final = 6.0  # log odds, by the model
_AGREED: Final = 1.0  # log odds by the model, with which its word beside the lexicon's is the last
_LAST_WORD: Final = 40.0
_ON_ONE_WORD: Final = 0.25  # of how loud a stretch is that only one of the two thinks warm or cold
_QUIET: Final = 4.0  # log odds more, of a stretch that is neither warm nor cold
_ALONE: Final = 1.0  # log odds more, of a topic that the text as a whole is not about
_UNNAMED: Final = 3.25  # and that no word of the stretch names
_PLACES: Final = "facility"
_OF_PLACES: Final = 0.75  # log odds less: who liked it also tells that it is small and hard to find
_UNKNOWN: Final = -1
_OPPOSITES: Final = {"-": "+", "+": "-"}
_POLARITIES: Final = {sign: polarity for polarity, sign in SIGNS.items()}


@dataclass(frozen=True)
class Judged:
    """The stretches of some drafts and, by head, what the model makes of each."""

    drafts: Sequence[Draft]
    stretches: Stretches
    chances: Mapping[str, Floats]

    def highest(self, name: str, columns: Sequence[int]) -> Floats:
        """Return for each draft the most that a stretch of it has of these labels together."""
        found = np.zeros(len(self.drafts))
        if name in self.chances:
            np.maximum.at(found, self.stretches.rows, self.chances[name][:, columns].sum(axis=1))
        return found


@dataclass(frozen=True, slots=True)
class Columns:
    """Where labels stand: the opposite of each, praise and its opposites, and tops in an order.

    `complains` tells which labels do, `tops` the place of the top of each, and `of_tops` has a
    label of each top.
    """

    opposites: Places
    good: Places
    bad: Places
    places: Mapping[str, int]
    tops: Places
    complains: Flags
    of_tops: Places


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
    told = set[tuple[int, str]]()
    stretches = judged.stretches
    lasts = stretches.counts.cumsum()
    columns = (stretches.rows, stretches.starts, stretches.ends, lasts - stretches.counts, lasts)
    rows, starts, ends, firsts, lasts_of = (column.tolist() for column in columns)
    for at, label, chance, is_named in _said(model, judged, topics, np.array(scores)):
        row, draft = rows[at], judged.drafts[rows[at]]
        top = label[:-1]
        spoken = stretches.mentions[firsts[at] : lasts_of[at]]
        leaf = _leaf_within(top, spoken) or _leaf(top, topics[row]) or top
        start, end = draft.normal.span(starts[at], ends[at])
        words = draft.given[start:end]
        aspect = Aspect(leaf, _POLARITIES[label[-1]], words, start, end, chance)
        is_told = (row, label) in told  # 还会再来 adds nothing to 味道好
        if is_told and (_join(found[row], aspect, draft.given) or not is_named):
            continue
        told.add((row, label))
        found[row].append(aspect)
    return [tuple(one) for one in found]


def _said(
    model: Model, judged: Judged, topics: Sequence[Sequence[TopicScore]], scores: Floats
) -> Iterator[tuple[int, str, float, bool]]:
    """Yield each stretch with what it says likely enough, and whether words of it name that."""
    head = model.head(ASPECT)
    if head is None or not judged.stretches.rows.size:
        return
    columns = _columns_of(head.labels)
    weights = _weights(judged.stretches, columns)
    chances = _signed(judged, columns, _warmth(model, judged), weights)
    said = (chances >= np.maximum(head.choose, _LEAST)) & _leads(chances, columns)
    at, column = said.nonzero()
    likely = np.array([round(chance, 3) for chance in chances[said].tolist()])
    rows, tops, complains = (
        judged.stretches.rows[at],
        columns.tops[column],
        columns.complains[column],
    )
    tones = _tones(model, judged)
    balance = _balance(judged, columns, chances, weights, tones)
    is_named = weights[at, tops] > 0
    is_alone = ~_spoken_of(topics, columns)[rows, tops]
    odds = _ENOUGH + _TONE_OF_TEXT * np.where(complains, scores[rows], -scores[rows])
    odds += _QUIET * np.maximum(0.0, 1.0 - np.abs(tones[at]))
    odds += balance.raises(rows, tops, complains)
    odds[is_alone] += np.where(is_named, _ALONE, _ALONE + _UNNAMED)[is_alone]
    odds[complains & is_named & (tops == columns.places.get(_PLACES, _UNKNOWN))] -= _OF_PLACES
    enough = likely >= 1 / (1 + np.exp(-odds))
    labels = [head.labels[one] for one in column[enough].tolist()]
    yield from zip(
        at[enough].tolist(), labels, likely[enough].tolist(), is_named[enough].tolist(), strict=True
    )


def _spoken_of(topics: Sequence[Sequence[TopicScore]], columns: Columns) -> Flags:
    """Tell which top topics each text as a whole is about."""
    spoken = np.zeros((len(topics), len(columns.places)), np.bool_)
    for row, chosen in enumerate(topics):
        for topic in chosen:
            if (at := columns.places.get(top_of(topic.code))) is not None:
                spoken[row, at] = True
    return spoken


def _balance(
    judged: Judged, columns: Columns, chances: Floats, weights: Floats, tones: Floats
) -> Balance:
    likely = np.maximum(chances, chances[:, columns.opposites])[:, columns.of_tops]
    return Balance.of(judged.stretches.rows, len(judged.drafts), likely, weights, tones)


def _tones(model: Model, judged: Judged) -> Floats:
    """Return how warm or cold each stretch is, most where its words and the model agree."""
    tones = judged.stretches.polarities
    head = model.head(SENTIMENT)
    if head is None:
        return tones
    good, bad = (head.labels.index(label) for label in ("positive", "negative"))
    felt = judged.chances[SENTIMENT][:, good] - judged.chances[SENTIMENT][:, bad]
    agreed: Floats = np.where(tones * felt > 0, 1.0, _ON_ONE_WORD) * (tones + felt)
    return agreed


def _warmth(model: Model, judged: Judged) -> Floats:
    """Return how warm each stretch sounds to the model and by its words, in log odds."""
    tones = _bounded(judged.stretches.polarities, _LOUDEST)
    head = model.head(SENTIMENT)
    if head is None:
        return _TONE_SHARE * tones
    odds = log_odds(judged.chances[SENTIMENT])
    good, bad = (odds[:, head.labels.index(label)] for label in ("positive", "negative"))
    warmth: Floats = _TONE_SHARE * tones + _bounded(good - bad, _WARMEST)
    is_settled = (good - bad) * np.sign(tones) >= _AGREED
    # Of 上菜快 the model knows each word, not that they belong together.
    is_settled |= judged.stretches.measures & (tones != 0)
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
    praised, blamed = chances[:, good], chances[:, bad]
    high, low = np.maximum(praised, blamed), np.minimum(praised, blamed)
    chances[:, good] = np.where(is_good, high, low)
    chances[:, bad] = np.where(is_good, low, high)
    return chances


def _weights(stretches: Stretches, columns: Columns) -> Floats:
    """Return how much the words of each stretch weigh for each top topic, by the lexicon."""
    count, mentions = stretches.rows.size, stretches.mentions
    tops = map(top_of, map(attrgetter("code"), mentions))
    places = np.fromiter(map(columns.places.get, tops, repeat(_UNKNOWN)), np.int64, len(mentions))
    spoken = np.fromiter(map(attrgetter("weight"), mentions), np.float64, len(mentions))
    weights = np.zeros((count, len(columns.places) + 1))  # the last are of topics unknown here
    np.add.at(weights, (np.arange(count).repeat(stretches.counts), places), spoken)
    return weights[:, :_UNKNOWN]


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
    complains = np.array([label[-1] == "-" for label in labels])
    of_tops = np.unique(tops, return_index=True)[1]
    return Columns(opposites, good, opposites[good], places, tops, complains, of_tops)


def _leaf(top: str, topics: Sequence[TopicScore]) -> str | None:
    for topic in topics:
        if top_of(topic.code) == top:
            return topic.code
    return None


def _leaf_within(top: str, spoken: Iterable[Mention]) -> str | None:
    """Return the leaf of a top topic that the words of a stretch speak of most."""
    leaves: dict[str, float] = {}
    for mention in spoken:
        code = mention.code
        if code != top and top_of(code) == top:
            leaves[code] = leaves.get(code, 0.0) + mention.weight
    return max(leaves, key=leaves.__getitem__) if leaves else None


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
