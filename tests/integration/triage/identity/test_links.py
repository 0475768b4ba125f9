"""Invitations and ways to a new password: they expire, work once, and tell nobody anything."""

from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlmodel import col

from services.triage.models import SignInSession
from shared.database import Session
from tests.integration.triage.identity.conftest import COOKIE, PASSWORD, House

CHOSEN = "a password of one's own"
HOURS = {"invite": 72, "reset-link": 1}


async def link_for(house: House, username: str, how: str = "invite", *, by: str = "admin") -> str:
    """Return the token of a new link."""
    staff_id = await house.staff_id(username)
    async with await house.as_(by) as admin:
        answer = await admin.post(f"/v1/staff/{staff_id}/{how}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    address, _, token = answer.json()["url"].partition("#")
    assert address == "http://127.0.0.1:8000/console/welcome"
    return str(token)


async def post(house: House, path: str, body: Any) -> httpx.Response:
    async with house.client() as client:
        return await client.post(path, json=body)


async def accept(house: House, token: str, password: str = CHOSEN) -> httpx.Response:
    return await post(house, "/v1/auth/links/accept", {"token": token, "password": password})


class TestLink:
    @pytest.mark.parametrize("how", ["invite", "reset-link"])
    async def test_lets_a_person_choose_a_password_and_in(self, house: House, how: str) -> None:
        token = await link_for(house, "agent01", how)

        seen = await post(house, "/v1/auth/links/look", {"token": token})
        done = await accept(house, token)

        assert seen.json()["username"] == "agent01"
        assert done.status_code == 200, done.text
        assert done.json()["access_token"]
        assert COOKIE in done.cookies
        assert (await house.sign_in("agent01", CHOSEN)).status_code == 200
        assert (await house.sign_in("agent01", PASSWORD)).status_code == 401

    async def test_works_once(self, house: House) -> None:
        token = await link_for(house, "agent01")
        await accept(house, token)

        again = await accept(house, token, "yet another password")

        assert again.status_code == 401
        assert (await house.sign_in("agent01", CHOSEN)).status_code == 200

    @pytest.mark.parametrize("how", ["invite", "reset-link"])
    async def test_expires(self, house: House, how: str) -> None:
        token = await link_for(house, "agent01", how)
        house.clock.advance(hours=HOURS[how])

        late = await accept(house, token)
        seen = await post(house, "/v1/auth/links/look", {"token": token})

        assert (late.status_code, seen.status_code) == (401, 401)
        assert (await house.sign_in("agent01")).status_code == 200

    async def test_is_replaced_by_a_newer_one(self, house: House) -> None:
        first = await link_for(house, "agent01")
        second = await link_for(house, "agent01", "reset-link")

        assert (await accept(house, first)).status_code == 401
        assert (await accept(house, second)).status_code == 200

    async def test_of_somebody_who_left_does_not_work(self, house: House) -> None:
        token = await link_for(house, "agent01")
        staff_id = await house.staff_id("agent01")
        async with await house.as_("admin") as admin:
            await admin.patch(f"/v1/staff/{staff_id}", json={"active": False})
            refused = await admin.post(f"/v1/staff/{staff_id}/invite")

        assert (await accept(house, token)).status_code == 401
        assert refused.status_code == 409

    async def test_survives_a_weak_password(self, house: House) -> None:
        token = await link_for(house, "agent01")

        weak = await accept(house, token, "agent01agent01")

        assert weak.status_code == 422
        assert weak.json()["errors"][0]["pointer"] == "/password"
        assert (await accept(house, token)).status_code == 200

    async def test_answers_alike_for_every_cause(self, house: House) -> None:
        used, old = await link_for(house, "agent01"), await link_for(house, "agent02")
        await accept(house, used)
        house.clock.advance(hours=72)

        bodies = [(await accept(house, token)).json() for token in (used, old, "unknown", "猜")]

        assert bodies[0]["detail"]
        assert all(one == bodies[0] for one in bodies)

    async def test_ends_the_sessions_of_before(self, house: House) -> None:
        before = await house.sign_in("agent01")
        await accept(house, await link_for(house, "agent01", "reset-link"))

        carried_on = await house.carry_on(before.cookies[COOKIE])

        assert carried_on.status_code == 401

    async def test_is_audited_without_its_token(self, house: House) -> None:
        token = await link_for(house, "agent01")
        await accept(house, token)

        rows = [*await house.audited("staff.invitation"), *await house.audited("sign_in.pass")]

        assert rows
        assert all(token not in row.detail for row in rows)

    async def test_guesses_are_slowed(self, house: House) -> None:
        answers = [(await accept(house, f"guess-{i}")).status_code for i in range(31)]

        assert answers[:30] == [401] * 30
        assert answers[30] == 429


class TestForgotten:
    async def test_is_noted_for_admins_and_answered_alike(self, house: House) -> None:
        answers = [
            await post(house, "/v1/auth/forgotten", {"username": name})
            for name in ("agent01", "AGENT01 ", "nobody", "无此人", "x" * 128)
        ]
        await house.identity.links.settle()
        async with await house.as_("admin") as admin:
            listed = (await admin.get("/v1/password-requests")).json()["items"]

        assert {(one.status_code, one.text) for one in answers} == {(202, '{"status":"noted"}')}
        assert [one["username"] for one in listed] == ["agent01"]

    async def test_is_seen_to_by_a_link(self, house: House) -> None:
        await post(house, "/v1/auth/forgotten", {"username": "agent01"})
        await house.identity.links.settle()
        await link_for(house, "agent01", "reset-link")

        async with await house.as_("admin") as admin:
            assert (await admin.get("/v1/password-requests")).json()["items"] == []

    async def test_changes_nothing_for_the_person(self, house: House) -> None:
        await post(house, "/v1/auth/forgotten", {"username": "agent01"})
        await house.identity.links.settle()

        assert (await house.sign_in("agent01")).status_code == 200


class TestSessions:
    async def test_are_listed_and_one_is_ended(self, house: House) -> None:
        first, second = await house.sign_in("agent01"), await house.sign_in("agent01")
        async with house.client() as client:
            headers = {
                "Authorization": f"Bearer {second.json()['access_token']}",
                "Cookie": f"{COOKIE}={second.cookies[COOKIE]}",
            }
            listed = (await client.get("/v1/auth/sessions", headers=headers)).json()["items"]
            other = next(one for one in listed if not one["current"])
            ended = await client.delete(f"/v1/auth/sessions/{other['id']}", headers=headers)

        assert [one["current"] for one in listed] == [True, False]
        assert listed[0]["device"].startswith("python-httpx")
        assert (ended.status_code, listed[0]["via"]) == (204, "password")
        assert (await house.carry_on(first.cookies[COOKIE])).status_code == 401
        assert (await house.carry_on(second.cookies[COOKIE])).status_code == 200

    async def test_of_somebody_else_are_not_there(self, house: House) -> None:
        await house.sign_in("agent02")
        theirs = await house.database.read(newest_session)
        async with await house.as_("agent01") as client:
            answer = await client.delete(f"/v1/auth/sessions/{theirs}")

        assert answer.status_code == 404

    async def test_of_a_person_are_ended_by_an_admin(self, house: House) -> None:
        begun = await house.sign_in("agent01")
        staff_id = await house.staff_id("agent01")
        async with await house.as_("admin") as admin:
            ended = await admin.delete(f"/v1/staff/{staff_id}/sessions")

        assert ended.status_code == 204
        assert (await house.carry_on(begun.cookies[COOKIE])).status_code == 401
        assert await house.audited("session.end_all")


def newest_session(session: Session) -> str:
    newest = sa.select(sa.func.max(sa.cast(col(SignInSession.id), sa.Text)))
    return str(session.execute(newest).scalar_one())
