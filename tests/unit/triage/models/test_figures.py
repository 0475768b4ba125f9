"""The figures of two models side by side, and what counts as worse."""

from typing import Any

import pytest

from services.triage.rules.figures import Said, figures, worse_than


def said(kind: str, *topics: str, urgency: str = "normal") -> Said:
    return Said(kind, frozenset(topics), urgency)


TRUTH = [
    said("complaint", "refund.late", urgency="critical"),
    said("complaint", "quality"),
    said("praise", "service.attitude"),
    said("inquiry"),
]


def measured(**changed: Any) -> dict[str, Any]:
    """Return figures as `worse_than` reads them."""
    usual = {"accuracy": 0.9, "macro_f1": 0.8, "micro_f1": 0.7, "critical_recall": 0.9}
    value = {**usual, **changed}
    return {
        "texts": changed.get("texts", 1000),
        "kind": {"accuracy": value["accuracy"], "macro_f1": value["macro_f1"]},
        "topics": {"micro_f1": value["micro_f1"]},
        "urgency": {"critical_recall": value["critical_recall"]},
    }


class TestFigures:
    def test_of_verdicts_that_agree_are_perfect(self) -> None:
        found = figures(TRUTH, TRUTH)
        assert found["texts"] == 4
        assert found["kind"]["accuracy"] == found["kind"]["macro_f1"] == 1.0
        assert found["topics"]["micro_f1"] == found["topics"]["exact"] == 1.0
        assert found["urgency"]["critical_recall"] == 1.0

    def test_count_who_was_taken_for_whom(self) -> None:
        given = [*TRUTH[:2], said("complaint", "service"), said("inquiry")]
        found = figures(TRUTH, given)
        assert found["kind"]["accuracy"] == 0.75
        assert found["kind"]["confusion"]["praise"] == {"complaint": 1}
        assert found["kind"]["confusion"]["complaint"] == {"complaint": 2}

    def test_compare_topics_by_their_top(self) -> None:
        given = [said("complaint", "refund.money"), *TRUTH[1:]]
        found = figures(TRUTH, given)
        assert found["topics"]["by_topic"]["refund"]["f1"] == 1.0
        assert found["urgency"]["critical_recall"] == 0.0

    def test_leave_out_what_nobody_said(self) -> None:
        found = figures([Said(None, None, "high")], [said("praise", "refund")])
        assert found["kind"]["rows"] == found["topics"]["rows"] == 0
        assert found["urgency"]["rows"] == 1

    def test_of_nothing_are_there_as_well(self) -> None:
        assert figures([], [])["kind"]["accuracy"] == 0.0


class TestWorse:
    def test_allows_what_two_fits_of_the_same_data_differ_by(self) -> None:
        assert worse_than({"golden": measured(accuracy=0.893)}, {"golden": measured()}) == []

    @pytest.mark.parametrize(
        ("changed", "figure"),
        [
            ({"accuracy": 0.88}, "kind.accuracy"),
            ({"macro_f1": 0.77}, "kind.macro_f1"),
            ({"micro_f1": 0.6}, "topics.micro_f1"),
            ({"critical_recall": 0.899}, "urgency.critical_recall"),
        ],
    )
    def test_names_what_falls_behind(self, changed: dict[str, float], figure: str) -> None:
        (worse,) = worse_than({"golden": measured(**changed)}, {"golden": measured()})
        assert (worse.texts, worse.figure) == ("golden", figure)

    def test_lets_one_text_change_hands_where_there_are_few(self) -> None:
        active = {"held_back": measured(texts=10)}
        assert worse_than({"held_back": measured(texts=10, accuracy=0.8)}, active) == []
        assert worse_than({"held_back": measured(texts=10, accuracy=0.7)}, active) != []

    def test_compares_only_texts_that_both_have_judged(self) -> None:
        assert worse_than({"golden": measured()}, {"held_back": measured()}) == []
