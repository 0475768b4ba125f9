"""What an operator types: start, stop, wrong settings, backup, restore, export, tampering."""

import csv
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import Result

from tests.fixtures.systems import HUIYIN, ROOT, EmbeddedProgram, Person, typed, wait_until


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a system that was started once and has stopped."""
    made = EmbeddedProgram(tmp_path_factory.mktemp("stopped") / "var")
    made.start()
    assert made.stop() == 0
    return made.folder


@pytest.fixture
def resting(stopped: Path, tmp_path: Path) -> EmbeddedProgram:
    """Return a system of the test's own that does not run, with the sample organisation."""
    return EmbeddedProgram(Path(shutil.copytree(stopped, tmp_path / "var")))


@pytest.fixture
def program(resting: EmbeddedProgram) -> Iterator[EmbeddedProgram]:
    resting.start()
    yield resting
    resting.stop()


@pytest.fixture(scope="module")
def shared_program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedProgram]:
    """Yield a running system for whoever leaves it running and its databases whole."""
    made = EmbeddedProgram(tmp_path_factory.mktemp("operator") / "var")
    made.start()
    yield made
    made.stop()


def huiyin(*words: str, **environment: str) -> Result:
    """Run a command that is expected to end by itself."""
    return typed(words, environment)


def started(**environment: str) -> subprocess.CompletedProcess[str]:
    """Run `huiyin run`, expected to end at once, as the process that it is."""
    return subprocess.run(  # noqa: S603
        [HUIYIN, "run"],
        env={"PATH": os.environ["PATH"], "HOME": "/tmp", **environment},  # noqa: S108
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def speak(manager: Person, text: str) -> Any:
    answer = manager.post("/intake/v1/feedback", {"text": text, "store_code": "S001"})
    assert answer.status_code == 201, answer.text
    return answer.json()


def drained(program: EmbeddedProgram) -> dict[str, Any]:
    def look() -> Any:
        done = huiyin("reconcile", "--json", **program.environment)
        return done.exit_code == 0 and json.loads(done.stdout)

    found: dict[str, Any] = wait_until(look, what="a drained ledger", seconds=90)
    return found


def is_one_sentence(done: Result | subprocess.CompletedProcess[str]) -> bool:
    status = done.exit_code if isinstance(done, Result) else done.returncode
    return (
        status != 0
        and done.stderr.startswith("huiyin: ")
        and len(done.stderr.strip().splitlines()) == 1
        and "Traceback" not in done.stderr
    )


class TestStarting:
    def test_a_second_start_finds_everything_as_it_was(self, program: EmbeddedProgram) -> None:
        said = speak(Person(program.url, "manager"), "灯光太暗了")
        assert program.stop() == 0

        program.start()

        again = Person(program.url, "manager").get(f"/intake/v1/feedback/{said['id']}")
        assert again["ticket_no"] == said["ticket_no"]

    def test_a_taken_port_is_one_sentence(
        self, shared_program: EmbeddedProgram, tmp_path: Path
    ) -> None:
        other = {**shared_program.environment, "HUIYIN_DATA_DIR": str(tmp_path / "other")}

        done = started(**other)

        assert is_one_sentence(done), done.stderr
        assert "HUIYIN_PORT" in done.stderr

    def test_a_second_process_on_the_same_folder_is_refused(
        self, shared_program: EmbeddedProgram
    ) -> None:
        done = started(**{**shared_program.environment, "HUIYIN_PORT": "65001"})

        assert is_one_sentence(done), done.stderr
        assert "HUIYIN_DATA_DIR" in done.stderr

    def test_a_folder_that_cannot_be_written_is_one_sentence(self) -> None:
        done = started(HUIYIN_DATA_DIR="/proc/huiyin", HUIYIN_PORT="65002")

        assert is_one_sentence(done), done.stderr
        assert "HUIYIN_DATA_DIR" in done.stderr

    def test_a_newer_schema_is_one_sentence(self, resting: EmbeddedProgram) -> None:
        alter(resting, "triage", "UPDATE alembic_version SET version_num = '9999'")

        done = started(**resting.environment)

        assert is_one_sentence(done), done.stderr
        assert "newer" in done.stderr

    def test_a_lost_secret_is_one_sentence(self, resting: EmbeddedProgram) -> None:
        (Path(resting.environment["HUIYIN_DATA_DIR"]) / "keys" / "secret").unlink()

        done = started(**resting.environment)

        assert is_one_sentence(done), done.stderr
        assert "HUIYIN_SECRET_KEY" in done.stderr

    @pytest.mark.parametrize(
        ("variable", "value"),
        [
            ("HUIYIN_PORT", "many"),
            ("HUIYIN_SAMPLE_PASSWORD", "short"),
            ("HUIYIN_INTAKE_DATABASE_URL", "mysql://x"),
        ],
    )
    def test_a_wrong_setting_names_its_variable(
        self, tmp_path: Path, variable: str, value: str
    ) -> None:
        done = huiyin("check-config", **{"HUIYIN_DATA_DIR": str(tmp_path), variable: value})

        assert is_one_sentence(done), done.stderr
        assert variable in done.stderr

    def test_without_sample_the_first_admin_is_made_by_hand(self, tmp_path: Path) -> None:
        misspelt = {"HUIYIN_PROT": "1"}
        program = EmbeddedProgram(tmp_path / "var", sample=False, settings=misspelt)
        program.start()
        try:
            assert "'huiyin init' makes the first admin" in program.log.read_text()
            assert "did you mean HUIYIN_PORT?" in program.log.read_text()
            made = huiyin(
                "init",
                "--username",
                "chief",
                "--name",
                "总管",
                **program.environment,
                HUIYIN_ADMIN_PASSWORD="a long enough pass 9",
            )
            assert made.exit_code == 0, made.stderr
            Person(program.url, "chief", "a long enough pass 9")
        finally:
            program.stop()


class TestBackup:
    def test_restoring_brings_back_the_state_and_the_services_agree_again(
        self, program: EmbeddedProgram, tmp_path: Path
    ) -> None:
        manager = Person(program.url, "manager")
        for number in range(5):
            speak(manager, f"第{number}次来,等位都很久")
        before = drained(program)
        program.command("backup", str(tmp_path / "backup"))
        speak(manager, "备份之后的一句话")
        program.stop()

        restored = huiyin("restore", str(tmp_path / "backup"), **program.environment)
        assert restored.exit_code == 0, restored.stderr
        program.start()

        after = drained(program)
        assert after["received"] == before["received"]
        assert generation(program) == 2
        Person(program.url, "manager")

    def test_restoring_leaves_audit_logs_that_can_be_verified(
        self, program: EmbeddedProgram, tmp_path: Path
    ) -> None:
        program.command("backup", str(tmp_path / "backup"))
        program.command("keys", "add", "after", "--scope", "feedback:write")
        program.stop()
        program.command("restore", str(tmp_path / "backup"))
        intact = program.command("audit", "verify")
        program.start()
        kept = audited(program)
        program.command("keys", "add", "again", "--scope", "feedback:write")
        program.stop()

        assert "intact" in intact
        assert len(audited(program)) > len(kept)
        assert "intact" in program.command("audit", "verify")
        alter(program, "triage", "UPDATE audit_entry SET actor = 'nobody' WHERE seq = 1")
        assert huiyin("audit", "verify", **program.environment).exit_code == 1

    def test_an_altered_backup_is_refused(self, resting: EmbeddedProgram, tmp_path: Path) -> None:
        resting.command("backup", str(tmp_path / "backup"))
        with (tmp_path / "backup" / "intake.sqlite3").open("ab") as file:
            file.write(b"x")

        done = huiyin("restore", str(tmp_path / "backup"), **resting.environment)

        assert is_one_sentence(done), done.stderr

    def test_restoring_under_a_running_system_is_refused(
        self, shared_program: EmbeddedProgram, tmp_path: Path
    ) -> None:
        shared_program.command("backup", str(tmp_path / "backup"))

        done = huiyin("restore", str(tmp_path / "backup"), **shared_program.environment)

        assert is_one_sentence(done), done.stderr


class TestReconcile:
    def test_waits_for_what_is_on_its_way(self, program: EmbeddedProgram) -> None:
        manager = Person(program.url, "manager")
        for number in range(20):
            speak(manager, f"第{number}号桌的灯坏了")

        found = huiyin("reconcile", "--json", **program.environment)

        assert found.exit_code == 0, found.stdout
        assert json.loads(found.stdout)["in_flight"] == 0


class TestRepair:
    def test_reconcile_names_a_lost_case_and_brings_it_back(self, program: EmbeddedProgram) -> None:
        said = speak(Person(program.url, "manager"), "空调滴水")
        drained(program)
        alter(program, "followup", "DELETE FROM cases")

        found = huiyin("reconcile", **program.environment)
        repaired = huiyin("reconcile", "--repair", **program.environment)

        assert found.exit_code == 1
        assert "followup has no case" in found.stdout
        assert repaired.exit_code == 1
        wait_until(
            lambda: Person(program.url, "manager").get(
                "/followup/v1/cases", ticket_no=said["ticket_no"]
            )["items"],
            what="the case again",
        )


class TestAudit:
    def test_an_edited_row_is_found(self, resting: EmbeddedProgram) -> None:
        assert huiyin("audit", "verify", **resting.environment).exit_code == 0
        alter(resting, "triage", "UPDATE audit_entry SET actor = 'nobody' WHERE seq = 3")

        done = huiyin("audit", "verify", **resting.environment)

        assert is_one_sentence(done), done.stderr
        assert "triage" in done.stderr
        assert "3" in done.stderr


class TestExport:
    def test_formulas_are_neutralised_and_numbers_masked(
        self, shared_program: EmbeddedProgram, tmp_path: Path
    ) -> None:
        speak(Person(shared_program.url, "manager"), "=cmd|' /C calc'!A0 电话13912345678")
        drained(shared_program)

        shared_program.command("export", str(tmp_path / "cases.csv"))

        with (tmp_path / "cases.csv").open(encoding="utf-8-sig") as file:
            row = next(csv.DictReader(file))
        assert row["text"].startswith("'=cmd")
        assert "13912345678" not in row["text"]


class TestParked:
    def test_nothing_is_failing(self, shared_program: EmbeddedProgram) -> None:
        assert "No event is failing." in shared_program.command("parked", "list")


class TestKeys:
    def test_a_key_lets_a_machine_speak_until_it_is_revoked(
        self, shared_program: EmbeddedProgram
    ) -> None:
        made = shared_program.command("keys", "add", "till", "--scope", "feedback:write")
        key = next(word for word in made.split() if word.startswith("hy_"))

        def status() -> int:
            return httpx.post(
                f"{shared_program.url}/intake/v1/feedback",
                json={"text": "收银机出错", "channel": "api"},
                headers={"Authorization": f"Bearer {key}"},
            ).status_code

        wait_until(lambda: status() == 201, what="the key known to intake")
        key_id = next(
            one for one in Person(shared_program.url, "admin").get("/triage/v1/api-keys")["items"]
        )
        shared_program.command("keys", "revoke", key_id["id"])

        wait_until(lambda: status() == 401, what="the key refused")


def alter(program: EmbeddedProgram, service: str, statement: str) -> None:
    connection = sqlite3.connect(program.folder / f"{service}.sqlite3", timeout=10)
    connection.execute(statement)
    connection.commit()
    connection.close()


def audited(program: EmbeddedProgram) -> list[str]:
    connection = sqlite3.connect(program.folder / "triage.sqlite3", timeout=10)
    found = [row[0] for row in connection.execute("SELECT action FROM audit_entry ORDER BY seq")]
    connection.close()
    return found


def generation(program: EmbeddedProgram) -> int:
    connection = sqlite3.connect(program.folder / "triage.sqlite3")
    found: int = connection.execute("SELECT generation FROM service_state").fetchone()[0]
    connection.close()
    return found
