"""Staff and API keys over HTTP: who may do what, and what a change sets in motion."""

import asyncio
import json
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from services.triage.models.cases import Store
from shared.events import StaffChanged
from shared.tables import idempotency_record, known_staff, timer
from tests.integration.triage.identity.conftest import PASSWORD, House

NEW = {"username": "new.one", "name": "新同事", "roles": ["agent"]}
KEY = {"name": "crm", "scopes": ["feedback:write"]}

WRITES: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/v1/staff", {**NEW, "roles": ["admin"]}),
    ("PATCH", "/v1/staff/{agent01}", {"roles": ["admin"]}),
    ("POST", "/v1/staff/{agent01}/reset-password", {}),
    ("POST", "/v1/api-keys", KEY),
    ("DELETE", "/v1/api-keys/{agent01}", {}),
]
OTHERS = ("agent02", "lead01", "manager", "store01", "auditor")


class TestWritingStaff:
    @pytest.mark.parametrize("kind", ["sqlite"])
    @pytest.mark.parametrize(("method", "path", "body"), WRITES)
    async def test_is_for_admins(
        self, house: House, method: str, path: str, body: dict[str, Any]
    ) -> None:
        path = path.format(agent01=await house.staff_id("agent01"))
        codes = {}
        for username in OTHERS:
            async with await house.as_(username) as client:
                codes[username] = (await client.request(method, path, json=body)).status_code
        async with house.client() as nobody:
            anonymous = (await nobody.request(method, path, json=body)).status_code

        assert set(codes.values()) == {403}
        assert anonymous == 401

    async def test_adds_a_person_with_a_one_time_password(self, house: House) -> None:
        team = await house.team_id("食品安全")
        async with await house.as_("admin") as admin:
            answer = await admin.post("/v1/staff", json={**NEW, "teams": [team], "capacity": 7})
            again = await admin.post("/v1/staff", json=NEW)

        body = answer.json()
        assert answer.status_code == 201
        assert (body["username"], body["capacity"], body["active"]) == ("new.one", 7, True)
        assert [one["name"] for one in body["teams"]] == ["食品安全"]
        assert body["must_change_password"]
        once = body["one_time_password"]
        assert (await house.sign_in("new.one", once)).status_code == 403
        chosen = await house.sign_in("new.one", once, new_password="orange soda without ice")
        assert chosen.status_code == 200
        assert again.status_code == 409

    async def test_takes_a_given_password_without_showing_it(self, house: House) -> None:
        given = {**NEW, "password": "橘子汽水不加冰糖三分甜", "must_change_password": False}
        async with await house.as_("admin") as admin:
            answer = await admin.post("/v1/staff", json=given)

        assert "one_time_password" not in answer.json()
        assert (await house.sign_in("new.one", "橘子汽水不加冰糖三分甜")).status_code == 200

    @pytest.mark.parametrize("kind", ["sqlite"])
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("username", "Has Spaces"),
            ("username", "x"),
            ("roles", ["boss"]),
            ("roles", []),
            ("teams", ["01a20502-01b1-77f8-94f9-31da0041d337"]),
            ("teams", ["no id"]),
            ("capacity", -1),
            ("password", "short"),
            ("id", "01a20502-01b1-77f8-94f9-31da0041d337"),
            ("version", 7),
            ("password_hash", "x"),
            ("tokens_valid_from", "2020-01-01T00:00:00Z"),
        ],
    )
    async def test_refuses_what_does_not_fit(self, house: House, field: str, value: Any) -> None:
        async with await house.as_("admin") as admin:
            answer = await admin.post("/v1/staff", json={**NEW, field: value})

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"].startswith(f"/{field}")
        assert "short" not in answer.text

    async def test_gives_the_first_answer_again(self, house: House) -> None:
        async with await house.as_("admin") as admin:
            headers = {"Idempotency-Key": "add-1"}
            first = await admin.post("/v1/staff", json=NEW, headers=headers)
            again = await admin.post("/v1/staff", json=NEW, headers=headers)
            other = await admin.post("/v1/staff", json={**NEW, "name": "别人"}, headers=headers)

        assert (first.status_code, again.status_code, other.status_code) == (201, 200, 422)
        assert again.json() == first.json()
        assert again.headers["idempotent-replay"] == "true"
        once = first.json()["one_time_password"]
        kept = await house.database.read(
            lambda session: session.execute(sa.select(idempotency_record.c.body)).scalars().all()
        )
        assert once not in "".join(kept)
        assert (await house.sign_in("new.one", once)).status_code == 403

    async def test_publishes_the_whole_person_with_the_next_version(self, house: House) -> None:
        staff_id = await house.staff_id("agent01")
        before = await house.published(StaffChanged.TYPE, staff_id)
        async with await house.as_("admin") as admin:
            for change in ({"stores": ["S002"]}, {"name": "王小美"}, {"capacity": 3}):
                await admin.patch(f"/v1/staff/{staff_id}", json=change)

        sent = [
            StaffChanged.model_validate_json(one)
            for one in (await house.published(StaffChanged.TYPE, staff_id))[len(before) :]
        ]
        assert [one.version for one in sent] == [len(before) + 1, len(before) + 2]
        assert (sent[-1].name, sent[-1].stores) == ("王小美", ("S002",))
        assert sent[-1].tokens_valid_from == house.clock.now()
        kept = await house.database.read(
            lambda session: session.execute(
                sa.select(known_staff).where(known_staff.c.id == staff_id)
            ).one()
        )
        assert (kept.name, kept.version) == ("王小美", sent[-1].version)

    async def test_changes_nothing_by_what_is_so_already(self, house: House) -> None:
        staff_id = await house.staff_id("agent01")
        before = await house.published(StaffChanged.TYPE, staff_id)
        async with await house.as_("admin") as admin:
            answer = await admin.patch(f"/v1/staff/{staff_id}", json={"roles": ["agent"]})

        assert answer.status_code == 200
        assert await house.published(StaffChanged.TYPE, staff_id) == before

    async def test_audits_each_change(self, house: House) -> None:
        staff_id = await house.staff_id("agent01")
        async with await house.as_("admin") as admin:
            await admin.patch(f"/v1/staff/{staff_id}", json={"roles": ["agent", "lead"]})

        (entry,) = await house.audited("staff.change")
        assert entry.actor == f"staff:{await house.staff_id('admin')}"
        assert entry.subject == f"staff:{staff_id}"
        assert json.loads(entry.detail) == {
            "roles": ["agent", "lead"],
            "before": {"roles": ["agent"]},
        }


