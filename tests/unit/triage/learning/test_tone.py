"""The tone of many texts is read at once, as each is read word by word."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from services.triage.learning.tone import ENDS, NEGATES, TURNS, Sense, Senses, tones

UNKNOWN = -1
KNOWN: list[Sense] = [
    (1.0, 0.0, 0),
    (-1.5, 0.0, 0),
    (0.7, 1.3, 0),
    (0.0, 1.5, 0),
    (0.0, 0.6, 0),
    (0.0, 0.0, NEGATES),
    (-0.5, 0.0, NEGATES),
    (0.0, 0.0, TURNS),
    (0.4, 0.0, TURNS),
    (0.0, 0.0, ENDS),
]
SENSES = Senses.of(KNOWN)
words = st.integers(UNKNOWN, len(KNOWN) - 1)


def read(text: list[int]) -> list[float]:
    """Return what is warm, cold, and the first, last and coldest clause."""
    clauses, warm, cold = [0.0], 0.0, 0.0
    degree, turn, denied_until = 1.0, 1.0, -1
    for place, (polarity, strength, marks) in enumerate(
        KNOWN[word] if word >= 0 else (0.0, 0.0, 0) for word in text
    ):
        if marks == ENDS:
            clauses.append(0.0)
            degree, denied_until = 1.0, -1
            continue
        if marks & TURNS:
            turn = 1.5
        if marks & NEGATES:
            denied_until = -1 if place <= denied_until else place + 2
        elif polarity:
            said = polarity * (degree * turn)
            if place <= denied_until:
                said *= -0.8 if said > 0 else -0.5
            degree, denied_until = 1.0, -1
            clauses[-1] += said
            warm, cold = warm + max(said, 0.0), cold - min(said, 0.0)
        elif strength:
            degree = min(2.0, degree * strength)
            denied_until += place <= denied_until
    told = [clause for clause in clauses if clause] or [0.0]
    return [warm, cold, told[0], told[-1], min(told)]


@given(st.lists(st.lists(words, max_size=14), max_size=6))
def test_is_that_of_each_text_word_by_word(texts: list[list[int]]) -> None:
    sizes = [len(text) for text in texts]
    rows = np.arange(len(texts)).repeat(sizes)
    numbers = np.array([word for text in texts for word in text], np.int64)
    places = np.array([place for size in sizes for place in range(size)], np.int64)
    found = tones(SENSES, numbers, places, rows, len(texts))
    warm, cold, *clauses = np.array([read(text) for text in texts]).reshape(-1, 5).T
    expected = [
        (warm - cold) / (warm + cold + 1.0),
        warm / (warm + 2.0),
        cold / (cold + 2.0),
        *(clause / (np.abs(clause) + 1.0) for clause in clauses),
    ]
    np.testing.assert_array_equal(found[:, :6], np.array(expected, np.float64).T.astype(np.float32))
