"""The memory of the incident watch, asked by frames: recalled, taught, and asked what is new.

    {"key", "recall": [part, parts]}    begin one that knows a part of the corpus, then the next;
                                        after the last it is ready
    {"key", "forget": now}              forget what is too old by then
    {"key", "learn": [telling]}         remember cases
    {"key", "judge": [telling], "earlier": {customer: [telling]}, "threads": {id: telling},
     "grouped": [id]}                   remember these, too, and say what they mean

There is one memory: another key begins another. A question about one that is not there, for this
process is a new one or somebody else began theirs, is answered by `{"is_lost": true}`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import numpy as np

from services.triage.incidents.features import TERMS, features_of
from services.triage.incidents.memory import Memory
from services.triage.incidents.telling import Telling
from services.triage.incidents.told import Told
from services.triage.incidents.weights import Weights, usual_counts, usual_texts
from shared.memory import give_back

Row = Mapping[str, Any]
LOST = {"is_lost": True}


class MemoryDesk:
    """Answers one command after another; not for several threads at once."""

    def __init__(self) -> None:
        self._key = ""
        self._texts = 0
        self._counts = np.zeros(0, dtype=np.int32)
        self._memory: Memory | None = None

    def answer(self, command: Row) -> dict[str, Any]:
        if "recall" in command:
            self._recall(command["key"], *command["recall"])
            return {}
        if self._memory is None or command["key"] != self._key:
            return LOST
        if "forget" in command:
            self._memory.forget(datetime.fromisoformat(command["forget"]))
            return {}
        if "learn" in command:
            self._memory.learn(told_of(self._memory, command["learn"]))
            return {}
        return judged(self._memory, command)

    def _recall(self, key: str, part: int, parts: int) -> None:
        if part == 0:
            self._key, self._memory = key, None
            self._texts, self._counts = 0, np.zeros(TERMS, dtype=np.int32)
        elif key != self._key:
            return
        texts, counts = usual_counts(part, parts)
        self._texts += texts
        self._counts += counts
        if part == parts - 1:
            self._memory = Memory(Weights.knowing(self._texts, self._counts))
            self._counts = np.zeros(0, dtype=np.int32)
            usual_texts.cache_clear()  # nobody reads them again for days
            give_back()


def judged(memory: Memory, command: Row) -> dict[str, Any]:
    earlier, threads = command["earlier"], command["threads"]
    found = memory.judge(
        told_of(memory, command["judge"]),
        {customer: told_of(memory, rows) for customer, rows in earlier.items()},
        {one.id: one for one in told_of(memory, threads.values())},
        frozenset(command["grouped"]),
    )
    return {
        "again": [one.as_row() for one in found.again],
        "matters": [one.as_row() for one in found.matters],
    }


def told_of(memory: Memory, rows: Iterable[Row]) -> list[Told]:
    """Return cases as they are compared; the text of one that is remembered was read already."""
    tellings = map(Telling.of_row, rows)
    return [Told.of(one, memory.features_of(one.id) or features_of(one.text)) for one in tellings]
