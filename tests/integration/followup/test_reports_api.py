"""Reports over HTTP: figures, their rows, their files, who sees what; on both databases."""

import asyncio
import csv
import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from services.followup.reports import tables
from shared.events import NoticeRequested, StoreChanged
from shared.paging import encode_cursor
from tests.fixtures.followup import (
    ADMIN,
    AUDITOR,
    LEAD,
    LI,
    MANAGER,
    OWNER,
    STORE_MANAGER,
    birth,
    triaged,
)
from tests.fixtures.followup_reports import ask, busy_day, report
from tests.fixtures.followup_service import Followup

SUBJECTS = (
    *("overview", "stores", "staff", "topics", "sla", "satisfaction", "campaigns", "channels"),
    *("teams", "regions"),
)


class TestTheOverview:
    async def test_adds_up(self, followup: Followup) -> None:
        await busy_day(followup)
        found = await report(followup, "overview")
        figures = found["totals"]["figures"]
        assert (figures["received"], figures["resolved"], figures["dismissed"]) == (5, 2, 1)
        assert (figures["asked"], figures["answered"], figures["csat"]) == (2, 2, 0.5)
        assert figures["reopen_rate"] == 0.5
        assert figures["csat_low"] < 0.5 < figures["csat_high"]
        assert figures["nps"] == 0.0
        flow = found["flow"]
        assert flow["open_after"] == found["backlog"]["open"] == 3
        assert (found["pending"], found["timezone"]) == (0, "Asia/Shanghai")

    async def test_is_right_for_many_who_ask_at_once(self, followup: Followup) -> None:
        noon = followup.clock.now()
        born = [birth(at=noon - timedelta(days=one % 5)) for one in range(60)]
        await followup.hear(*(triaged(one, owner=LI) for one in born))
        await followup.hear(*(triaged(one, 2, owner=LI, kind="praise") for one in born))
        answers = await asyncio.gather(*(ask(followup, "/v1/reports/stores") for _ in range(8)))
        assert {one.status_code for one in answers} == {200}
        figures = (await report(followup, "overview"))["totals"]["figures"]
        assert (figures["received"], figures["praise"], figures["complaints"]) == (60, 60, 0)

    async def test_leads_to_as_many_rows_as_it_says(self, followup: Followup) -> None:
        await busy_day(followup)
        for subject in ("overview", "stores", "topics", "staff", "campaigns"):
            found = await report(followup, subject)
            for item in (found["totals"], *found["items"]):
                for figure in ("received", "resolved", "satisfied", "dismissed", "reopened"):
                    rows = (await ask(followup, item["links"][figure])).json()
                    assert rows["total"] == item["figures"][figure], (subject, item["key"], figure)
                    assert len(rows["items"]) == rows["total"]

    async def test_pages_its_rows(self, followup: Followup) -> None:
        await busy_day(followup)
        path, seen = "/v1/reports/rows?figure=received&limit=2", []
        cursor = ""
        while True:
            page = (await ask(followup, path + cursor)).json()
            seen += [row["case_id"] for row in page["items"]]
            if page["next_cursor"] is None:
                break
            cursor = f"&cursor={page['next_cursor']}"
        assert (len(seen), len(set(seen))) == (5, 5)

    async def test_is_split_by_week_and_month(self, followup: Followup) -> None:
        await busy_day(followup)
        followup.clock.advance(days=9)
        await followup.open_case()
        by_week = await report(followup, "overview?group=week&from=2026-11-16&to=2026-12-01")
        found = [(one["from"], one["to"], one["figures"]["received"]) for one in by_week["items"]]
        assert found == [("2026-11-16", "2026-11-22", 5), ("2026-11-30", "2026-12-01", 1)]
        by_month = await report(followup, "overview?group=month&from=2026-11-16&to=2026-12-01")
        assert [one["figures"]["received"] for one in by_month["items"]] == [5, 1]

    async def test_refuses_periods_that_are_none(self, followup: Followup) -> None:
        for query in (
            "from=2026-11-02&to=2026-11-01",
            "from=2020-01-01&to=2026-11-01",
            "from=yesterday",
            "group=hour",
        ):
            answer = await ask(followup, f"/v1/reports/overview?{query}")
            assert answer.status_code == 422, query
        early = await ask(followup, "/v1/reports/overview?from=1999-12-31")
        assert early.json()["errors"][0]["detail"] == "from 不能小于 2000-01-01。"
        made_up = await ask(
            followup, f"/v1/reports/rows?cursor={encode_cursor('x', 'y', 'z', 1, '')}"
        )
        assert made_up.json()["errors"][0]["pointer"] == "/cursor"

    async def test_shows_a_late_change_of_a_closed_day(self, followup: Followup) -> None:
        born = await followup.open_case()
        await report(followup, "overview")
        followup.clock.advance(days=1)
        await report(followup, "overview")
        await followup.hear(triaged(born, 2, owner=LI, kind="praise"))
        found = await report(followup, "overview")
        assert [(one["figure"], one["first"], one["revised"]) for one in found["late"]] == [
            ("complaints", 1, 0),
            ("praise", 0, 1),
        ]


