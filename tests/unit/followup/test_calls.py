"""A result that reached nobody is told by a person, and is seen to wait for it."""

import pytest
from sqlmodel import select

from services.followup.errors import CallOver, CallUnknown, DismissedCase
from services.followup.models import CallTask
from services.followup.operations import calls
from services.followup.operations.calls import Called
from shared.auth import Principal
from shared.events import Birth, ReplyFailed
from tests.fixtures.followup import (
    LEAD,
    LI,
    MANAGER,
    OWNER,
    STRANGER,
    Desk,
    birth,
    triaged,
)


def undelivered(desk: Desk) -> Birth:
    born = desk.resolved_case()
    request = desk.requests(born.case_id, "result")[-1]
    desk.hear(
        ReplyFailed(
            request_id=request.request_id,
            case_id=born.case_id,
            reasons={"wechat": "48 小时窗口已关闭", "sms": "空号"},
            failed_at=desk.now,
        )
    )
    return born


def task_of(desk: Desk, born: Birth) -> CallTask:
    desk.session.expire_all()
    return desk.session.exec(select(CallTask).where(CallTask.case_id == born.case_id)).one()


def call(desk: Desk, task: CallTask, *, reached: bool, by: Principal = OWNER) -> CallTask:
    called = Called(reached, "电话13812345678，客户说可以")
    found = calls.finish_call(desk.session, task.id, called, by_whom=by, now=desk.now)
    desk.session.commit()
    return found


def to_make(desk: Desk) -> list[str]:
    found = calls.call_tasks(
        desk.session, MANAGER, status="open", case_id=None, after=None, limit=50
    )
    return [task.case_id for task, _ in found]


class TestACall:
    def test_is_asked_for_with_the_reasons(self, desk: Desk) -> None:
        born = undelivered(desk)
        task = task_of(desk, born)
        assert (task.status, task.because["sms"]) == ("open", "空号")
        assert "call_wanted" in desk.events(born.case_id)

    def test_that_reached_the_customer_tells_the_case(self, desk: Desk) -> None:
        born = undelivered(desk)
        task = call(desk, task_of(desk, born), reached=True)
        case = desk.case(born.case_id)
        assert (case.progress, case.told_at, case.not_told_because) == ("told", desk.now, None)
        assert (task.status, task.said) == ("done", "电话138****5678，客户说可以")
        assert desk.snapshots(born.case_id)[-1].progress == "told"

    def test_that_nobody_answered_stays_on_the_list(self, desk: Desk) -> None:
        task = call(desk, task_of(desk, undelivered(desk)), reached=False)
        assert (task.status, task.attempts) == ("open", 1)

    def test_is_not_needed_once_the_page_was_seen(self, desk: Desk) -> None:
        born = undelivered(desk)
        desk.deliver_result(born.case_id)
        task = task_of(desk, born)
        assert (task.status, task.ended_because) == ("cancelled", "delivered")
        assert desk.case(born.case_id).progress == "told"

    def test_ends_with_its_cycle(self, desk: Desk) -> None:
        born = undelivered(desk)
        desk.reopen(born.case_id)
        assert task_of(desk, born).ended_because == "reopened"

    def test_cannot_be_finished_twice(self, desk: Desk) -> None:
        task = call(desk, task_of(desk, undelivered(desk)), reached=True)
        with pytest.raises(CallOver):
            call(desk, task, reached=True)

    def test_about_a_dismissed_case_waits_until_it_is_restored(self, desk: Desk) -> None:
        born = undelivered(desk)
        desk.hear(triaged(born, 2, owner=LI, disposition="dismissed", disposition_reason="spam"))
        assert to_make(desk) == []
        with pytest.raises(DismissedCase):
            call(desk, task_of(desk, born), reached=True)
        desk.session.rollback()
        desk.hear(triaged(born, 3, owner=LI))
        assert to_make(desk) == [born.case_id]
        assert call(desk, task_of(desk, born), reached=True).status == "done"

    def test_is_not_known_to_strangers(self, desk: Desk) -> None:
        born = undelivered(desk)
        with pytest.raises(CallUnknown):
            call(desk, task_of(desk, born), reached=True, by=STRANGER)
        seen = {
            who.id: calls.call_tasks(
                desk.session, who, status="open", case_id=None, after=None, limit=9
            )
            for who in (STRANGER, LEAD, MANAGER)
        }
        assert [len(found) for found in seen.values()] == [0, 1, 1]

    def test_is_not_asked_for_when_a_failure_comes_after_the_delivery(self, desk: Desk) -> None:
        born = desk.told_case()
        request = desk.requests(born.case_id, "result")[-1]
        desk.hear(
            ReplyFailed(
                request_id=request.request_id, case_id=born.case_id, reasons={}, failed_at=desk.now
            )
        )
        assert desk.session.exec(select(CallTask)).all() == []


class TestACallToAMergedCasesCustomer:
    def test_that_reached_them_lets_their_survey_go(self, desk: Desk) -> None:
        survivor = desk.open_case()
        own = birth(at=desk.now, reachable=True, customer="customer-2")
        desk.hear(triaged(own, owner=LI))
        into = {"disposition": "merged", "merged_into": survivor.case_id}
        desk.hear(triaged(own, 2, owner=LI, **into))
        desk.start(survivor.case_id)
        desk.resolve(survivor.case_id)
        (request,) = desk.requests(own.case_id, "result")
        desk.hear(
            ReplyFailed(
                request_id=request.request_id,
                case_id=own.case_id,
                reasons={"sms": "空号"},
                failed_at=desk.now,
            )
        )
        desk.turn(hours=3)
        assert desk.survey(own.case_id).push == "untold"
        call(desk, task_of(desk, survivor), reached=True)
        assert desk.case(survivor.case_id).progress == "resolved", "its own customer waits still"
        desk.turn(hours=3)
        assert desk.survey(own.case_id).push == "sent"
        assert len(desk.requests(own.case_id, "survey")) == 1
