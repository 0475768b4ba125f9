"""What a model sees of a text: runs of 1–3 characters or signs, words by TF-IDF, and its tone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from services.triage.learning.gist_table import (
    CHARACTERS,
    SHINGLES,
    GistTable,
    numbers_of_characters,
    numbers_of_pairs,
)
from services.triage.learning.halves import Floats
from services.triage.learning.key_table import ABSENT, Keys, KeyTable
from services.triage.learning.lexis import Lexis
from services.triage.learning.manner import written
from services.triage.learning.prepared import END, Prepared, Spans, begins, prepare, spans_of
from services.triage.learning.tone import NAMES, Sense, tones, with_ends
from services.triage.learning.weights import Block

LONGEST_GRAM: Final = 3
_BITS: Final = 21  # of a code point
_MASK: Final = (1 << _BITS) - 1
TONE_SHARE: Final = 0.15
_FEW_SIGNS: Final = 8
_SIGN_SHARE: Final = 0.5  # of what runs of characters count, and words
_MANY: Final = 64  # entries of a text that are multiplied by themselves
_AT_ONCE: Final = 50  # texts of few: their weights stay in the cache
# Sorts of features: runs of characters, runs of signs, words. A text and a sort are one number.
_SORT_BITS: Final = 2
_SIGNS: Final = 1
_WORDS: Final = 2
_SHORT_BITS: Final = 32  # what fits is sorted in half the time
_SORTED_AT_ONCE: Final = 16  # texts

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Seen:
    """The features of `count` texts, row by row; the columns of the tone come after all others.

    `grams` are their runs of characters and, behind these, of signs, `gram_columns` the columns;
    `word_columns` are those of all words, text by text, `words` where the words of each are.
    """

    count: int
    rows: Places
    columns: Places
    values: Floats
    tone: Floats
    grams: "Grams"
    gram_columns: Places
    word_columns: Places
    words: Spans

    def some(self, first: int, last: int) -> "Seen":
        """Return the features of the texts from `first` to before `last`."""
        entries = slice(*self.rows.searchsorted([first, last]).tolist())
        return Seen(
            last - first,
            self.rows[entries] - first,
            self.columns[entries],
            self.values[entries],
            self.tone[first:last],
            self.grams,
            self.gram_columns,
            self.word_columns,
            self.words,
        )

    def times(self, weights: Block) -> Floats:
        """Return the product with `weights` (columns x outputs).

        Each text by itself: it gets the same in any company.
        """
        tones = np.arange(weights.shape[0] - self.tone.shape[1], weights.shape[0])
        product = weights.summed(tones, self.tone)
        bounds = self.rows.searchsorted(np.arange(self.count + 1))
        sizes = bounds[1:] - bounds[:-1]
        for at in (sizes > _MANY).nonzero()[0].tolist():
            entries = slice(bounds[at], bounds[at + 1])
            product[at] += weights.summed(self.columns[entries], self.values[entries])
        small = ((sizes > 0) & (sizes <= _MANY)).nonzero()[0]
        for first in range(0, small.size, _AT_ONCE):
            some = small[first : first + _AT_ONCE]
            product[some] += self._summed(Spans(bounds[some], bounds[some + 1]), weights)
        return product

    def _summed(self, spans: Spans, weights: Block) -> Floats:
        """Return what the entries of each of some texts say together; all have some."""
        entries = spans.laid()
        said = weights.weighed(self.columns[entries], self.values[entries])
        sizes = spans.sizes
        summed: Floats = np.add.reduceat(said, sizes.cumsum() - sizes, axis=0)
        return summed


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts of texts: where they are among the characters of all texts, and among their words."""

    characters: Spans
    words: Spans


@dataclass(frozen=True, slots=True)
class Grams:
    """Every run of characters in a batch: its key, its text and where it begins in `prepared`.

    `places` are those of the prepared characters in their texts.
    """

    keys: Keys
    rows: Places
    begins: Places
    lengths: Places
    places: Places


@dataclass(frozen=True)
class Vocabulary:
    """Grams first, then words, each with its idf; the senses of words make the tone."""

    keys: Keys
    words: Mapping[str, int]
    idf: Floats
    senses: Mapping[str, Sense]
    table: KeyTable = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", KeyTable(self.keys))

    @cached_property
    def heard(self) -> Mapping[str, Sense]:
        """What the tone listens to."""
        return with_ends(self.senses)

    @cached_property
    def lexis(self) -> Lexis:
        """What is known of words."""
        return Lexis.of(self.words, self.heard)

    @property
    def width(self) -> int:
        return self.idf.size + len(NAMES)


def grams(prepared: Prepared) -> Grams:
    """List all runs of 1 to LONGEST_GRAM characters that cross no text's end, shortest first."""
    codes = prepared.codes.astype(np.uint64)
    is_end = prepared.codes == END
    keys, begins = [], []
    key, inside = codes, ~is_end
    for length in range(1, LONGEST_GRAM + 1):
        if length > 1:
            key = key[:-1] | (codes[length - 1 :] << np.uint64(_BITS * (length - 1)))
            inside = inside[:-1] & ~is_end[length - 1 :]
        at = inside.nonzero()[0]
        keys.append(key[at])
        begins.append(at)
    starts = np.concatenate(begins)
    lengths = np.arange(1, len(keys) + 1).repeat([each.size for each in keys])
    return Grams(np.concatenate(keys), prepared.rows[starts], starts, lengths, prepared.places)


