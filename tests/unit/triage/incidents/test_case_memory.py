"""The memory of the watch over the pipe: what it says, and that it tells when it is gone."""

import os
import signal
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from services.triage.classifier.process import ClassifierProcess
from services.triage.helper.text_reader import JUDGED_AT_ONCE, CaseMemory, MemoryLost, TextReader
from services.triage.incidents.findings import WINDOW, Again, Judged, Matter, Teller
from services.triage.incidents.telling import Telling
from tests.fixtures.clock import NOON
from tests.fixtures.incidents import FISH, PreparedReader

LATER = NOON + timedelta(hours=1)


def telling(number: int, text: str, **fields: Any) -> Telling:
    known: dict[str, Any] = {
        "customer": f"c{number}",
        "store_code": "S001",
        "region": "华东",
        "topics": ("food_safety.illness",),
        "received_at": NOON + timedelta(minutes=number),
        **fields,
    }
    return Telling(str(number), text, **known)


FRESH = [telling(number, text) for number, text in enumerate(FISH)]


@pytest.fixture(params=["helper", "here"])
async def reader(request: pytest.FixtureRequest) -> AsyncIterator[TextReader]:
    if request.param == "here":
        yield PreparedReader()
        return
    process = ClassifierProcess()
    yield TextReader(process)
    await process.close()


@pytest.fixture
async def memory(reader: TextReader) -> CaseMemory:
    return await reader.recall()


class TestACaseMemory:
    async def test_finds_the_matter_that_many_tell_of(self, memory: CaseMemory) -> None:
        found = await memory.judge(FRESH, {}, {}, LATER)

        (matter,) = found.matters
        assert sorted(one.id for one in matter.cases) == ["0", "1", "2", "3"]
        assert matter.words == ("烤鱼", "拉肚子")
        assert (matter.first_at, matter.last_at) == (FRESH[0].received_at, FRESH[3].received_at)
        assert found.again == []

    async def test_finds_a_matter_once_though_it_is_asked_in_parts(
        self, memory: CaseMemory
    ) -> None:
        many = [telling(n, FISH[n % 4]) for n in range(3 * JUDGED_AT_ONCE)]

        found = await memory.judge(many, {}, {}, LATER)

        assert len(found.matters) == 1
        assert found.matters[0].voices == len(many)

    async def test_knows_what_was_learned_before(self, memory: CaseMemory) -> None:
        await memory.learn(FRESH[:3])

        (matter,) = (await memory.judge(FRESH[3:], {}, {}, LATER)).matters

        assert {one.id for one in matter.cases} == {"0", "1", "2", "3"}

    async def test_forgets_what_is_too_old(self, memory: CaseMemory) -> None:
        await memory.learn(FRESH[:3])
        late = telling(9, FISH[3], received_at=NOON + 2 * WINDOW)

        assert (await memory.judge([late], {}, {}, late.received_at)).matters == []

    async def test_compares_with_customers_and_threads_that_it_never_learned(
        self, memory: CaseMemory
    ) -> None:
        before = telling(0, FISH[0], customer="c1")
        again = telling(1, f"{FISH[0]}!!请尽快处理", customer="c1")
        linked = telling(2, "还没人联系我", customer="c2", linked_case_id="0")

        found = await memory.judge([again, linked], {"c1": [before]}, {"0": before}, LATER)

        assert [(one.case_id, one.of_case_id, one.judged.reason) for one in found.again] == [
            ("1", "0", "near_duplicate"),
            ("2", "0", "same_thread"),
        ]
        assert found.again[0].judged.standing == "merge"

    async def test_is_lost_when_another_begins(
        self, reader: TextReader, memory: CaseMemory
    ) -> None:
        await reader.recall()

        with pytest.raises(MemoryLost):
            await memory.learn(FRESH)


async def test_a_memory_is_lost_with_its_process() -> None:
    process = ClassifierProcess()
    try:
        memory = await TextReader(process).recall()
        await memory.learn(FRESH)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)

        with pytest.raises(MemoryLost):
            await memory.judge(FRESH, {}, {}, LATER)
    finally:
        await process.close()


class TestRows:
    def test_are_read_as_they_were_written(self) -> None:
        again = Again("a", "b", Judged("merge", "near_duplicate", 0.75))
        tellers = (Teller("a", "c1"), Teller("b", None))
        matter = Matter(tellers, (0.5, 0.75), "store:S001", None, NOON, LATER, ("烤鱼",))

        assert Again.of_row(again.as_row()) == again
        assert Matter.of_row(matter.as_row()) == matter
        assert Telling.of_row(FRESH[0].as_row()) == FRESH[0]