class TestEveryReport:
    async def test_is_there_as_json_csv_and_xlsx(self, followup: Followup) -> None:
        await busy_day(followup)
        for subject in SUBJECTS:
            await self.is_there(followup, subject)

    async def is_there(self, followup: Followup, subject: str) -> None:
        found = await report(followup, subject)
        path = f"/v1/reports/{subject}"
        sent = await ask(followup, path, accept=tables.CSV)
        assert sent.content.startswith(b"\xef\xbb\xbf")
        lines = list(csv.DictReader(io.StringIO(sent.content.decode("utf-8-sig"))))
        assert len(lines) == len(found["items"]) + 1
        assert lines[-1]["received"] == str(found["totals"]["figures"]["received"])
        book = load_workbook(io.BytesIO((await ask(followup, path, accept=tables.XLSX)).content))
        rows = list(book.active.iter_rows())  # type: ignore[union-attr]
        assert len(rows) == len(lines) + 1
        assert {cell.data_type for row in rows for cell in row} <= {"s", "n"}

    async def test_lets_no_cell_be_a_formula(self, followup: Followup) -> None:
        await busy_day(followup)
        sent = await ask(followup, "/v1/reports/campaigns", accept=tables.CSV)
        assert "'=cmd|" in sent.text
        for cell in (row for line in csv.reader(io.StringIO(sent.text)) for row in line):
            assert not cell.startswith(("=", "+", "@"))


class TestReach:
    async def test_of_each_role_is_its_own(self, followup: Followup) -> None:
        await busy_day(followup)
        seen = {
            who.id: (await report(followup, "overview", who))["totals"]["figures"]["received"]
            for who in (MANAGER, AUDITOR, ADMIN, LEAD, STORE_MANAGER)
        }
        assert list(seen.values()) == [5, 5, 5, 4, 4]
        rows = await ask(followup, "/v1/reports/rows?figure=received&store_code=BJ001", LEAD)
        assert rows.json()["total"] == 0
        assert (await ask(followup, "/v1/reports/overview", OWNER)).status_code == 403


