"""What a progress page shows."""

import pytest

from services.intake.rules.steps import shown_step, survey_link


class TestShownStep:
    @pytest.mark.parametrize(
        ("public_status", "cycle", "result_cycle", "step"),
        [
            (None, 1, None, "received"),
            ("received", 1, None, "received"),
            ("in_progress", 1, None, "in_progress"),
            ("waiting_customer", 1, None, "in_progress"),
            ("resolved", 1, None, "resolved"),
            ("closed", 1, None, "resolved"),
            ("in_progress", 1, 1, "resolved"),
            (None, 1, 1, "resolved"),
            ("in_progress", 2, 1, "in_progress"),
            ("of_a_later_program", 1, None, "in_progress"),
        ],
    )
    def test_follows_what_was_heard_and_what_was_sent(
        self, public_status: str | None, cycle: int, result_cycle: int | None, step: str
    ) -> None:
        assert shown_step(public_status, cycle, result_cycle) == step


class TestSurveyLink:
    @pytest.mark.parametrize("status", ["open", "sent", "answered"])
    def test_stands_while_it_can_be_answered_or_corrected(self, status: str) -> None:
        assert survey_link({"status": status, "url": "https://x/s/1"}) == "https://x/s/1"

    @pytest.mark.parametrize(
        "survey",
        [
            None,
            {"status": "expired", "url": "https://x/s/1"},
            {"status": "cancelled", "url": "https://x/s/1"},
            {"status": "open", "url": "javascript:alert(1)"},
            {"status": "open"},
        ],
    )
    def test_is_absent_otherwise(self, survey: dict[str, object] | None) -> None:
        assert survey_link(survey) is None