def gram_text(key: int) -> str:
    """Return the characters of a gram's key."""
    codes = (key >> (_BITS * place) & _MASK for place in range(LONGEST_GRAM))
    return "".join(chr(code) for code in codes if code)


def gists_of(keys: Keys) -> Floats:
    """Return the gist of each gram (keys x numbers): of a character or a pair what was learned."""
    first, second, third = (
        (keys >> np.uint64(_BITS * place) & np.uint64(_MASK)).astype(np.uint32)
        for place in range(LONGEST_GRAM)
    )
    numbers = np.where(second, numbers_of_pairs(first, second), numbers_of_characters(first))
    numbers[third > 0] = SHINGLES + CHARACTERS  # nobody learned runs of three
    table = GistTable.load()
    return table.rows_at(table.places_of(numbers))


def see(
    vocabulary: Vocabulary,
    texts: Sequence[str],
    cuts: Sequence[Sequence[str]],
    parts: Parts | None = None,
) -> Seen:
    """Return the features of plain texts (`prepared.plain`) that are cut into `cuts`.

    With `parts`, those of these parts of them instead.
    """
    parts = parts or Parts(spans_of(texts), spans_of(cuts))
    count = parts.words.firsts.size
    numbers = vocabulary.lexis.read(cuts)[parts.words.laid()]
    rows = parts.words.rows
    signs, lengths = written(vocabulary.lexis.signs[numbers], rows, count)
    found = grams(prepare(texts, parts.characters).followed_by(signs))
    columns = vocabulary.table.find(found.keys)
    own = vocabulary.lexis.columns[numbers]
    grams_of = found.rows << _SORT_BITS
    grams_of[found.rows >= count] -= (count << _SORT_BITS) - _SIGNS
    seen = _weighed(
        np.concatenate([grams_of, (rows << _SORT_BITS) | _WORDS]),
        np.concatenate([columns, own]),
        vocabulary.idf,
        _faded(lengths),
    )
    lasts = parts.words.sizes.cumsum()
    words = Spans(lasts - parts.words.sizes, lasts)
    places = np.arange(rows.size) - words.firsts[rows]
    tone = tones(vocabulary.lexis.senses, numbers, places, rows, count) * np.float32(TONE_SHARE)
    return Seen(count, *seen, tone, found, columns, own, words)


def _in_order(pairs: npt.NDArray[Any], texts: Places) -> npt.NDArray[Any]:
    """Sort what begins with the number of a text; these ascend in each of a few runs.

    A few texts are sorted at a time: that is done in the cache, in a fifth of the time.
    """
    count = int(texts.max(initial=0)) + 1
    if count <= _SORTED_AT_ONCE:
        pairs.sort()
        return pairs
    firsts = np.arange(0, count, _SORTED_AT_ONCE)
    falls = (texts[1:] < texts[:-1]).nonzero()[0] + 1
    bounds = [
        [*(begin + texts[begin:end].searchsorted(firsts)).tolist(), end]
        for begin, end in pairwise([0, *falls.tolist(), texts.size])
    ]
    pieces = [
        np.concatenate([pairs[begin:end] for begin, end in each])
        for each in zip(*map(pairwise, bounds), strict=True)
    ]
    for piece in pieces:
        piece.sort()
    return np.concatenate(pieces)


def _faded(lengths: Places) -> Floats:
    """Let signs count the less, the more a text says: in which order tells little of a long one."""
    shares = np.minimum(1, _FEW_SIGNS / np.maximum(lengths.astype(np.float32), 1)) * _SIGN_SHARE
    return shares.astype(np.float32)


def _weighed(
    parts: Places, columns: Places, idf: Floats, shares: Floats
) -> tuple[Places, Places, Floats]:
    """Weigh by (1 + log tf) · idf and bring what each text has of each sort to length 1.

    A part is a text and a sort; columns that are ABSENT do not count. `shares` is what the signs of
    each text count.
    """
    bits = int(idf.size).bit_length()
    known = (columns != ABSENT).nonzero()[0]
    pairs = (parts[known] << bits) | columns[known]
    if int(parts.max(initial=0)).bit_length() + bits <= _SHORT_BITS:
        pairs = pairs.astype(np.uint32)
    pairs = _in_order(pairs, parts[known] >> _SORT_BITS)
    firsts = begins(pairs).nonzero()[0]
    times = np.full(firsts.size, pairs.size)
    times[:-1] = firsts[1:]
    times -= firsts
    pairs = pairs[firsts]
    parts, columns = (pairs >> bits).astype(np.int64), (pairs & ((1 << bits) - 1)).astype(np.int64)
    values = idf[columns]
    again = (times > 1).nonzero()[0]
    values[again] *= (1.0 + np.log(times[again])).astype(np.float32)
    lengths = np.sqrt(np.bincount(parts, weights=values * values, minlength=1))
    values = (values / lengths[parts]).astype(np.float32)
    texts = parts >> _SORT_BITS
    signs = (parts & _SIGNS).nonzero()[0]
    values[signs] *= shares[texts[signs]]
    return texts, columns, values
