"""A customer's further message waits for triage, then reopens, follows on, or is thanks."""

from datetime import timedelta

from shared.events import FeedbackAppended
from tests.fixtures.followup import LI, Desk, triaged, verdict


class TestBeforeAResult:
    def test_is_shown_and_owed_a_response(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.start(born.case_id)
        desk.ask(born.case_id)
        desk.says(born.case_id, text="是三月的")
        kinds = [clock.kind for clock in desk.snapshots(born.case_id)[-1].clocks]
        assert kinds == ["first_response", "resolution", "next_response"]
        assert desk.detail(born.case_id, "customer_message")["text"] == "是三月的"

    def test_twice_is_once(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.says(born.case_id)
        revision = desk.case(born.case_id).revision
        desk.says(born.case_id)
        assert desk.case(born.case_id).revision == revision
        assert desk.events(born.case_id).count("customer_message") == 1

    def test_older_than_the_question_does_not_answer_it(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.start(born.case_id)
        desk.turn(minutes=10)
        desk.ask(born.case_id)
        desk.says(born.case_id, appended_at=desk.now - timedelta(minutes=5))
        assert desk.case(born.case_id).progress == "waiting_customer"

    def test_several_in_one_batch_all_count(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.hear(
            *(
                FeedbackAppended(
                    case_id=born.case_id,
                    feedback_id=born.feedback_id,
                    seq=seq,
                    text=f"补充{seq}",
                    appended_at=desk.now,
                )
                for seq in (3, 1, 2, 1)
            )
        )
        assert [one.seq for one in desk.messages(born.case_id)] == [1, 2, 3]


class TestAfterAResult:
    def test_thanks_change_nothing(self, desk: Desk) -> None:
        born = desk.told_case()
        desk.says(born.case_id, text="谢谢")
        desk.hear(triaged(born, 2, owner=LI, messages=(verdict(small_talk=True),)))
        desk.turn(minutes=5)
        assert desk.case(born.case_id).progress == "told"

    def test_a_complaint_reopens_when_triage_says_so(self, desk: Desk) -> None:
        born = desk.told_case()
        desk.says(born.case_id, text="还没收到退款")
        assert desk.case(born.case_id).progress == "told"
        desk.hear(triaged(born, 2, owner=LI, messages=(verdict(),)))
        case = desk.case(born.case_id)
        assert (case.progress, case.cycle) == ("open", 2)
        assert case.reopen_reason == "客户又说：还没收到退款"

    def test_the_verdict_may_come_before_the_message(self, desk: Desk) -> None:
        born = desk.told_case()
        desk.hear(triaged(born, 2, owner=LI, messages=(verdict(),)))
        desk.says(born.case_id)
        assert desk.case(born.case_id).cycle == 2

    def test_no_verdict_within_a_minute_reopens(self, desk: Desk) -> None:
        born = desk.told_case()
        desk.says(born.case_id)
        desk.turn(seconds=59)
        assert desk.case(born.case_id).cycle == 1
        desk.turn(seconds=1)
        assert desk.case(born.case_id).cycle == 2

    def test_two_weeks_after_closing_becomes_one_follow_on(self, desk: Desk) -> None:
        born = desk.told_case()
        desk.answers(desk.survey(born.case_id).token, 5)
        desk.turn(days=15)
        desk.says(born.case_id, text="又拉肚子了")
        desk.hear(triaged(born, 2, owner=LI, messages=(verdict(),)))
        (follow_on,) = desk.follow_ons()
        assert (follow_on.cause, follow_on.text) == ("message", "又拉肚子了")
        assert desk.case(born.case_id).progress == "closed"

    def test_two_at_once_reopen_once(self, desk: Desk) -> None:
        born = desk.told_case()
        desk.says(born.case_id, seq=1)
        desk.says(born.case_id, seq=2)
        desk.hear(triaged(born, 2, owner=LI, messages=(verdict(1), verdict(2))))
        desk.turn(minutes=2)
        assert desk.case(born.case_id).reopen_count == 1

    def test_arriving_after_the_result_they_were_written_before_are_judged(
        self, desk: Desk
    ) -> None:
        born = desk.open_case()
        desk.start(born.case_id)
        desk.turn(minutes=5)
        desk.resolve(born.case_id)
        desk.turn(minutes=5)
        resolved_at = desk.now - timedelta(minutes=5)
        desk.says(born.case_id, appended_at=resolved_at - timedelta(minutes=5))
        assert desk.case(born.case_id).cycle == 1
        desk.hear(triaged(born, 2, owner=LI, messages=(verdict(),)))
        assert desk.case(born.case_id).cycle == 2
        (message,) = desk.messages(born.case_id)
        assert message.effect == "reopen"
        (finished,) = desk.cycles(born.case_id)
        assert finished.reopened_at == finished.resolved_at == resolved_at

    def test_seen_by_who_resolved_do_not_reopen(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.start(born.case_id)
        desk.says(born.case_id)
        desk.resolve(born.case_id)
        desk.hear(triaged(born, 2, owner=LI, messages=(verdict(),)))
        desk.turn(minutes=5)
        assert desk.case(born.case_id).progress == "resolved"

    def test_waiting_when_staff_reopen_are_seen_by_who_resolves_next(self, desk: Desk) -> None:
        born = desk.told_case()
        desk.says(born.case_id)
        desk.reopen(born.case_id)
        desk.hear(triaged(born, 2, owner=LI, cycle=2))
        desk.start(born.case_id)
        desk.resolve(born.case_id)
        desk.turn(minutes=2)
        desk.hear(triaged(born, 3, owner=LI, cycle=2, messages=(verdict(),)))
        assert desk.case(born.case_id).cycle == 2
        assert [one.effect for one in desk.messages(born.case_id)] == ["noted"]
