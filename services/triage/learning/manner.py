"""How the words of a text are meant, written in signs: 没有哪道菜是踩雷的 is `^A.M$`.

Runs of signs are features as runs of characters are. What a negation makes of praise is so learned
once for all words the lexicon knows, not again for each.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

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
) = map(chr, range(0xE100, 0xE10F))
_MARKS: Final = (
    (ENDS, _MARK),
    (SWEEPS, _EVERY),
    (NEGATES, _NOT),
    (TURNS, _BUT),
    (TAKES_BACK, _BACK),
)
_WANTS: Final = ((WISHES, _WISH), (ASKS, _ASK), (LACKED, _OUGHT), (SPARED, _OUGHT_NOT))
_REPEATED: Final = re.compile(f"([{_UNKNOWN}{_MARK}])\\1+")
_SAYS_NOTHING: Final = _UNKNOWN + _MARK


def signs_of(heard: Mapping[str, Sense]) -> dict[str, str]:
    """Return the sign of each word with a sense; what a negation reaches across has none."""
    return {word: _sign(*sense) for word, sense in heard.items()}


def written(cuts: Sequence[Sequence[str]], signs: Mapping[str, str]) -> list[str]:
    """Write each text in signs, one for all the words without a sense that follow each other."""
    return [_written(words, signs) for words in cuts]


def _written(words: Sequence[str], signs: Mapping[str, str]) -> str:
    read = signs.get
    listed = "".join([read(word, _UNKNOWN) for word in words])
    if not listed.strip(_SAYS_NOTHING):
        return ""
    return _BEGIN + _REPEATED.sub(r"\1", listed).strip(_MARK) + _END


def _sign(polarity: float, degree: float, marks: int) -> str:
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
    return "" if marks & TRANSPARENT else _UNKNOWN
