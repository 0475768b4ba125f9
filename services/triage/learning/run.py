"""The training process: reads a job, writes a model file and a report, tells its progress.

`python -m services.triage.learning.run job.json`, where the job is one object: `examples` (JSON
lines of `Example`), `model` and `report` (files to write), and if wanted `unlabelled` (JSON lines
of `{"text"}`), `base` (a model file whose knowledge counts and which is measured beside the new
one), `shipped` (false: without the corpus inside the project), `held_back` and `golden` (JSON lines
of `Example` to measure both on), `name`, `seed`.

Each line of its standard output is one object: `{"stage", "done"}` with the share done, at the end
`{"stage": "finished", "done": 1, "version"}`, or `{"error"}` and exit status 1. The report is
`Trained.report` with `held_back` and `golden` added, each `{"candidate": tasks, "base": tasks}`.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final

from services.triage.learning.errors import ModelFileError
from services.triage.learning.examples import ExampleFileError, read_examples
from services.triage.learning.model import Model
from services.triage.learning.trainer import NothingToLearnError, measure, train, with_shipped

_MEASURED: Final = ("held_back", "golden")
_SEED: Final = 20261122
_ARGUMENTS: Final = 2


class JobError(ValueError):
    """A job that says nothing sensible, in one sentence."""


def main(arguments: list[str]) -> int:
    try:
        if len(arguments) != _ARGUMENTS:
            raise JobError("usage: python -m services.triage.learning.run job.json")
        version = carry_out(_read_job(Path(arguments[1])))
    except (JobError, ExampleFileError, ModelFileError, NothingToLearnError, OSError) as error:
        _tell({"error": str(error)})
        return 1
    _tell({"stage": "finished", "done": 1, "version": version})
    return 0


def carry_out(job: dict[str, Any]) -> str:
    """Train, measure and write; return the version of the new model."""
    corrections = read_examples(Path(job["examples"]))
    examples = with_shipped(corrections) if job.get("shipped", True) else corrections
    base = Path(job["base"]) if job.get("base") else None
    trained = train(
        examples,
        base=base,
        unlabelled=_unlabelled(job),
        seed=job.get("seed", _SEED),
        name=job.get("name", "model"),
        report_progress=lambda stage, done: _tell({"stage": stage, "done": round(done, 3)}),
    )
    trained.save(Path(job["model"]))
    report = {**trained.report, "corrections": len(corrections)}
    old = Model.load(base) if base else None
    for part in _MEASURED:
        if job.get(part):
            rows = read_examples(Path(job[part]))
            report[part] = {
                "candidate": measure(trained.model, rows),
                "base": measure(old, rows) if old else None,
            }
    Path(job["report"]).write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
    return trained.model.version


def _read_job(source: Path) -> dict[str, Any]:
    try:
        job = json.loads(source.read_text(encoding="utf-8"))
    except ValueError as error:
        raise JobError(f"{source} is no JSON: {error}") from error
    if not isinstance(job, dict):
        raise JobError(f"{source} holds no object")
    missing = [name for name in ("examples", "model", "report") if not job.get(name)]
    if missing:
        raise JobError(f"the job names no {', '.join(missing)}")
    return job


def _unlabelled(job: dict[str, Any]) -> list[str]:
    source = job.get("unlabelled")
    return [example.text for example in read_examples(Path(source))] if source else []


def _tell(progress: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(progress, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv))
