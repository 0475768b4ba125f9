"""Keeps one helper process that classifies, so that the event loop keeps its core."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Protocol

from services.triage.classifier.setup import Corrected, Setup
from services.triage.classifier.verdict import Verdict
from services.triage.classifier.wire import (
    HEADER_BYTES,
    body_length,
    content_of,
    corrected_rows,
    frame,
    verdict_rows,
    verdicts_of,
)

WORKER: Final = (sys.executable, "-m", "services.triage.helper.worker")
_ROOT: Final = Path(__file__).parents[3]
_ATTEMPTS: Final = 2  # with the helper as it is, then with a fresh one
_LONGEST_BATCH_SECONDS: Final = 60.0
_PATIENCE_SECONDS: Final = 2.0
_SECONDS_BEFORE_ANOTHER_TRY: Final = 30.0
_HELPER_FAILURES: Final = (OSError, asyncio.IncompleteReadError, json.JSONDecodeError)


class ClassifierClosedError(Exception):
    """The service is shutting down: nobody classifies any more."""


class SetupRefused(Exception):
    """The helper cannot judge with a setup, said in one sentence; it judges as it did before."""


class Judge(Protocol):
    def classify_many(self, texts: Sequence[str]) -> list[Verdict]: ...


def _load_here(setup: Setup, corrected: Sequence[Corrected]) -> Judge:
    from services.triage.classifier.amended import AmendedClassifier  # when the helper is lost
    from services.triage.learning import ModelFileError

    try:
        judge = AmendedClassifier(setup)
    except ModelFileError:
        judge = AmendedClassifier(replace(setup, model=None))
    judge.add_corrected(corrected)
    return judge


class ClassifierProcess:
    """Classifies in one helper process, and here in a thread when there can be none.

    A plain child on two pipes rather than multiprocessing: spawn would import the parent's main
    module (and with it the whole web stack) into the helper, and a closed pipe is the surest news
    of a parent's death.
    """

    def __init__(
        self,
        command: Sequence[str] = WORKER,
        load_here: Callable[[Setup, Sequence[Corrected]], Judge] = _load_here,
    ) -> None:
        self._command = command
        self._load_here = load_here
        self._setup = Setup()
        self._corrected: list[Corrected] = []
        self._refusal: SetupRefused | None = None
        self._here: Judge | None = None
        self._helper: Process | None = None
        self._turn = asyncio.Lock()
        self._work: set[asyncio.Task[Any]] = set()
        self._is_closed = False
        self._try_again_at = 0.0

    @property
    def pid(self) -> int | None:
        """The helper's process id while it runs."""
        helper = self._helper
        return helper.pid if helper is not None and helper.returncode is None else None

    async def start(self) -> None:
        """Launch the helper and wait for its setup; one that cannot run is left alone a while."""
        async with self._turn:
            if asyncio.get_running_loop().time() < self._try_again_at:
                return
            try:
                await self._running_helper()
            except _HELPER_FAILURES:  # classify() tries again, and can do without
                await self._drop_helper()

    async def use(self, setup: Setup) -> None:
        """Judge by another model or other words, from the next batch on and after a restart too.

        Raises SetupRefused when a running helper cannot read the model; then nothing changes.
        One that starts with a model it cannot read judges by the one that comes with the program.
        """
        async with self._turn:
            if setup == self._setup or self._is_closed:
                return
            before, self._setup = self._setup, setup
            self._here = None
            if self._helper is None:
                return  # it is told when it is needed
            try:
                await self._tell_helper({"setup": setup.as_json(), **self._known()})
            except SetupRefused:
                self._setup = before
                raise
            if self._refusal is not None:
                raise self._refusal

    async def learn(self, corrected: Sequence[Corrected], *, anew: bool = False) -> None:
        """Know more texts that people have judged; `anew`: only these."""
        async with self._turn:
            self._corrected = [*([] if anew else self._corrected), *corrected]
            self._here = None
            command = {"corrected": corrected_rows(corrected), "forget": anew}
            if self._helper is not None and not self._is_closed:
                await self._tell_helper(command)

    def _known(self) -> dict[str, Any]:
        return {"corrected": corrected_rows(self._corrected)}

    async def _tell_helper(self, command: dict[str, Any]) -> None:
        """Give a command; a helper that is lost is told everything when it runs again."""
        try:
            fresh = self._helper is None or self._helper.returncode is not None
            helper = await self._running_helper()
            if not fresh:
                await self._command_helper(helper, command)
        except _HELPER_FAILURES:
            await self._drop_helper()

    async def classify(self, texts: Sequence[str]) -> list[Verdict]:
        """Verdicts in the order of `texts`; a cancelled caller leaves no half-read frame behind."""
        if not texts:
            return []
        asked = list(texts)
        return verdicts_of(await self._answer(asked, lambda: self._classify_here(asked)))

    async def ask(self, command: dict[str, Any], here: Callable[[], Any]) -> Any:
        """Return the running helper's answer to `command`; without one, that of `here`."""
        if self._helper is None:
            return await asyncio.to_thread(here)
        return await self._answer(command, here)

    async def close(self) -> None:
        """End the helper, whatever it is doing."""
        self._is_closed = True
        if self._helper is not None:
            await _end(self._helper)
        await asyncio.gather(*self._work, return_exceptions=True)
        async with self._turn:  # one that was being launched meanwhile
            await self._drop_helper()

    async def _answer(self, question: Any, here: Callable[[], Any]) -> Any:
        task = asyncio.create_task(self._in_turn(question, here))
        self._work.add(task)
        task.add_done_callback(self._work.discard)
        return await asyncio.shield(task)

    async def _in_turn(self, question: Any, here: Callable[[], Any]) -> Any:
        async with self._turn:
            if self._is_closed:
                raise ClassifierClosedError
            if asyncio.get_running_loop().time() >= self._try_again_at:
                for _ in range(_ATTEMPTS):
                    try:
                        return await _exchange(await self._running_helper(), question)
                    except _HELPER_FAILURES:
                        await self._drop_helper()
                self._try_again_at = asyncio.get_running_loop().time() + _SECONDS_BEFORE_ANOTHER_TRY
        return await asyncio.to_thread(here)

    def _classify_here(self, texts: list[str]) -> list[list[Any]]:
        if self._here is None:
            self._here = self._load_here(self._setup, self._corrected)
        return verdict_rows(self._here.classify_many(texts))

    async def _command_helper(self, helper: Process, command: dict[str, Any]) -> None:
        answer = await _exchange(helper, command)
        if "error" in answer:
            raise SetupRefused(answer["error"])

    async def _running_helper(self) -> Process:
        if self._is_closed:
            raise ClassifierClosedError
        if self._helper is None or self._helper.returncode is not None:
            self._helper = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=PIPE,
                stdout=PIPE,
                cwd=_ROOT,  # where `-m` finds the package, installed or not
                start_new_session=True,  # Ctrl-C is the parent's to handle
            )
            await self._set_up(self._helper)
        return self._helper

    async def _set_up(self, helper: Process) -> None:
        """Tell a fresh helper everything; without the model file it judges by the shipped one."""
        self._refusal = None
        try:
            await self._command_helper(helper, {"setup": self._setup.as_json(), **self._known()})
        except SetupRefused as error:
            if self._setup.model is None:
                raise
            self._refusal = error
            self._setup = replace(self._setup, model=None)
            await self._command_helper(helper, {"setup": self._setup.as_json(), **self._known()})

    async def _drop_helper(self) -> None:
        helper, self._helper = self._helper, None
        if helper is not None:
            await _end(helper, patience=0.0)


async def _exchange(helper: Process, question: Any) -> Any:
    """Send one frame and return the answer to it."""
    if helper.stdin is None or helper.stdout is None:
        raise BrokenPipeError("the helper has no pipes")
    async with asyncio.timeout(_LONGEST_BATCH_SECONDS):  # TimeoutError is an OSError
        helper.stdin.write(frame(question))
        await helper.stdin.drain()
        header = await helper.stdout.readexactly(HEADER_BYTES)
        body = await helper.stdout.readexactly(body_length(header))
    return content_of(body)


async def _end(helper: Process, patience: float = _PATIENCE_SECONDS) -> None:
    """Close the helper's pipe, which ends it when idle; kill it when it does not listen."""
    if helper.stdin is not None:
        helper.stdin.close()
    try:
        async with asyncio.timeout(patience):
            await helper.wait()
    except TimeoutError:
        with suppress(ProcessLookupError):
            helper.kill()
        await helper.wait()
