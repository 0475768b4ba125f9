"""What an erased customer said is not kept, however late it comes."""

from datetime import timedelta
from typing import Any

from services.followup.operations import apply_triage
from services.followup.rules.policy import Policy
from shared import inbox
from shared.database import Session
from shared.events import (
    CaseProgressed,
    FeedbackAppended,
    FollowOnRequested,
    TaskAssignment,
)
from shared.events.vocabulary import EvidenceSpan
from shared.events.words import ERASED
from shared.ids import new_id
from shared.messaging.envelope import Event
from tests.fixtures.erasing import erased, rows_with
from tests.fixtures.followup import LI, TEAM, birth, received, triaged
from tests.fixtures.followup_service import Followup

SECRET = "青花瓷碗"
BORN = birth(text=f"{SECRET}碎了", customer="c-1", order_no=SECRET)
TASK = TaskAssignment(task_id=new_id(), team=TEAM, text=SECRET, opened_at=BORN.received_at)
EVIDENCE = EvidenceSpan(text=SECRET, start=0, end=4, topic="goods")
TRIAGED = triaged(BORN, owner=LI, evidence=(EVIDENCE,), tasks=(TASK,))


def added(case_id: str = BORN.case_id, feedback_id: str = BORN.feedback_id) -> FeedbackAppended:
    at = BORN.received_at + timedelta(minutes=1)
    return FeedbackAppended(
        case_id=case_id, feedback_id=feedback_id, seq=1, text=f"{SECRET}还要赔", appended_at=at
    )


async def words(followup: Followup) -> list[str]:
    return await rows_with(followup.service.database, SECRET)


async def answered(followup: Followup, token: str, **answer: Any) -> None:
    said = await followup.http.post(f"/v1/surveys/{token}", json=answer)
    assert said.status_code == 200, said.text


class TestAnErasedCustomersWords:
    async def test_leave_with_the_erasure(self, followup: Followup) -> None:
        await followup.hear(TRIAGED)
        await followup.hear(added())
        assert await words(followup)

        await followup.hear(erased(BORN.case_id))

        assert await words(followup) == []

    async def test_are_not_kept_when_they_come_after_it(self, followup: Followup) -> None:
        await followup.hear(erased(BORN.case_id))
        await followup.hear(added())
        await followup.hear(TRIAGED)

        assert await words(followup) == []
        last = (await followup.published(CaseProgressed))[-1]
        assert (last.case_id, last.progress) == (BORN.case_id, "assigned")

    async def test_leave_when_who_had_not_seen_the_erasure_kept_them(
        self, followup: Followup
    ) -> None:
        await followup.hear(erased(BORN.case_id))
        now, policy = followup.clock.now(), Policy()
        heard = received(TRIAGED, now)
        await followup.service.database.write(
            lambda session: apply_triage(session, [heard], now, policy=policy)
        )
        assert await words(followup)

        followup.clock.advance(minutes=1)
        await followup.fire_due()

        assert await words(followup) == []

    async def test_leave_an_event_that_failed_and_waits(self, followup: Followup) -> None:
        at, said = followup.clock.now(), added().model_dump_json()
        event = Event(new_id(), FeedbackAppended.TYPE, "intake", BORN.case_id, at, None, said)

        def fail(session: Session) -> None:
            inbox.write_failing(
                session, event, "failed", now=at, parked=True, delay=timedelta(seconds=5)
            )

        await followup.service.database.write(fail)
        await followup.hear(erased(BORN.case_id))

        assert await words(followup) == []

    async def test_leave_a_follow_on_that_was_asked_for(self, followup: Followup) -> None:
        born, token = await followup.resolved_case()
        await answered(followup, token, score=5, solved=True)
        followup.clock.advance(days=2)
        await answered(followup, token, score=1, solved=False, comment=f"{SECRET}没赔")
        followup.clock.advance(days=20)
        late = added(born.case_id, born.feedback_id)
        await followup.hear(late.model_copy(update={"appended_at": followup.clock.now()}))
        followup.clock.advance(minutes=2)
        await followup.fire_due()
        assert len(await followup.published(FollowOnRequested)) == 2

        await followup.hear(erased(born.case_id))

        assert await words(followup) == []

    async def test_are_not_taken_in_an_answer_any_more(self, followup: Followup) -> None:
        born, token = await followup.resolved_case()
        await followup.hear(erased(born.case_id))

        await answered(followup, token, score=4, solved=True, comment=f"{SECRET}好了")

        assert await words(followup) == []
        assert (await followup.published(CaseProgressed))[-1].survey.score == 4


class TestAMergedCustomersWords:
    async def test_leave_the_survivor_with_the_erasure(self, followup: Followup) -> None:
        survivor, merged = await followup.open_case(), await followup.open_case()
        into = {"disposition": "merged", "merged_into": survivor.case_id}
        await followup.hear(triaged(merged, 2, owner=LI, **into))
        await followup.hear(added(merged.case_id, merged.feedback_id))
        await followup.move(survivor.case_id, "start")
        await followup.move(survivor.case_id, "resolve", {"result": "已为您全额退款"})
        asked = (await followup.published(CaseProgressed))[-1]
        assert asked.case_id == merged.case_id
        token = asked.survey.url.rpartition("/")[2]
        await answered(followup, token, score=1, solved=False, comment=f"{SECRET}没赔")
        case = (await followup.read(survivor.case_id)).json()
        assert (case["cycle"], SECRET in case["reopen_reason"]) == (2, True)

        await followup.hear(erased(merged.case_id))

        assert await words(followup) == []
        case = (await followup.read(survivor.case_id)).json()
        assert (case["cycle"], case["reopen_reason"]) == (2, ERASED)
