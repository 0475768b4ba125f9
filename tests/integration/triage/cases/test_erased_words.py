"""What an erased customer said is not kept, however late it comes and however often."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from services.triage.classifier.verdict import Evidence, Verdict
from services.triage.consumers import handlers
from services.triage.queries.labels import ERASED
from shared.events import (
    CaseProgressed,
    CustomerChanged,
    EventData,
    FeedbackAppended,
    FeedbackReceived,
    SurveyState,
)
from shared.ids import new_id
from shared.messaging.consumer import Consumer
from shared.messaging.envelope import Event
from shared.telemetry import Metrics
from shared.timers import TimerLoop
from tests.fixtures.delivery import eventually
from tests.fixtures.erasing import erased, rows_with
from tests.fixtures.triage import NOON, feedback, progressed, verdict
from tests.fixtures.triage_service import Triage

SECRET = "青花瓷碗"


class Judge:
    """Quotes each text as evidence, once it may; fails when it is told to."""

    def __init__(self) -> None:
        self.may_end = asyncio.Event()
        self.may_end.set()
        self.fails = False

    async def classify(self, texts: Sequence[str]) -> list[Verdict]:
        await self.may_end.wait()
        if self.fails:
            raise RuntimeError("no verdict")
        return [
            verdict("refund")._replace(evidence=(Evidence(text, 0, len(text), "refund"),))
            for text in texts
        ]


class Inbox:
    """Triage's consumer, and what it is handed."""

    def __init__(self, triage: Triage) -> None:
        self.judge = Judge()
        self.database = triage.service.database
        self.consumer = Consumer(
            self.database,
            handlers(self.judge, triage.boards),
            service="triage",
            clock=triage.clock,
            metrics=Metrics("triage"),
        )

    async def hear(self, *said: EventData, **how: Any) -> None:
        events = [
            Event(new_id(), one.TYPE, one.PRODUCER, one.subject, NOON, None, one.model_dump_json())
            for one in said
        ]
        await self.consumer.deliver(events, **how)

    async def words(self) -> list[str]:
        return await rows_with(self.database, SECRET)


async def fire_due(triage: Triage) -> None:
    loop = TimerLoop(
        triage.service.database,
        triage.service.timer_handlers,
        service="triage",
        clock=triage.clock,
        metrics=Metrics("timers"),
    )
    while await loop.tick():
        pass


@pytest.fixture
def inbox(triage: Triage) -> Inbox:
    return Inbox(triage)


BORN = feedback(text=f"{SECRET}碎了", customer="c-1", order_no=SECRET)


def added(of: FeedbackReceived = BORN) -> FeedbackAppended:
    return FeedbackAppended(
        case_id=of.case_id,
        feedback_id=of.feedback_id,
        seq=1,
        text=f"{SECRET}还要赔",
        appended_at=NOON + timedelta(minutes=1),
    )


def answered() -> CaseProgressed:
    survey = SurveyState(status="answered", score=1, comment=f"{SECRET}没赔", url="https://x")
    case = type("Ids", (), {"id": BORN.case_id, "feedback_id": BORN.feedback_id})
    return progressed(
        case, progress="open", cycle=2, survey=survey, reopen_reason=f"客户评价 1 分：{SECRET}没赔"
    )


class TestAnErasedCustomersWords:
    async def test_leave_with_the_erasure(self, inbox: Inbox) -> None:
        await inbox.hear(BORN)
        await inbox.hear(added())
        await inbox.hear(answered())
        assert await inbox.words()

        await inbox.hear(erased(BORN.case_id))

        assert await inbox.words() == []

    async def test_are_not_kept_when_they_come_after_it(self, triage: Triage, inbox: Inbox) -> None:
        await inbox.hear(erased(BORN.case_id))

        for said in (BORN, added(), answered()):
            await inbox.hear(said)

        assert await inbox.words() == []
        published = (await triage.published())[-1]
        assert published.case_id == BORN.case_id
        assert published.birth.customer == "c-1"
        assert len(published.messages) == 2

    async def test_are_not_kept_when_they_come_before_their_case(self, inbox: Inbox) -> None:
        await inbox.hear(added())
        await inbox.hear(erased(BORN.case_id))
        await inbox.hear(BORN)

        assert await inbox.words() == []

    async def test_are_not_kept_when_judging_ends_after_it(self, inbox: Inbox) -> None:
        inbox.judge.may_end.clear()
        delivery = asyncio.create_task(inbox.hear(BORN, added(), answered(), erased(BORN.case_id)))

        async def is_erased() -> bool:
            return bool(await rows_with(inbox.database, CustomerChanged.TYPE))

        await eventually(is_erased, what="the erasure in the inbox")
        inbox.judge.may_end.set()
        await delivery

        assert await inbox.words() == []

    async def test_leave_events_that_fail_and_wait(self, inbox: Inbox) -> None:
        inbox.judge.fails = True
        await inbox.hear(BORN, added())
        assert len(await inbox.words()) == 2

        await inbox.hear(erased(BORN.case_id))

        assert await inbox.words() == []

    @pytest.mark.parametrize("how", [{}, {"redelivered": True}, {"dead": "delivered too often"}])
    async def test_are_not_kept_of_events_that_fail_after_it(
        self, triage: Triage, inbox: Inbox, how: dict[str, Any]
    ) -> None:
        await inbox.hear(erased(BORN.case_id))
        inbox.judge.fails = True
        await inbox.hear(BORN, added(), **how)
        assert await inbox.words() == []

        inbox.judge.fails = False
        triage.clock.advance(minutes=1)
        while await inbox.consumer.retry_one():
            pass
        assert await inbox.words() == []

    async def test_leave_when_who_had_not_seen_the_erasure_kept_them(
        self, triage: Triage, inbox: Inbox
    ) -> None:
        await inbox.hear(erased(BORN.case_id))
        await triage.receive(said=BORN)
        assert await inbox.words()

        triage.clock.advance(minutes=1)
        await fire_due(triage)

        assert await inbox.words() == []
        assert (await triage.published())[-1].change == "customer_erased"
        assert (await triage.published())[-1].birth.text == ERASED

    async def test_of_others_stay(self, inbox: Inbox) -> None:
        other = feedback(text=f"{SECRET}很好", customer="c-2")
        await inbox.hear(erased(BORN.case_id), BORN, other, added(other))

        found = await inbox.words()
        assert any(row.startswith("triage_case:") for row in found)
        assert all(BORN.case_id not in row for row in found)
