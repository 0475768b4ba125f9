"""Cuts texts into stretches, and tells where these stand among the words that are read already."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, compress
from operator import attrgetter
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from services.triage.classifier.clauses import Clause, Mention
from services.triage.classifier.draft import Draft
from services.triage.classifier.words import WordCutter
from services.triage.learning.contacts import without_contacts
from services.triage.learning.features import Parts
from services.triage.learning.prepared import Spans, is_plain, plain, sizes_of, spans_of

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_SHORTEST: Final = 4  # code points; what is shorter goes with the stretch before it


@dataclass(frozen=True, slots=True)
class Stretches:
    """Parts of the normal texts of drafts, in order, and how the rules read them.

    `rows` are the numbers of the drafts. `polarities` tell how warm the words of each are, and
    `measures` whether one of them judges on a scale. The `mentions` are those of all, `counts` how
    many each has. In columns, for of each text there are half a dozen.
    """

    rows: Places
    starts: Places
    ends: Places
    polarities: Floats
    measures: Flags
    mentions: list[Mention]
    counts: Places

    @classmethod
    def of(cls, drafts: Sequence[Draft]) -> Self:
        """Take the clauses of texts, short ones together with the one before."""
        told = [draft.reading.clauses if _says_more(draft) else [] for draft in drafts]
        clauses = list(chain.from_iterable(told))
        starts, ends = (_column(clauses, name, np.int64) for name in ("start", "end"))
        begins = (starts >= _SHORTEST) & (ends - starts >= _SHORTEST)
        begins |= starts == 0
        firsts, stretch = begins.nonzero()[0], begins.cumsum() - 1
        lasts = np.zeros(firsts.size, np.int64)
        lasts[stretch] = ends  # that of its last clause stays
        warm, cold = (_column(clauses, name, np.float64) for name in ("positive", "negative"))
        mentions = [clause.mentions for clause in clauses]
        return cls(
            np.arange(len(drafts)).repeat(sizes_of(told))[firsts],
            starts[firsts],
            lasts,
            np.bincount(stretch, warm - cold, firsts.size).astype(np.float64, copy=False),
            np.logical_or.reduceat(_column(clauses, "measures", np.bool_), firsts),
            list(chain.from_iterable(mentions)),
            np.add.reduceat(sizes_of(mentions), firsts),
        )

    def only(self, kept: Flags) -> Self:
        """Return those that are `kept`."""
        if kept.all():
            return self
        stays = kept.repeat(self.counts).tolist()
        return type(self)(
            self.rows[kept],
            self.starts[kept],
            self.ends[kept],
            self.polarities[kept],
            self.measures[kept],
            list(compress(self.mentions, stays)),
            self.counts[kept],
        )


@dataclass(frozen=True, slots=True)
class Stretched:
    """The stretches of some drafts, after the texts they are read in: `parts` has all of both.

    These are the plain texts of the drafts, and those of stretches of which they are no part.
    """

    stretches: Stretches
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
    stretches = Stretches.of(drafts)
    if all(are_plain):
        return Stretched(stretches, texts, cuts, _parts(texts, cuts, stretches))
    alone = dict(_read_alone(drafts, are_plain, stretches))
    kept = np.array(are_plain, np.bool_)[stretches.rows]
    kept[list(alone)] = True
    texts += alone.values()
    cuts += map(cutter.cut, alone.values())
    stretches, alone_at = stretches.only(kept), (kept.cumsum() - 1)[list(alone)]
    return Stretched(stretches, texts, cuts, _parts(texts, cuts, stretches, alone_at))


def _read_alone(
    drafts: Sequence[Draft], are_plain: Sequence[bool], stretches: Stretches
) -> Iterator[tuple[int, str]]:
    """Yield the stretches of texts that are not plain and what is read of each, if anything is."""
    for row in (row for row, as_it_is in enumerate(are_plain) if not as_it_is):
        given = drafts[row].normal.text
        whole = without_contacts(given)
        for at in range(*stretches.rows.searchsorted([row, row + 1]).tolist()):
            text = plain(whole[stretches.starts[at] : stretches.ends[at]])
            if whole is given or not text.isspace():
                yield at, text


def _parts(
    texts: Sequence[str],
    cuts: Sequence[Sequence[str]],
    stretches: Stretches,
    alone: Places | None = None,
) -> Parts:
    """Return the whole drafts and, behind them, the stretches: where they are in the texts.

    The stretches `alone` are read by themselves, in the last of the texts.
    """
    characters, words = spans_of(texts), spans_of(cuts)
    count = len(texts) - (0 if alone is None else alone.size)
    of_texts = characters.firsts[stretches.rows]
    within = Spans(stretches.starts + of_texts, stretches.ends + of_texts)
    # A clause begins with a word, and what is most probable of the whole is so of a part.
    ends = sizes_of(list(chain.from_iterable(cuts))).cumsum()
    of_words = Spans(ends.searchsorted(within.firsts, "right"), ends.searchsorted(within.lasts) + 1)
    if alone is None:
        return Parts(characters.followed_by(within), words.followed_by(of_words))
    for mine, all_of in ((within, characters), (of_words, words)):
        mine.firsts[alone], mine.lasts[alone] = all_of.firsts[count:], all_of.lasts[count:]
    return Parts(
        characters.some(count).followed_by(within), words.some(count).followed_by(of_words)
    )


def _says_more(draft: Draft) -> bool:
    """Whether a text is more than none, and than small talk."""
    return bool(draft.normal.text) and not draft.verdict.small_talk


def _column(clauses: Sequence[Clause], name: str, kind: type[np.generic]) -> npt.NDArray[Any]:
    return np.fromiter(map(attrgetter(name), clauses), kind, len(clauses))
