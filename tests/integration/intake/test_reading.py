"""What staff read: one feedback, pages of them, stores, contacts in clear, the ledger."""

from typing import Any, ClassVar

import pytest
import sqlalchemy as sa

from shared.events import CaseProgressed, StoreChanged
from shared.events.vocabulary import PersonRef, TeamRef
from shared.ids import new_id
from shared.tables import audit_entry
from tests.fixtures.intake import Intake

PHONE = "13812345678"


async def feedback_with(intake: Intake, *, team: str, owner: str, **body: Any) -> str:
    """Return a feedback whose case is with this team and owner."""
    feedback_id: str = (await intake.submit(await intake.key(), **body)).json()["id"]
    await intake.consume(
        CaseProgressed(
            case_id=new_id(),
            feedback_id=feedback_id,
            generation=1,
            version=1,
            progress="assigned",
            public_status="in_progress",
            team=TeamRef(id=team, name="门店服务"),
            owner=PersonRef(id=owner, username="anna", name="安娜"),
        )
    )
    return feedback_id


class TestOneFeedback:
    async def test_shows_everything_with_contacts_masked(self, intake: Intake) -> None:
        answer = await intake.submit(
            await intake.key(),
            text=f"电话{PHONE}",
            customer={"name": "王小明", "phone": PHONE, "email": "wang@example.com"},
            extra={"note": f"回{PHONE}", "n": 3},
            external_id=PHONE,
        )
        shown = await intake.http.get(
            f"/v1/feedback/{answer.json()['id']}", headers=intake.staff("auditor")
        )

        body = shown.json()
        assert shown.status_code == 200
        assert PHONE not in shown.text
        assert body["text"] == "电话138****5678"
        assert body["contact"]["phone"] == "138****5678"
        assert body["extra"] == {"note": "回138****5678", "n": 3}
        assert body["external_id"] == "138****5678"
        assert body["status"] == "received"
        assert body["track_url"] == answer.json()["track_url"]

    async def test_is_there_for_whom_it_concerns_only(self, intake: Intake) -> None:
        team, owner = new_id(), new_id()
        feedback_id = await feedback_with(intake, team=team, owner=owner, store_code="S001")

        async def status(*roles: str, **whose: Any) -> int:
            headers = intake.staff(*roles, **whose)
            return (
                await intake.http.get(f"/v1/feedback/{feedback_id}", headers=headers)
            ).status_code

        for role in ("admin", "manager", "auditor"):
            assert await status(role) == 200
        assert await status("lead", teams=(team,)) == 200
        assert await status("agent", teams=(team,)) == 200
        assert await status("agent", staff_id=owner) == 200
        assert await status("store_manager", stores=("S001",)) == 200
        assert await status("store_manager", staff_id=owner, stores=("S002",)) == 200
        assert await status("lead", teams=(new_id(),)) == 404
        assert await status("agent", teams=()) == 404
        assert await status("store_manager", stores=("S002",)) == 404
        assert await status("store_manager", stores=(), teams=(team,)) == 404

    async def test_is_there_for_who_entered_it(self, intake: Intake) -> None:
        me = intake.staff("agent")
        feedback_id = (await intake.submit(me)).json()["id"]

        mine = await intake.http.get(f"/v1/feedback/{feedback_id}", headers=me)
        other = await intake.http.get(f"/v1/feedback/{feedback_id}", headers=intake.staff("agent"))
        assert (mine.status_code, other.status_code) == (200, 404)

    @pytest.mark.parametrize("feedback_id", ["x", "1' or '1'='1"])
    async def test_needs_an_id(self, intake: Intake, feedback_id: str) -> None:
        answer = await intake.http.get(
            f"/v1/feedback/{feedback_id}", headers=intake.staff("manager")
        )

        assert answer.status_code == 404


