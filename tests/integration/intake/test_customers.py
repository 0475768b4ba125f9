"""Customers across channels: found, merged and split, exported, forgotten."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
import sqlalchemy as sa

from services.intake.loops.erasures import ErasureJournal
from services.intake.models.tables import TABLES
from services.intake.operations.identity import republish_customers
from services.intake.timers import begin_retention, timer_handlers
from shared.events import CaseProgressed, CustomerChanged
from shared.events.words import ERASED
from shared.ids import new_id
from shared.tables import audit_entry
from shared.timers import TimerLoop
from tests.fixtures.intake import Intake
from tests.fixtures.pictures import picture

PHONE, MAIL = "13812345678", "wang@example.com"


async def said(intake: Intake, text: str = "奶茶太甜", **fields: Any) -> Any:
    answer = await intake.submit(intake.staff("manager"), text=text, **fields)
    assert answer.status_code == 201, answer.text
    got = await intake.http.get(
        f"/v1/feedback/{answer.json()['id']}", headers=intake.staff("manager")
    )
    return {**got.json(), "track_path": answer.json()["track_url"].partition("/intake")[2]}


async def ask(
    intake: Intake, method: str, path: str, role: str = "manager", **options: Any
) -> httpx.Response:
    return await intake.http.request(
        method, f"/v1/customers{path}", headers=intake.staff(role), **options
    )


async def rows(intake: Intake, name: str) -> list[Any]:
    return await intake.service.database.read(
        lambda session: list(session.execute(sa.select(TABLES[name])).mappings())
    )


class TestACustomer:
    async def test_is_one_person_across_channels(self, intake: Intake) -> None:
        contact = {"name": "王女士", "phone": PHONE}
        first = await said(intake, customer=contact, channel="phone", store_code="S001")
        intake.clock.at += timedelta(minutes=1)
        await said(intake, "又来了", customer=contact, channel="counter", store_code="S003")
        seen = (await ask(intake, "GET", f"/{first['customer']}")).json()
        listed = (await ask(intake, "GET", f"/{first['customer']}/feedback")).json()

        assert seen["channels"] == {"phone": 1, "counter": 1}
        assert seen["stores"] == {"S001": 1, "S003": 1}
        assert seen["name"] == "王**"
        assert [(one["kind"], one["value"]) for one in seen["unverified"]] == [
            ("phone", "138****5678")
        ]
        assert seen["verified"] == []
        assert [one["text"] for one in listed["items"]] == ["又来了", "奶茶太甜"]

    async def test_is_seen_as_far_as_one_s_scope(self, intake: Intake) -> None:
        contact = {"phone": PHONE}
        one = await said(intake, customer=contact, store_code="S001")
        await said(intake, "别的店", customer=contact, store_code="S003")
        own = intake.staff("store_manager", stores=("S001",))
        other = intake.staff("store_manager", stores=("S004",))
        path = f"/v1/customers/{one['customer']}"

        seen = await intake.http.get(path, headers=own)
        assert (seen.json()["feedback"], seen.json()["stores"]) == (1, {"S001": 1})
        for suffix in ("", "/feedback"):
            assert (await intake.http.get(path + suffix, headers=other)).status_code == 404

    async def test_is_found_by_an_exact_contact_and_each_look_is_recorded(
        self, intake: Intake
    ) -> None:
        one = await said(intake, customer={"phone": PHONE, "email": MAIL})
        found = await ask(intake, "GET", "", params={"phone": "+86 138-1234-5678"})
        by_mail = await ask(intake, "GET", "", params={"email": MAIL.upper()})
        nobody = await ask(intake, "GET", "", params={"phone": "13900000000"})

        assert [each["handle"] for each in found.json()["items"]] == [one["customer"]]
        assert not found.json()["items"][0]["verified"]
        assert by_mail.json()["items"][0]["handle"] == one["customer"]
        assert nobody.json()["items"] == []
        for wrong in ({}, {"phone": "138"}, {"phone": PHONE, "email": MAIL}):
            assert (await ask(intake, "GET", "", params=wrong)).status_code == 422
        other = intake.staff("store_manager", stores=("S004",))
        hidden = await intake.http.get("/v1/customers", params={"phone": PHONE}, headers=other)
        assert hidden.json()["items"] == []
        log = await intake.service.database.read(
            lambda session: list(session.execute(sa.select(audit_entry)).mappings())
        )
        looks = [line for line in log if line["action"] == "customer.look_up"]
        assert len(looks) == 4
        assert PHONE not in str(looks)


class TestMerging:
    async def two(self, intake: Intake) -> tuple[str, str]:
        one = await said(intake, customer={"phone": PHONE})
        other = await said(intake, "发邮件的", customer={"email": MAIL})
        return one["customer"], other["customer"]

    async def test_makes_two_customers_one_until_they_are_split(self, intake: Intake) -> None:
        one, other = await self.two(intake)
        body = {"into": other, "reason": "同一位顾客"}
        merged = await ask(intake, "POST", f"/{one}/merge", json=body)
        again = await ask(intake, "POST", f"/{one}/merge", json=body)
        seen = (await ask(intake, "GET", f"/{one}")).json()

        assert merged.json() == again.json()
        assert merged.json()["canonical"] == other
        assert (seen["feedback"], seen["canonical"]) == (2, other)
        split = await ask(intake, "POST", f"/{one}/split", json={"reason": "认错了"})
        assert split.json()["canonical"] == one
        assert (await ask(intake, "GET", f"/{one}")).json()["feedback"] == 1
        told = [
            (event.handle, event.canonical, event.version)
            for event in await intake.published(CustomerChanged)
        ]
        assert told == [(one, other, 1), (one, one, 2)]

    async def test_takes_along_who_was_merged_before(self, intake: Intake) -> None:
        one, other = await self.two(intake)
        third = (await said(intake, "第三", customer={"phone": "13900000003"}))["customer"]
        await ask(intake, "POST", f"/{one}/merge", json={"into": other, "reason": "同一位"})
        await ask(intake, "POST", f"/{other}/merge", json={"into": third, "reason": "同一位"})

        seen = (await ask(intake, "GET", f"/{one}")).json()
        assert (seen["canonical"], seen["feedback"]) == (third, 3)
        await ask(intake, "POST", f"/{other}/split", json={"reason": "认错了"})
        seen = (await ask(intake, "GET", f"/{one}")).json()
        assert (seen["canonical"], seen["feedback"]) == (other, 2)

    async def test_refuses_what_cannot_be(self, intake: Intake) -> None:
        one, other = await self.two(intake)

        async def status(into: str) -> tuple[int, str]:
            body = {"into": into, "reason": "同一位"}
            answer = await ask(intake, "POST", f"/{one}/merge", json=body)
            return answer.status_code, (answer.json().get("errors") or [{}])[0].get("pointer", "")

        assert await status(one) == (422, "/into")
        assert await status("nobody") == (404, "/into")
        await ask(intake, "POST", f"/{one}/merge", json={"into": other, "reason": "同一位"})
        third = (await said(intake, "第三", customer={"phone": "13900000003"}))["customer"]
        assert (await status(third))[0] == 409
        back = {"into": one, "reason": "反过来"}
        circle = await ask(intake, "POST", f"/{other}/merge", json=back)
        assert circle.status_code == 422


class TestAnExport:
    async def test_holds_all_of_a_person_in_clear_for_who_may_see_it(self, intake: Intake) -> None:
        manager = intake.staff("manager", staff_id=new_id())
        file = await intake.http.post(
            "/v1/attachments", files={"file": ("a.png", picture(), "image/png")}, headers=manager
        )
        fields = {"customer": {"phone": PHONE}, "attachment_ids": [file.json()["id"]]}
        answer = await intake.submit(manager, text=f"电话{PHONE}", extra={"桌": 3}, **fields)
        path = answer.json()["track_url"].partition("/intake")[2]
        await intake.http.post(f"{path}/messages", json={"text": "补充"})
        found = await ask(intake, "GET", "", params={"phone": PHONE})
        handle = found.json()["items"][0]["handle"]

        for role, shown in (("manager", PHONE), ("admin", "138****5678")):
            export = await ask(
                intake, "POST", f"/{handle}/export", role, json={"reason": "顾客要求"}
            )
            assert export.headers["content-type"] == "application/zip"
            with zipfile.ZipFile(io.BytesIO(export.content)) as archive:
                document = orjson.loads(archive.read("customer.json"))
                (one,) = document["feedback"]
                assert archive.read(one["files"][0]) == picture()
            assert one["contact"] == {"phone": shown}
            assert one["text"] == f"电话{shown}"
            assert one["details"]["extra"] == {"桌": 3}
            assert one["messages"][0]["text"] == "补充"


class TestErasing:
    async def person(self, intake: Intake) -> Any:
        manager = intake.staff("manager", staff_id=new_id())
        file = await intake.http.post(
            "/v1/attachments", files={"file": ("a.png", picture(), "image/png")}, headers=manager
        )
        fields = {"customer": {"phone": PHONE}, "attachment_ids": [file.json()["id"]]}
        answer = await intake.submit(manager, text="秘密的话", order_no="A1", **fields)
        path = answer.json()["track_url"].partition("/intake")[2]
        await intake.http.post(f"{path}/messages", json={"text": "又一句秘密的话"})
        found = await ask(intake, "GET", "", params={"phone": PHONE})
        return {"handle": found.json()["items"][0]["handle"], "path": path, **answer.json()}

    async def erase(self, intake: Intake, handle: str) -> httpx.Response:
        return await ask(intake, "POST", f"/{handle}/erase", json={"reason": "顾客要求"})

    async def test_leaves_nothing_of_what_was_said_and_by_whom(self, intake: Intake) -> None:
        person = await self.person(intake)
        first = await self.erase(intake, person["handle"])
        again = await self.erase(intake, person["handle"])

        assert first.json()["erased"]
        assert first.json() == again.json()
        (one,) = await rows(intake, "feedback")
        assert (one["text"], one["sealed_text"], one["sealed_contact"]) == (ERASED, b"", None)
        assert one["ticket_no"] == person["ticket_no"]
        for table in ("contact", "attachment", "attachment_content"):
            assert await rows(intake, table) == []
        assert [row["text"] for row in await rows(intake, "feedback_message")] == [ERASED]
        events = await intake.published(CustomerChanged)
        assert [(event.erased, event.case_ids) for event in events] == [(True, (one["case_id"],))]
        page = await intake.http.get(person["path"], headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert "秘密" not in page.text
        assert (await ask(intake, "GET", "", params={"phone": PHONE})).json()["items"] == []
        assert (await ask(intake, "GET", f"/{person['handle']}")).json()["erased_at"]

    async def test_reaches_every_handle_that_was_merged(self, intake: Intake) -> None:
        person = await self.person(intake)
        other = (await said(intake, "邮件里的秘密", customer={"email": MAIL}))["customer"]
        body = {"into": other, "reason": "同一位"}
        await ask(intake, "POST", f"/{person['handle']}/merge", json=body)
        await self.erase(intake, person["handle"])

        assert {row["text"] for row in await rows(intake, "feedback")} == {ERASED}

    async def test_is_told_again_with_its_cases_after_a_restore(self, intake: Intake) -> None:
        person = await self.person(intake)
        await self.erase(intake, person["handle"])

        await intake.service.database.write(
            lambda session: republish_customers(session, now=intake.clock.now())
        )

        first, again = await intake.published(CustomerChanged)
        assert (again.change, again.version) == ("republished", first.version + 1)
        assert (again.erased, again.case_ids) == (True, first.case_ids)

    async def test_makes_a_stranger_of_who_comes_back(self, intake: Intake) -> None:
        person = await self.person(intake)
        await self.erase(intake, person["handle"])
        back = await said(intake, "我又来了", customer={"phone": PHONE})

        assert back["customer"] != person["handle"]
        assert (await ask(intake, "GET", f"/{back['customer']}")).json()["feedback"] == 1

    async def test_is_done_again_after_an_old_backup_came_back(
        self, intake: Intake, tmp_path: Path
    ) -> None:
        person = await self.person(intake)
        database, clock = intake.service.database, intake.clock
        journal = ErasureJournal(database, tmp_path / "kept" / "journal.jsonl", clock)
        before = {name: await rows(intake, name) for name in ("feedback", "contact")}
        await self.erase(intake, person["handle"])
        assert await journal.write_down() == 1
        assert await journal.write_down() == 0
        assert PHONE not in (tmp_path / "kept" / "journal.jsonl").read_text()

        def put_back(session: Any) -> None:
            for name in ("customer", "erasure", "feedback", "contact"):
                session.execute(sa.delete(TABLES[name]))
            for name, kept in before.items():
                session.execute(sa.insert(TABLES[name]), [dict(row) for row in kept])

        await database.write(put_back)
        assert (await rows(intake, "feedback"))[0]["text"] == "秘密的话"
        with (tmp_path / "kept" / "journal.jsonl").open("a") as file:
            file.write('{"kind": "custo')
        assert await journal.replay() == 1
        assert await journal.replay() == 0
        assert (await rows(intake, "feedback"))[0]["text"] == ERASED
        assert await rows(intake, "contact") == []


class TestWithdrawing:
    async def test_forgets_the_contact_and_goes_on_with_the_case(self, intake: Intake) -> None:
        one = await said(intake, customer={"name": "王", "phone": PHONE})
        path = one["track_path"]
        html = {"Accept": "text/html"}
        assert "撤回同意" in (await intake.http.get(path, headers=html)).text
        for _ in range(2):
            answer = await intake.http.post(f"{path}/withdraw")
            assert answer.status_code == 303

        page = (await intake.http.get(path, headers=html)).text
        assert "撤回同意" not in page
        assert "奶茶太甜" in page
        (row,) = await rows(intake, "feedback")
        assert (row["sealed_contact"], row["contact_kinds"]) == (None, "")
        assert await rows(intake, "contact") == []
        assert [one["kind"] for one in await rows(intake, "erasure")] == ["contact"]

    async def test_keeps_a_contact_that_was_given_elsewhere_too(self, intake: Intake) -> None:
        one = await said(intake, customer={"phone": PHONE})
        await said(intake, "另一条", customer={"phone": PHONE})
        await intake.http.post(f"{one['track_path']}/withdraw")

        assert len(await rows(intake, "contact")) == 1


class TestRetention:
    async def test_erases_what_is_old_and_closed_and_nothing_else(self, intake: Intake) -> None:
        old = await said(intake, "很久以前", customer={"phone": PHONE})
        still_open = await said(intake, "还没处理完")
        await intake.consume(
            *(
                self.progress(one, state)
                for one, state in ((old, "closed"), (still_open, "in_progress"))
            )
        )
        intake.clock.at += timedelta(days=200)
        await said(intake, "刚刚")
        service = intake.service
        await service.database.write(
            lambda session: begin_retention(session, now=intake.clock.now())
        )
        loop = TimerLoop(
            service.database,
            timer_handlers(6),
            service="intake",
            clock=intake.clock,
            metrics=service.metrics,
        )
        assert await loop.tick() == 1

        texts = [row["text"] for row in await rows(intake, "feedback")]
        assert sorted(texts) == sorted([ERASED, "还没处理完", "刚刚"])
        assert await rows(intake, "contact") == []
        (event,) = await intake.published(CustomerChanged)
        assert (event.erased, event.case_ids) == (True, (old["case_id"],))

    def progress(self, one: Any, state: Any) -> CaseProgressed:
        return CaseProgressed(
            case_id=one["case_id"],
            feedback_id=one["id"],
            generation=1,
            version=1,
            progress=state,
            public_status="closed" if state == "closed" else "in_progress",
        )


@pytest.mark.parametrize("role", ["agent", "lead", "store_manager", "auditor"])
async def test_only_managers_and_admins_export_and_erase(intake: Intake, role: str) -> None:
    one = await said(intake, customer={"phone": PHONE})
    for move in ("export", "erase"):
        answer = await ask(
            intake, "POST", f"/{one['customer']}/{move}", role, json={"reason": "因为"}
        )
        assert answer.status_code == 403
