"""The training process does its job and tells how far it is, or what is wrong."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from services.triage.learning import run
from services.triage.learning.examples import write_examples
from services.triage.learning.model import Model
from tests.unit.triage.learning.conftest import examples


@pytest.fixture
def job(tmp_path: Path) -> dict[str, Any]:
    write_examples(tmp_path / "examples.jsonl", examples())
    write_examples(tmp_path / "held_back.jsonl", examples()[::7])
    return {
        "examples": str(tmp_path / "examples.jsonl"),
        "held_back": str(tmp_path / "held_back.jsonl"),
        "model": str(tmp_path / "new.model"),
        "report": str(tmp_path / "report.json"),
        "shipped": False,
    }


def told(job: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    (tmp_path / "job.json").write_text(json.dumps(job), encoding="utf-8")
    run.main(["run", str(tmp_path / "job.json")])
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


class TestRun:
    def test_writes_a_model_and_its_report(
        self, job: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        lines = told(job, tmp_path, capsys)
        done = [line["done"] for line in lines]
        assert done == sorted(done)
        version = Model.load(Path(job["model"])).version
        assert lines[-1] == {"stage": "finished", "done": 1, "version": version}
        report = json.loads(Path(job["report"]).read_text(encoding="utf-8"))
        assert report["version"] == version
        assert report["corrections"] == len(examples())
        assert report["held_back"]["candidate"]["kind"]["accuracy"] > 0.8
        assert report["held_back"]["base"] is None

    def test_says_what_is_wrong(
        self, job: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert "no model" in told({**job, "model": ""}, tmp_path, capsys)[-1]["error"]
        assert "No such file" in told({**job, "examples": "/none"}, tmp_path, capsys)[-1]["error"]
        assert "holds no object" in told([], tmp_path, capsys)[-1]["error"]
        Path(job["examples"]).write_text('{"text": "好"}\n[1]\n', encoding="utf-8")
        assert "examples.jsonl, line 2" in told(job, tmp_path, capsys)[-1]["error"]

    def test_serving_needs_no_scikit_learn(self) -> None:
        asked = (
            "import sys; from services.triage.classifier import Classifier;"
            "Classifier.load().classify('菜太咸');"
            "sys.exit(any(m.split('.')[0] in ('sklearn', 'scipy') for m in sys.modules))"
        )
        assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0  # noqa: S603 - own code