class TestDailyFigures:
    async def store(self, followup: Followup, code: str = "SH001") -> None:
        await followup.hear(
            StoreChanged(
                generation=1, version=1, code=code, name="人民广场店", region="华东", city="上海"
            )
        )

    async def test_make_rates_of_the_days_they_cover(self, followup: Followup) -> None:
        await self.store(followup)
        await followup.open_case()
        await followup.open_case()
        by = followup.signed_in(MANAGER)
        path = "/v1/stores/SH001/daily"
        body = {"date": "2026-11-22", "visitors": 500, "orders": 400, "sales": 9999.5}
        put = await followup.http.put(path, json=body, headers=by)
        assert put.status_code == 200, put.text
        followup.clock.advance(days=1)
        await followup.open_case()
        figures = (await report(followup, "overview"))["totals"]["figures"]
        assert (figures["received"], figures["received_per_1000_visitors"]) == (3, 4.0)
        assert figures["received_per_1000_orders"] == 5.0
        (item,) = (await report(followup, "stores"))["items"]
        assert (item["name"], item["figures"]["received_per_1000_visitors"]) == ("人民广场店", 4.0)

    async def test_are_listed_by_day_in_pages(self, followup: Followup) -> None:
        await self.store(followup)
        by, path = followup.signed_in(MANAGER), "/v1/stores/SH001/daily"
        days = ["2026-11-20", "2026-11-21", "2026-11-22"]
        for day in reversed(days):
            await followup.http.put(path, json={"date": day, "orders": 1}, headers=by)
        first = (await ask(followup, f"{path}?limit=2")).json()
        last = (await ask(followup, f"{path}?limit=2&cursor={first['next_cursor']}")).json()
        assert [one["date"] for one in first["items"] + last["items"]] == days
        assert last["next_cursor"] is None

    async def test_come_as_a_file_too(self, followup: Followup) -> None:
        await self.store(followup)
        text = (
            '门店,日期,客流,订单数,销售额\nSH001,2026/11/21,120,80,"3,500.5"\nXX,2026-11-21,1,1,1\n'
        )
        text += "SH001,gestern,1,1,1\nSH001,2026-11-20,-5,1,1\nSH001,2026-11-23,5,1,1\n"
        text += "SH001,2026-11-21,7,7,7\n"
        sent = await followup.http.post(
            "/v1/stores/daily", content=text.encode("gb18030"), headers=followup.signed_in(MANAGER)
        )
        found = sent.json()
        assert (found["accepted"], [one["line"] for one in found["errors"]]) == (
            1,
            [3, 4, 5, 6, 7],
        )
        assert found["errors"][4]["detail"] == "SH001 2026-11-21 已在第 2 行"
        assert found["errors"][1]["detail"] == "看不懂日期“gestern”，请写成 2026-11-22"
        kept = await ask(followup, "/v1/stores/SH001/daily")
        assert [(one["date"], one["visitors"], one["sales"]) for one in kept.json()["items"]] == [
            ("2026-11-21", 120, 3500.5)
        ]

    async def test_of_a_file_without_a_good_line_change_nothing(self, followup: Followup) -> None:
        sent = await followup.http.post(
            "/v1/stores/daily",
            content="store,date,visitors\nXX,2026-11-21,1\n",
            headers={**followup.signed_in(MANAGER), "Accept-Language": "en"},
        )
        wrong = {"line": 2, "detail": "no store XX within your reach"}
        assert sent.json() == {"accepted": 0, "rejected": 1, "errors": [wrong]}

    async def test_of_a_day_to_come_are_refused(self, followup: Followup) -> None:
        await self.store(followup)
        answer = await followup.http.put(
            "/v1/stores/SH001/daily",
            json={"date": "2026-11-23", "visitors": 5},
            headers=followup.signed_in(MANAGER),
        )
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/date")

    @pytest.mark.parametrize("name", ["sales", "visitors", "orders"])
    async def test_are_numbers_and_no_strings_of_them(self, followup: Followup, name: str) -> None:
        await self.store(followup)
        for wrong in ("5", True, [5]):
            answer = await followup.http.put(
                "/v1/stores/SH001/daily",
                json={"date": "2026-11-22", name: wrong},
                headers=followup.signed_in(MANAGER),
            )
            assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, f"/{name}")

    async def test_of_another_store_are_not_a_store_manager_s(self, followup: Followup) -> None:
        for code in ("SH001", "BJ001"):
            await self.store(followup, code)
        by = followup.signed_in(STORE_MANAGER)
        body = {"date": "2026-11-22", "visitors": 5}
        answers = [
            await followup.http.put(f"/v1/stores/{code}/daily", json=body, headers=by)
            for code in ("SH001", "BJ001", "nowhere")
        ]
        assert [one.status_code for one in answers] == [200, 404, 404]


