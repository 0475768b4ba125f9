"""Triage's stream is scoped as its lists are, and tells whose queue a case has left."""

from collections.abc import Sequence

import httpx
import pytest
import sqlalchemy as sa
from sqlmodel import col

from services.triage.models.cases import Case
from services.triage.queries.cases import may_read
from services.triage.queries.incidents import in_reach
from services.triage.web.stream import tell
from shared.auth import Principal
from shared.database import Session
from shared.ids import new_id
from shared.streams import Change
from tests.fixtures.streams import Heard, heard_in
from tests.fixtures.triage_service import Triage

CASE = "huiyin.case.triaged.v1"
EVERYBODY = ("agent01", "agent09", "lead01", "lead05", "manager", "store01", "admin", "auditor")


async def told(triage: Triage, who: str, since: str | None = None) -> list[Heard]:
    headers = await triage.sign_in(who)
    if since:
        headers = {**headers, "Last-Event-ID": since}
    answer: httpx.Response = await triage.client.get("/v1/stream?poll=true", headers=headers)
    assert answer.status_code == 200, answer.text
    return heard_in(answer.content)


async def stands(triage: Triage, who: str) -> str:
    return (await told(triage, who))[0].id


def cases(heard: Sequence[Heard]) -> list[str]:
    return [one.data["id"] for one in heard if one.event == "case"]


class TestScope:
    async def test_is_that_of_the_list(self, triage: Triage) -> None:
        since = await stands(triage, "manager")
        made = [await triage.receive(topic) for topic in ("refund", "hygiene.pests", "service")]
        for who in EVERYBODY:
            listed = await triage.get(who, "/v1/cases", limit=200)
            if listed.status_code == 404 or not listed.is_success:
                continue
            reached = {one["id"] for one in listed.json()["items"]} & set(made)

            assert set(cases(await told(triage, who, since))) == reached, who

    async def test_of_one_case_is_that_of_many(self, triage: Triage) -> None:
        case_id = await triage.receive("refund")

        def compare(session: Session) -> None:
            case = session.get(Case, case_id)
            assert case is not None
            people = [
                Principal(
                    "staff", new_id(), "x", frozenset({role}), frozenset(teams), frozenset(stores)
                )
                for role in ("agent", "lead", "manager", "store_manager", "admin", "auditor")
                for teams in ((), (case.team_id or "",))
                for stores in ((), (case.store_code or "",), ("S999",))
            ]
            for one in people:
                listed = session.execute(
                    sa.select(col(Case.id)).where(col(Case.id) == case_id, in_reach(one))
                ).first()
                assert (listed is not None) == may_read(one, case), one

        await triage.service.database.read(compare)


class TestLeaving:
    @pytest.fixture
    async def case_id(self, triage: Triage) -> str:
        case_id = await triage.receive("refund")
        answer = await triage.move(
            "manager",
            case_id,
            "transfer",
            {"to_staff": await staff_id(triage, "agent01"), "reason": "熟悉"},
        )
        assert answer.status_code == 200, answer.text
        return case_id

    async def test_owner_and_team_hear_that_a_case_is_no_longer_theirs(
        self, triage: Triage, case_id: str
    ) -> None:
        since = await stands(triage, "agent01")
        to = {"to_staff": await staff_id(triage, "agent09"), "reason": "食品安全"}

        assert (await triage.move("manager", case_id, "transfer", to)).status_code == 200

        assert (await triage.get("agent01", f"/v1/cases/{case_id}")).status_code == 404
        assert cases(await told(triage, "agent01", since)) == [case_id]
        assert cases(await told(triage, "agent09", since)) == [case_id]
        assert cases(await told(triage, "lead05", since)) == [case_id]

    async def test_what_happens_later_is_not_theirs_to_hear(
        self, triage: Triage, case_id: str
    ) -> None:
        to = {"to_staff": await staff_id(triage, "agent09"), "reason": "食品安全"}
        await triage.move("manager", case_id, "transfer", to)
        since = await stands(triage, "agent01")

        assert (await triage.move("agent09", case_id, "accept")).status_code == 200

        assert cases(await told(triage, "agent01", since)) == []


class TestOrganisation:
    async def test_is_told_to_who_may_list_it(self, triage: Triage) -> None:
        since = await stands(triage, "admin")
        staff = await staff_id(triage, "agent02")
        answer = await triage.client.patch(
            f"/v1/staff/{staff}", headers=await triage.sign_in("admin"), json={"name": "小周"}
        )
        assert answer.status_code == 200, answer.text

        heard = [one.data for one in await told(triage, "admin", since)]

        assert {"about": "staff", "id": staff} in heard
        assert [one.event for one in await told(triage, "agent01", since)] == ["ready"]

    async def test_unknown_changes_are_not_told(self, triage: Triage) -> None:
        change = Change(1, "huiyin.something.else.v1", "x")

        assert await triage.service.database.read(lambda session: tell(session, [change])) == []


async def staff_id(triage: Triage, username: str) -> str:
    people = (await triage.get("admin", "/v1/staff", limit=200)).json()["items"]
    return str(next(one["id"] for one in people if one["username"] == username))
