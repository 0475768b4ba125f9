"""The classifying process: answers, is replaced when it dies, and never outlives its parent."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence

import psutil
import pytest

from services.triage.classifier import Classifier, Verdict
from services.triage.classifier.amended import AmendedClassifier
from services.triage.classifier.process import ClassifierClosedError, ClassifierProcess
from services.triage.classifier.setup import Setup

BROKEN = (sys.executable, "-c", "raise SystemExit(3)")
PARENT = """
import asyncio, os, signal
from services.triage.classifier.process import ClassifierProcess
async def main():
    helper = ClassifierProcess()
    await helper.start()
    await helper.classify(["菜太咸"])
    print(helper.pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(main())
"""


@pytest.fixture
async def helper() -> AsyncIterator[ClassifierProcess]:
    process = ClassifierProcess()
    yield process
    await process.close()


async def gone(pid: int) -> bool:
    """Wait until the process has ended (a zombie has)."""
    async with asyncio.timeout(60):
        while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:  # noqa: ASYNC110 - another process sets no event of ours
            await asyncio.sleep(0.01)
    return True


class TestClassifierProcess:
    async def test_answers_as_the_classifier_does(self, helper: ClassifierProcess) -> None:
        texts = ["汤里有虫子！", "谢谢", "请问几点关门", "", "\ud800", "服务員很兇 138****8000"]
        assert await helper.classify(texts) == AmendedClassifier(Setup()).classify_many(texts)

    async def test_takes_concurrent_callers_in_turn(self, helper: ClassifierProcess) -> None:
        texts = ["菜太咸", "谢谢", "建议增加儿童餐", "请问几点关门"]
        answers = await asyncio.gather(*(helper.classify([text]) for text in texts * 5))
        assert [verdict.kind for [verdict] in answers[:4]] == [
            "complaint",
            "other",
            "suggestion",
            "inquiry",
        ]

    async def test_a_cancelled_caller_does_not_confuse_the_next(
        self, helper: ClassifierProcess
    ) -> None:
        await helper.classify(["菜太咸"])
        hurried = asyncio.create_task(helper.classify(["谢谢"] * 200))
        await asyncio.sleep(0)
        hurried.cancel()
        [verdict] = await helper.classify(["请问几点关门"])
        assert verdict.kind == "inquiry"

    async def test_is_replaced_when_killed(self, helper: ClassifierProcess) -> None:
        await helper.classify(["菜太咸"])
        first = helper.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        [verdict] = await helper.classify(["菜太咸"])
        assert verdict.kind == "complaint"
        assert helper.pid != first

    async def test_classifies_here_when_no_helper_can_live(self, classifier: Classifier) -> None:
        loads = []

        class Here:
            def classify_many(self, texts: Sequence[str]) -> list[Verdict]:
                loads.append(len(texts))
                return classifier.classify_many(texts)

        helper = ClassifierProcess(command=BROKEN, load_here=lambda *_: Here())
        await helper.start()
        [verdict] = await helper.classify(["菜太咸"])
        await helper.close()
        assert verdict.kind == "complaint"
        assert loads == [1]

    async def test_classifies_here_when_the_program_is_missing(
        self, classifier: Classifier
    ) -> None:
        helper = ClassifierProcess(command=("/nonexistent",), load_here=lambda *_: classifier)
        await helper.start()
        assert len(await helper.classify(["菜太咸"])) == 1
        await helper.close()

    async def test_close_ends_the_helper_and_refuses_more(self, helper: ClassifierProcess) -> None:
        await helper.classify(["菜太咸"])
        pid = helper.pid
        assert pid is not None
        await helper.close()
        assert await gone(pid)
        with pytest.raises(ClassifierClosedError):
            await helper.classify(["菜太咸"])

    async def test_ignores_the_interrupt_meant_for_its_parent(
        self, helper: ClassifierProcess
    ) -> None:
        await helper.classify(["菜太咸"])
        pid = helper.pid
        assert pid is not None
        os.kill(pid, signal.SIGINT)
        await helper.classify(["菜太咸"])
        assert helper.pid == pid

    async def test_stays_small(self, helper: ClassifierProcess) -> None:
        await helper.classify(["菜太咸，服务员态度差" * 20] * 100)
        assert helper.pid is not None
        assert psutil.Process(helper.pid).memory_info().rss < 220_000_000

    async def test_ends_when_its_parent_is_killed(self) -> None:
        parent = await asyncio.create_subprocess_exec(
            sys.executable, "-c", PARENT, stdout=subprocess.PIPE
        )
        printed, _ = await parent.communicate()
        assert parent.returncode == -signal.SIGKILL
        assert await gone(int(printed))
