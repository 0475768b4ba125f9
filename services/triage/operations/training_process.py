"""The training process: a child that fits a model and tells how far it is; never outlives us."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from services.triage.learning import Example, write_examples

COMMAND: Final = (sys.executable, "-m", "services.triage.learning.run")
_ROOT: Final = Path(__file__).parents[3]
_NICENESS: Final = 10  # whoever serves people goes first
_LONGEST_SECONDS: Final = 1800.0
_BEAT_SECONDS: Final = 5.0
_PATIENCE_SECONDS: Final = 2.0
_ERROR_LENGTH: Final = 300

Report = Callable[[str, float], Awaitable[None]]
"""Told the stage and the share done, at least every few seconds."""


class TrainingFailed(Exception):
    """No model came out of it, said in one sentence."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a model is to learn from: labelled texts, and texts that nobody has labelled."""

    examples: Sequence[Example]
    unlabelled: Sequence[str]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model's file and what its trainer measured."""

    version: str
    content: bytes
    report: dict[str, Any]


async def fit(
    lesson: Lesson, report: Report, *, folder: Path, command: Sequence[str] = COMMAND
) -> Fitted:
    """Train in a process of its own, with its files in a folder of their own below `folder`.

    A cancelled caller ends the process. Raises TrainingFailed.
    """
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix="training-") as name:
        place = Path(name)  # readable by its owner alone: it holds customers' words
        job = await asyncio.to_thread(write_job, place, lesson)
        version = await supervise(command, job, report)
        return await asyncio.to_thread(read_outcome, place, version)


def write_job(place: Path, lesson: Lesson) -> Path:
    job = place / "job.json"
    write_examples(place / "examples.jsonl", lesson.examples)
    write_examples(place / "unlabelled.jsonl", (Example(text) for text in lesson.unlabelled))
    content = {
        name: str(place / f"{name}.{kind}")
        for name, kind in (
            ("examples", "jsonl"),
            ("unlabelled", "jsonl"),
            ("model", "model"),
            ("report", "json"),
        )
    }
    job.write_text(json.dumps(content), encoding="utf-8")
    return job


def read_outcome(place: Path, version: str) -> Fitted:
    try:
        content = (place / "model.model").read_bytes()
        report = json.loads((place / "report.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TrainingFailed(f"the trainer left no model behind: {error}") from error
    return Fitted(version, content, report)


async def supervise(command: Sequence[str], job: Path, report: Report) -> str:
    """Run the trainer to its end and return the version it names. Raises TrainingFailed."""
    complaints = job.with_name("stderr.txt")
    with complaints.open("wb") as errors:
        child = await asyncio.create_subprocess_exec(
            *command,
            str(job),
            stdout=PIPE,
            stderr=errors,
            cwd=_ROOT,  # where `-m` finds the package, installed or not
            start_new_session=True,  # Ctrl-C is ours to handle; what it forks ends with it
        )
    try:
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, child.pid, _NICENESS)
        async with asyncio.timeout(_LONGEST_SECONDS):
            last = await follow(child, report)
            status = await child.wait()
    except TimeoutError:
        raise TrainingFailed("the training took longer than half an hour") from None
    finally:
        await end(child)
    if status != 0 or "version" not in last:
        said = last.get("error") or last_line(complaints) or "it said nothing"
        raise TrainingFailed(f"the trainer ended with status {status}: {said}"[:_ERROR_LENGTH])
    return str(last["version"])


async def follow(child: Process, report: Report) -> dict[str, Any]:
    """Pass on what the trainer tells, line by line; return the last line."""
    if child.stdout is None:
        raise TrainingFailed("the trainer has no pipe")
    last: dict[str, Any] = {"stage": "reading", "done": 0.0}
    while True:
        try:
            async with asyncio.timeout(_BEAT_SECONDS):
                line = await child.stdout.readline()
        except TimeoutError:
            line = None
        if line == b"":
            return last
        if line is not None:
            with suppress(ValueError):  # a stray print is no progress
                last = {**last, **json.loads(line)}
        await report(str(last["stage"]), float(last["done"]))


async def end(child: Process) -> None:
    """End the trainer, and what it forked, if it still runs."""
    if child.returncode is not None:
        return
    _signal_all(child, signal.SIGTERM)
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await child.wait()
    except TimeoutError:
        _signal_all(child, signal.SIGKILL)
        await child.wait()


def _signal_all(child: Process, number: signal.Signals) -> None:
    """Signal the group that the trainer leads."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)


def last_line(complaints: Path) -> str:
    lines = complaints.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1] if lines else ""
