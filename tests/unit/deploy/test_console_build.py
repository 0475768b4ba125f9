"""The console is built when its sources changed; where that cannot be, one sentence says why."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
BUILT = "mkdir -p {at}/console/dist; echo '<!doctype html>' >{at}/console/dist/index.html"
INSTALLED = "mkdir -p {at}/console/node_modules"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Make a folder with the script, a console of one source, and a Node that is new enough."""
    shutil.copytree(ROOT / "deploy" / "console", tmp_path / "deploy" / "console")
    (tmp_path / "console").mkdir()
    for name in ("package.json", "package-lock.json", "main.ts"):
        (tmp_path / "console" / name).write_text("{}")
    (tmp_path / "bin").mkdir()
    program(tmp_path, "node", "exit 0")
    npm(tmp_path)
    return tmp_path


def program(checkout: Path, name: str, text: str) -> None:
    path = checkout / "bin" / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def npm(checkout: Path, *, install: str = INSTALLED, build: str = BUILT) -> None:
    """Put an `npm` in place that writes down its word and then does as told."""
    program(
        checkout,
        "npm",
        f'echo "$1" >>{checkout}/calls\ncase "$1" in\nci) {install.format(at=checkout)};;\n'
        f"run) {build.format(at=checkout)};;\nesac",
    )


def build(checkout: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 -- the script under test
        ["/bin/sh", str(checkout / "deploy" / "console" / "build.sh"), *words],
        env={"PATH": f"{checkout}/bin:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def calls(checkout: Path) -> list[str]:
    return (checkout / "calls").read_text().split()


class TestBuild:
    def test_happens_once_for_the_same_sources(self, checkout: Path) -> None:
        first, second = build(checkout), build(checkout)

        assert (first.returncode, second.returncode) == (0, 0)
        assert calls(checkout) == ["ci", "run"]
        assert second.stderr == ""

    def test_happens_again_for_a_changed_source_without_installing(self, checkout: Path) -> None:
        build(checkout)
        (checkout / "console" / "main.ts").write_text("changed")

        build(checkout)

        assert calls(checkout) == ["ci", "run", "run"]

    def test_happens_again_when_what_was_built_is_gone(self, checkout: Path) -> None:
        build(checkout)
        shutil.rmtree(checkout / "console" / "dist")

        build(checkout)

        assert calls(checkout) == ["ci", "run", "run"]


class TestImpossible:
    @pytest.fixture
    def offline(self, checkout: Path) -> Path:
        npm(checkout, install="echo network >&2; exit 1")
        return checkout

    def test_is_one_sentence_and_a_failure(self, offline: Path) -> None:
        done = build(offline)

        assert done.returncode == 1
        assert done.stderr.splitlines()[-1].startswith("console: its packages could not be")

    def test_lets_the_services_start_all_the_same(self, offline: Path) -> None:
        done = build(offline, "--or-go-on")

        assert done.returncode == 0
        assert done.stderr.splitlines()[-1].endswith("The services start without it.")

    def test_old_node_is_named(self, checkout: Path) -> None:
        program(checkout, "node", "exit 1")

        done = build(checkout)

        assert done.returncode == 1
        assert "Node 20.19" in done.stderr

    def test_missing_sources_are_named(self, checkout: Path) -> None:
        shutil.rmtree(checkout / "console")

        done = build(checkout, "--or-go-on")

        assert done.returncode == 0
        assert "no sources in console/" in done.stderr
