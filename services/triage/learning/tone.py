"""How warmly a text speaks, clause by clause, in a few numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Self

import numpy as np
import numpy.typing as npt

NAMES: Final = ("balance", "warm", "cold", "first", "last", "coldest", "asks", "wishes")
_ENDS: Final = frozenset('，,。.!！?？;；:：\n…~～()（）【】"“” ')
_AFTER_TURN: Final = 1.5  # 味道不错，但是太慢: the point comes after the 但是
_REACH: Final = 2  # words a negation reaches: 不太干净

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]

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
_MASSES: Final = 5
_DENIED_GOOD, _DENIED_BAD = -0.8, -0.5
_SENSELESS: Final = (0.0, 0.0, 0)


def with_ends(senses: Mapping[str, Sense]) -> dict[str, Sense]:
    """Add the marks that end a clause, unless they have a sense of their own."""
    return dict.fromkeys(_ENDS, (0.0, 0.0, ENDS)) | dict(senses)


@dataclass(frozen=True, slots=True)
class Senses:
    """The senses of numbered words; the last number is that of a word nobody knows."""

    listed: Sequence[Sense]
    marks: Places
    polarities: Floats
    leans: Flags  # whether it is warm or cold
    changes: Flags  # whether it changes how others are meant
    moves: Flags  # whether it does one of these or ends a clause

    @classmethod
    def of(cls, known: Sequence[Sense | None]) -> Self:
        listed = [sense or _SENSELESS for sense in (*known, None)]
        marks = np.array([marks for _, _, marks in listed], np.int64)
        polarities = np.array([polarity for polarity, _, _ in listed])
        degrees = np.array([degree for _, degree, _ in listed])
        leans = (polarities != 0) & (marks & NEGATES == 0)
        changes = (degrees != 0) | (marks & (TURNS | NEGATES) > 0)
        moves = leans | changes | (marks == ENDS)
        marks = np.where(marks == ENDS, 0, marks)
        return cls(listed, marks, polarities, leans, changes, moves)


def tones(
    senses: Senses, numbers: Places, places: Places, rows: Places, count: int
) -> npt.NDArray[np.float32]:
    """Return a row of NAMES for each of `count` texts, all within -1..1.

    Of every word its number, its place in its text and that text are given, text by text.
    """
    masses = _masses(senses, numbers, places, rows, count)
    warm, cold, first, last, coldest = masses.T
    marks = np.zeros(count, np.int64)
    marked = senses.marks[numbers]
    for mark in (ASKS, WISHES):
        marks[rows[marked & mark > 0]] |= mark
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
    return np.array(shares, np.float64).T.astype(np.float32)


def _masses(senses: Senses, numbers: Places, places: Places, rows: Places, count: int) -> Floats:
    """Return what is warm, what is cold, the first, last and coldest clause of each text."""
    masses = np.zeros((count, _MASSES))
    leaning = senses.leans[numbers].nonzero()[0]
    said_of = np.bincount(rows[leaning], minlength=count)
    said_of[rows[senses.changes[numbers]]] += 2
    is_alone = (said_of == 1)[rows[leaning]]  # the word is all the text says
    alone = leaning[is_alone]
    said = senses.polarities[numbers[alone]]
    warm = np.maximum(said, 0)
    masses[rows[alone]] = np.array([warm, warm - said, said, said, said]).T
    is_told = np.zeros(count, np.bool_)
    is_told[rows[leaning[~is_alone]]] = True
    told = is_told.nonzero()[0]
    if told.size:
        moves = (senses.moves[numbers] & is_told[rows]).nonzero()[0]
        meant = [senses.listed[number] for number in numbers[moves].tolist()]
        at = places[moves].tolist()
        bounds = [*rows[moves].searchsorted(told).tolist(), moves.size]
        masses[told] = [
            _weighed(at[first:last], meant[first:last]) for first, last in pairwise(bounds)
        ]
    return masses


def _weighed(places: Sequence[int], meant: Sequence[Sense]) -> tuple[float, ...]:
    clauses: list[float] = []
    clause = warm = cold = 0.0
    degree, turn, negated_until = 1.0, 1.0, -1
    for place, (polarity, strength, marks) in zip(places, meant, strict=True):
        if marks == ENDS:
            clauses.append(clause)
            clause, degree, negated_until = 0.0, 1.0, -1
            continue
        if marks & TURNS:
            turn = _AFTER_TURN
        if marks & NEGATES:
            negated_until = -1 if place <= negated_until else place + _REACH
        elif polarity:
            said = polarity * (degree * turn)
            if place <= negated_until:
                said *= _DENIED_GOOD if said > 0 else _DENIED_BAD
            degree, negated_until = 1.0, -1
            clause += said
            warm, cold = warm + max(said, 0.0), cold - min(said, 0.0)
        elif strength:
            degree = min(2.0, degree * strength)
            negated_until += place <= negated_until
    told = [each for each in (*clauses, clause) if each] or [0.0]
    return warm, cold, told[0], told[-1], min(told)


def _bounded(values: Floats) -> Floats:
    bounded: Floats = values / (np.abs(values) + 1.0)
    return bounded
