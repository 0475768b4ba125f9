"""Those who wait get owners, and the cases of those who left get others."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from services.triage.assignment.board import LoadBoard
from services.triage.models.cases import Case
from services.triage.operations.backlog import drain_backlog
from services.triage.operations.lapse import lapse_untouched
from services.triage.operations.ownership import redistribute
from services.triage.operations.progress import follow_progress
from services.triage.operations.publishing import republish
from services.triage.operations.staff import STAFF_LEFT
from services.triage.operations.waking import DRAIN_BACKLOG
from shared import outbox
from shared.tables import service_state, timer
from tests.fixtures.triage import NOON, Organisation, feedback, progressed

LATER = NOON + timedelta(seconds=5)


def everyone_away(org: Organisation, *, away: bool) -> None:
    for name in ("anna", "bob"):
        org.people[name].away = away
    org.session.flush()


class TestDrainBacklog:
    def test_gives_critical_cases_first_then_the_oldest(self, org: Organisation) -> None:
        everyone_away(org, away=True)
        at = [NOON - timedelta(minutes=minute) for minute in range(4)]
        young = org.case(said=feedback(received_at=at[0]), urgency="high")
        old = org.case(said=feedback(received_at=at[3]), urgency="low")
        urgent = org.case(said=feedback(received_at=at[1]), urgency="critical")
        everyone_away(org, away=False)
        for name in ("anna", "bob"):
            org.people[name].capacity = 1
        org.session.flush()

        assert drain_backlog(org.session, org.boards, LATER) == 2

        assert urgent.owner_id is not None
        assert old.owner_id is not None
        assert young.owner_id is None

    def test_publishes_the_owners_and_comes_again(self, org: Organisation) -> None:
        everyone_away(org, away=True)
        case = org.case()
        everyone_away(org, away=False)

        drain_backlog(org.session, org.boards, LATER)

        event = org.published()[-1]
        assert (event.version, event.change, event.cause) == (2, "assigned", "backlog")
        assert event.owner is not None
        assert case.revision == 2
        due = org.session.execute(
            sa.select(timer.c.due_at).where(timer.c.kind == DRAIN_BACKLOG)
        ).scalar_one()
        assert due == LATER + timedelta(seconds=15)

    def test_leaves_those_for_whom_nobody_is_there(self, org: Organisation) -> None:
        everyone_away(org, away=True)
        org.case()
        assert drain_backlog(org.session, org.boards, LATER) == 0
        assert len(org.published()) == 1


class TestRedistribute:
    def test_hands_the_cases_of_who_left_to_others(self, org: Organisation) -> None:
        cases = [org.case() for _ in range(4)]
        org.people["anna"].active = False
        org.session.flush()

        assert redistribute(org.session, org.boards, org.people["anna"].id, LATER) == 2

        assert {case.owner_id for case in cases} == {org.people["bob"].id}
        assert org.published()[-1].cause == "owner_left"
        keys = org.session.execute(
            sa.select(timer.c.key).where(timer.c.kind == STAFF_LEFT)
        ).scalars()
        assert list(keys) == [org.people["anna"].id]

    def test_does_nothing_while_the_person_is_active(self, org: Organisation) -> None:
        org.case()
        org.case()
        assert redistribute(org.session, org.boards, org.people["anna"].id, LATER) == 0

    def test_leaves_a_case_waiting_when_nobody_else_is_there(self, org: Organisation) -> None:
        org.people["bob"].away = True
        org.session.flush()
        case = org.case()
        org.people["anna"].active = False
        org.session.flush()

        redistribute(org.session, org.boards, org.people["anna"].id, LATER)

        assert case.owner_id is None
        assert case.is_open


class TestTheRound:
    """It hands on what somebody who left is in charge of after all."""

    def leave(self, org: Organisation, name: str, now: datetime) -> None:
        org.people[name].active = False
        org.session.flush()
        redistribute(org.session, LoadBoard(default_team="门店服务"), org.people[name].id, now)
        org.session.execute(sa.delete(timer))

    def look(self, org: Organisation, now: datetime) -> list[str]:
        """Do a round and what it sets; return whose cases were handed on."""
        lapse_untouched(org.session, org.boards, now)
        keys = org.session.execute(sa.select(timer.c.key).where(timer.c.kind == STAFF_LEFT))
        left = list(keys.scalars())
        for staff_id in left:
            redistribute(org.session, org.boards, staff_id, now)
        return left

    def test_finds_what_a_board_gave_that_was_read_before(self, org: Organisation) -> None:
        org.people["bob"].away = True
        org.session.flush()
        org.boards.current(org.session, NOON)
        self.leave(org, "anna", NOON)
        org.people["bob"].away = False
        late = org.case(now=NOON + timedelta(seconds=1))
        assert late.owner_id == org.people["anna"].id

        assert self.look(org, NOON + timedelta(seconds=30)) == [org.people["anna"].id]

        assert late.owner_id == org.people["bob"].id

    def test_finds_what_a_customer_goes_on_with(self, org: Organisation) -> None:
        org.people["bob"].away = True
        org.session.flush()
        case = org.case()
        resolved = progressed(case, progress="resolved", public_status="resolved")
        follow_progress(org.session, [resolved], org.boards, now=NOON)
        self.leave(org, "anna", LATER)
        org.people["bob"].away = False
        org.session.flush()
        assert self.look(org, LATER + timedelta(hours=1)) == []

        resumed = progressed(case, version=2, progress="in_progress")
        follow_progress(org.session, [resumed], org.boards, now=LATER + timedelta(hours=2))
        assert case.owner_id == org.people["anna"].id

        assert self.look(org, LATER + timedelta(hours=3)) == [org.people["anna"].id]

        assert case.owner_id == org.people["bob"].id

    def test_leaves_those_alone_who_are_merely_away(self, org: Organisation) -> None:
        org.case()
        everyone_away(org, away=True)
        assert self.look(org, LATER) == []


class TestRepublish:
    def test_gives_the_current_version_with_the_raised_generation(self, org: Organisation) -> None:
        case = org.case()
        stub = Case(id=feedback().case_id, feedback_id=feedback().feedback_id)
        org.session.add(stub)
        org.session.execute(sa.insert(service_state).values(id=1, generation=1))
        assert outbox.raise_generation(org.session) == 2

        board = org.boards.current(org.session, NOON)
        assert republish(org.session, board, [case.id, stub.id], NOON) == 1

        first, again = org.published()
        assert (again.generation, again.version) == (2, 1)
        assert again.model_copy(update={"generation": 1, "change": "triaged"}) == first