class TestLeaving:
    async def test_ends_sessions_and_hands_the_cases_on(self, house: House) -> None:
        session = (await house.sign_in("agent01")).cookies["huiyin_refresh"]
        staff_id = await house.staff_id("agent01")
        async with await house.as_("admin") as admin:
            answer = await admin.patch(f"/v1/staff/{staff_id}", json={"active": False})

        assert answer.json()["active"] is False
        assert (await house.carry_on(session)).status_code == 401
        due = await house.database.read(
            lambda session: (
                session.execute(sa.select(timer.c.key).where(timer.c.kind == "staff_left"))
                .scalars()
                .all()
            )
        )
        assert due == [staff_id]

    @pytest.mark.parametrize("change", [{"active": False}, {"roles": ["manager"]}])
    async def test_is_not_for_the_last_admin(self, house: House, change: dict[str, Any]) -> None:
        staff_id = await house.staff_id("admin")
        async with await house.as_("admin") as admin:
            answer = await admin.patch(f"/v1/staff/{staff_id}", json=change)

        assert answer.status_code == 409
        assert (await house.sign_in("admin")).status_code == 200

    async def test_leaves_one_admin_when_two_dismiss_each_other(self, house: House) -> None:
        given = {"password": "orange soda without ice", "must_change_password": False}
        async with await house.as_("admin") as first:
            added = await first.post("/v1/staff", json={**NEW, "roles": ["admin"], **given})
            async with await house.as_("new.one", "orange soda without ice") as second:
                answers = await asyncio.gather(
                    first.patch(f"/v1/staff/{added.json()['id']}", json={"active": False}),
                    second.patch(
                        f"/v1/staff/{await house.staff_id('admin')}", json={"active": False}
                    ),
                )

        won, lost = sorted(answer.status_code for answer in answers)
        assert won == 200
        assert lost in {401, 409}

    async def test_of_a_role_waits_for_another_lead(self, house: House) -> None:
        staff_id = await house.staff_id("lead01")
        async with await house.as_("admin") as admin:
            answer = await admin.patch(f"/v1/staff/{staff_id}", json={"roles": ["agent"]})

        assert answer.status_code == 409
        assert "门店服务" in answer.json()["detail"]


class TestRanks:
    async def test_let_a_manager_keep_all_but_admins(self, house: House) -> None:
        admin_id, own_id = await house.staff_id("admin"), await house.staff_id("manager")
        async with await house.as_("manager") as manager:
            made = await manager.post("/v1/staff", json=NEW)
            answers = [
                await manager.patch(f"/v1/staff/{made.json()['id']}", json={"capacity": 5}),
                await manager.post(
                    "/v1/staff", json={**NEW, "username": "x.y", "roles": ["admin"]}
                ),
                await manager.patch(f"/v1/staff/{admin_id}", json={"active": False}),
                await manager.patch(f"/v1/staff/{own_id}", json={"roles": ["admin"]}),
                await manager.post(f"/v1/staff/{admin_id}/reset-password"),
            ]

        assert made.status_code == 201
        assert [one.status_code for one in answers] == [200, 403, 403, 403, 403]


