"""How warmly a text speaks, clause by clause, in a few numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from services.triage.learning.prepared import begins

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
_STRONGEST: Final = 2.0
_NOT_DENIED: Final = -1
_AS_IT_IS: Final = (1.0, _NOT_DENIED)
_DENIED_GOOD, _DENIED_BAD = -0.8, -0.5
_SENSELESS: Final = (0.0, 0.0, 0)


def with_ends(senses: Mapping[str, Sense]) -> dict[str, Sense]:
    """Add the marks that end a clause, unless they have a sense of their own."""
    return dict.fromkeys(_ENDS, (0.0, 0.0, ENDS)) | dict(senses)


@dataclass(frozen=True, slots=True)
class Senses:
    """The senses of numbered words; the last number is that of a word nobody knows."""

    marks: Places
    polarities: Floats
    degrees: Floats
    ends: Flags  # whether it ends a clause
    leans: Flags  # whether it is warm or cold
    changes: Flags  # whether it changes how the next one is meant
    moves: Flags  # whether it does any of these, or turns

    @classmethod
    def of(cls, known: Sequence[Sense | None]) -> Self:
        listed = [sense or _SENSELESS for sense in (*known, None)]
        marks = np.array([marks for _, _, marks in listed], np.int64)
        polarities = np.array([polarity for polarity, _, _ in listed])
        degrees = np.array([degree for _, degree, _ in listed])
        ends, negates = marks == ENDS, marks & NEGATES > 0
        leans = (polarities != 0) & ~negates
        changes = (negates | (degrees != 0)) & ~leans
        moves = leans | changes | ends | (marks & TURNS > 0)
        return cls(np.where(ends, 0, marks), polarities, degrees, ends, leans, changes, moves)


def tones(
    senses: Senses, numbers: Places, places: Places, rows: Places, count: int
) -> npt.NDArray[np.float32]:
    """Return a row of NAMES for each of `count` texts, all within -1..1.

    Of every word its number, its place in its text and that text are given, text by text.
    """
    masses = _masses(senses, numbers, places, rows, count)
    warm, cold, first, last, coldest = masses.T
    marks = np.zeros(count, np.int64)
    marked = senses.marks[numbers] & (ASKS | WISHES)
    at = marked.nonzero()[0]
    np.bitwise_or.at(marks, rows[at], marked[at])
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
    speaks = np.zeros(count, np.bool_)
    speaks[rows[senses.leans[numbers]]] = True
    moving = (senses.moves[numbers] & speaks[rows]).nonzero()[0]
    if not moving.size:
        return masses
    numbers, places, rows = numbers[moving], places[moving], rows[moving]
    leaning = senses.leans[numbers].nonzero()[0]
    begins_clause = begins(rows)
    begins_clause[1:] |= senses.ends[numbers[:-1]]
    said = _said(senses, numbers, places, rows, begins_clause)
    masses[:, 0] = np.bincount(rows[leaning], np.maximum(said, 0.0), count)
    masses[:, 1] = np.bincount(rows[leaning], -np.minimum(said, 0.0), count)
    clauses = np.bincount(begins_clause.cumsum()[leaning] - 1, said)
    told = clauses.nonzero()[0]
    clauses, rows = clauses[told], rows[begins_clause][told]
    masses[rows[::-1], 2] = clauses[::-1]  # of several the one that is set last stays
    masses[rows, 3] = masses[rows, 4] = clauses
    np.minimum.at(masses[:, 4], rows, clauses)
    return masses


def _said(
    senses: Senses, numbers: Places, places: Places, rows: Places, begins_clause: Flags
) -> Floats:
    """Return how warm each word that leans is meant.

    What changes it stands in its scope: behind the leaning word before it, in the same clause.
    """
    leans = senses.leans[numbers]
    leaning = leans.nonzero()[0]
    begins_scope = begins_clause.copy()
    begins_scope[1:] |= leans[:-1]
    scopes = begins_scope.cumsum() - 1
    degrees, reaches = _changed(senses, numbers, places, scopes)
    scopes = scopes[leaning]
    strengths = degrees[scopes]
    turns = (senses.marks[numbers] & TURNS).nonzero()[0]
    if turns.size:
        turned_at = np.full(rows[-1] + 1, numbers.size)
        turned_at[rows[turns][::-1]] = turns[::-1]  # the first of a text is set last and stays
        strengths[leaning >= turned_at[rows[leaning]]] *= _AFTER_TURN
    said: Floats = senses.polarities[numbers[leaning]] * strengths
    denied = (places[leaning] <= reaches[scopes]).nonzero()[0]
    said[denied] *= np.where(said[denied] > 0, _DENIED_GOOD, _DENIED_BAD)
    return said


def _changed(
    senses: Senses, numbers: Places, places: Places, scopes: Places
) -> tuple[Floats, Places]:
    """Return by scope how strongly its leaning word is meant, and the last place that is denied."""
    degrees, reaches = np.ones(scopes[-1] + 1), np.full(scopes[-1] + 1, _NOT_DENIED)
    changing = senses.changes[numbers].nonzero()[0]
    within, strengths = scopes[changing], senses.degrees[numbers[changing]]
    negates = senses.marks[numbers[changing]] & NEGATES > 0
    told = (within, places[changing], strengths, negates)
    read: dict[int, tuple[float, int]] = {}
    for at, place, strength, is_negation in zip(*(each.tolist() for each in told), strict=True):
        degree, reach = read.get(at, _AS_IT_IS)
        is_denied = place <= reach
        if is_negation:
            read[at] = degree, _NOT_DENIED if is_denied else place + _REACH
        else:
            read[at] = min(_STRONGEST, degree * strength), reach + is_denied
    if read:
        changed = list(read)
        degrees[changed], reaches[changed] = zip(*read.values(), strict=True)
    return degrees, reaches


def _bounded(values: Floats) -> Floats:
    bounded: Floats = values / (np.abs(values) + 1.0)
    return bounded
