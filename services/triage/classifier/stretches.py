"""Cuts texts into stretches, and tells where these stand among the words that are read already."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import Final, NamedTuple

import numpy as np

from services.triage.classifier.draft import Draft
from services.triage.classifier.words import WordCutter
from services.triage.learning.contacts import without_contacts
from services.triage.learning.features import Parts
from services.triage.learning.prepared import Spans, is_plain, plain, spans_of

_SHORTEST: Final = 4  # code points; what is shorter goes with the stretch before it


class Stretch(NamedTuple):
    """A part of the normal text of draft number `row`, and how the rules read it.

    `spoken`: how much its words weigh for each topic they speak of. `measures`: a word of it judges
    on a scale. A tuple, for of each text there are many, and it takes half the time to make.
    """

    row: int
    start: int
    end: int
    polarity: float
    spoken: Mapping[str, float]
    measures: bool = False


@dataclass(frozen=True, slots=True)
class Stretched:
    """The stretches of some drafts, after the texts they are read in: `parts` has all of both.

    These are the plain texts of the drafts, and those of stretches of which they are no part.
    """

    stretches: list[Stretch]
    texts: list[str]
    cuts: list[list[str]]
    parts: Parts


def stretched(drafts: Sequence[Draft], cutter: WordCutter) -> Stretched:
    are_plain = [is_plain(draft.normal.text) for draft in drafts]
    texts = [
        draft.normal.text if as_it_is else plain(draft.normal.text)
        for draft, as_it_is in zip(drafts, are_plain, strict=True)
    ]
    cuts = [
        draft.words if text is draft.normal.text else cutter.cut(text)
        for text, draft in zip(texts, drafts, strict=True)
    ]
    stretches: list[Stretch] = []
    alone: list[int] = []  # the stretches that are read by themselves
    for row, (draft, as_it_is) in enumerate(zip(drafts, are_plain, strict=True)):
        if as_it_is:
            stretches += _stretches(row, draft)
            continue
        for one, text in _read_alone(row, draft):
            alone.append(len(stretches))
            stretches.append(one)
            texts.append(text)
            cuts.append(cutter.cut(text))
    return Stretched(stretches, texts, cuts, _parts(texts, cuts, stretches, alone))


def _read_alone(row: int, draft: Draft) -> Iterator[tuple[Stretch, str]]:
    whole = without_contacts(draft.normal.text)
    is_whole = whole is draft.normal.text
    for one in _stretches(row, draft):
        text = plain(whole[one.start : one.end])
        if is_whole or not text.isspace():
            yield one, text


def _parts(
    texts: Sequence[str],
    cuts: Sequence[Sequence[str]],
    stretches: Sequence[Stretch],
    alone: Sequence[int],
) -> Parts:
    """Return the whole drafts and, behind them, the stretches: where they are in the texts."""
    characters, words = spans_of(texts), spans_of(cuts)
    count = len(texts) - len(alone)
    rows, starts, lasts = (
        np.fromiter(map(itemgetter(at), stretches), np.int64, len(stretches)) for at in range(3)
    )
    of_texts = characters.firsts[rows]
    within = Spans(starts + of_texts, lasts + of_texts)
    # A clause begins with a word, and what is most probable of the whole is so of a part.
    lengths = np.fromiter(map(len, chain.from_iterable(cuts)), np.int64)
    ends = lengths.cumsum()
    of_words = Spans(ends.searchsorted(within.firsts, "right"), ends.searchsorted(within.lasts) + 1)
    for mine, all_of in ((within, characters), (of_words, words)):
        mine.firsts[alone], mine.lasts[alone] = all_of.firsts[count:], all_of.lasts[count:]
    return Parts(
        characters.some(count).followed_by(within), words.some(count).followed_by(of_words)
    )


def _stretches(row: int, draft: Draft) -> Iterator[Stretch]:
    """Yield the clauses of a text, short ones together with the one before."""
    if draft.verdict.small_talk:
        return
    start = end = 0
    polarity, spoken, measures = 0.0, dict[str, float](), False
    for clause in draft.reading.clauses:
        if end - start >= _SHORTEST and clause.end - clause.start >= _SHORTEST:
            yield Stretch(row, start, end, polarity, spoken, measures)
            start, polarity, spoken, measures = end, 0.0, {}, False
        end = clause.end
        polarity += clause.positive - clause.negative
        measures |= clause.measures
        for mention in clause.mentions:
            spoken[mention.code] = spoken.get(mention.code, 0.0) + mention.weight
    if end > start:
        yield Stretch(row, start, end, polarity, spoken, measures)