class TestReadingStaff:
    async def test_is_for_managers_admins_and_auditors(self, house: House) -> None:
        codes = {}
        for username in ("agent01", "lead01", "store01", "manager", "auditor", "admin"):
            async with await house.as_(username) as client:
                codes[username] = (await client.get("/v1/staff")).status_code

        assert codes == {
            "agent01": 403,
            "lead01": 403,
            "store01": 403,
            "manager": 200,
            "auditor": 200,
            "admin": 200,
        }

    async def test_comes_in_pages(self, house: House) -> None:
        seen: list[str] = []
        cursor: dict[str, str] = {}
        async with await house.as_("manager") as client:
            while True:
                page = (await client.get("/v1/staff", params={"limit": "8", **cursor})).json()
                seen += [one["username"] for one in page["items"]]
                if page["next_cursor"] is None:
                    break
                cursor = {"cursor": page["next_cursor"]}

        assert len(seen) == 19
        assert seen == sorted(seen)

    async def test_can_be_narrowed(self, house: House) -> None:
        team = await house.team_id("商品质量")
        async with await house.as_("manager") as client:
            of_team = (await client.get("/v1/staff", params={"team_id": team})).json()["items"]
            leads = (await client.get("/v1/staff", params={"role": "lead"})).json()["items"]
            gone = (await client.get("/v1/staff", params={"active": "false"})).json()["items"]
            managers = (await client.get("/v1/staff", params={"role": "manager"})).json()["items"]

        assert [one["username"] for one in of_team] == ["agent03", "agent04", "lead02"]
        assert len(leads) == 5
        assert gone == []
        assert [one["username"] for one in managers] == ["manager"]

    @pytest.mark.parametrize("cursor", ["x", "WzFd", "WyJhIiwiYiJd", "W251bGxd"])
    async def test_refuses_a_cursor_it_did_not_give(self, house: House, cursor: str) -> None:
        async with await house.as_("admin") as client:
            codes = {
                path: (await client.get(path, params={"cursor": cursor})).status_code
                for path in (
                    "/v1/staff",
                    "/v1/teams",
                    "/v1/shifts",
                    "/v1/topics",
                    "/v1/routing-rules",
                    "/v1/api-keys",
                )
            }

        assert set(codes.values()) == {422}

    async def test_shows_one(self, house: House) -> None:
        async with await house.as_("manager") as client:
            shown = await client.get(f"/v1/staff/{await house.staff_id('agent01')}")
            unknown = await client.get("/v1/staff/01a20502-01b1-77f8-94f9-31da0041d337")
            odd = await client.get("/v1/staff/no-id")

        assert shown.json()["username"] == "agent01"
        assert "hash" not in shown.text
        assert (unknown.status_code, odd.status_code) == (404, 404)


class TestPlaces:
    """People and machines belong to stores and channels that there are."""

    @pytest.mark.parametrize(
        ("path", "body", "pointer"),
        [
            ("/v1/staff", {**NEW, "stores": ["S001", "S404"]}, "/stores/1"),
            ("/v1/api-keys", {**KEY, "stores": ["S001", "S404"]}, "/stores/1"),
            ("/v1/api-keys", {**KEY, "channel": "telegraph"}, "/channel"),
        ],
    )
    async def test_are_refused_when_unknown(
        self, house: House, path: str, body: dict[str, Any], pointer: str
    ) -> None:
        async with await house.as_("admin") as admin:
            answer = await admin.post(path, json=body)
            listed = (await admin.get(path)).json()["items"]

        assert answer.status_code == 422
        (error,) = answer.json()["errors"]
        assert error["pointer"] == pointer
        unknown = body["stores"][1] if "stores" in body else body["channel"]
        assert unknown in error["detail"]
        assert "known" in error["detail"].lower()
        assert body["name"] not in {one["name"] for one in listed}

    async def test_may_be_of_those_that_there_are(self, house: House) -> None:
        async with await house.as_("admin") as admin:
            key = await admin.post("/v1/api-keys", json={**KEY, "channel": "app"})
            person = await admin.post("/v1/staff", json={**NEW, "stores": ["S002"]})
        assert (key.status_code, person.status_code) == (201, 201)

    async def test_that_a_person_has_may_stay(self, house: House) -> None:
        staff_id = await house.staff_id("store01")
        gone = sa.delete(Store).where(col(Store.code) == "S001")
        await house.database.write(lambda session: session.execute(gone))
        async with await house.as_("admin") as admin:
            kept, refused = [
                await admin.patch(f"/v1/staff/{staff_id}", json={"stores": stores})
                for stores in (["S002", "S001"], ["S002", "S001", "S404"])
            ]

        assert (kept.status_code, refused.status_code) == (200, 422)
        assert refused.json()["errors"][0]["pointer"] == "/stores/2"


class TestAway:
    async def test_is_said_by_oneself(self, house: House) -> None:
        staff_id = await house.staff_id("agent01")
        before = await house.published(StaffChanged.TYPE, staff_id)
        async with await house.as_("agent01") as client:
            away = await client.post("/v1/staff/me/away", json={"away": True})
            still_in = await client.get("/v1/auth/me")

        assert away.json()["away"] is True
        assert still_in.status_code == 200
        assert await house.published(StaffChanged.TYPE, staff_id) == before


class TestFirstAdmin:
    async def test_meets_an_empty_house(self, empty_house: House) -> None:
        assert (await empty_house.sign_in("admin", PASSWORD)).status_code == 401
