"""What an erased customer said is not kept, however late it comes back."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest_asyncio
import sqlalchemy as sa

from services.intake.models.tables import FEEDBACK, TABLES
from shared import inbox
from shared.database import Session
from shared.events import CaseProgressed, FollowOnRequested, ReplyRequested
from shared.ids import new_id
from shared.messaging.envelope import Event
from tests.fixtures.erasing import rows_with
from tests.fixtures.intake import Intake

SECRET = "青花瓷碗"


@dataclass
class Person:
    """A customer who said something, and their feedback."""

    intake: Intake
    handle: str
    page: str
    of: dict[str, Any]

    def follow_on(self) -> FollowOnRequested:
        return FollowOnRequested(
            cause_id=new_id(),
            origin_case_id=self.of["case_id"],
            origin_feedback_id=self.of["feedback_id"],
            cause="message",
            text=f"{SECRET}没赔",
            requested_at=self.intake.clock.now(),
        )

    async def erase(self) -> None:
        answer = await self.intake.http.post(
            f"/v1/customers/{self.handle}/erase",
            json={"reason": "顾客要求"},
            headers=self.intake.staff("manager"),
        )
        assert answer.status_code == 200, answer.text

    async def words(self) -> list[str]:
        return await rows_with(self.intake.service.database, SECRET)


@pytest_asyncio.fixture
async def person(intake: Intake) -> Person:
    answer = await intake.submit(
        intake.staff("manager"), text=f"{SECRET}碎了", customer={"phone": "13812345678"}
    )
    page = answer.json()["track_url"].partition("/intake")[2]
    await intake.http.post(f"{page}/messages", json={"text": f"{SECRET}还要赔"})
    (row,) = await intake.service.database.read(
        lambda session: list(session.execute(sa.select(FEEDBACK)).mappings())
    )
    of = {"case_id": row["case_id"], "feedback_id": row["id"]}
    return Person(intake, row["customer"], page, of)


class TestAnErasedCustomersWords:
    async def test_leave_with_the_erasure(self, person: Person) -> None:
        assert await person.words()
        await person.erase()
        assert await person.words() == []

    async def test_are_not_kept_when_they_come_back_after_it(
        self, intake: Intake, person: Person
    ) -> None:
        await person.erase()
        await intake.consume(
            CaseProgressed(
                **person.of,
                generation=1,
                version=1,
                progress="waiting_customer",
                public_status="waiting_customer",
                question=f"是{SECRET}吗？",
            )
        )
        await intake.consume(
            ReplyRequested(
                **person.of,
                request_id=new_id(),
                cycle=1,
                purpose="result",
                text=f"{SECRET}已赔",
                not_after=intake.clock.now() + timedelta(days=7),
            )
        )
        await intake.consume(person.follow_on())

        assert await person.words() == []
        page = await intake.http.get(person.page, headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert SECRET not in page.text

    async def test_leave_an_event_that_failed_and_waits(
        self, intake: Intake, person: Person
    ) -> None:
        now, asked = intake.clock.now(), person.follow_on()
        said = asked.model_dump_json()
        event = Event(new_id(), asked.TYPE, "followup", asked.subject, now, None, said)

        def fail(session: Session) -> None:
            inbox.write_failing(session, event, "failed", now=now, parked=True, delay=timedelta())

        await intake.service.database.write(fail)
        await person.erase()

        assert await person.words() == []

    async def test_are_not_added_on_their_page(self, intake: Intake, person: Person) -> None:
        await person.erase()

        to = f"{person.page}/messages"
        added = await intake.http.post(to, json={"text": SECRET})
        typed = await intake.http.post(to, data={"text": SECRET}, headers={"Accept": "text/html"})

        assert (added.status_code, typed.status_code) == (410, 410)
        assert "重新提交" in typed.text
        kept = await intake.service.database.read(
            lambda session: session.execute(sa.select(TABLES["feedback_message"])).all()
        )
        assert len(kept) == 1
