"""What the few messages of a window are kept for."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.rules.contact_windows import ALLOWANCES, STAGES, is_affordable

TWO_DAYS, A_MINUTE = timedelta(hours=48), timedelta(minutes=1)


def affordable(purpose: str, *told: str, most: int | None = 5) -> bool:
    return is_affordable(purpose, most=most, used=len(told), told=told, lasts=TWO_DAYS)


class TestIsAffordable:
    def test_lets_each_purpose_have_its_own_and_one_to_spare(self) -> None:
        assert affordable("receipt")
        assert affordable("question", "receipt")
        assert affordable("question", "receipt", "question")
        assert not affordable("question", "receipt", "question", "question")
        assert affordable("result", "receipt", "question", "question")
        assert affordable("survey", "receipt", "question", "question", "result")
        assert not affordable("survey", "receipt", "question", "question", "result", "survey")

    def test_gives_later_purposes_what_earlier_ones_did_not_need(self) -> None:
        assert affordable("result", "result", "result", "result")
        assert not affordable("result", "result", "result", "result", "result")

    def test_keeps_nothing_back_in_a_minute(self) -> None:
        assert is_affordable("receipt", most=3, used=2, told=["receipt"] * 2, lasts=A_MINUTE)
        assert not is_affordable("survey", most=3, used=3, told=[], lasts=A_MINUTE)

    def test_counts_nothing_without_a_limit(self) -> None:
        assert is_affordable("notice", most=None, used=500, told=[], lasts=TWO_DAYS)

    @given(st.lists(st.sampled_from([*STAGES, "notice", "reminder"]), max_size=40))
    def test_result_and_survey_are_always_told_whatever_came_before(
        self, wanted: list[str]
    ) -> None:
        told: list[str] = []
        for purpose in [one for one in wanted if one not in {"result", "survey"}]:
            if affordable(purpose, *told):
                told.append(purpose)
        for purpose in ("result", "survey"):
            assert affordable(purpose, *told)
            told.append(purpose)
        assert len(told) <= 5

    @pytest.mark.parametrize("trigger", ["message", "mini_message", "wecom_message"])
    def test_a_message_allows_five_in_two_days(self, trigger: str) -> None:
        assert (ALLOWANCES[trigger].most, ALLOWANCES[trigger].lasts) == (5, TWO_DAYS)
