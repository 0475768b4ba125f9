"""Latency from 201 to an owner at a steady rate: an open loop of posts, watched in the database.

Both moments are taken by one clock, the bench's. The first is when the whole 201 has arrived. The
second is when a reader of triage's database first sees the case's first history entry, which is
committed with the owner; it looks every few milliseconds, and that error counts against us.
"""

import asyncio
import contextlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import orjson

from benchmarks.reading import fetched
from benchmarks.rows import CannotMeasureError, percentile
from benchmarks.systems import System
from benchmarks.texts import prepared
from shared.database import Database
from shared.ids import new_id

RATE = 200
LOOK_SECONDS = 0.01
PATIENCE_SECONDS = 30
CONNECTIONS = 32
BEHIND_SECONDS = 0.5
"""A generator that is later than this at its end did not keep the rate up."""
OVERLAP = 200
"""Entries read again each time: numbers are given before commits, which may end in another order.
"""


@dataclass(slots=True)
class Observed:
    """When each case was answered 201 and when its owner was seen, in seconds of one clock."""

    answered: dict[str, float] = field(default_factory=dict)
    assigned: dict[str, float] = field(default_factory=dict)
    is_posted: bool = False

    def milliseconds(self) -> list[float]:
        """Return the latency of each; raise CannotMeasureError when one has no owner."""
        missing = self.answered.keys() - self.assigned.keys()
        if missing:
            raise CannotMeasureError(f"{len(missing)} of {len(self.answered)} got no owner")
        return [max(0.0, self.assigned[one] - at) * 1000 for one, at in self.answered.items()]


class Connection:
    """One keep-alive connection; as little client as HTTP allows, to leave the cores alone."""

    def __init__(self, url: str, key: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._head = (
            f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: Bearer {key}\r\n"
            "Content-Type: application/json\r\n"
        )
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, text: str) -> str:
        """Post a feedback and return its id. Raises CannotMeasureError unless it is a 201."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._streams
        name = new_id()
        body = orjson.dumps({"text": text, "external_id": name})
        head = f"{self._head}Idempotency-Key: {name}\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        status, _, fields = (await reader.readuntil(b"\r\n\r\n")).partition(b"\r\n")
        length = next(
            int(line.partition(b":")[2])
            for line in fields.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        )
        answer = await reader.readexactly(length)
        if b" 201" not in status:
            raise CannotMeasureError(f"{status.decode()}: {answer[:200].decode()}")
        return str(orjson.loads(answer)["id"])

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()


def measure(system: System, *, seconds: int) -> list[float]:
    """Return the milliseconds from 201 to owner of each feedback posted at RATE."""
    return asyncio.run(observe(system, seconds))


async def observe(system: System, seconds: int) -> list[float]:
    database = await Database.connect(system.database_urls["triage"], name="bench", pool_size=1)
    seen = Observed()
    try:
        newest = (await fetched(database, "SELECT max(id) FROM case_history"))[0][0] or 0
        watching = asyncio.create_task(watch(database, int(newest), seen))
        await post_steadily(system, prepared(), seconds, seen)
        seen.is_posted = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                await watching
    finally:
        await database.close()
    return seen.milliseconds()


async def watch(database: Database, newest: int, seen: Observed) -> None:
    """Note when each new case is first seen, until as many were seen as were posted.

    The look is as cheap as can be: it works on the cores that are measured.
    """
    first = newest
    query = "SELECT id, case_id FROM case_history WHERE id > :newest AND event = 'triaged'"
    born: dict[str, float] = {}
    while not seen.is_posted or len(born) < len(seen.answered):
        found = await fetched(database, query, newest=max(first, newest - OVERLAP))
        now = time.monotonic()
        for number, case_id in found:
            born.setdefault(plain_id(case_id), now)
            newest = max(newest, number)
        await asyncio.sleep(LOOK_SECONDS)
    await note_owned(database, first, born, seen)


async def note_owned(
    database: Database, first: int, born: Mapping[str, float], seen: Observed
) -> None:
    """Take up those that were born with an owner, by the ids their posts were answered with."""
    query = (
        "SELECT c.id, c.feedback_id FROM case_history h JOIN triage_case c ON c.id = h.case_id "
        "WHERE h.id > :first AND h.event = 'triaged' AND c.owner_id IS NOT NULL"
    )
    for case_id, feedback_id in await fetched(database, query, first=first):
        if (at := born.get(plain_id(case_id))) is not None:
            seen.assigned[plain_id(feedback_id)] = at


async def post_steadily(system: System, texts: Sequence[str], seconds: int, seen: Observed) -> None:
    """Post RATE feedbacks a second, whatever the answers take."""
    free: asyncio.Queue[Connection] = asyncio.Queue()
    connections = [Connection(system.feedback_url, system.key) for _ in range(CONNECTIONS)]
    for one in connections:
        free.put_nowait(one)

    async def post(text: str) -> None:
        connection = await free.get()
        feedback_id = await connection.post(text)
        seen.answered[plain_id(feedback_id)] = time.monotonic()
        free.put_nowait(connection)

    began = time.monotonic()
    try:
        async with asyncio.TaskGroup() as posts:
            for number in range(seconds * RATE):
                await asyncio.sleep(began + number / RATE - time.monotonic())
                posts.create_task(post(texts[number % len(texts)]))
    except* CannotMeasureError as group:
        raise group.exceptions[0] from None
    finally:
        for one in connections:
            one.close()
    if time.monotonic() - began > seconds + BEHIND_SECONDS:
        raise CannotMeasureError(f"{RATE} posts a second could not be kept up")


def plain_id(found: object) -> str:
    """Return an id alike for all databases: SQLite keeps it without dashes."""
    return str(found).replace("-", "")


def summary(milliseconds: Sequence[float]) -> str:
    return f"p50 {percentile(milliseconds, 50):.0f}, p99 {percentile(milliseconds, 99):.0f} ms"
