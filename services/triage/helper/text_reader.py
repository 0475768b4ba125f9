"""Asks the helper process what a text can be found by, and what new cases mean beside others."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar

from services.triage.classifier.process import ClassifierProcess
from services.triage.incidents.findings import Again, Findings, Matter
from services.triage.incidents.telling import Telling
from shared.ids import new_id

if TYPE_CHECKING:
    from services.triage.helper.memory_desk import MemoryDesk

T = TypeVar("T")

AT_ONCE: Final = 20
"""Texts of one question; verdicts that others wait for come in between."""

JUDGED_AT_ONCE: Final = 2
"""Each may take 20 ms beside 100,000 others."""

PARTS: Final = 100
"""The corpus is read in so many parts, each of about 170 texts."""


class MemoryLost(Exception):
    """The process that remembered has ended, or remembers for somebody else now."""


class TextReader:
    """Reads texts in the helper process, and here in a thread when there is none.

    What that needs is imported here only then: arrays, tables and dictionaries take 40 MB.
    """

    def __init__(self, process: ClassifierProcess | None = None) -> None:
        self._process = process
        self._desk: MemoryDesk | None = None

    async def terms(self, texts: Sequence[str]) -> list[list[str]]:
        """Return what each text can be found by."""
        found: list[list[str]] = []
        for part in parts_of(texts, AT_ONCE):
            found += await self._ask({"terms": part}, lambda: terms_here(part))  # noqa: B023
        return found

    async def recall(self) -> "CaseMemory":
        """Begin a memory that knows the project's own corpus and no case yet."""
        if self._process is not None:
            await self._process.start()
        self._desk = None
        memory = CaseMemory(self)
        for part in range(PARTS):
            await memory.ask({"recall": [part, PARTS]})
        return memory

    async def remember(self, command: dict[str, Any]) -> Mapping[str, Any]:
        """Return what the memory answers. Raises MemoryLost."""
        answer = await self._ask({"memory": command}, lambda: self._remember_here(command))
        if answer.get("is_lost"):
            raise MemoryLost
        found: Mapping[str, Any] = answer
        return found

    def _remember_here(self, command: dict[str, Any]) -> dict[str, Any]:
        from services.triage.helper.memory_desk import MemoryDesk

        self._desk = self._desk or MemoryDesk()
        return self._desk.answer(command)

    async def _ask(self, command: dict[str, Any], here: Callable[[], T]) -> T:
        process = self._process or ClassifierProcess()
        answer: T = await process.ask(command, here)
        return answer


class CaseMemory:
    """The cases of the last days, as whoever reads texts remembers them for one watch."""

    def __init__(self, reader: TextReader) -> None:
        self._reader = reader
        self._key = new_id()

    async def ask(self, command: dict[str, Any]) -> Mapping[str, Any]:
        return await self._reader.remember({"key": self._key, **command})

    async def learn(self, tellings: Sequence[Telling]) -> None:
        """Remember cases; one that is known already is left as it is. Raises MemoryLost."""
        for part in parts_of(tellings, AT_ONCE):
            await self.ask({"learn": [one.as_row() for one in part]})

    async def judge(
        self,
        fresh: Sequence[Telling],
        earlier: Mapping[str, Sequence[Telling]],
        threads: Mapping[str, Telling],
        now: datetime,
    ) -> Findings:
        """Remember new cases and return what they mean. Raises MemoryLost.

        `earlier` are each customer's cases, older ones too; `threads` those that others go on from.
        """
        await self.ask({"forget": now.isoformat()})
        await self.learn(fresh)
        found, grouped = Findings(), set[str]()
        in_order = sorted(fresh, key=lambda one: (one.received_at, one.id))
        for part in parts_of(in_order, JUDGED_AT_ONCE):
            answer = await self.ask(question(part, earlier, threads, grouped))
            found.again += map(Again.of_row, answer["again"])
            matters = [Matter.of_row(row) for row in answer["matters"]]
            found.matters += matters
            grouped |= {case.id for matter in matters for case in matter.cases}
        return found


def question(
    fresh: Sequence[Telling],
    earlier: Mapping[str, Sequence[Telling]],
    threads: Mapping[str, Telling],
    grouped: set[str],
) -> dict[str, Any]:
    """Return the command that has these cases judged."""
    customers = {one.customer for one in fresh if one.customer} & earlier.keys()
    linked = {one.linked_case_id for one in fresh} & threads.keys()
    return {
        "judge": [one.as_row() for one in fresh],
        "earlier": {each: [one.as_row() for one in earlier[each]] for each in customers},
        "threads": {case_id: threads[case_id].as_row() for case_id in linked if case_id},
        "grouped": sorted(grouped),
    }


def parts_of(items: Sequence[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(items), size):
        yield list(items[start : start + size])


def terms_here(texts: Sequence[str]) -> list[list[str]]:
    from services.triage.helper.answers import terms_rows

    return terms_rows(texts)
