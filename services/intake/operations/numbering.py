"""Ticket numbers, reserved by day for a whole batch; what it does not need is lost."""

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence

from services.intake.operations.submissions import Submission
from services.intake.queries.known import STATEMENT, Asked, Found, found_in, known
from services.intake.rules.tickets import ticket_no
from shared.lanes import Where, dialect_of, draw

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


def numbered(
    where: Where, submissions: Sequence[Submission], asked: Asked
) -> tuple[Found, Tickets]:
    """Return what is known under the keys, and a ticket number for each submission.

    On PostgreSQL one question asks for both, unless midnight lies between two submissions.
    """
    wanted = Counter(one.day for one in submissions)
    if dialect_of(where) == "postgresql" and len(wanted) == 1:
        ((day, count),) = wanted.items()
        values = [*asked.parameters(where), day, count, new_scatter_key()]
        found = found_in(draw(where, BOTH, values))
        return found, {day: numbers(day, count, *found.counter)}
    tickets = {day: reserved(where, day, count) for day, count in sorted(wanted.items())}
    return known(where, asked), tickets


def reserved(where: Where, day: str, count: int) -> Iterator[str]:
    ((used, key),) = draw(where, RESERVING, (day, count, new_scatter_key()))
    return numbers(day, count, used, key)


def numbers(day: str, count: int, used: int, scatter_key: str) -> Iterator[str]:
    """Return the last `count` of the `used` numbers of a day."""
    key = bytes.fromhex(scatter_key)
    return (ticket_no(day, number, key) for number in range(used - count, used))


def new_scatter_key() -> str:
    return secrets.token_hex(SCATTER_KEY_BYTES)
