"""The commands of both READMEs do what they say, on the running system."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.fixtures.systems import ROOT, EmbeddedProgram, running

READMES = ("README.md", "README.zh-CN.md")
MOST_LINES = 120
WAITS = (
    """until curl -s "$api/followup/v1/cases?ticket_no=$(echo "$said" | field '["ticket_no"]')" \\
      -H "Authorization: Bearer $manager" | grep -q '"case_id"\\|"id"'; do sleep 0.2; done""",
    """until curl -s $(echo "$said" | field '["track_url"]') | grep -q /followup/s/
      do sleep 0.2; done""",
    "until .venv/bin/huiyin reconcile --json >/dev/null; do :; done",
)
"""What the walk waits for, two seconds each where nothing else runs."""


def walk_of(readme: str) -> str:
    """Return the commands that walk the loop once."""
    blocks: list[str] = re.findall(r"```sh\n(.*?)```", (ROOT / readme).read_text(), flags=re.DOTALL)
    return next(block for block in blocks if "survey=" in block)


class TestReadme:
    @pytest.mark.parametrize("readme", READMES)
    def test_is_short_and_has_a_picture(self, readme: str) -> None:
        text = (ROOT / readme).read_text()

        assert len(text.splitlines()) <= MOST_LINES
        assert "```mermaid" in text

    @pytest.mark.parametrize("readme", READMES)
    def test_every_link_leads_somewhere(self, readme: str) -> None:
        links = re.findall(r"\]\(([^)#]+)\)", (ROOT / readme).read_text())

        assert [link for link in links if not (ROOT / link).exists()] == []

    def test_walking_the_loop_works(self, tmp_path: Path) -> None:
        with running(tmp_path / "var") as system:
            for readme in READMES:
                self.walk(readme, system)

    def walk(self, readme: str, system: EmbeddedProgram) -> None:
        waits = iter(WAITS)
        commands = (
            re.sub("^sleep 2$", lambda _: next(waits), walk_of(readme), flags=re.MULTILINE)
            .replace("http://127.0.0.1:8000", system.url)
            .replace("'a sample password'", f"'{system.environment['HUIYIN_SAMPLE_PASSWORD']}'")
        )
        done = subprocess.run(  # noqa: S603
            ["/bin/bash", "-eu", "-c", commands],
            env=system.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

        assert done.returncode == 0, done.stdout + done.stderr
        assert "Balanced, drained, nothing differs." in done.stdout
        assert "食品安全" in done.stdout or "food" in done.stdout
