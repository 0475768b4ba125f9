"""What a model sees of a text: runs of 1–3 characters or signs, words by TF-IDF, and its tone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, pairwise, repeat
from typing import Final

import numpy as np
import numpy.typing as npt

from services.triage.learning.key_table import ABSENT, Keys, KeyTable
from services.triage.learning.manner import signs_of, written
from services.triage.learning.prepared import END, Prepared, prepare
from services.triage.learning.tone import NAMES, Sense, tones, with_ends

LONGEST_GRAM: Final = 3
_BITS: Final = 21  # of a code point
_MASK: Final = (1 << _BITS) - 1
TONE_SHARE: Final = 0.15
_FEW_SIGNS: Final = 8
_AT_ONCE: Final = 384  # entries multiplied together: their weights stay in the cache

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Part:
    """The entries of a sparse matrix, row by row."""

    rows: Places
    columns: Places
    values: Floats


@dataclass(frozen=True, slots=True)
class Seen:
    """The features of `count` texts; the columns of the tone come after those of the parts."""

    count: int
    parts: tuple[Part, ...]
    tone: Floats

    def some(self, first: int, last: int) -> "Seen":
        """Return the features of the texts from `first` to before `last`."""
        parts = []
        for part in self.parts:
            entries = slice(*np.searchsorted(part.rows, [first, last]).tolist())
            rows = part.rows[entries] - first
            parts.append(Part(rows, part.columns[entries], part.values[entries]))
        return Seen(last - first, tuple(parts), self.tone[first:last])

    def times(self, weights: Floats) -> Floats:
        """Return the product with `weights` (columns x outputs)."""
        first_of_tone = weights.shape[0] - self.tone.shape[1]
        product = self.tone @ weights[first_of_tone:]
        for part in self.parts:
            step = max(1, _AT_ONCE * self.count // max(1, part.rows.size))
            starts = range(0, self.count, step)
            bounds = np.searchsorted(part.rows, [*starts, self.count]).tolist()
            for start, (first, last) in zip(starts, pairwise(bounds), strict=True):
                some, entries = product[start : start + step], slice(first, last)
                spread = np.zeros((len(some), last - first), np.float32)
                spread[part.rows[entries] - start, np.arange(last - first)] = part.values[entries]
                some += spread @ weights[part.columns[entries]]
        return product


@dataclass(frozen=True, slots=True)
class Grams:
    """Every run of characters in a batch: its key, its text and where it begins in `prepared`."""

    keys: Keys
    rows: Places
    begins: Places
    lengths: Places


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
    def signs(self) -> Mapping[str, str]:
        """How words are written in signs of what they mean."""
        return signs_of(self.heard)

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
    lengths = np.repeat(np.arange(1, len(keys) + 1), [each.size for each in keys])
    return Grams(np.concatenate(keys), prepared.rows[starts], starts, lengths)


def gram_text(key: int) -> str:
    """Return the characters of a gram's key."""
    codes = (key >> (_BITS * place) & _MASK for place in range(LONGEST_GRAM))
    return "".join(chr(code) for code in codes if code)


def see(vocabulary: Vocabulary, texts: Sequence[str], cuts: Sequence[Sequence[str]]) -> Seen:
    """Return the features of plain texts (`prepared.plain`) that are cut into `cuts`."""
    by_gram = _weighed(*_gram_places(vocabulary, texts), vocabulary.idf, len(texts))
    signs = written(cuts, vocabulary.signs)
    by_sign = _weighed(*_gram_places(vocabulary, signs), vocabulary.idf, len(texts))
    by_sign = _faded(by_sign, signs)
    by_word = _weighed(*word_places(vocabulary.words, cuts), vocabulary.idf, len(texts))
    tone = tones(cuts, vocabulary.heard) * np.float32(TONE_SHARE)
    return Seen(len(texts), (by_gram, by_word, by_sign), tone)


def _faded(part: Part, signs: Sequence[str]) -> Part:
    """Let signs count the less, the more a text says: in which order tells little of a long one."""
    lengths = np.fromiter(map(len, signs), np.float32, len(signs))
    shares = np.minimum(1, _FEW_SIGNS / np.maximum(lengths, 1))
    return Part(part.rows, part.columns, part.values * shares.astype(np.float32)[part.rows])


def _gram_places(vocabulary: Vocabulary, texts: Sequence[str]) -> tuple[Places, Places]:
    """Return the text and the column of every known gram."""
    found = grams(prepare(texts))
    columns = vocabulary.table.find(found.keys)
    known = (columns != ABSENT).nonzero()[0]
    return found.rows[known], columns[known]


def word_places(words: Mapping[str, int], cuts: Sequence[Sequence[str]]) -> tuple[Places, Places]:
    """Return the text and the column of every known word."""
    columns = columns_of(words, cuts)
    counts = np.fromiter(map(len, cuts), np.int64, len(cuts))
    rows = np.repeat(np.arange(len(cuts)), counts)
    known = columns != ABSENT
    return rows[known], columns[known]


def columns_of(words: Mapping[str, int], cuts: Sequence[Sequence[str]]) -> Places:
    """Return the column of every word, ABSENT where it is not known."""
    found = map(words.get, chain.from_iterable(cuts), repeat(ABSENT))
    return np.fromiter(found, np.int64)


def _weighed(rows: Places, columns: Places, idf: Floats, count: int) -> Part:
    """Weigh by (1 + log tf) · idf and bring each row to length 1."""
    width = max(1, idf.size)
    pairs = np.sort(rows * width + columns)
    is_first = np.ones(pairs.size, np.bool_)
    np.not_equal(pairs[1:], pairs[:-1], out=is_first[1:])
    firsts = is_first.nonzero()[0]
    times = np.append(firsts[1:], pairs.size) - firsts
    rows, columns = np.divmod(pairs[firsts], width)
    values = idf[columns] * (1.0 + np.log(times)).astype(np.float32)
    squares = np.bincount(rows, weights=values * values, minlength=count)
    return Part(rows, columns, (values / np.sqrt(squares[rows])).astype(np.float32))
