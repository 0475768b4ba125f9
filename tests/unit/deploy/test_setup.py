"""Set-up ends in one clear sentence when the machine cannot do it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "deploy" / "setup.sh"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Make a folder with what set-up reads and nothing it has made yet."""
    (tmp_path / "deploy").mkdir()
    shutil.copy(SCRIPT, tmp_path / "deploy" / "setup.sh")
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "requirements.lock").write_text("")
    return tmp_path


def program(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def uv_calls(checkout: Path) -> Path:
    """Put a `uv` in place that only writes down how it was called; return that file."""
    folder = checkout / "bin"
    folder.mkdir()
    calls = folder / "calls"
    installed = "mkdir -p .venv/bin; : >.venv/bin/huiyin; chmod +x .venv/bin/huiyin"
    program(folder, "uv", f'echo "$@" >>{calls}\n{installed}')
    return calls


def run(checkout: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 -- the script under test
        ["/bin/sh", str(checkout / "deploy" / "setup.sh")],
        env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


class TestSetup:
    def test_an_old_python_is_one_sentence(self, checkout: Path) -> None:
        old = program(checkout, "python3.9", "exit 1")

        done = run(checkout, HUIYIN_PYTHON=str(old))

        assert done.returncode == 1
        assert done.stderr == (
            f"setup: HUIYIN_PYTHON={old} is older than Python 3.11, which Huiyin needs.\n"
        )

    def test_no_new_enough_python_on_path_is_one_sentence(self, checkout: Path) -> None:
        folder = checkout / "bin"
        folder.mkdir()
        for name in ("cat", "cksum", "dirname", "id"):
            found = shutil.which(name)
            assert found
            (folder / name).symlink_to(found)
        program(folder, "python3", '[ "$1" = --version ] && echo Python 3.9.2 || exit 1')

        done = run(checkout, PATH=str(folder))

        assert done.returncode == 1
        assert done.stderr == (
            "setup: Huiyin needs Python 3.11 or newer and found Python 3.9.2: "
            "install one, or name it with HUIYIN_PYTHON.\n"
        )

    def test_a_missing_program_is_one_sentence(self, checkout: Path) -> None:
        done = run(checkout, HUIYIN_PYTHON="/nowhere/python3")

        assert done.returncode == 1
        assert done.stderr == (
            "setup: HUIYIN_PYTHON=/nowhere/python3 is not a program that can be run.\n"
        )

    def test_fetches_uv_without_news_of_pip(self, checkout: Path) -> None:
        calls, python = checkout / "calls", checkout / "python-new"
        made = f"mkdir -p .tools/uv/bin; ln -s {python} .tools/uv/bin/python"
        program(checkout, python.name, f'echo "$@" >>{calls}\n[ "$2" != venv ] || {{ {made}; }}')

        run(checkout, HUIYIN_PYTHON=str(python), PATH="/usr/bin:/bin")

        (fetched,) = (line for line in calls.read_text().splitlines() if "pip install" in line)
        assert "--disable-pip-version-check" in fetched

    def test_is_skipped_while_nothing_changed(self, checkout: Path, uv_calls: Path) -> None:
        path = f"{uv_calls.parent}:{os.environ['PATH']}"

        first, second = run(checkout, PATH=path), run(checkout, PATH=path)

        assert (first.returncode, second.returncode) == (0, 0)
        assert uv_calls.read_text().count("pip sync") == 1

    def test_runs_again_when_the_lock_changed(self, checkout: Path, uv_calls: Path) -> None:
        path = f"{uv_calls.parent}:{os.environ['PATH']}"

        run(checkout, PATH=path)
        (checkout / "requirements.lock").write_text("changed")
        run(checkout, PATH=path)

        assert uv_calls.read_text().count("pip sync") == 2