class TestAPageOfFeedback:
    async def test_goes_from_the_newest_to_the_oldest(self, intake: Intake) -> None:
        key = await intake.key()
        made = []
        for _ in range(5):
            made.append((await intake.submit(key)).json()["id"])
            intake.clock.advance(minutes=1)
        manager = intake.staff("manager")
        seen: list[str] = []
        cursor = None
        while True:
            query = {"limit": 2, **({"cursor": cursor} if cursor else {})}
            page = await intake.http.get("/v1/feedback", params=query, headers=manager)
            seen += [item["id"] for item in page.json()["items"]]
            cursor = page.json()["next_cursor"]
            if cursor is None:
                break

        assert seen == made[::-1]

    async def test_is_narrowed_by_store_channel_and_time(self, intake: Intake) -> None:
        key = await intake.key()
        await intake.submit(key, store_code="S001", channel="app")
        intake.clock.advance(hours=1)
        since = intake.clock.now().isoformat()
        await intake.submit(key, store_code="S001", channel="wjx")
        await intake.submit(key, store_code="S002", channel="wjx")

        async def found(**query: str) -> int:
            page = await intake.http.get(
                "/v1/feedback", params=query, headers=intake.staff("manager")
            )
            return len(page.json()["items"])

        assert await found() == 3
        assert await found(store_code="S001") == 2
        assert await found(channel="wjx") == 2
        assert await found(since=since) == 2
        assert await found(store_code="S001", channel="wjx", since=since) == 1

    async def test_holds_the_scope(self, intake: Intake) -> None:
        team = new_id()
        await feedback_with(intake, team=team, owner=new_id(), store_code="S001")
        await feedback_with(intake, team=new_id(), owner=new_id(), store_code="S002")

        async def found(*roles: str, **whose: Any) -> list[str]:
            page = await intake.http.get("/v1/feedback", headers=intake.staff(*roles, **whose))
            return [item["store_code"] for item in page.json()["items"]]

        assert await found("agent", teams=(team,)) == ["S001"]
        assert await found("store_manager", stores=("S002",)) == ["S002"]
        assert await found("store_manager") == []

    @pytest.mark.parametrize(
        "query", [{"limit": 0}, {"limit": 201}, {"cursor": "x"}, {"since": "2026-11-22"}]
    )
    async def test_refuses_what_it_cannot_read(self, intake: Intake, query: dict[str, Any]) -> None:
        page = await intake.http.get("/v1/feedback", params=query, headers=intake.staff("manager"))

        assert page.status_code == 422

    async def test_is_not_for_machines(self, intake: Intake) -> None:
        assert (
            await intake.http.get("/v1/feedback", headers=await intake.key())
        ).status_code == 403
        assert (await intake.http.get("/v1/feedback")).status_code == 401


class TestStores:
    new: ClassVar = {"code": "S100", "name": "新店", "region": "华东", "city": "苏州"}

    async def test_are_listed_for_all_staff(self, intake: Intake) -> None:
        page = await intake.http.get(
            "/v1/stores", params={"limit": 5}, headers=intake.staff("agent")
        )
        rest = await intake.http.get(
            "/v1/stores",
            params={"cursor": page.json()["next_cursor"]},
            headers=intake.staff("agent"),
        )

        codes = [one["code"] for one in page.json()["items"] + rest.json()["items"]]
        assert codes == [f"S{n:03}" for n in range(1, 13)]

    async def test_are_opened_by_managers_once(self, intake: Intake) -> None:
        headers = {**intake.staff("manager", staff_id=new_id()), "Idempotency-Key": "1"}
        first = await intake.http.post("/v1/stores", json=self.new, headers=headers)
        again = await intake.http.post("/v1/stores", json=self.new, headers=headers)
        twice = await intake.http.post("/v1/stores", json=self.new, headers=intake.staff("admin"))

        assert (first.status_code, again.status_code, twice.status_code) == (201, 200, 409)
        assert again.json() == first.json()
        assert len(await intake.published(StoreChanged)) == 13

    @pytest.mark.parametrize("role", ["agent", "lead", "store_manager", "auditor"])
    async def test_are_not_changed_by_others(self, intake: Intake, role: str) -> None:
        headers = intake.staff(role, stores=("S001",))
        opened = await intake.http.post("/v1/stores", json=self.new, headers=headers)
        changed = await intake.http.put("/v1/stores/S001", json=self.new, headers=headers)

        assert (opened.status_code, changed.status_code) == (403, 403)

    @pytest.mark.parametrize(
        "change",
        [
            {"code": "S 1"},
            {"code": "x" * 41},
            {"name": ""},
            {"timezone": "Mars/Olympus"},
            {"owner": "me"},
            {"region": "x" * 41},
        ],
    )
    async def test_must_be_sound(self, intake: Intake, change: dict[str, str]) -> None:
        answer = await intake.http.post(
            "/v1/stores", json={**self.new, **change}, headers=intake.staff("manager")
        )

        assert answer.status_code == 422

    async def test_keep_their_code(self, intake: Intake) -> None:
        answer = await intake.http.put(
            "/v1/stores/S001", json=self.new, headers=intake.staff("manager")
        )
        missing = await intake.http.put(
            "/v1/stores/S100", json=self.new, headers=intake.staff("manager")
        )

        assert (answer.status_code, missing.status_code) == (422, 404)


