"""Imports: a sheet in any encoding becomes feedback once, and what cannot is given back."""

import csv
import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import orjson
import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.loops.imports import BATCH, Importer
from services.intake.models import Feedback, ImportChunk, ImportJob
from services.intake.operations.imports import KEPT, Prepared, next_import, take_batch
from shared.timers import TimerLoop
from tests.fixtures.intake import Intake
from tests.fixtures.sheets import csv_of, row, xlsx_of

MANAGER = "manager"


async def upload(
    intake: Intake, content: bytes, *, key: str | None = None, **query: Any
) -> httpx.Response:
    headers = intake.staff(MANAGER, staff_id="01930000-0000-7000-8000-000000000001")
    return await intake.http.post(
        "/v1/imports",
        files={"file": ("表.csv", content, "text/csv")},
        params={name: str(value) for name, value in query.items()},
        headers={**headers, **({"Idempotency-Key": key} if key else {})},
    )


def importer(intake: Intake) -> Importer:
    desk = intake.service.app.state.desk
    return Importer(desk.database, desk.preparer, desk.links, intake.clock, lambda: False)


async def work(intake: Intake) -> None:
    """Work off everything that is queued, as the worker does."""
    while await importer(intake).work("the worker of the test"):
        pass


async def shown(intake: Intake, answer: httpx.Response) -> Any:
    path = f"/v1/imports/{answer.json()['id']}"
    return (await intake.http.get(path, headers=intake.staff(MANAGER))).json()


async def imported(intake: Intake, content: bytes, **query: Any) -> Any:
    answer = await upload(intake, content, **query)
    assert answer.status_code == 202, answer.text
    await work(intake)
    return await shown(intake, answer)


async def feedback(intake: Intake) -> list[Feedback]:
    return await intake.service.database.read(
        lambda session: list(session.exec(select(Feedback).order_by(col(Feedback.id))))
    )


class TestASheet:
    @pytest.mark.parametrize(
        ("content", "delimiter"),
        [
            (csv_of([row()]), ","),
            (csv_of([row()], encoding="utf-8-sig", delimiter=";"), ";"),
            (csv_of([row()], encoding="gbk", delimiter="\t"), "\t"),
            (csv_of([row(text="𠮷野家：€")], encoding="gb18030"), ","),
            (csv_of([row()], encoding="utf-16"), ","),
            (csv_of([row()], encoding="utf-16-le"), ","),
            (xlsx_of([row(phone=13800000001)]), ""),
        ],
    )
    async def test_becomes_feedback_whatever_it_was_saved_as(
        self, intake: Intake, content: bytes, delimiter: str
    ) -> None:
        done = await imported(intake, content)

        assert done["status"] == "done"
        assert (done["total"], done["accepted"], done["rejected"]) == (1, 1, 0)
        (one,) = await feedback(intake)
        assert (one.store_code, one.rating, one.order_no) == ("S001", 2, "A1")
        assert (one.channel, one.contact_kinds) == ("import", "phone")
        assert one.occurred_at
        assert one.occurred_at.isoformat() == "2026-11-20T05:05:00+00:00"
        assert one.entered_by.startswith("staff:")

    async def test_sent_again_makes_no_second_ticket(self, intake: Intake) -> None:
        rows = [row(n) for n in range(5)]
        first = await imported(intake, csv_of(rows))
        again = await imported(intake, xlsx_of([*rows, row(9)]))

        assert (first["accepted"], first["duplicates"]) == (5, 0)
        assert (again["accepted"], again["duplicates"]) == (6, 5)
        assert len(await feedback(intake)) == 6

    async def test_with_a_column_of_keys_is_told_apart_by_it(self, intake: Intake) -> None:
        headings = ("留言", "反馈编号")
        done = await imported(intake, csv_of([("好", "1"), ("好", "2"), ("坏", "1")], headings))

        assert done["mapping"] == {"text": "留言", "external_id": "反馈编号"}
        assert (done["accepted"], done["duplicates"]) == (3, 1)

    async def test_repeated_with_its_key_is_one_import(self, intake: Intake) -> None:
        content = csv_of([row()])
        first = await upload(intake, content, key="k")
        await work(intake)
        again = await upload(intake, content, key="k")
        other = await upload(intake, csv_of([row(2)]), key="k")

        assert (first.status_code, again.status_code, other.status_code) == (202, 200, 422)
        assert again.headers["Idempotent-Replay"] == "true"
        assert again.content == first.content, "not how far it is by now"
        listed = await intake.http.get("/v1/imports", headers=intake.staff(MANAGER))
        assert len(listed.json()["items"]) == 1

    async def test_is_kept_sealed_and_only_while_it_is_needed(self, intake: Intake) -> None:
        answer = await upload(intake, csv_of([row(phone="13812345678")]), auto="false")

        async def chunks() -> list[bytes]:
            return await intake.service.database.read(
                lambda session: [one.sealed for one in session.exec(select(ImportChunk))]
            )

        assert len(await chunks()) == 1
        assert b"13812345678" not in (await chunks())[0]
        await intake.http.put(
            f"/v1/imports/{answer.json()['id']}/mapping",
            json={"mapping": {"text": "反馈内容"}},
            headers=intake.staff(MANAGER),
        )
        await work(intake)
        assert await chunks() == []

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"\n\n",
            "反馈内容\n".encode(),
            b"\xff\xff\xfe\x81",
            b"PK\x03\x04 no workbook",
            b"\xd0\xcf\x11\xe0 old",
            xlsx_of([row()])[:-300],
        ],
    )
    async def test_that_is_none_is_refused_in_words(self, intake: Intake, content: bytes) -> None:
        answer = await upload(intake, content)

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/file"

    async def test_is_the_work_of_managers(self, intake: Intake) -> None:
        for role in ("agent", "lead", "store_manager", "auditor"):
            answer = await intake.http.post(
                "/v1/imports", files={"file": b"x"}, headers=intake.staff(role)
            )
            assert answer.status_code == 403


