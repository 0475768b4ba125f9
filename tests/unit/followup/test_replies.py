"""What became of a reply: delivered beats failed, and only this cycle's result makes it told."""

from datetime import timedelta

import pytest

from shared.events import EventData, ReplyDelivered, ReplyFailed
from tests.fixtures.followup import LI, Desk, triaged


def delivered(desk: Desk, request_id: str, case_id: str, **given: object) -> ReplyDelivered:
    values = {"via": "sms", "delivered_at": desk.now, **given}
    return ReplyDelivered(request_id=request_id, case_id=case_id, **values)


def failed(desk: Desk, request_id: str, case_id: str) -> ReplyFailed:
    return ReplyFailed(
        request_id=request_id,
        case_id=case_id,
        reasons={"wechat": "48 小时窗口已关闭"},
        failed_at=desk.now,
    )


class TestADeliveredResult:
    def test_makes_the_case_told(self, desk: Desk) -> None:
        born = desk.resolved_case()
        desk.turn(minutes=3)
        desk.deliver_result(born.case_id)
        snapshot = desk.snapshots(born.case_id)[-1]
        assert (snapshot.progress, snapshot.told_at) == ("told", desk.now)

    def test_after_a_good_answer_leaves_it_closed(self, desk: Desk) -> None:
        born = desk.resolved_case()
        desk.answers(desk.survey(born.case_id).token, 5)
        desk.deliver_result(born.case_id)
        case = desk.case(born.case_id)
        assert (case.progress, case.told_at) == ("closed", desk.now)

    def test_of_an_earlier_cycle_tells_only_that_one(self, desk: Desk) -> None:
        born = desk.resolved_case()
        (first,) = desk.requests(born.case_id, "result")
        desk.answers(desk.survey(born.case_id).token, 1)
        desk.hear(triaged(born, 2, owner=LI, cycle=2))
        desk.start(born.case_id)
        desk.resolve(born.case_id, "再次处理")
        desk.hear(delivered(desk, first.request_id, born.case_id))
        assert desk.case(born.case_id).progress == "resolved"
        assert desk.cycles(born.case_id)[0].told_at == desk.now

    def test_of_a_question_tells_nothing(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.start(born.case_id)
        desk.ask(born.case_id)
        (question,) = desk.requests(born.case_id, "question")
        desk.hear(delivered(desk, question.request_id, born.case_id))
        case = desk.case(born.case_id)
        assert (case.progress, case.told_at) == ("waiting_customer", None)

    def test_twice_is_once(self, desk: Desk) -> None:
        born = desk.told_case()
        count = len(desk.published())
        desk.deliver_result(born.case_id)
        assert len(desk.published()) == count


class TestAFailedResult:
    def test_shows_why_nobody_was_told(self, desk: Desk) -> None:
        born = desk.resolved_case()
        (request,) = desk.requests(born.case_id, "result")
        desk.hear(failed(desk, request.request_id, born.case_id))
        case = desk.case(born.case_id)
        assert case.not_told_because == {"wechat": "48 小时窗口已关闭"}
        assert case.progress == "resolved"
        assert "reply_failed" in desk.events(born.case_id)

    def test_is_beaten_by_a_delivery_before_or_after(self, desk: Desk) -> None:
        for first_failed in (True, False):
            born = desk.resolved_case()
            (request,) = desk.requests(born.case_id, "result")
            said = [
                failed(desk, request.request_id, born.case_id),
                delivered(desk, request.request_id, born.case_id),
            ]
            for one in said if first_failed else reversed(said):
                desk.hear(one)
            case = desk.case(born.case_id)
            assert (case.progress, case.not_told_because) == ("told", None)

    def test_closes_as_unreached_when_no_answer_comes(self, desk: Desk) -> None:
        born = desk.resolved_case()
        (request,) = desk.requests(born.case_id, "result")
        desk.hear(failed(desk, request.request_id, born.case_id))
        desk.turn(days=7)
        case = desk.case(born.case_id)
        assert (case.progress, case.closed_reason) == ("closed", "unreached")


class TestClocks:
    def test_warn_and_break_once_on_the_timeline(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.turn(hours=80)
        events = desk.events(born.case_id)
        assert events.count("clock_warned") == 4
        assert events.count("clock_breached") == 2
        assert {one.status for one in desk.snapshots(born.case_id)[-1].clocks} == {"breached"}
        assert events.count("clock_escalated") == 6
        assert desk.due_at("clock", born.case_id) is None

    def test_are_told_at_the_moment_they_break(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.turn(hours=4)
        assert desk.detail(born.case_id, "clock_breached")["due_at"].startswith(
            f"{born.received_at + timedelta(hours=4):%Y-%m-%dT%H:%M:%S}"
        )


class TestADeliveryTakenBack:
    def taken_back(self, desk: Desk, request_id: str, case_id: str) -> ReplyFailed:
        lost = failed(desk, request_id, case_id)
        return lost.model_copy(update={"taken_back": True})

    @pytest.mark.parametrize("in_order", [True, False])
    def test_asks_for_a_call_in_any_order(self, desk: Desk, *, in_order: bool) -> None:
        born = desk.resolved_case()
        (request,) = desk.requests(born.case_id, "result")
        said: list[EventData] = [delivered(desk, request.request_id, born.case_id, via="wecom")]
        desk.clock.advance(minutes=1)
        said.append(self.taken_back(desk, request.request_id, born.case_id))
        for one in said if in_order else reversed(said):
            desk.hear(one)
        case = desk.case(born.case_id)
        assert (case.told_at, case.not_told_because) == (None, {"wechat": "48 小时窗口已关闭"})
        assert "call_wanted" in desk.events(born.case_id)
        assert desk.snapshots(born.case_id)[-1].told_at is None
        desk.turn(hours=3)
        assert desk.survey(born.case_id).push == "untold"

    def test_is_made_good_by_a_later_one(self, desk: Desk) -> None:
        born = desk.told_case()
        (request,) = desk.requests(born.case_id, "result")
        desk.clock.advance(minutes=1)
        desk.hear(self.taken_back(desk, request.request_id, born.case_id))
        desk.clock.advance(minutes=1)
        desk.hear(delivered(desk, request.request_id, born.case_id, via="page"))
        case = desk.case(born.case_id)
        assert (case.progress, case.told_at, case.not_told_because) == ("told", desk.now, None)
