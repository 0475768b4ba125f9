"""How warmly a text speaks, clause by clause, in a few numbers."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

NAMES: Final = ("balance", "warm", "cold", "first", "last", "coldest", "asks", "wishes")
_ENDS: Final = frozenset('，,。.!！?？;；:：\n…~～()（）【】"“” ')
_AFTER_TURN: Final = 1.5  # 味道不错，但是太慢: the point comes after the 但是
_REACH: Final = 2  # words a negation reaches: 不太干净

# polarity, degree (0: none), and flags, of one word
Sense = tuple[float, float, int]
NEGATES: Final = 1
TURNS: Final = 2
ASKS: Final = 4
WISHES: Final = 8


def tones(cuts: Sequence[Sequence[str]], senses: Mapping[str, Sense]) -> npt.NDArray[np.float32]:
    """Return a row of NAMES for each text, all within -1..1."""
    rows = [_tone(words, senses) for words in cuts]
    return np.array(rows, np.float32).reshape(len(rows), len(NAMES))


def _tone(words: Sequence[str], senses: Mapping[str, Sense]) -> tuple[float, ...]:
    clauses = [0.0]
    warm = cold = 0.0
    degree, turn, flags, negated_until = 1.0, 1.0, 0, -1
    for place, word in enumerate(words):
        sense = senses.get(word)
        if sense is None:
            if word in _ENDS:
                clauses.append(0.0)
                degree, negated_until = 1.0, -1
            continue
        polarity, strength, marks = sense
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
            clauses[-1] += polarity
            if polarity > 0:
                warm += polarity
            else:
                cold -= polarity
        elif strength:
            degree = min(2.0, degree * strength)
            negated_until += place <= negated_until
    said = [clause for clause in clauses if clause] or [0.0]
    return (
        (warm - cold) / (warm + cold + 1.0),
        warm / (warm + 2.0),
        cold / (cold + 2.0),
        _bounded(said[0]),
        _bounded(said[-1]),
        _bounded(min(said)),
        float(flags & ASKS > 0),
        float(flags & WISHES > 0),
    )


def _bounded(value: float) -> float:
    return value / (abs(value) + 1.0)
