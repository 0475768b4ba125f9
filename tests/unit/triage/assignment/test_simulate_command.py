"""`huiyin triage simulate` plays a file in whatever order, or says why not."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from services.triage.cli import app

ARRIVALS = [f"2026-11-02T{hour:02}:00:00+08:00" for hour in range(9, 18)]
PLAN = """
default_team = "A"
[[team]]
name = "A"
[[team.shift]]
start = "{start}"
end = "18:00"
timezone = "{zone}"
[[staff]]
username = "li"
teams = ["A"]
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return written(tmp_path / "plan.toml", PLAN.format(start="09:00", zone="Asia/Shanghai"))


def written(place: Path, text: str) -> Path:
    place.write_text(text, "utf-8")
    return place


def arrivals(folder: Path, times: Sequence[str]) -> Path:
    return written(folder / "arrivals.csv", "\n".join(["received_at", *times]))


def simulate(*told: str | Path) -> Result:
    words = ["simulate", "--without-database", "--json", *map(str, told)]
    return CliRunner().invoke(app, words)


def rows(result: Result) -> list[Any]:
    assert result.exit_code == 0, result.output
    found: list[Any] = json.loads(result.stdout)
    return found


class TestSimulate:
    def test_plays_a_file_the_same_whatever_its_order(self, tmp_path: Path, plan: Path) -> None:
        there, back = (
            rows(simulate("--arrivals", arrivals(tmp_path, times), "--plan", plan))
            for times in (ARRIVALS, ARRIVALS[::-1])
        )
        assert there == back
        assert (there[0]["cases"], there[0]["unassigned"]) == (len(ARRIVALS), 0)

    @pytest.mark.parametrize(
        ("period", "cases"),
        [
            (("--since", "2026-11-02T12:00:00"), 6),
            (("--until", "2026-11-02T12:00:00"), 3),
            (("--since", "2026-11-02T10:00:00", "--until", "2026-11-02T12:00:00"), 2),
        ],
    )
    def test_counts_what_came_in_the_period(
        self, tmp_path: Path, plan: Path, period: tuple[str, ...], cases: int
    ) -> None:
        file = arrivals(tmp_path, ARRIVALS)
        assert rows(simulate("--arrivals", file, "--plan", plan, *period))[0]["cases"] == cases


class TestRefusals:
    @pytest.mark.parametrize(
        ("start", "zone", "said"),
        [
            ("25:99", "Asia/Shanghai", "team.0.shift.0.start"),
            ("nine", "Asia/Shanghai", "team.0.shift.0.start"),
            ("09:00", "Mars/Phobos", "Mars/Phobos"),
        ],
    )
    def test_name_what_is_wrong_with_a_shift(
        self, tmp_path: Path, start: str, zone: str, said: str
    ) -> None:
        file = written(tmp_path / "odd.toml", PLAN.format(start=start, zone=zone))
        result = simulate("--arrivals", arrivals(tmp_path, ARRIVALS), "--plan", file)
        assert result.exit_code == 1
        assert isinstance(result.exception, SystemExit)
        assert said in result.output

    def test_name_a_person_nobody_knows(self, tmp_path: Path) -> None:
        file = written(tmp_path / "odd.toml", '[[staff]]\nusername = "agnet01"\ncapacity = 9\n')
        result = simulate("--arrivals", arrivals(tmp_path, ARRIVALS), "--plan", file)
        assert result.exit_code == 1
        assert "agnet01" in result.output

    @pytest.mark.parametrize("times", [["0001-01-01"], ["9999-12-31"]])
    def test_name_a_time_that_was_never_meant(self, tmp_path: Path, times: list[str]) -> None:
        result = simulate("--arrivals", arrivals(tmp_path, times))
        assert result.exit_code == 1
        assert "arrivals.csv:2: received_at" in result.output

    def test_name_a_period_that_was_never_meant(self, tmp_path: Path) -> None:
        file = arrivals(tmp_path, ARRIVALS)
        result = simulate("--arrivals", file, "--since", "0001-01-01")
        assert result.exit_code == 1
        assert "--since" in result.output
