"""Settings are right by default; a wrong one ends in one sentence with the variable's name."""

import os
import stat
from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import Field

from shared.settings import (
    ServiceSettings,
    SettingsError,
    kept_secret,
    load,
    service_database_url,
    unknown_said,
    unknown_variables,
    variables,
)

SECRET = "s" * 32
POSTGRES = "postgresql://user:word@127.0.0.1/intake"


class IntakeSettings(ServiceSettings):
    service: ClassVar[str] = "intake"
    database_url: str = service_database_url("intake")
    hours: dict[str, str] = Field(default_factory=dict, description="When somebody is there.")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """Give each test an environment without settings but the data folder."""
    for name in [name for name in os.environ if name.startswith("HUIYIN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HUIYIN_DATA_DIR", str(tmp_path))
    return monkeypatch


class TestDefaults:
    def test_run_the_embedded_system(self, tmp_path: Path) -> None:
        settings = load(IntakeSettings)

        assert settings.is_embedded
        assert settings.public_url == "http://127.0.0.1:8000"
        assert settings.keys_url == "http://127.0.0.1:8000/triage/v1/auth/jwks.json"
        assert settings.database_url == f"sqlite:///{tmp_path}/intake.sqlite3"

    def test_follow_the_port(self, environment: pytest.MonkeyPatch) -> None:
        environment.setenv("HUIYIN_PORT", "8123")

        assert load(IntakeSettings).public_url == "http://127.0.0.1:8123"

    def test_stand_for_empty_variables(self, environment: pytest.MonkeyPatch) -> None:
        environment.setenv("HUIYIN_BUS_URL", "")

        assert load(IntakeSettings).bus_url is None


class TestDatabaseUrl:
    def test_of_the_service_goes_before_the_common_one(
        self, environment: pytest.MonkeyPatch
    ) -> None:
        environment.setenv("HUIYIN_SECRET_KEY", SECRET)
        environment.setenv("HUIYIN_DATABASE_URL", "postgresql://common/x")
        assert load(IntakeSettings).database_url == "postgresql://common/x"

        environment.setenv("HUIYIN_INTAKE_DATABASE_URL", POSTGRES)
        assert load(IntakeSettings).database_url == POSTGRES


class TestLoad:
    @pytest.mark.parametrize(
        ("name", "value", "remedy"),
        [
            ("HUIYIN_PORT", "eighty", "integer"),
            ("HUIYIN_PORT", "70000", "65535"),
            ("HUIYIN_PUBLIC_URL", "feedback.example.com", "https://"),
            ("HUIYIN_PUBLIC_URL", "https://", "https://"),
            ("HUIYIN_KEYS_URL", "http://triage:many/jwks.json", "https://"),
            ("HUIYIN_BUS_URL", "http://x", "amqp://"),
            ("HUIYIN_BUS_URL", "amqp://u:p@h:many/", "host:port"),
            ("HUIYIN_BUS_URL", "amqp:///", "host:port"),
            ("HUIYIN_INTAKE_DATABASE_URL", "sqlite:///:memory:", "sqlite:///file"),
            ("HUIYIN_INTAKE_DATABASE_URL", "sqlite:///", "sqlite:///file"),
            ("HUIYIN_INTAKE_DATABASE_URL", "mysql://x", "postgresql://"),
            ("HUIYIN_INTAKE_DATABASE_URL", "postgresql://u:p@h:abc/x", "host:port"),
            ("HUIYIN_HOURS", "{x", "JSON"),
            ("HUIYIN_SECRET_KEY", "short", "32 characters"),
            ("HUIYIN_PREVIOUS_SECRET_KEYS", f"{SECRET},short", "32 characters"),
            ("HUIYIN_LOG_LEVEL", "loud", "warning"),
        ],
    )
    def test_names_the_wrong_variable_and_the_remedy(
        self, environment: pytest.MonkeyPatch, name: str, value: str, remedy: str
    ) -> None:
        environment.setenv(name, value)

        with pytest.raises(SettingsError) as caught:
            load(IntakeSettings)

        assert str(caught.value).startswith(name)
        assert remedy in str(caught.value)
        assert "\n" not in str(caught.value)
        assert SECRET not in str(caught.value)

    @pytest.mark.parametrize(
        ("name", "value"),
        [("HUIYIN_DATABASE_URL", POSTGRES), ("HUIYIN_BUS_URL", "amqp://guest:guest@127.0.0.1/")],
    )
    def test_wants_a_secret_beyond_one_process(
        self, environment: pytest.MonkeyPatch, name: str, value: str
    ) -> None:
        environment.setenv(name, value)
        with pytest.raises(SettingsError, match=r"^HUIYIN_SECRET_KEY is missing"):
            load(IntakeSettings)

        environment.setenv("HUIYIN_SECRET_KEY", SECRET)
        assert load(IntakeSettings).secret() == SECRET.encode()

    def test_never_shows_secrets(self, environment: pytest.MonkeyPatch) -> None:
        environment.setenv("HUIYIN_SECRET_KEY", SECRET)
        environment.setenv("HUIYIN_BUS_URL", "amqp://guest:hidden@127.0.0.1/")

        shown = repr(load(IntakeSettings))

        assert SECRET not in shown
        assert "hidden" not in shown


class TestSecret:
    def test_is_made_once_for_its_owner_only(self, tmp_path: Path) -> None:
        first = load(IntakeSettings).secret()
        path = tmp_path / "keys" / "secret"

        assert load(IntakeSettings).secret() == first
        assert len(first) == 64
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert [one.name for one in path.parent.iterdir()] == ["secret"]

    def test_is_never_replaced_when_damaged(self, tmp_path: Path) -> None:
        path = tmp_path / "secret"
        path.write_text("")

        with pytest.raises(SettingsError, match="restore it from a backup"):
            kept_secret(path)

    def test_says_so_when_the_folder_is_no_folder(self, tmp_path: Path) -> None:
        (tmp_path / "keys").write_text("a file")

        with pytest.raises(SettingsError, match="HUIYIN_DATA_DIR"):
            kept_secret(tmp_path / "keys" / "secret")

    def test_of_old_keeps_the_audit_key(self, environment: pytest.MonkeyPatch) -> None:
        environment.setenv("HUIYIN_SECRET_KEY", SECRET)
        before = load(IntakeSettings).audit_key()
        environment.setenv("HUIYIN_SECRET_KEY", "n" * 32)
        environment.setenv("HUIYIN_PREVIOUS_SECRET_KEYS", SECRET)

        assert load(IntakeSettings).audit_key() == before


class TestVariables:
    def test_are_each_described(self) -> None:
        found = {one.name: one for one in variables(IntakeSettings)}

        assert all(one.description for one in found.values())
        assert found["HUIYIN_SECRET_KEY"].is_secret
        assert found["HUIYIN_PORT"].default == "8000"
        assert "HUIYIN_INTAKE_DATABASE_URL" in found

    def test_misspelt_are_found_with_what_was_meant(self, environment: pytest.MonkeyPatch) -> None:
        environment.setenv("HUIYIN_PROT", "1")
        environment.setenv("HUIYIN_ZZZ", "1")
        environment.setenv("huiyin_loglevel", "info")

        found = unknown_variables()

        assert found == {
            "HUIYIN_PROT": "HUIYIN_PORT",
            "HUIYIN_ZZZ": None,
            "huiyin_loglevel": "HUIYIN_LOG_LEVEL",
        }
        assert "HUIYIN_PROT (did you mean HUIYIN_PORT?), HUIYIN_ZZZ" in unknown_said(found)

    @pytest.mark.parametrize(
        "name",
        [
            *("HUIYIN_SAMPLE_PASSWORD", "HUIYIN_TRIAGE_DATABASE_URL", "HUIYIN_ADMIN_PASSWORD"),
            *("HUIYIN_LISTEN", "HUIYIN_INTAKE_SECRET_KEY", "HUIYIN_BENCH_DATA", "HUIYIN_FAULTS"),
            *("HUIYIN_DATABASE_URL", "huiyin_port"),
        ],
    )
    def test_of_others_are_known(self, environment: pytest.MonkeyPatch, name: str) -> None:
        environment.setenv(name, "1")

        assert unknown_variables() == {}
