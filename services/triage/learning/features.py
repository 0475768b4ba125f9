"""What a model sees of a text: runs of 1–3 characters and words by TF-IDF, and its tone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from services.triage.learning.key_table import ABSENT, Keys, KeyTable
from services.triage.learning.prepared import END, Prepared, prepare
from services.triage.learning.tone import NAMES, Sense, tones

LONGEST_GRAM: Final = 3
_BITS: Final = 21  # of a code point
_MASK: Final = (1 << _BITS) - 1
TONE_SHARE: Final = 0.15

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

    def times(self, weights: Floats) -> Floats:
        """Return the product with `weights` (columns x outputs)."""
        first_of_tone = weights.shape[0] - self.tone.shape[1]
        product = self.tone @ weights[first_of_tone:]
        for part in self.parts:
            if part.rows.size:
                firsts = np.flatnonzero(np.diff(part.rows, prepend=-1))
                entries = weights[part.columns]
                entries *= part.values[:, None]
                product[part.rows[firsts]] += np.add.reduceat(entries, firsts, axis=0)
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
        at = np.flatnonzero(inside)
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
    found = grams(prepare(texts))
    columns = vocabulary.table.find(found.keys)
    known = np.flatnonzero(columns != ABSENT)
    by_gram = _weighed(found.rows[known], columns[known], vocabulary.idf, len(texts))
    by_word = _weighed(*word_places(vocabulary.words, cuts), vocabulary.idf, len(texts))
    tone = tones(cuts, vocabulary.senses) * np.float32(TONE_SHARE)
    return Seen(len(texts), (by_gram, by_word), tone)


def word_places(words: Mapping[str, int], cuts: Sequence[Sequence[str]]) -> tuple[Places, Places]:
    """Return the text and the column of every known word."""
    columns = [[column for word in cut if (column := words.get(word)) is not None] for cut in cuts]
    counts = np.fromiter(map(len, columns), np.int64, len(columns))
    flat = np.fromiter((column for one in columns for column in one), np.int64, int(counts.sum()))
    return np.repeat(np.arange(len(columns)), counts), flat


def _weighed(rows: Places, columns: Places, idf: Floats, count: int) -> Part:
    """Weigh by (1 + log tf) · idf and bring each row to length 1."""
    width = max(1, idf.size)
    pairs = np.sort(rows * width + columns)
    firsts = np.flatnonzero(np.diff(pairs, prepend=-1))
    times = np.diff(firsts, append=pairs.size)
    rows, columns = np.divmod(pairs[firsts], width)
    values = idf[columns] * (1.0 + np.log(times)).astype(np.float32)
    squares = np.bincount(rows, weights=values * values, minlength=count)
    return Part(rows, columns, (values / np.sqrt(squares[rows])).astype(np.float32))
