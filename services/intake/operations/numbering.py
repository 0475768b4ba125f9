"""Ticket numbers, reserved by day for a whole batch; what it does not need is lost."""

import asyncio
import secrets
from collections import Counter, deque
from collections.abc import Iterator, Sequence

from services.intake.operations.submissions import Submission
from services.intake.queries.known import STATEMENT, Asked, Found, found_in, known
from services.intake.rules.tickets import ticket_no
from shared.database import Database, DatabaseUnavailable, Session
from shared.lanes import SessionNeededError, Where, dialect_of, draw

Tickets = dict[str, Iterator[str]]
"""The reserved numbers of each day."""

SCATTER_KEY_BYTES = 16
RESERVE = (
    "INSERT INTO ticket_counter (day, used, scatter_key) VALUES ({}) "
    "ON CONFLICT (day) DO UPDATE SET used = ticket_counter.used + excluded.used "
    "RETURNING used, scatter_key"
)
RESERVING = {"postgresql": RESERVE.format("$1, $2, $3"), "sqlite": RESERVE.format("?, ?, ?")}
BOTH = {
    "postgresql": (
        f"WITH reserved AS ({RESERVE.format('$5, $6, $7')}) {STATEMENT['postgresql']} "  # noqa: S608
        "UNION ALL SELECT 'counter', scatter_key, NULL, NULL, CAST(used AS varchar(20)) "
        "FROM reserved"
    )
}


STOCK = 1024
LOW_STOCK = 512
"""More than one group takes."""


class TicketStock:
    """Numbers reserved ahead, for groups that cannot draw them where they are prepared.

    What is given out was committed before. Belongs to the event loop; an ended process loses its
    stock.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._day = ""
        self._key = b""
        self._numbers: deque[int] = deque()
        self._filling: asyncio.Task[None] | None = None

    def take(self, day: str, count: int) -> Iterator[str] | None:
        """Return as many tickets of the day, None when there are not enough in stock yet."""
        is_enough = day == self._day and len(self._numbers) >= count
        taken = [self._numbers.popleft() for _ in range(count)] if is_enough else []
        if self._filling is None and (day != self._day or len(self._numbers) < LOW_STOCK):
            self._filling = asyncio.create_task(self._fill(day), name="ticket-stock")
        key = self._key
        return (ticket_no(day, number, key) for number in taken) if is_enough else None

    async def _fill(self, day: str) -> None:
        try:
            used, key = await self._database.write(lambda session: drawn(session, day, STOCK))
        except DatabaseUnavailable:
            return
        finally:
            self._filling = None
        if day != self._day:
            self._day, self._key = day, bytes.fromhex(key)
            self._numbers.clear()
        self._numbers.extend(range(used - STOCK, used))


def numbered(
    where: Where, submissions: Sequence[Submission], asked: Asked, stock: TicketStock | None
) -> tuple[Found, Tickets]:
    """Return what is known under the keys, and a ticket number for each submission.

    On PostgreSQL one question asks for both, and a lane of SQLite takes from its stock, unless
    midnight lies between two submissions.
    """
    wanted = Counter(one.day for one in submissions)
    ((day, count), *other_days) = wanted.items()
    if stock is not None and not isinstance(where, Session):
        taken = None if other_days else stock.take(day, count)
        if taken is None:
            raise SessionNeededError
        return known(where, asked), {day: taken}
    if dialect_of(where) == "postgresql" and not other_days:
        values = [*asked.parameters(where), day, count, new_scatter_key()]
        found = found_in(draw(where, BOTH, values))
        return found, {day: numbers(day, count, *found.counter)}
    tickets = {day: reserved(where, day, count) for day, count in sorted(wanted.items())}
    return known(where, asked), tickets


def reserved(where: Where, day: str, count: int) -> Iterator[str]:
    return numbers(day, count, *drawn(where, day, count))


def drawn(where: Where, day: str, count: int) -> tuple[int, str]:
    """Count `count` numbers as used; return how many are now, and the day's key."""
    ((used, key),) = draw(where, RESERVING, (day, count, new_scatter_key()))
    return used, key


def numbers(day: str, count: int, used: int, scatter_key: str) -> Iterator[str]:
    """Return the last `count` of the `used` numbers of a day."""
    key = bytes.fromhex(scatter_key)
    return (ticket_no(day, number, key) for number in range(used - count, used))


def new_scatter_key() -> str:
    return secrets.token_hex(SCATTER_KEY_BYTES)
