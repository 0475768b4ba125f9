"""Who was asked is reminded twice, then their case is resolved unanswered until they reply."""

from datetime import timedelta

import pytest

from services.followup.operations import policies
from services.followup.operations.policies import PolicyDraft
from services.followup.rules.lifecycle import NO_ANSWER_WORDS
from services.followup.web.views import clock_views
from tests.fixtures.followup import LI, MANAGER, Desk, triaged, verdict


@pytest.fixture
def case_id(desk: Desk) -> str:
    born = desk.open_case()
    desk.start(born.case_id)
    desk.ask(born.case_id, "请问是哪一批次？")
    return born.case_id


class TestTheLadder:
    def test_reminds_twice_then_resolves_with_its_reason(self, desk: Desk, case_id: str) -> None:
        desk.turn(hours=24)
        assert [one.text for one in desk.requests(case_id, "reminder")] == [
            "我们还在等您的回复：请问是哪一批次？"
        ]
        desk.turn(hours=24)
        assert len(desk.requests(case_id, "reminder")) == 2
        desk.turn(hours=23.9)
        assert desk.case(case_id).progress == "waiting_customer"
        desk.turn(hours=0.1)
        case = desk.case(case_id)
        assert (case.progress, case.resolved_because) == ("resolved", "no_answer")
        assert [one.text for one in desk.requests(case_id, "notice")] == [NO_ANSWER_WORDS[0]]
        assert desk.snapshots(case_id)[-1].public_words == NO_ANSWER_WORDS[0]
        assert desk.snapshots(case_id)[-1].public_words_en == NO_ANSWER_WORDS[1]
        assert desk.requests(case_id, "result") == []

    def test_closes_what_nobody_answers(self, desk: Desk, case_id: str) -> None:
        desk.turn(days=10)
        case = desk.case(case_id)
        assert (case.progress, case.closed_reason) == ("closed", "no_answer")
        assert desk.events(case_id).count("reminded") == 2

    def test_settles_no_danger(self, desk: Desk) -> None:
        born = desk.open_case(urgency="critical")
        desk.start(born.case_id)
        desk.ask(born.case_id, "现在身体怎么样？")
        desk.turn(days=20)
        case = desk.case(born.case_id)
        assert case.progress == "in_progress"
        assert desk.events(born.case_id).count("reminded") == 2
        assert "no_reply" in desk.events(born.case_id)
        assert desk.requests(born.case_id, "notice") == []
        (_, resolution) = clock_views(case.clocks, case.disposition)
        assert resolution.status != "paused"

    def test_gives_no_verdict_while_nobody_answers(self, desk: Desk, case_id: str) -> None:
        desk.turn(days=10)
        case = desk.case(case_id)
        (_, resolution) = clock_views(case.clocks, case.disposition)
        assert (resolution.status, resolution.due_at) == ("paused", None)

    def test_ends_with_the_answer(self, desk: Desk, case_id: str) -> None:
        desk.turn(hours=25)
        desk.says(case_id, text="三月的")
        assert desk.due_at("waiting", case_id) is None
        desk.turn(days=5)
        assert desk.case(case_id).progress == "in_progress"
        assert len(desk.requests(case_id, "reminder")) == 1

    def test_begins_anew_with_another_question(self, desk: Desk, case_id: str) -> None:
        desk.turn(hours=47)
        desk.ask(case_id, "还有小票吗？")
        desk.turn(hours=23)
        assert len(desk.requests(case_id, "reminder")) == 1
        desk.turn(hours=1)
        assert desk.requests(case_id, "reminder")[-1].text.endswith("还有小票吗？")

    def test_is_over_when_staff_resolve(self, desk: Desk, case_id: str) -> None:
        desk.resolve(case_id)
        desk.turn(hours=200)
        assert desk.requests(case_id, "reminder") == []
        assert desk.case(case_id).resolved_because is None

    def test_rests_while_the_case_is_dismissed(self, desk: Desk, case_id: str) -> None:
        case = desk.case(case_id)
        dismissed = triaged(case.snapshot.birth, 2, owner=None, disposition="dismissed")
        desk.hear(dismissed)
        desk.turn(days=4)
        assert desk.requests(case_id, "reminder") == []
        desk.hear(triaged(case.snapshot.birth, 3, owner=LI))
        desk.turn(hours=13)
        assert len(desk.requests(case_id, "reminder")) >= 1

    def test_follows_the_policy(self, desk: Desk) -> None:
        draft = PolicyDraft(
            "急",
            {},
            {"resolution": 60},
            [],
            {"reminders_after_minutes": [], "give_up_after_minutes": 30},
        )
        policies.add_policy(desk.session, draft, by=MANAGER, now=desk.now)
        born = desk.open_case()
        desk.start(born.case_id)
        desk.ask(born.case_id)
        desk.turn(minutes=30)
        assert desk.case(born.case_id).resolved_because == "no_answer"


class TestAReply:
    @pytest.mark.parametrize("days", [3.5, 11, 20])
    def test_undoes_it_in_the_same_cycle(self, desk: Desk, case_id: str, days: float) -> None:
        held = desk.now
        desk.turn(days=days)
        desk.says(case_id, text="三月的")
        case = desk.case(case_id)
        assert (case.progress, case.cycle, case.reopen_count) == ("in_progress", 1, 0)
        assert (case.resolved_at, case.closed_at, case.resolved_because) == (None, None, None)
        (_, resolution, owed) = case.clocks
        assert resolution.due_at == case.received_at + timedelta(hours=72) + (desk.now - held)
        assert (owed.kind, owed.status) == ("next_response", "running")
        desk.resolve(case_id)
        assert len(desk.requests(case_id, "result")) == 1
        assert desk.survey(case_id).status == "open"

    def test_too_late_is_a_new_feedback(self, desk: Desk, case_id: str) -> None:
        desk.turn(days=10 + 14.5)
        desk.says(case_id, text="三月的")
        desk.hear(triaged(desk.case(case_id).snapshot.birth, 2, owner=LI, messages=(verdict(),)))
        assert desk.case(case_id).progress == "closed"
        assert len(desk.follow_ons()) == 1

    def test_written_before_it_was_given_up_undoes_it_too(self, desk: Desk, case_id: str) -> None:
        written = desk.now + timedelta(hours=1)
        desk.turn(hours=73)
        desk.says(case_id, appended_at=written)
        assert desk.case(case_id).progress == "in_progress"


class TestDismissals:
    def test_say_so_in_words(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.hear(triaged(born, 2, disposition="dismissed", disposition_reason="spam"))
        assert "不需要进一步处理" in str(desk.snapshots(born.case_id)[-1].public_words)
        desk.hear(triaged(born, 3, disposition="dismissed", disposition_reason="duplicate"))
        assert "同一件事" in str(desk.snapshots(born.case_id)[-1].public_words)