class TestComparisons:
    async def test_of_a_campaign_hold_it_against_stores_like_its_own(
        self, followup: Followup
    ) -> None:
        noon = followup.clock.now()
        told = []
        for day in range(14):
            for store, count in (("SH001", 1 if day >= 7 else 4), ("SH002", 1), ("SH003", 9)):
                told += [
                    triaged(
                        birth(
                            at=noon - timedelta(days=day),
                            store_code=store,
                            campaign="spring" if (store, day < 7) == ("SH001", True) else None,
                        ),
                        owner=LI,
                    )
                    for _ in range(count)
                ]
        await followup.hear(*told)
        found = (await ask(followup, "/v1/reports/campaigns/spring/effect")).json()
        whole = found["effects"][0]
        assert (found["stores"], found["matched"]) == (["SH001"], {"SH001": "SH002"})
        counts = [whole[name] for name in ("during", "before", "matched_during", "matched_before")]
        assert counts == [28, 7, 7, 7]
        assert 1 < whole["low"] < whole["ratio"] < whole["high"]
        unknown = await ask(followup, "/v1/reports/campaigns/nothing/effect")
        assert unknown.status_code == 404

    async def test_of_inspections_find_what_customers_say_otherwise(
        self, followup: Followup
    ) -> None:
        dirty = [{"code": "hygiene.insects", "confidence": 0.9}]
        now = followup.clock.now()
        passed = triaged(birth(at=now, channel="inspection"), kind="praise", owner=LI)
        said = [triaged(birth(at=now), topics=dirty, owner=LI) for _ in range(3)]
        failed = triaged(
            birth(at=now, channel="inspection", store_code="BJ001"), topics=dirty, owner=LI
        )
        known = [
            triaged(birth(at=now, store_code="BJ001"), topics=dirty, owner=LI) for _ in range(3)
        ]
        await followup.hear(passed, *said, failed, *known)
        (found,) = (await ask(followup, "/v1/reports/inspections?limit=1")).json()["items"]
        assert (found["store_code"], found["topic"], found["complaints"]) == ("SH001", "hygiene", 3)


class TestTheWeek:
    async def test_is_a_page_and_a_pdf(self, followup: Followup) -> None:
        await busy_day(followup)
        followup.clock.advance(days=2)
        page = await ask(followup, "/v1/reports/weekly?week=2026-W47")
        assert page.status_code == 200
        assert "客户反馈周报 2026-W47 全部区域" in page.text
        assert "<script" not in page.text
        told = await ask(followup, "/v1/reports/weekly?week=2026-W47&format=json")
        assert told.json()["week"] == "2026-W47"
        assert "received" in told.json()["figures"]
        pdf = await ask(followup, "/v1/reports/weekly?week=2026-W47&format=pdf&region=华东")
        assert pdf.content.startswith(b"%PDF")
        assert len(pdf.content) < 100_000
        nowhere = await ask(followup, "/v1/reports/weekly?week=2026-W47&region=火星")
        assert (nowhere.status_code, nowhere.json()["errors"][0]["pointer"]) == (422, "/region")

        by = {**followup.signed_in(MANAGER), "Idempotency-Key": "once"}
        for _ in range(2):
            sent = await followup.http.post("/v1/reports/weekly/send", json={}, headers=by)
            assert sent.json() == {"week": "2026-W47", "region": ""}
        mailed = [one for one in await followup.published(NoticeRequested) if one.file]
        assert [one.staff_ids for one in mailed if one.only == "email"] == [(MANAGER.id,)]

    async def test_that_is_not_over_has_no_report(self, followup: Followup) -> None:
        answer = await ask(followup, "/v1/reports/weekly?week=2026-W50")
        assert answer.status_code == 422
