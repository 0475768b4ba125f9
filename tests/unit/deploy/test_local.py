"""What the local servers decide before anything is started."""

import subprocess
from pathlib import Path

import pytest

from deploy.local.__main__ import checked_settings, description_of, settings_from
from deploy.local.accounts import is_enterable_by_all, lasting_folder
from deploy.local.command import write_command
from deploy.local.errors import CannotStartError
from deploy.local.gateway import render
from deploy.local.ports import free_port, is_free
from deploy.local.stack import DistributedStack
from shared.settings import SettingsError


class TestSettings:
    def test_default_to_port_8000_and_var(self) -> None:
        settings = settings_from({})

        assert (settings.port, settings.data_dir) == (8000, Path("var"))
        assert settings.database_urls == {}
        assert settings.bus_url is None

    def test_take_servers_that_run_already(self) -> None:
        urls = {
            f"HUIYIN_{name}_DATABASE_URL": f"postgresql://{name}" for name in ("INTAKE", "TRIAGE")
        }
        urls["HUIYIN_FOLLOWUP_DATABASE_URL"] = "postgresql://FOLLOWUP"

        settings = settings_from({**urls, "HUIYIN_BUS_URL": "amqp://bus/"})

        assert settings.database_urls["triage"] == "postgresql://TRIAGE"
        assert settings.bus_url == "amqp://bus/"

    def test_refuse_one_database_of_three(self) -> None:
        with pytest.raises(CannotStartError, match="databases of followup, triage are not named"):
            settings_from({"HUIYIN_INTAKE_DATABASE_URL": "postgresql://here/intake"})

    @pytest.mark.parametrize(
        ("triage", "reason"),
        [
            ("postgresql://other@HERE:5432/one", "name the same database"),
            ("postgresql://here:many/triage", "cannot be read"),
        ],
    )
    def test_refuse_databases_that_will_not_do(self, triage: str, reason: str) -> None:
        with pytest.raises((CannotStartError, SettingsError), match=reason):
            settings_from(
                {
                    "HUIYIN_INTAKE_DATABASE_URL": "postgresql://here/one",
                    "HUIYIN_TRIAGE_DATABASE_URL": triage,
                    "HUIYIN_FOLLOWUP_DATABASE_URL": "postgresql://here/followup",
                }
            )

    @pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
    def test_refuse_what_is_no_port(self, port: str) -> None:
        with pytest.raises(CannotStartError, match=f"HUIYIN_PORT={port} is not a port"):
            settings_from({"HUIYIN_PORT": port})


class TestCheckedSettings:
    def test_need_no_secret_for_a_broker_as_the_stack_makes_one(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("HUIYIN_SECRET_KEY", raising=False)
        monkeypatch.setenv("HUIYIN_BUS_URL", "amqp://bus/")
        monkeypatch.setenv("HUIYIN_SAMPLE", "off")

        assert not checked_settings().sample

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("HUIYIN_LOG_LEVEL", "loud"),
            ("HUIYIN_SAMPLE_PASSWORD", "short"),
            ("HUIYIN_RETENTION_MONTHS", "many"),
            ("HUIYIN_SECRET_KEY", "short"),
        ],
    )
    def test_refuse_before_anything_is_started(
        self, monkeypatch: pytest.MonkeyPatch, name: str, value: str
    ) -> None:
        monkeypatch.setenv(name, value)

        with pytest.raises(SettingsError, match=f"{name} is not valid"):
            checked_settings()


class TestDescription:
    def test_says_how_the_first_admin_is_made_without_the_sample(self) -> None:
        stack = DistributedStack()

        assert "init' makes the first admin" in description_of(stack, sample=False)
        assert "init" not in description_of(stack, sample=True)


class TestCommand:
    def test_runs_the_program_with_the_variables_of_the_stack(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        program = tmp_path / "the program"
        program.write_text('#!/bin/sh\nprintf "%s|" "$HUIYIN_BRAND" "$HUIYIN_PORT" "$OTHER" "$@"\n')
        program.chmod(0o700)
        monkeypatch.setenv("HUIYIN_BRAND", "another")
        monkeypatch.setenv("OTHER", "the person's")

        write_command(
            tmp_path / "huiyin", program, {"HUIYIN_BRAND": "it's $1", "OTHER": "the stack's"}
        )

        assert output_of(tmp_path / "huiyin", "backup", "a folder") == (
            "it's $1||the person's|backup|a folder|"
        )

    def test_is_for_its_account_only_as_it_holds_the_key(self, tmp_path: Path) -> None:
        path = tmp_path / "huiyin"
        path.write_text("of an earlier run")
        path.chmod(0o755)

        write_command(path, Path("/bin/true"), {})

        assert path.stat().st_mode & 0o777 == 0o700


def output_of(*words: str | Path) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout  # noqa: S603 -- our own


class TestLastingFolder:
    def test_is_in_the_data_folder_when_all_can_enter_it(self, tmp_path: Path) -> None:
        enterable = Path("/usr/lib")

        assert is_enterable_by_all(enterable)
        assert lasting_folder(enterable, "postgres", root=tmp_path) == enterable / "postgres"

    def test_is_elsewhere_when_root_drops_to_an_account_kept_out(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        private = tmp_path / "private"
        private.mkdir(mode=0o700)
        monkeypatch.setattr("os.geteuid", lambda: 0)

        chosen = lasting_folder(private / "var", "postgres", root=Path("/elsewhere"))

        assert chosen.parent.parent == Path("/elsewhere")

    def test_differs_by_data_folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        tmp_path.chmod(0o700)
        monkeypatch.setattr("os.geteuid", lambda: 0)
        root = Path("/elsewhere")

        first = lasting_folder(tmp_path / "a", "postgres", root=root)

        assert first != lasting_folder(tmp_path / "b", "postgres", root=root)

    def test_stays_where_data_was_put_once(self, tmp_path: Path) -> None:
        data_dir, root = tmp_path / "var", tmp_path / "root"
        data_dir.mkdir(mode=0o700)
        outside = root / _digest_folder(data_dir) / "postgres"
        outside.mkdir(parents=True)

        assert lasting_folder(data_dir, "postgres", root=root) == outside


def _digest_folder(data_dir: Path) -> str:
    import hashlib

    return hashlib.sha256(str(data_dir.absolute()).encode()).hexdigest()[:12]


class TestRender:
    def test_fills_placeholders_and_leaves_nginx_variables(self) -> None:
        assert render("listen ${PORT}; $uri ${OTHER}", {"PORT": "80"}) == "listen 80; $uri ${OTHER}"


class TestPorts:
    def test_a_free_port_is_free(self) -> None:
        assert is_free(free_port())
