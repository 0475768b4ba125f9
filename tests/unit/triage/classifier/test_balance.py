"""What a text says against a topic and for it decides how sure an aspect of it must be."""

import numpy as np

from services.triage.classifier.balance import Balance

ROWS = np.array([0, 0, 2])  # draft 1 says nothing
LIKELY = np.array([[1.0, 0.0], [1.0, 0.5], [0.0, 1.0]])
SPOKEN = np.zeros((3, 2))


def balance(tones: list[float]) -> Balance:
    return Balance.of(ROWS, 3, LIKELY, SPOKEN, np.array(tones))


def raised(found: Balance, row: int, top: int, sign: str) -> float:
    complains = np.array([sign == "-"])
    return float(found.raises(np.array([row]), np.array([top]), complains)[0])


class TestBalance:
    def test_asks_more_of_a_complaint_in_praise_of_its_topic(self) -> None:
        praised, mixed = balance([2.0, 1.0, 0.0]), balance([2.0, -1.0, 0.0])
        assert raised(praised, 0, 0, "-") > raised(mixed, 0, 0, "-") > 0
        assert raised(praised, 0, 0, "+") < raised(mixed, 0, 0, "+")

    def test_asks_less_where_several_stretches_say_alike(self) -> None:
        once, twice = balance([-1.0, 0.0, 0.0]), balance([-1.0, -1.0, 0.0])
        assert raised(twice, 0, 0, "-") < raised(once, 0, 0, "-") < 0

    def test_counts_what_is_said_of_other_topics_by_how_likely_it_is_of_this(self) -> None:
        found = balance([0.0, 2.0, 0.0])
        assert 0 < raised(found, 0, 1, "-") < raised(found, 0, 0, "-")

    def test_keeps_drafts_apart(self) -> None:
        found = balance([2.0, 2.0, -1.0])
        assert raised(found, 1, 0, "-") == raised(found, 1, 1, "+") == 0
        assert raised(found, 2, 1, "-") < 0

    def test_takes_the_word_of_the_lexicon_for_a_topic_the_model_misses(self) -> None:
        spoken = np.array([[0.0, 0.0], [0.0, 1.2], [0.0, 0.0]])
        found = Balance.of(ROWS, 3, LIKELY, spoken, np.array([0.0, 2.0, 0.0]))
        assert raised(found, 0, 1, "-") == raised(found, 0, 0, "-")

    def test_is_even_where_there_are_no_stretches(self) -> None:
        found = Balance.of(ROWS[:0], 1, LIKELY[:0], SPOKEN[:0], np.zeros(0))
        assert raised(found, 0, 0, "-") == 0
