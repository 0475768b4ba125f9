"""The clock an hour ahead or behind: what waits for a time is done once, an hour late at most."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from services.followup.models import FollowupModel
from services.intake.operations import inbound
from services.triage.models import TriageModel
from services.triage.operations.lapse import LAPSE, LAPSE_EVERY, lapse_untouched
from shared import outbox
from shared.database import Database, memory_session
from shared.delays import DELAYS, JITTER
from shared.messaging.embedded import EmbeddedBus
from shared.tables import kit_metadata, timer
from tests.fixtures.assignment import policy
from tests.fixtures.clock import NOON, ManualClock
from tests.fixtures.databases import NewDatabase
from tests.fixtures.delivery import Side, feedback
from tests.fixtures.delivery import filled as with_toy_tables
from tests.fixtures.followup import Desk
from tests.fixtures.intake import Intake, intake_at
from tests.fixtures.intake import filled as with_intake_tables
from tests.fixtures.triage import Organisation, organisation
from tests.fixtures.vendors import vendor

HOUR = timedelta(hours=1)
LOOK = sa.select(timer.c.due_at).where(timer.c.kind == LAPSE)


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
async def side(kind: str, new_database: NewDatabase) -> AsyncIterator[Side]:
    """Yield a service by a clock of its own whose handler failed on an event."""
    database = await Database.connect(new_database(kind, with_toy_tables), name="triage")
    bus = EmbeddedBus()
    made = Side("triage", database, bus, clock=ManualClock())
    made.fail = fails
    await made.say(feedback())
    waiting = await database.read(
        lambda session: outbox.waiting(session, source="intake", limit=10)
    )
    await made.consumer.deliver(waiting)
    yield made
    await bus.close()
    await database.close()


def fails(event: object) -> None:
    raise ValueError("not yet")


class TestAnInboxRetry:
    @pytest.mark.parametrize("jump", [HOUR, -HOUR])
    async def test_is_made_once_and_no_later_than_the_jump(
        self, side: Side, jump: timedelta
    ) -> None:
        clock = side.clock
        assert isinstance(clock, ManualClock)
        due_at = clock.now() + DELAYS[0] * (1 + JITTER)
        side.fail = lambda event: None

        clock.at += jump
        is_early = await side.consumer.retry_one()
        clock.at = due_at
        is_made = await side.consumer.retry_one()

        assert (is_early, is_made) == (jump > timedelta(), jump < timedelta())
        assert not await side.consumer.retry_one()
        assert len(await side.effects()) == 1
        assert {row.status for row in await side.inbox_rows()} == {"done"}

    async def test_that_fails_in_the_hour_ahead_waits_an_hour_more_and_is_not_lost(
        self, side: Side
    ) -> None:
        clock = side.clock
        assert isinstance(clock, ManualClock)
        clock.at += HOUR
        assert await side.consumer.retry_one()
        side.fail = lambda event: None
        clock.at -= HOUR

        assert not await side.consumer.retry_one()
        clock.at += HOUR + DELAYS[1] * (1 + JITTER)
        assert await side.consumer.retry_one()
        assert len(await side.effects()) == 1


@pytest.fixture
async def intake(kind: str, new_database: NewDatabase) -> AsyncIterator[Intake]:
    async with intake_at(new_database(kind, with_intake_tables)) as made:
        yield made


class TestAnInboundClaim:
    @pytest.mark.parametrize("jump", [HOUR, -HOUR])
    async def test_that_ended_with_its_process_is_made_again_once(
        self, intake: Intake, jump: timedelta
    ) -> None:
        one, begun = await vendor(intake, "hook"), intake.clock.now()
        await one.deliver()
        claimed = await claim(intake)
        assert len(claimed) == 1

        intake.clock.at += jump
        await intake.settled()
        is_early = len(await one.feedback())
        intake.clock.at = begun + inbound.ATTEMPT_LIMIT
        await intake.settled()

        assert is_early == (jump > timedelta())
        assert len(await one.feedback()) == 1
        assert await ours(intake, claimed) == set()

    async def test_of_the_hour_ahead_is_made_again_an_hour_later_at_most(
        self, intake: Intake
    ) -> None:
        one = await vendor(intake, "hook")
        await one.deliver()
        intake.clock.at += HOUR
        await claim(intake)
        intake.clock.at -= HOUR
        await intake.settled()
        assert await one.feedback() == []

        intake.clock.at += HOUR + inbound.ATTEMPT_LIMIT
        await intake.settled()
        assert len(await one.feedback()) == 1


async def claim(intake: Intake) -> list[inbound.Claimed]:
    sealer, now = intake.service.app.state.wechat.sealer, intake.clock.now()
    return await intake.service.database.write(
        lambda session: inbound.claim(session, sealer, now=now)
    )


async def ours(intake: Intake, claimed: list[inbound.Claimed]) -> set[str]:
    return await intake.service.database.write(lambda session: inbound.still_ours(session, claimed))


@pytest.fixture
def desk() -> Iterator[Desk]:
    with memory_session([FollowupModel.metadata, kit_metadata]) as session:
        yield Desk(session)


class TestAPromise:
    @pytest.mark.parametrize("jump", [HOUR, -HOUR])
    def test_is_warned_of_broken_and_escalated_once_each(self, desk: Desk, jump: timedelta) -> None:
        straight = desk.open_case().case_id
        desk.turn(hours=90)
        expected = happenings(desk, straight)
        assert {"clock_warned", "clock_breached", "clock_escalated"} <= set(expected)

        case_id, begun = desk.open_case().case_id, desk.now
        for minutes in range(10, 60 * 6, 45):
            desk.clock.at = begun + timedelta(minutes=minutes)
            for way in (jump, -jump):
                desk.clock.at += way
                desk.turn()
        desk.clock.at = begun
        desk.turn(hours=90)

        assert happenings(desk, case_id) == expected

    def test_keeps_its_due_time(self, desk: Desk) -> None:
        case_id = desk.open_case().case_id
        due_at = [one.due_at for one in desk.case(case_id).clocks]
        for way in (-HOUR, HOUR, HOUR, -HOUR):
            desk.clock.at += way
            desk.turn()

        assert [one.due_at for one in desk.case(case_id).clocks] == due_at


def happenings(desk: Desk, case_id: str) -> list[str]:
    return sorted(one for one in desk.events(case_id) if one.startswith("clock_"))


@pytest.fixture
def org() -> Iterator[Organisation]:
    with memory_session([TriageModel.metadata, kit_metadata]) as session:
        session.info["audit_key"] = b"k" * 32
        yield organisation(session)


class TestALapse:
    def test_of_an_hour_ahead_takes_work_back_once(self, org: Organisation) -> None:
        policy(org, "售后退款", lapse_minutes=30)
        case = org.case()

        lapsed = [lapse_untouched(org.session, org.boards, at) for at in (NOON + HOUR, NOON)]

        assert lapsed == [1, 0]
        assert len(case.declined_by) == 1
        assert next_look(org) == NOON + LAPSE_EVERY

    def test_is_an_hour_late_at_most_after_an_hour_ahead(self, org: Organisation) -> None:
        policy(org, "售后退款", lapse_minutes=30)
        lapse_untouched(org.session, org.boards, NOON + HOUR)
        case = org.case(now=NOON)
        due_at = NOON + timedelta(minutes=30)

        assert next_look(org) - due_at <= HOUR + LAPSE_EVERY
        assert lapse_untouched(org.session, org.boards, next_look(org)) == 1
        assert len(case.declined_by) == 1


def next_look(org: Organisation) -> datetime:
    found: datetime = org.session.execute(LOOK).scalar_one()
    return found
