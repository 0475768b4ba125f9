"""Training runs, from the request to the model, and what becomes of them when processes die."""

import asyncio
import os
import signal
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from services.triage.models.learning import TrainingRun
from services.triage.operations import training
from services.triage.operations.reference import keep_customers
from services.triage.queries import labels
from services.triage.queries import models as queries
from shared.database import Session
from shared.events import CustomerChanged
from shared.tables import audit_entry
from tests.fixtures.learning import (
    CRASHING,
    STUCK,
    Desk,
    add_model,
    copying,
    correct,
    saying,
)
from tests.fixtures.triage import feedback
from tests.fixtures.triage_service import Triage


async def requested(triage: Triage) -> dict[str, Any]:
    answer = await triage.post("manager", "/v1/models/train")
    assert answer.status_code == 202
    run: dict[str, Any] = answer.json()
    return run


async def run_now(triage: Triage, run_id: str) -> dict[str, Any]:
    answer = await triage.get("manager", f"/v1/training-runs/{run_id}")
    run: dict[str, Any] = answer.json()
    return run


class TestRequest:
    async def test_is_a_managers(self, triage: Triage) -> None:
        assert (await triage.post("agent07", "/v1/models/train")).status_code == 403
        run = await requested(triage)
        assert run["state"] == "queued"
        page = (await triage.get("manager", "/v1/training-runs")).json()
        assert [one["id"] for one in page["items"]] == [run["id"]]

    async def test_of_two_managers_at_once_is_one_run(self, triage: Triage) -> None:
        answers = await asyncio.gather(
            triage.post("manager", "/v1/models/train"), triage.post("admin", "/v1/models/train")
        )
        accepted, refused = sorted(answers, key=lambda one: one.status_code)
        assert (accepted.status_code, refused.status_code) == (202, 409)
        again = await triage.post("manager", "/v1/models/train")
        assert again.json()["run"] == accepted.json()["id"]

    async def test_is_written_in_the_audit_log(self, triage: Triage) -> None:
        run = await requested(triage)
        actions = await triage.service.database.read(
            lambda session: session.execute(
                sa.select(audit_entry.c.action, audit_entry.c.subject)
            ).all()
        )
        assert ("model.train", f"training:{run['id']}") in [tuple(one) for one in actions]

    async def test_comes_by_itself_after_enough_labels(self, triage: Triage) -> None:
        database, now = triage.service.database, triage.clock.now()
        for number in range(training.ENOUGH_LABELS - 1):
            await correct(triage, f"第{number}件事", kind="inquiry")
        await database.write(lambda session: training.consider_training(session, now))
        assert await database.read(queries.run_under_way) is None
        await correct(triage, "再说一件事", kind="inquiry")
        await database.write(lambda session: training.consider_training(session, now))
        run = await database.read(queries.run_under_way)
        assert run is not None
        assert run.requested_by == training.SYSTEM

    async def test_comes_by_night_when_anything_was_corrected(self, triage: Triage) -> None:
        database, now = triage.service.database, triage.clock.now()
        await correct(triage, "一件事", kind="inquiry")
        await database.write(lambda session: training.consider_training(session, now))
        assert await database.read(queries.run_under_way) is None
        tomorrow = now + timedelta(days=1)
        await database.write(lambda session: training.consider_training(session, tomorrow))
        assert await database.read(queries.run_under_way) is not None

    async def test_comes_by_night_when_words_were_erased_that_a_model_knows(
        self, triage: Triage, desk: Desk, model_file: Path
    ) -> None:
        said = feedback(text="我姓张", customer="c-1", store_code="S003")
        await triage.receive("refund", said=said)
        await triage.move("manager", said.case_id, "correct", {"kind": "inquiry"})
        await requested(triage)
        await desk.loop(*copying(model_file, "model-1")).work_once()
        database, tomorrow = triage.service.database, triage.clock.now() + timedelta(days=1)
        await database.write(lambda session: training.consider_training(session, tomorrow))
        assert await database.read(queries.run_under_way) is None
        erased = CustomerChanged(
            generation=1, version=1, handle="c-1", canonical="c-1", erased=True
        )
        await database.write(
            lambda session: keep_customers(session, [erased], now=triage.clock.now())
        )
        await database.write(lambda session: training.consider_training(session, tomorrow))
        assert await database.read(queries.run_under_way) is not None


