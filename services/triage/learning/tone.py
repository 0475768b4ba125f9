"""How warmly a text speaks, clause by clause, in a few numbers."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

NAMES: Final = ("balance", "warm", "cold", "first", "last", "coldest", "asks", "wishes")
_ENDS: Final = frozenset('，,。.!！?？;；:：\n…~～()（）【】"“” ')
_AFTER_TURN: Final = 1.5  # 味道不错，但是太慢: the point comes after the 但是
_REACH: Final = 2  # words a negation reaches: 不太干净

Floats = npt.NDArray[np.float64]

# polarity, degree (0: none), and flags, of one word
Sense = tuple[float, float, int]
NEGATES: Final = 1
TURNS: Final = 2
ASKS: Final = 4
WISHES: Final = 8
ENDS: Final = 16  # a clause
SWEEPS: Final = 32  # negates every one of something
TRANSPARENT: Final = 64  # a negation reaches across it
TAKES_BACK: Final = 128  # denies what stands before it
LACKED: Final = 256  # bad to be without
SPARED: Final = 512  # good to be without
_MASSES: Final = 6


def with_ends(senses: Mapping[str, Sense]) -> dict[str, Sense]:
    """Add the marks that end a clause, unless they have a sense of their own."""
    return dict.fromkeys(_ENDS, (0.0, 0.0, ENDS)) | dict(senses)


def tones(cuts: Sequence[Sequence[str]], heard: Mapping[str, Sense]) -> npt.NDArray[np.float32]:
    """Return a row of NAMES for each text, all within -1..1; `heard` are senses `with_ends`."""
    masses = np.array([_masses(words, heard) for words in cuts]).reshape(len(cuts), _MASSES)
    warm, cold, first, last, coldest, flags = masses.T
    marks = flags.astype(np.int64)
    shares = (
        (warm - cold) / (warm + cold + 1.0),
        warm / (warm + 2.0),
        cold / (cold + 2.0),
        _bounded(first),
        _bounded(last),
        _bounded(coldest),
        marks & ASKS > 0,
        marks & WISHES > 0,
    )
    return np.column_stack(shares).astype(np.float32)


def _masses(words: Sequence[str], heard: Mapping[str, Sense]) -> tuple[float, ...]:
    """Return what is warm, what is cold, the first, last and coldest clause, and all flags."""
    clauses = []
    clause = warm = cold = 0.0
    degree, turn, flags, negated_until = 1.0, 1.0, 0, -1
    for place, sense in enumerate(map(heard.get, words)):
        if sense is None:
            continue
        polarity, strength, marks = sense
        if marks == ENDS:
            clauses.append(clause)
            clause, degree, negated_until = 0.0, 1.0, -1
            continue
        flags |= marks
        if marks & TURNS:
            turn = _AFTER_TURN
        if marks & NEGATES:
            negated_until = -1 if place <= negated_until else place + _REACH
        elif polarity:
            polarity *= degree * turn
            if place <= negated_until:
                polarity *= -0.8 if polarity > 0 else -0.5
            degree, negated_until = 1.0, -1
            clause += polarity
            if polarity > 0:
                warm += polarity
            else:
                cold -= polarity
        elif strength:
            degree = min(2.0, degree * strength)
            negated_until += place <= negated_until
    said = [each for each in (*clauses, clause) if each] or [0.0]
    return warm, cold, said[0], said[-1], min(said), flags


def _bounded(values: Floats) -> Floats:
    bounded: Floats = values / (np.abs(values) + 1.0)
    return bounded
