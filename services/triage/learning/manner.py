"""How the words of a text are meant, written in signs: 没有哪道菜是踩雷的 is `^A.M$`.

Runs of signs are features as runs of characters are. What a negation makes of praise is so learned
once for all words the lexicon knows, not again for each.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from services.triage.learning.prepared import END, Codes, Places, Prepared
from services.triage.learning.tone import (
    ASKS,
    ENDS,
    LACKED,
    NEGATES,
    SPARED,
    SWEEPS,
    TAKES_BACK,
    TRANSPARENT,
    TURNS,
    WISHES,
    Sense,
)

# Of private use: no sign is ever taken for a character of a text.
(
    _BEGIN,
    _END,
    _UNKNOWN,
    _MARK,
    _GOOD,
    _BAD,
    _STRONGER,
    _EVERY,
    _NOT,
    _BUT,
    _BACK,
    _WISH,
    _ASK,
    _OUGHT,
    _OUGHT_NOT,
) = range(0xE100, 0xE10F)
SILENT: Final = END  # a word that is written by no sign
UNKNOWN: Final = _UNKNOWN
_MARKS: Final = (
    (ENDS, _MARK),
    (SWEEPS, _EVERY),
    (NEGATES, _NOT),
    (TURNS, _BUT),
    (TAKES_BACK, _BACK),
)
_WANTS: Final = ((WISHES, _WISH), (ASKS, _ASK), (LACKED, _OUGHT), (SPARED, _OUGHT_NOT))
_AROUND: Final = 3  # signs: at the beginning, at the end, and what parts texts


def signs_of(heard: Mapping[str, Sense]) -> dict[str, int]:
    """Return the sign of each word with a sense; what a negation reaches across is SILENT."""
    return {word: _sign(*sense) for word, sense in heard.items()}


def written(signs: Codes, rows: Places, count: int) -> tuple[Prepared, Places]:
    """Write texts in signs, one for all the words without a sense that follow each other.

    `signs` are those of all words, `rows` the texts these stand in. A text that says nothing is
    not written. Returns how many signs each text has, too.
    """
    signs, rows = _only(signs != SILENT, signs, rows)
    is_again = (signs[1:] == signs[:-1]) & (rows[1:] == rows[:-1]) & _says_nothing(signs[1:])
    kept = np.ones(signs.size, np.bool_)
    np.logical_not(is_again, out=kept[1:])
    signs, rows = _only(kept, signs, rows)
    is_border, is_new = np.ones(rows.size, np.bool_), rows[1:] != rows[:-1]
    is_border[1:] = is_new
    is_border[:-1] |= is_new
    is_border[-1:] = True
    speaks = np.zeros(count, np.bool_)
    speaks[rows[~_says_nothing(signs)]] = True
    signs, rows = _only(speaks[rows] & ~(is_border & (signs == _MARK)), signs, rows)
    return _bracketed(signs, rows, speaks)


def _bracketed(
    signs: Codes, rows: Places, speaks: npt.NDArray[np.bool_]
) -> tuple[Prepared, Places]:
    """Put a sign before and one behind each text that speaks."""
    speaking = speaks.nonzero()[0]
    sizes = np.bincount(rows, minlength=speaks.size)[speaking] + _AROUND
    lasts = sizes.cumsum() - 1
    firsts = lasts - sizes + 1
    codes = np.zeros(int(sizes.sum()), np.uint32)
    codes[np.arange(signs.size) + _AROUND * (speaks.cumsum() - 1)[rows] + 1] = signs
    codes[firsts], codes[lasts - 1], codes[lasts] = _BEGIN, _END, END
    places = np.arange(codes.size) - firsts.repeat(sizes)
    laid = Prepared(codes, speaking.repeat(sizes), places, speaks.size)
    lengths = np.zeros(speaks.size, np.int64)
    lengths[speaking] = sizes - 1
    return laid.no_longer().cut(), lengths


def _only(kept: npt.NDArray[np.bool_], signs: Codes, rows: Places) -> tuple[Codes, Places]:
    return signs[kept], rows[kept]


def _says_nothing(signs: Codes) -> npt.NDArray[np.bool_]:
    says_nothing: npt.NDArray[np.bool_] = (signs == _UNKNOWN) | (signs == _MARK)
    return says_nothing


def _sign(polarity: float, degree: float, marks: int) -> int:
    for mark, sign in _MARKS:
        if marks & mark:
            return sign
    if polarity:
        return _GOOD if polarity > 0 else _BAD
    for mark, sign in _WANTS:
        if marks & mark:
            return sign
    if degree:
        return _STRONGER
    return SILENT if marks & TRANSPARENT else _UNKNOWN
