"""What an operator types wrong: one sentence says what to do, and nothing is left half done."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from embedded import program
from shared import migrations
from tests.fixtures.systems import typed

Huiyin = Callable[..., Result]
SECRET = "s" * 32
GOOD = "orange soda without ice"


@pytest.fixture
def huiyin(tmp_path: Path) -> Huiyin:
    """Return what runs a command on a data folder that nobody has used yet."""
    return lambda *words, **environment: typed(
        words, {"HUIYIN_DATA_DIR": str(tmp_path / "var"), **environment}
    )


@pytest.fixture
def migrated(tmp_path: Path, huiyin: Huiyin) -> Huiyin:
    """Return what runs a command on databases that are there and empty."""
    for service in ("intake", "triage", "followup"):
        url = f"sqlite:///{tmp_path}/var/{service}.sqlite3"
        asyncio.run(migrations.upgrade(url, service))
    return huiyin


def refused(done: Result) -> str:
    """Return the one sentence in which a command ended."""
    assert done.exit_code == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("huiyin: ")
    return str(line)


class TestCheckConfig:
    def test_names_each_unknown_variable_and_what_was_meant(self, huiyin: Huiyin) -> None:
        said = refused(huiyin("check-config", HUIYIN_PROT="1", HUIYIN_ZZZ="1"))

        assert "HUIYIN_PROT (did you mean HUIYIN_PORT?)" in said
        assert "HUIYIN_ZZZ" in said

    def test_takes_what_others_read(self, huiyin: Huiyin) -> None:
        given = {"HUIYIN_SAMPLE_PASSWORD": GOOD, "HUIYIN_ADMIN_PASSWORD": GOOD}

        assert huiyin("check-config", **given, HUIYIN_LISTEN="8000").exit_code == 0

    @pytest.mark.parametrize(
        ("first", "second", "place"),
        [
            ("sqlite:////srv/one.sqlite3", "sqlite:////srv/../srv/one.sqlite3", "/srv/one.sqlite3"),
            ("postgresql://a:hidden@db/one", "postgresql://b:hidden@DB:5432/one", "db:5432/one"),
        ],
    )
    def test_refuses_one_database_for_two_services(
        self, huiyin: Huiyin, first: str, second: str, place: str
    ) -> None:
        for command in ("check-config", "run", "reconcile"):
            said = refused(
                huiyin(
                    command,
                    HUIYIN_INTAKE_DATABASE_URL=first,
                    HUIYIN_FOLLOWUP_DATABASE_URL=second,
                    HUIYIN_SECRET_KEY=SECRET,
                )
            )

            assert "HUIYIN_INTAKE_DATABASE_URL and HUIYIN_FOLLOWUP_DATABASE_URL" in said
            assert place in said
            assert "hidden" not in said

    def test_refuses_one_database_for_all(self, huiyin: Huiyin, tmp_path: Path) -> None:
        said = refused(
            huiyin("check-config", HUIYIN_DATABASE_URL=f"sqlite:///{tmp_path}/one.sqlite3")
        )

        assert "HUIYIN_DATABASE_URL" in said

    def test_takes_two_databases_on_one_server(self, huiyin: Huiyin) -> None:
        done = huiyin(
            "check-config",
            HUIYIN_INTAKE_DATABASE_URL="postgresql://a:hidden@db/intake",
            HUIYIN_TRIAGE_DATABASE_URL="postgresql://a:hidden@db/triage",
            HUIYIN_SECRET_KEY=SECRET,
        )

        assert done.exit_code == 0
        assert "db:5432/intake" in done.stdout
        assert "hidden" not in done.stdout


class TestNothingThereYet:
    @pytest.mark.parametrize(
        "words",
        [
            *("sample", "init", "reconcile", "parked list", "audit verify", "intake sample"),
            *("export cases.csv", "backup folder"),
        ],
    )
    def test_is_said_and_nothing_is_made(
        self, huiyin: Huiyin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
    ) -> None:
        monkeypatch.chdir(tmp_path)

        said = refused(huiyin(*words.split()))

        assert "nothing yet" in said
        assert list(tmp_path.iterdir()) == []


class TestSample:
    def test_says_when_there_are_people_already(self, migrated: Huiyin) -> None:
        first, second = migrated("sample"), migrated("sample")

        assert "shown only now" in first.stdout
        assert "There are people already" in second.stdout
        assert second.exit_code == 0

    def test_says_nothing_of_them_at_a_start(self, migrated: Huiyin) -> None:
        first, second = migrated("sample", "--if-empty"), migrated("sample", "--if-empty")

        assert "shown only now" in first.stdout
        assert "There are people already" not in second.stdout
        assert "/intake/f/welcome" in second.stdout

    def test_broken_off_in_between_is_loaded_whole_the_next_time(
        self, migrated: Huiyin, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_said: object, **_more: object) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as broken:
            broken.setattr("embedded.sample.intake_sample.load_sample", full)
            assert migrated("sample").exit_code == 1

        assert "shown only now" in migrated("sample").stdout
        assert "there are stores already" in migrated("intake", "sample").stdout


class TestInit:
    def test_asks_for_no_password_where_there_is_an_admin(self, migrated: Huiyin) -> None:
        assert migrated("init", HUIYIN_ADMIN_PASSWORD=GOOD).exit_code == 0

        said = migrated("init")

        assert "Password" not in said.stdout
        assert "admin already" in refused(said)

    def test_without_anybody_to_type_says_how_else(self, migrated: Huiyin) -> None:
        said = migrated("init")

        assert said.exit_code == 1
        assert "HUIYIN_ADMIN_PASSWORD" in said.stderr


class TestExport:
    @pytest.mark.parametrize("place", ["missing/cases.csv", "var", "/dev/full"])
    def test_to_where_nothing_can_be_written_names_the_place(
        self, migrated: Huiyin, tmp_path: Path, place: str
    ) -> None:
        said = refused(migrated("export", str(tmp_path / place)))

        assert str(tmp_path / place) in said
        assert "Error" not in said


class TestBackup:
    @pytest.mark.parametrize("place", ["file", "file/folder", "/proc/backup"])
    def test_to_where_nothing_can_be_written_names_the_place(
        self, migrated: Huiyin, tmp_path: Path, place: str
    ) -> None:
        (tmp_path / "file").touch()

        said = refused(migrated("backup", str(tmp_path / place)))

        assert str(tmp_path / place) in said
        assert "name a new folder" in said

    def test_broken_off_leaves_the_folder_for_the_next(
        self, migrated: Huiyin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_said: object) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as broken:
            broken.setattr("embedded.backup.keep_secret", full)
            said = refused(migrated("backup", str(tmp_path / "backup")))

        assert "No space left" in said
        assert migrated("backup", str(tmp_path / "backup")).exit_code == 0


class TestRestore:
    def test_of_no_backup_makes_no_data_folder(self, huiyin: Huiyin, tmp_path: Path) -> None:
        refused(huiyin("restore", str(tmp_path / "missing")))

        assert not (tmp_path / "var").exists()

    def test_broken_off_replaces_nothing(
        self, migrated: Huiyin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        migrated("backup", str(tmp_path / "backup"))
        migrated("sample")
        before = {one.name for one in (tmp_path / "var").iterdir()}
        copied: list[object] = []

        def full(source: object, target: Path) -> None:
            copied.append(source)
            target.touch()
            if len(copied) == 2:
                raise OSError(28, "No space left on device")

        with monkeypatch.context() as broken:
            broken.setattr("embedded.backup.shutil.copyfile", full)
            said = refused(migrated("restore", str(tmp_path / "backup")))

        assert "No space left" in said
        assert {one.name for one in (tmp_path / "var").iterdir()} == before | {".lock"}
        assert "There are people already" in migrated("sample").stdout

    def test_of_what_a_newer_program_made_is_refused(
        self, migrated: Huiyin, tmp_path: Path
    ) -> None:
        migrated("backup", str(tmp_path / "backup"))
        manifest = tmp_path / "backup" / "manifest.json"
        manifest.write_text(manifest.read_text().replace('"format": 1', '"format": 2'))

        assert "newer program" in refused(migrated("restore", str(tmp_path / "backup")))


class TestALockedDatabase:
    def test_is_named(
        self, migrated: Huiyin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shared.sqlite.PRAGMAS", ("PRAGMA busy_timeout=0",))
        other = sqlite3.connect(tmp_path / "var" / "triage.sqlite3", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")

        said = refused(migrated("triage", "topics"))

        other.close()
        assert "triage database" in said
        assert "locked" in said


class TestServiceCommands:
    def test_migrate_makes_the_folder_too(self, huiyin: Huiyin) -> None:
        assert huiyin("intake", "migrate").exit_code == 0

    def test_a_port_that_there_is_not_is_refused(self, huiyin: Huiyin) -> None:
        assert huiyin("intake", "web", "--port", "99999999").exit_code == 2
        assert huiyin("triage", "worker", "--port", "0").exit_code == 2

    def test_parked_says_that_nothing_fails(self, migrated: Huiyin) -> None:
        assert migrated("intake", "parked", "list").stdout == "No event is failing.\n"

    def test_topics_says_how_many_are_new(self, migrated: Huiyin) -> None:
        first, second = migrated("triage", "topics"), migrated("triage", "topics")

        assert "topics added" in first.stdout
        assert second.stdout == "triage: no topic is missing\n"

    @pytest.mark.parametrize("title", ["", "长" * 81])
    def test_a_form_is_held_to_what_the_api_takes(self, migrated: Huiyin, title: str) -> None:
        said = refused(
            migrated("intake", "forms", "add", "x", "--title-zh", title, "--title-en", "x")
        )

        assert "title_zh" in said


class TestInterrupted:
    def test_while_it_loads_ends_without_a_traceback(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupt() -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(program, "kept", interrupt)

        with pytest.raises(SystemExit) as ended:
            program.main()

        assert ended.value.code == 130
