"""Tasks for other teams, and who sees a case at all."""

import pytest

from services.followup.errors import (
    CaseUnknown,
    NotYours,
    TasksOpen,
    TaskUnknown,
)
from services.followup.operations import progress
from shared.auth import Principal
from shared.events import FeedbackAppended, TaskAssignment
from tests.fixtures.followup import (
    ADMIN,
    AUDITOR,
    COLLEAGUE,
    LEAD,
    MANAGER,
    OTHER_TEAM,
    OWNER,
    STORE_MANAGER,
    STRANGER,
    TEAM,
    WANG,
    Desk,
    staff,
)


class TestTasks:
    def task(self, **given: object) -> TaskAssignment:
        return TaskAssignment(
            **{
                "task_id": "task-1",
                "team": OTHER_TEAM,
                "owner": WANG,
                "text": "核对批次",
                "opened_at": "2026-11-22T04:00:00Z",
                **given,
            }
        )

    def done(self, desk: Desk, case_id: str, by: Principal, task_id: str = "task-1") -> None:
        progress.finish_task(desk.session, desk.request(case_id, by), task_id, policy=desk.policy)
        desk.session.flush()

    def test_open_block_closing_by_staff(self, desk: Desk) -> None:
        born = desk.told_case(tasks=(self.task(),))
        with pytest.raises(TasksOpen, match="核对批次"):
            desk.close(born.case_id)

    def test_open_delay_closing_by_the_customer(self, desk: Desk) -> None:
        born = desk.told_case(tasks=(self.task(),))
        desk.answers(desk.survey(born.case_id).token, 5)
        assert desk.case(born.case_id).progress == "told"
        self.done(desk, born.case_id, staff(WANG.id, "agent", teams=[OTHER_TEAM.id]))
        case = desk.case(born.case_id)
        assert (case.progress, case.closed_reason) == ("closed", "satisfied")
        assert desk.snapshots(born.case_id)[-1].tasks_done == ("task-1",)

    def test_are_done_by_their_own_owner(self, desk: Desk) -> None:
        born = desk.open_case(tasks=(self.task(),))
        with pytest.raises(NotYours):
            self.done(desk, born.case_id, OWNER)
        with pytest.raises(TaskUnknown):
            self.done(desk, born.case_id, MANAGER, "task-9")
        self.done(desk, born.case_id, staff("x", "lead", teams=[OTHER_TEAM.id]))

    def test_done_twice_change_nothing(self, desk: Desk) -> None:
        born = desk.open_case(tasks=(self.task(),))
        self.done(desk, born.case_id, MANAGER)
        count = len(desk.published())
        self.done(desk, born.case_id, MANAGER)
        assert len(desk.published()) == count


class TestWhoSeesACase:
    @pytest.mark.parametrize(
        "who", [OWNER, COLLEAGUE, LEAD, MANAGER, ADMIN, AUDITOR, STORE_MANAGER]
    )
    def test_those_it_concerns(self, desk: Desk, who: Principal) -> None:
        born = desk.open_case()
        assert [one.id for one in desk.listed(who)] == [born.case_id]
        assert desk.seen(born.case_id, who).id == born.case_id

    @pytest.mark.parametrize(
        "who",
        [
            STRANGER,
            staff("l", "lead", teams=[OTHER_TEAM.id]),
            staff("s", "store_manager", stores=["BJ001"]),
            staff("s", "store_manager", teams=[TEAM.id]),
            staff("n"),
        ],
    )
    def test_nobody_else(self, desk: Desk, who: Principal) -> None:
        born = desk.open_case()
        assert desk.listed(who) == []
        with pytest.raises(CaseUnknown):
            desk.seen(born.case_id, who)

    def test_nobody_while_only_a_message_has_named_it(self, desk: Desk) -> None:
        desk.hear(
            FeedbackAppended(
                case_id="01a20505-6942-723e-afe5-b81d13e7dc2a",
                feedback_id="01a20505-6942-723e-afe5-b81d13e7dc2b",
                seq=1,
                text="在吗",
                appended_at=desk.now,
            )
        )
        assert desk.listed(MANAGER) == []
        with pytest.raises(CaseUnknown):
            desk.seen("01a20505-6942-723e-afe5-b81d13e7dc2a", MANAGER)