class TestItsColumns:
    UNKNOWN = csv_of([("好", "S001")], ("甲", "乙"))

    async def test_wait_for_somebody_when_nothing_says_which_holds_the_text(
        self, intake: Intake
    ) -> None:
        answer = await upload(intake, self.UNKNOWN)
        path = f"/v1/imports/{answer.json()['id']}"
        manager = intake.staff(MANAGER)
        assert answer.json()["status"] == "mapping"
        assert answer.json()["sample"] == [["好", "S001"]]

        for mapping, pointer in (
            ({}, "/mapping/text"),
            ({"text": "丙"}, "/mapping/text"),
            ({"text": "甲", "soul": "乙"}, "/mapping/soul"),
        ):
            wrong = await intake.http.put(
                f"{path}/mapping", json={"mapping": mapping}, headers=manager
            )
            assert wrong.json()["errors"][0]["pointer"] == pointer
        put = await intake.http.put(
            f"{path}/mapping", json={"mapping": {"text": "甲", "store": "乙"}}, headers=manager
        )
        assert put.json()["status"] == "queued"
        await work(intake)
        assert (await shown(intake, answer))["accepted"] == 1
        late = await intake.http.put(
            f"{path}/mapping", json={"mapping": {"text": "甲"}}, headers=manager
        )
        assert late.status_code == 409

    async def test_are_said_with_the_upload(self, intake: Intake) -> None:
        mapping = orjson.dumps({"text": "甲"}).decode()
        assert (await imported(intake, self.UNKNOWN, mapping=mapping))["accepted"] == 1
        for wrong in ("x", "[]", '{"text": 1}', '{"text": "丙"}', "{}"):
            answer = await upload(intake, self.UNKNOWN, mapping=wrong)
            assert answer.status_code == 422

    async def test_are_asked_for_by_auto(self, intake: Intake) -> None:
        assert (await upload(intake, self.UNKNOWN, auto="true")).status_code == 422
        waiting = await upload(intake, csv_of([row()]), auto="false")
        assert waiting.json()["status"] == "mapping"


