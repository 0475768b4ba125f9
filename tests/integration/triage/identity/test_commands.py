"""The commands of an operator, on a database of their own."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from services.triage.cli import app
from shared import migrations

GOOD = "orange soda without ice"

Command = Callable[..., Result]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Return what runs a command of triage in a new data folder."""
    monkeypatch.setenv("HUIYIN_DATA_DIR", str(tmp_path))
    asyncio.run(migrations.upgrade(f"sqlite:///{tmp_path}/triage.sqlite3", "triage"))
    return lambda *words, **more: CliRunner().invoke(app, [*words], **more)


def first_admin(command: Command) -> Result:
    return command("init", "--password-stdin", input=f"{GOOD}\n")


class TestInit:
    def test_makes_the_first_admin_only(self, command: Command) -> None:
        first, second = first_admin(command), first_admin(command)

        assert (first.exit_code, second.exit_code) == (0, 1)
        assert "admin already" in second.stderr

    def test_asks_for_the_password_twice(self, command: Command) -> None:
        assert command("init", input=f"{GOOD}\n{GOOD}\n").exit_code == 0

    def test_takes_the_password_from_the_environment(self, command: Command) -> None:
        assert command("init", env={"HUIYIN_ADMIN_PASSWORD": GOOD}).exit_code == 0

    def test_refuses_a_weak_password_in_one_sentence(self, command: Command) -> None:
        result = command("init", "--password-stdin", input="short\n")

        assert result.exit_code == 1
        assert result.stderr == "huiyin: A password has at least 10 characters.\n"


class TestStaff:
    def test_are_added_with_a_one_time_password(self, command: Command) -> None:
        result = command("staff", "add", "wang.xm", "--name", "王晓梅", "--role", "agent")
        twice = command("staff", "add", "wang.xm", "--name", "王晓梅", "--role", "agent")
        unfit = command("staff", "add", "li", "--name", "李", "--role", "boss")

        assert re.search(r"signs in once with ([a-z2-7]{4}-){3}[a-z2-7]{4}$", result.stdout)
        assert (twice.exit_code, unfit.exit_code) == (1, 1)
        assert "taken" in twice.stderr

    def test_name_teams_that_there_are(self, command: Command) -> None:
        result = command(
            *("staff", "add", "li", "--name", "李", "--role", "agent", "--team", "食品安全")
        )

        assert result.exit_code == 1
        assert "there is no team 食品安全" in result.stderr

    def test_name_stores_that_there_are(self, command: Command) -> None:
        result = command(
            *("staff", "add", "li", "--name", "李", "--role", "store_manager", "--store", "S404")
        )

        assert result.exit_code == 1
        assert "There is no store 'S404'. Give the code of a known store" in result.stderr

    def test_get_a_new_password(self, command: Command) -> None:
        first_admin(command)

        assert "signs in once with" in command("staff", "reset-password", "admin").stdout
        assert command("staff", "reset-password", "nobody").exit_code == 1


class TestKeys:
    @pytest.mark.parametrize(
        ("option", "value", "said"),
        [
            ("--store", "S404", "There is no store 'S404'."),
            (
                "--channel",
                "telegraph",
                "There is no channel 'telegraph'. Known channels: api, app,",
            ),
        ],
    )
    def test_are_bound_to_what_there_is(
        self, command: Command, option: str, value: str, said: str
    ) -> None:
        result = command("keys", "add", "crm", "--scope", "feedback:write", option, value)

        assert result.exit_code == 1
        assert said in result.stderr

    def test_are_added_and_revoked(self, command: Command) -> None:
        added = command("keys", "add", "crm", "--scope", "feedback:write")
        key_id, key = added.stdout.split()

        assert key.startswith("hy_")
        assert command("keys", "revoke", key_id).stdout == "crm is revoked\n"
        assert command("keys", "add", "crm", "--scope", "everything").exit_code == 1

    def test_that_sign_are_rotated(self, command: Command) -> None:
        assert "in an hour" in command("rotate-keys").stdout
        assert "from now on" in command("rotate-keys", "--now").stdout


class TestSample:
    def test_is_for_an_empty_database(self, command: Command) -> None:
        first = command("sample", env={"HUIYIN_SAMPLE_PASSWORD": "sample-password"})
        second = command("sample")

        assert (first.exit_code, second.exit_code) == (0, 1)
        assert "sample-password" not in first.stdout
