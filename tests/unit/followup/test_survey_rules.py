"""Which answer counts, and what it does."""

from datetime import timedelta

import pytest

from services.followup.rules.surveys import Standing, counts, effect, is_low
from shared.events.vocabulary import Progress
from tests.fixtures.clock import NOON


def standing(
    progress: Progress = "told", *, current: bool = True, answered_hours_ago: float | None = None
) -> Standing:
    first = None if answered_hours_ago is None else NOON - timedelta(hours=answered_hours_ago)
    return Standing(progress, current, first)


class TestAnAnswer:
    @pytest.mark.parametrize(
        ("score", "solved", "low"),
        [(1, True, True), (2, True, True), (3, True, False), (5, True, False), (5, False, True)],
    )
    def test_is_low_by_score_or_because_it_is_not_solved(
        self, score: int, solved: bool, low: bool
    ) -> None:
        assert is_low(score, solved=solved) == low

    def test_counts_within_a_day_of_the_first(self) -> None:
        assert counts(None, NOON)
        assert counts(NOON - timedelta(hours=24), NOON)
        assert not counts(NOON - timedelta(hours=24, seconds=1), NOON)


class TestItsEffect:
    @pytest.mark.parametrize("progress", ["resolved", "told"])
    def test_good_closes(self, progress: Progress) -> None:
        assert effect(standing(progress), 5, solved=True, at=NOON) == "close"

    @pytest.mark.parametrize("progress", ["resolved", "told", "closed"])
    def test_low_reopens_at_once(self, progress: Progress) -> None:
        assert effect(standing(progress), 1, solved=True, at=NOON) == "reopen"

    def test_neutral_closes(self) -> None:
        assert effect(standing(), 3, solved=True, at=NOON) == "close"

    def test_from_good_to_low_within_the_window_reopens(self) -> None:
        changed = standing("closed", answered_hours_ago=23)
        assert effect(changed, 1, solved=False, at=NOON) == "reopen"

    def test_low_after_the_window_is_a_follow_on(self) -> None:
        late = standing("closed", answered_hours_ago=25)
        assert effect(late, 1, solved=False, at=NOON) == "follow_on"

    def test_from_low_to_good_undoes_nothing(self) -> None:
        earlier = standing("assigned", current=False, answered_hours_ago=1)
        assert effect(earlier, 5, solved=True, at=NOON) == "none"

    def test_an_earlier_cycle_is_not_reopened_twice(self) -> None:
        earlier = standing("told", current=False)
        assert effect(earlier, 1, solved=False, at=NOON) == "none"

    def test_a_first_word_about_an_earlier_cycle_is_not_lost(self) -> None:
        unheard = standing("closed", current=False)
        assert effect(unheard, 1, solved=False, at=NOON) == "follow_on"

    def test_good_again_changes_nothing(self) -> None:
        assert effect(standing("closed", answered_hours_ago=1), 5, solved=True, at=NOON) == "none"