class TestRowsThatCannot:
    ROWS = (
        row(1),
        row(2, text=""),
        row(3, store="S999"),
        row(4, rating="9"),
        row(5, phone="call me"),
        row(6, at="gestern"),
        row(7, text='=HYPERLINK("http://evil.test")', rating="十"),
        row(8, store="杭州湖滨店", rating="五星"),
    )

    async def test_are_given_back_with_their_reasons(self, intake: Intake) -> None:
        done = await imported(intake, csv_of(self.ROWS))
        assert (done["total"], done["accepted"], done["rejected"]) == (8, 2, 6)

        path = done["rejects_url"].partition("/intake")[2]
        answer = await intake.http.get(path, headers=intake.staff(MANAGER))
        assert answer.headers["content-type"].startswith("text/csv")
        heading, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
        assert heading[:3] == ["行号", "原因", "反馈内容"]
        assert [one[0] for one in rows] == ["3", "4", "5", "6", "7", "8"]
        assert all(one[1] for one in rows)
        assert rows[-1][2].startswith("'=HYPERLINK")
        stores = {one.store_code for one in await feedback(intake)}
        assert stores == {"S001", "S003"}

    async def test_are_told_by_a_dry_run_that_keeps_nothing(self, intake: Intake) -> None:
        answer = await upload(intake, csv_of(self.ROWS), dry_run="true")

        assert answer.status_code == 200
        found = answer.json()
        assert (found["total"], found["accepted"], found["rejected"]) == (8, 2, 6)
        assert [one["row"] for one in found["errors"]] == [3, 4, 5, 6, 7, 8]
        assert await feedback(intake) == []
        listed = await intake.http.get("/v1/imports", headers=intake.staff(MANAGER))
        assert listed.json()["items"] == []

    async def test_are_forgotten_after_a_month(self, intake: Intake) -> None:
        done = await imported(intake, csv_of(self.ROWS))
        intake.clock.at += KEPT + timedelta(minutes=1)
        service = intake.service
        loop = TimerLoop(
            service.database,
            service.timer_handlers,
            service="intake",
            clock=intake.clock,
            metrics=service.metrics,
        )
        await loop.tick()

        path = done["rejects_url"].partition("/intake")[2]
        answer = await intake.http.get(path, headers=intake.staff(MANAGER))
        assert len(answer.text.strip().splitlines()) == 1


class PowerCutError(Exception):
    """Raised behind the first batch, where a process may as well be gone."""


class TestACrash:
    async def test_goes_on_where_it_ended(self, intake: Intake) -> None:
        rows = [row(n) for n in range(BATCH * 2 + 50)]
        answer = await upload(intake, csv_of(rows))
        database = intake.service.database

        def cut() -> bool:
            raise PowerCutError

        with pytest.raises(PowerCutError):
            await replace(importer(intake), is_busy=cut).work("the one that dies")
        half = await shown(intake, answer)
        assert (half["status"], half["accepted"]) == ("running", BATCH)

        await work(intake)
        done = await shown(intake, answer)
        assert (done["status"], done["accepted"], done["duplicates"]) == ("done", len(rows), 0)
        count = await database.read(
            lambda session: session.execute(
                sa.select(sa.func.count()).select_from(Feedback)
            ).scalar_one()
        )
        assert count == len(rows)

    async def test_is_not_taken_over_while_the_other_is_alive(self, intake: Intake) -> None:
        await upload(intake, csv_of([row()]))
        now = intake.clock.now()
        database = intake.service.database
        first = await database.write(lambda session: next_import(session, "a", now=now))
        second = await database.write(lambda session: next_import(session, "b", now=now))

        assert first is not None
        assert second is None


class TestCancelling:
    async def test_stops_it_and_keeps_what_is_in(self, intake: Intake) -> None:
        answer = await upload(intake, csv_of([row()]))
        path = f"/v1/imports/{answer.json()['id']}/cancel"
        manager = intake.staff(MANAGER)
        cancelled = await intake.http.post(path, headers=manager)
        again = await intake.http.post(path, headers=manager)
        await work(intake)

        assert (cancelled.json()["status"], again.status_code) == ("cancelled", 200)
        assert await feedback(intake) == []
        done = await upload(intake, csv_of([row()]))
        await work(intake)
        late = await intake.http.post(f"/v1/imports/{done.json()['id']}/cancel", headers=manager)
        assert late.status_code == 409

    async def test_ends_one_at_work_between_two_batches(self, intake: Intake) -> None:
        answer = await upload(intake, csv_of([row()]))
        now = intake.clock.now()
        database = intake.service.database
        job = await database.write(lambda session: next_import(session, "a", now=now))
        assert isinstance(job, ImportJob)
        await intake.http.post(
            f"/v1/imports/{answer.json()['id']}/cancel", headers=intake.staff(MANAGER)
        )
        desk = intake.service.app.state.desk
        batch = [Prepared(2, None, ("x", "x"), b"")]
        kept = await database.write(
            lambda session: take_batch(
                session, job.id, batch, links=desk.links, holder="a", now=now
            )
        )
        assert kept is False