class TestUnmasking:
    async def handle(self, intake: Intake) -> str:
        answer = await intake.submit(
            await intake.key(), customer={"name": "王小明", "phone": PHONE}, store_code="S001"
        )
        shown = await intake.http.get(
            f"/v1/feedback/{answer.json()['id']}", headers=intake.staff("manager")
        )
        handle: str = shown.json()["customer"]
        return handle

    async def test_shows_the_contact_and_leaves_a_record(self, intake: Intake) -> None:
        handle = await self.handle(intake)
        manager = new_id()
        answer = await intake.http.post(
            f"/v1/customers/{handle}/unmask",
            json={"reason": "回访"},
            headers=intake.staff("manager", staff_id=manager),
        )

        assert answer.json() == {
            "handle": handle,
            "name": "王小明",
            "phone": PHONE,
            "email": None,
            "wechat_openid": None,
            "wecom_userid": None,
        }
        entry = await intake.service.database.read(
            lambda session: session.execute(
                sa.select(audit_entry).where(audit_entry.c.action == "customer.unmask")
            ).one()
        )
        assert (entry.actor, entry.subject) == (f"staff:{manager}", handle)
        assert "回访" in entry.detail
        assert PHONE not in entry.detail

    @pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "x" * 201}])
    async def test_needs_a_reason(self, intake: Intake, body: dict[str, str]) -> None:
        answer = await intake.http.post(
            f"/v1/customers/{await self.handle(intake)}/unmask",
            json=body,
            headers=intake.staff("manager"),
        )

        assert answer.status_code == 422

    @pytest.mark.parametrize(
        ("role", "status"),
        [("agent", 403), ("admin", 403), ("auditor", 403), ("store_manager", 403), ("lead", 404)],
    )
    async def test_is_for_managers_and_the_leads_concerned(
        self, intake: Intake, role: str, status: int
    ) -> None:
        answer = await intake.http.post(
            f"/v1/customers/{await self.handle(intake)}/unmask",
            json={"reason": "回访"},
            headers=intake.staff(role, stores=("S001",)),
        )

        assert answer.status_code == status


class TestTheLedger:
    async def test_counts_what_was_received_by_channel_store_and_progress(
        self, intake: Intake
    ) -> None:
        key = await intake.key(channel="app")
        await intake.submit(key, store_code="S001")
        await intake.submit(key)
        await feedback_with(intake, team=new_id(), owner=new_id(), store_code="S001")
        answer = await intake.http.get("/v1/ledger", headers=intake.staff("auditor"))

        assert answer.json()["totals"] == {"received": 3, "unheard": 2, "open": 1, "closed": 0}
        lines = {(one["channel"], one["store_code"]): one for one in answer.json()["lines"]}
        assert lines["app", "S001"]["progress"] == {"unheard": 1}
        assert lines["api", "S001"]["progress"] == {"assigned": 1}
        assert lines["app", None]["received"] == 1

    async def test_is_not_for_everybody(self, intake: Intake) -> None:
        for role in ("agent", "lead", "store_manager"):
            answer = await intake.http.get("/v1/ledger", headers=intake.staff(role))
            assert answer.status_code == 403
