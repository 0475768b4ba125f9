"""A backup is taken of one service after the other while all of them work, and put back.

What one service had handed over before its own dump, and the others not yet in theirs, is neither
lost nor done twice.
"""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from embedded.ledgers import Databases
from embedded.reconcile import ServiceName
from embedded.restoring import speak_anew
from services.followup.models import Case
from services.followup.operations import progress as moves
from services.intake.operations.identity import tell
from services.intake.operations.stores import StoreFacts, open_store
from services.triage.models import CustomerTag
from services.triage.operations.api_keys import add_api_key, revoke_api_key
from services.triage.operations.staff import StaffChanges, change_staff
from shared import outbox
from shared.database import Database, Session
from shared.events import FollowOnRequested
from shared.ids import new_id
from tests.fixtures.choreography import MANAGER, POLICY, Stage, raw

SERVICES: tuple[ServiceName, ...] = ("intake", "triage", "followup")


class Backup:
    """The dumps of the services, each of its own moment."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def dump(self, stage: Stage, *services: ServiceName) -> None:
        for service in services:
            self._file(service).write_bytes(raw(stage.roles[service].session).serialize())

    def put_back(self, stage: Stage) -> None:
        """Restore all three; what was on its way is gone, what waits goes out again."""
        asyncio.run(self._speak_anew())
        stage.on_its_way.clear()
        stage.delivered.clear()
        for service in SERVICES:
            session = stage.roles[service].session
            session.expunge_all()
            session.info["state"].clear()
            raw(session).deserialize(self._file(service).read_bytes())
        for service in SERVICES:
            stage.act(service, lambda _: None)

    async def _speak_anew(self) -> None:
        opened = {
            service: await Database.connect(f"sqlite:///{self._file(service)}", name=service)
            for service in SERVICES
        }
        await speak_anew(Databases(**opened))
        for service in SERVICES:
            await opened[service].close()
            with sqlite3.connect(self._file(service)) as file:
                file.execute("PRAGMA journal_mode=DELETE")
            file.close()

    def _file(self, service: ServiceName) -> Path:
        return self._folder / f"{service}.sqlite3"


@pytest.fixture
def backup(tmp_path: Path) -> Backup:
    return Backup(tmp_path)


@pytest.fixture
def stage() -> Stage:
    return Stage.opened()


def rows(stage: Stage, service: ServiceName, statement: str, **values: Any) -> list[Any]:
    session = stage.roles[service].session
    found = [tuple(row) for row in session.execute(sa.text(statement), values)]
    session.rollback()
    return found


def resolve(stage: Stage, case_id: str) -> None:
    fix = moves.Resolution("已整改并致歉")
    stage.act("followup", lambda s: moves.start(s, asked(stage, case_id)))
    stage.act("followup", lambda s: moves.resolve(s, asked(stage, case_id), fix, policy=POLICY))


def asked(stage: Stage, case_id: str) -> moves.Request:
    case = stage.roles["followup"].session.get(Case, case_id)
    assert case is not None
    return moves.Request(case_id, MANAGER, f'"f-{case.revision}"', stage.now)


def add_key(stage: Stage, text: str) -> str:
    made = stage.act(
        "triage",
        lambda s: (
            add_api_key(
                s,
                key_id=new_id(),
                text=text,
                name="till",
                scopes=["feedback:write"],
                by=MANAGER,
                now=stage.now,
            ).id
        ),
    )
    stage.deliver_all()
    assert made is not None
    return made


class TestWhatWasHandedOverBetweenTheDumps:
    def test_is_told_once(self, stage: Stage, backup: Backup) -> None:
        case_id = stage.receive("等了一个小时没人理", reachable=False)
        stage.deliver_all()
        backup.dump(stage, "intake")
        resolve(stage, case_id)
        stage.deliver_all()
        backup.dump(stage, "triage", "followup")

        backup.put_back(stage)
        assert rows(stage, "intake", "SELECT * FROM reply WHERE purpose = 'result'") == []
        stage.deliver_all()

        told = rows(stage, "intake", "SELECT state, text FROM reply WHERE purpose = 'result'")
        assert told == [("delivered", "已整改并致歉")]
        case = stage.followup_case(case_id)
        assert case is not None
        assert case.progress == "told"
        assert rows(stage, "followup", "SELECT id FROM call_task") == []
        assert stage.ledger().differences == []
        assert stage.ledger().total_received == 1

    def test_becomes_one_feedback(self, stage: Stage, backup: Backup) -> None:
        case_id = stage.receive("等了一个小时没人理", reachable=False)
        stage.deliver_all()
        backup.dump(stage, "intake", "triage")
        wanted = FollowOnRequested(
            cause_id=new_id(),
            origin_case_id=case_id,
            origin_feedback_id=stage.feedback_of[case_id],
            cause="message",
            text="又发生了",
            requested_at=stage.now,
        )
        stage.act("followup", lambda s: outbox.add(s, wanted, now=stage.now))
        backup.dump(stage, "followup")

        for _ in range(2):
            backup.put_back(stage)
            stage.deliver_all()
            backup.dump(stage, *SERVICES)

        causes = rows(stage, "intake", "SELECT cause_id FROM feedback WHERE cause_id IS NOT NULL")
        assert len(causes) == 1
        assert stage.ledger().differences == []
        assert (stage.ledger().total_received, stage.ledger().total("open")) == (2, 2)


class TestKeys:
    def test_revoked_between_the_dumps_is_refused(self, stage: Stage, backup: Backup) -> None:
        key_id = add_key(stage, "hy_sold")
        backup.dump(stage, "intake")
        stage.act("triage", lambda s: revoke_api_key(s, key_id, by=MANAGER, now=stage.now))
        backup.dump(stage, "triage", "followup")

        backup.put_back(stage)

        revoked = [(True, 2)]
        asked = "SELECT revoked, generation FROM api_key"
        assert rows(stage, "intake", asked) == revoked
        stage.deliver_all()
        assert [rows(stage, one, asked) for one in SERVICES] == [revoked] * 3

    def test_that_triage_lost_open_nothing(self, stage: Stage, backup: Backup) -> None:
        backup.dump(stage, "triage")
        add_key(stage, "hy_lost")
        backup.dump(stage, "intake", "followup")

        backup.put_back(stage)
        stage.deliver_all()

        assert [rows(stage, one, "SELECT * FROM api_key") for one in SERVICES] == [[]] * 3


class TestSnapshots:
    def test_of_every_kind_are_published_anew(self, stage: Stage, backup: Backup) -> None:
        def touch(session: Session) -> None:
            session.add(CustomerTag(customer="c1", tag="VIP"))

        stage.act("triage", touch)
        stage.act("intake", lambda s: tell(s, ["c1"], "split", "system", stage.now))
        store = StoreFacts(name="一号店", region="华东", city="上海")
        stage.act("intake", lambda s: open_store(s, "S9", store, by="system", now=stage.now))
        stage.deliver_all()
        backup.dump(stage, *SERVICES)

        backup.put_back(stage)
        stage.deliver_all()

        kept = rows(stage, "followup", "SELECT DISTINCT kind, generation FROM kept_name")
        assert sorted(kept) == [(kind, 2) for kind in KINDS]
        for reader in ("intake", "followup"):
            known = rows(stage, reader, "SELECT DISTINCT generation FROM known_staff")
            assert known == [(2,)]
        known = rows(stage, "triage", "SELECT handle, generation FROM customer")
        assert known == [("c1", 2)]

    def test_are_not_overwritten_by_older_ones(self, stage: Stage, backup: Backup) -> None:
        (person,) = rows(stage, "triage", "SELECT id FROM staff WHERE username = 'lead04'")
        backup.dump(stage, "triage")
        changed: StaffChanges = {"name": "改了又丢的名字"}
        stage.act(
            "triage",
            lambda s: change_staff(s, person[0], changed, by=MANAGER, now=stage.now),
        )
        stage.deliver_all()
        backup.dump(stage, "intake", "followup")

        backup.put_back(stage)
        stage.deliver_all(lambda length: length - 1)

        asked = "SELECT name, generation FROM known_staff WHERE username = 'lead04'"
        ((name, _),) = rows(stage, "triage", asked)
        assert rows(stage, "intake", asked) == rows(stage, "followup", asked) == [(name, 2)]
        assert name != changed["name"]


KINDS = ("customer", "store", "tags", "team", "topic")