class TestRun:
    async def test_ends_with_a_measured_model(
        self, triage: Triage, desk: Desk, model_file: Path
    ) -> None:
        for number in range(12):
            await correct(triage, f"请问{number}号店有包间吗", kind="inquiry", topics=[])
        run = await requested(triage)
        assert await desk.loop(*copying(model_file, "model-1")).work_once()
        ended = await run_now(triage, run["id"])
        assert (ended["state"], ended["done"], ended["version"]) == ("finished", 1.0, "model-1")
        assert ended["labels"] == 12
        shown = (await triage.get("manager", "/v1/models/model-1")).json()
        assert shown["role"] == "candidate"
        assert shown["compared_with"] == "shipped"
        assert shown["figures"]["golden"]["texts"] >= 100
        assert shown["changes"]["cases"] == 12
        assert {one["topic"]: one["coverage"] for one in shown["thresholds"]} == {"refund": 0.5}
        for one in shown["changes"]["shown"]:
            assert set(one["candidate"]) >= {"kind", "topics", "urgency", "team", "owner"}
        listed = (await triage.get("manager", "/v1/models")).json()["items"]
        assert [one["version"] for one in listed] == ["model-1", "shipped"]
        assert listed[1]["role"] == "active"
        assert list(desk.folder.iterdir()) == []

    async def test_fails_with_the_trainers_words(self, triage: Triage, desk: Desk) -> None:
        run = await requested(triage)
        assert await desk.loop(*saying(CRASHING)).work_once()
        ended = await run_now(triage, run["id"])
        assert ended["state"] == "failed"
        assert "out of memory" in ended["error"]
        assert (await requested(triage))["state"] == "queued"

    async def test_of_a_killed_trainer_has_failed(self, triage: Triage, desk: Desk) -> None:
        run = await requested(triage)
        work = asyncio.create_task(desk.loop(*saying(STUCK)).work_once())
        os.kill(await child_pid(triage, run["id"]), signal.SIGKILL)
        await work
        ended = await run_now(triage, run["id"])
        assert ended["state"] == "failed"
        assert "-9" in ended["error"]

    async def test_goes_back_when_its_worker_stops(self, triage: Triage, desk: Desk) -> None:
        run = await requested(triage)
        work = asyncio.create_task(desk.loop(*saying(STUCK)).work_once())
        pid = await child_pid(triage, run["id"])
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        waiting = await run_now(triage, run["id"])
        assert (waiting["state"], waiting["attempts"]) == ("queued", 0)
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
        assert list(desk.folder.iterdir()) == []

    async def test_of_a_lost_worker_is_begun_anew_once(self, triage: Triage, desk: Desk) -> None:
        database, clock = triage.service.database, triage.clock
        run = await requested(triage)
        for attempt in (1, 2):
            now = clock.now()
            taken = await database.write(
                lambda session, now=now: training.take_run(session, "gone", now)  # type: ignore[misc]
            )
            assert taken is not None
            assert taken.attempts == attempt
            assert not await desk.loop(*saying(CRASHING)).work_once()
            clock.advance(seconds=training.LOST_AFTER.total_seconds() + 1)
        assert not await desk.loop(*saying(CRASHING)).work_once()
        ended = await run_now(triage, run["id"])
        assert ended["state"] == "failed"
        assert "twice" in ended["error"]

    async def test_tells_nothing_of_a_run_that_another_has_taken(self, triage: Triage) -> None:
        database, now = triage.service.database, triage.clock.now()
        run = await requested(triage)
        await database.write(lambda session: training.take_run(session, "one", now))
        assert not await database.write(
            lambda session: training.beat(session, run["id"], "another", now)
        )


class TestLabels:
    async def test_keep_text_who_when_before_and_after(self, triage: Triage) -> None:
        case_id = await correct(triage, "包间里全是烟味", kind="complaint", topics=["hygiene"])
        page = (await triage.get("manager", "/v1/labels", case_id=case_id)).json()
        (row,) = page["items"]
        assert row["text"] == "包间里全是烟味"
        assert row["before"]["topics"] == ["refund"]
        assert row["after"]["topics"] == ["hygiene"]
        assert row["confirmed"] is False

    async def test_of_an_erased_customer_leave_the_lesson(self, triage: Triage) -> None:
        said = feedback(text="我姓张", customer="c-1", store_code="S003")
        await triage.receive("refund", said=said)
        await triage.move("manager", said.case_id, "correct", {"kind": "inquiry"})
        await correct(triage, "别的话", kind="inquiry")
        database = triage.service.database
        texts = await database.read(labels.labelled_texts)
        assert {one.text for one in texts} == {"我姓张", "别的话"}

        erased = CustomerChanged(
            generation=1, version=1, handle="c-1", canonical="c-1", erased=True
        )
        await database.write(
            lambda session: keep_customers(session, [erased], now=triage.clock.now())
        )

        texts = await database.read(labels.labelled_texts)
        assert {one.text for one in texts} == {"别的话"}
        assert await database.read(lambda session: labels.plain_texts(session, 9)) == ["别的话"]
        page = (await triage.get("manager", "/v1/labels", case_id=said.case_id)).json()
        assert [row["text"] for row in page["items"]] == [None]

    async def test_are_paged_newest_first(self, triage: Triage) -> None:
        for number in range(3):
            await correct(triage, f"第{number}件", kind="inquiry")
        first = (await triage.get("manager", "/v1/labels", limit=2)).json()
        rest = (await triage.get("manager", "/v1/labels", cursor=first["next_cursor"])).json()
        texts = [row["text"] for row in (*first["items"], *rest["items"])]
        assert texts == ["第2件", "第1件", "第0件"]


class TestOldCandidates:
    async def test_lose_their_files_but_not_their_figures(self, triage: Triage) -> None:
        count = training.KEPT_CANDIDATES + 1
        for number in range(count):
            at = triage.clock.now() + timedelta(minutes=number)
            await add_model(triage, f"m-{number}", trained_at=at)
        await triage.service.database.write(training.forget_old_candidates)
        listed = (await triage.get("manager", "/v1/models")).json()["items"]
        assert len(listed) == count + 1
        refused = await triage.post("manager", "/v1/models/m-0/activate")
        assert refused.status_code == 409
        assert (await triage.post("manager", "/v1/models/m-1/activate")).status_code == 200


async def child_pid(triage: Triage, run_id: str) -> int:
    """Wait until the run's trainer has said something, and return its process id."""

    def is_fitting(session: Session) -> bool:
        run = session.get_one(TrainingRun, run_id)
        return run.stage == "fitting"

    async with asyncio.timeout(60):
        while not await triage.service.database.read(is_fitting):  # noqa: ASYNC110 - a row sets no event
            await asyncio.sleep(0.01)
    (pid,) = children()
    return pid


def children() -> list[int]:
    """Return the processes of trainers that we started."""
    import psutil

    return [
        one.pid
        for one in psutil.Process().children()
        if any("time.sleep(600)" in part for part in one.cmdline())
    ]
