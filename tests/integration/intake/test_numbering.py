"""Ticket numbers reserved ahead."""

import asyncio
from typing import Any

import pytest

from services.intake.operations.numbering import LOW_STOCK, STOCK, TicketStock, reserved
from shared.lanes import Where, fetch
from tests.fixtures.databases import NewDatabase
from tests.fixtures.delivery import eventually
from tests.fixtures.intake import filled, intake_at
from tests.fixtures.lanes import Either

USED = "SELECT day, used FROM ticket_counter WHERE day = '20260101'"


def used_tickets(where: Where) -> list[tuple[Any, ...]]:
    found = fetch(where, {"postgresql": USED, "sqlite": USED}, [])
    return [tuple(row) for row in found]


async def taken(stock: TicketStock, day: str, count: int) -> list[str]:
    """Take as many as soon as the stock has them."""
    found: list[str] = []

    async def took() -> bool:
        found.extend(stock.take(day, count) or ())
        return bool(found)

    await eventually(took, what="the stock")
    return found


class TestTicketStock:
    @pytest.fixture
    def stock(self, either: Either) -> TicketStock:
        return TicketStock(either.database)

    async def test_gives_nothing_out_before_it_is_reserved(
        self, either: Either, stock: TicketStock
    ) -> None:
        assert stock.take("20260101", 1) is None

        assert len(await taken(stock, "20260101", 1)) == 1
        assert await either.lanes.write(used_tickets) == [("20260101", STOCK)]

    async def test_never_gives_a_ticket_out_twice(self, stock: TicketStock) -> None:
        tickets = [
            ticket for _ in range(30) for ticket in await taken(stock, "20260101", LOW_STOCK // 4)
        ]

        assert len(set(tickets)) == len(tickets) == 30 * (LOW_STOCK // 4)

    async def test_begins_anew_with_each_day(self, stock: TicketStock) -> None:
        await taken(stock, "20260101", 3)
        assert stock.take("20260102", 1) is None

        (ticket,) = await taken(stock, "20260102", 1)
        assert ticket.startswith("20260102-")

    async def test_shares_the_day_with_those_who_draw(
        self, either: Either, stock: TicketStock
    ) -> None:
        mine = await taken(stock, "20260101", 3)
        drawn = await either.database.write(lambda session: reserved(session, "20260101", 3))
        later = await taken(stock, "20260101", LOW_STOCK)

        assert len({*mine, *drawn, *later}) == 6 + LOW_STOCK


class TestFeedbackOnSqlite:
    async def test_gets_tickets_of_its_own_from_the_stock_and_past_it(
        self, new_database: NewDatabase
    ) -> None:
        async with intake_at(new_database("sqlite", filled)) as intake:
            key = await intake.key()
            answers = [
                await asyncio.gather(*(intake.submit(key, text=f"第{n}条") for n in range(20)))
                for _ in range(10)
            ]
            tickets = [one.json()["ticket_no"] for some in answers for one in some]

        assert len(set(tickets)) == 200
