"""Rows of the outbox are seen once each, even those that are committed late."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from shared.streams import Change, OutboxReader
from shared.streams.rows import HOLE_SECONDS, MOST_HOLES
from shared.streams.told import Position

THING = "huiyin.thing.v1"


class Outbox:
    """Committed rows, answered as the database would; each read is of the moment."""

    def __init__(self, *seqs: int) -> None:
        self.seqs = set(seqs)

    async def read(self, work: Callable[[Any], Any]) -> Any:
        if work.__name__ == "newest_seqs":
            return sorted(self.seqs, reverse=True)
        after, holes = (
            cell.cell_contents
            for name, cell in sorted(
                zip(work.__code__.co_freevars, work.__closure__ or (), strict=True)
            )
        )
        wanted = {seq for seq in self.seqs if seq > after or seq in holes}
        if not wanted and max(self.seqs, default=0) < after:
            return None
        return [Change(seq, THING, str(seq)) for seq in sorted(wanted)]


@pytest.fixture
def now() -> list[float]:
    return [0.0]


@pytest.fixture
def reader(now: list[float]) -> OutboxReader:
    return OutboxReader(monotonic=lambda: now[0])


def seen(reader: OutboxReader, outbox: Any) -> list[int] | None:
    found = asyncio.run(reader.read(outbox))
    return None if found is None else [one.seq for one in found]


class TestReader:
    def test_begins_behind_what_is_there(self, reader: OutboxReader) -> None:
        outbox: Any = Outbox(1, 2, 3)
        asyncio.run(reader.start(outbox))

        assert seen(reader, outbox) == []
        outbox.seqs.add(4)
        assert (seen(reader, outbox), seen(reader, outbox)) == ([4], [])

    def test_sees_a_lower_number_that_was_committed_later(self, reader: OutboxReader) -> None:
        outbox: Any = Outbox(1)
        asyncio.run(reader.start(outbox))
        outbox.seqs.add(3)

        assert seen(reader, outbox) == [3]
        assert reader.settled == 1
        outbox.seqs.add(2)
        assert seen(reader, outbox) == [2]
        assert reader.settled == 3

    def test_sees_what_was_under_way_when_it_began(self, reader: OutboxReader) -> None:
        outbox: Any = Outbox(1, 3)
        asyncio.run(reader.start(outbox))
        outbox.seqs.add(2)

        assert seen(reader, outbox) == [2]

    def test_gives_a_number_up_that_was_rolled_back(
        self, reader: OutboxReader, now: list[float]
    ) -> None:
        outbox: Any = Outbox(1)
        asyncio.run(reader.start(outbox))
        outbox.seqs.add(3)
        seen(reader, outbox)

        now[0] = HOLE_SECONDS
        seen(reader, outbox)

        assert reader.settled == 3

    def test_looks_for_a_bounded_number_of_holes(self, reader: OutboxReader) -> None:
        outbox: Any = Outbox(1)
        asyncio.run(reader.start(outbox))
        outbox.seqs.add(1_000_000)

        seen(reader, outbox)

        assert reader.settled >= 1_000_000 - MOST_HOLES - 1

    def test_says_when_the_outbox_began_anew(self, reader: OutboxReader) -> None:
        outbox: Any = Outbox(1, 2, 3)
        asyncio.run(reader.start(outbox))
        outbox.seqs = {1}

        assert seen(reader, outbox) is None
        outbox.seqs.add(2)
        assert seen(reader, outbox) == [2]


class TestPosition:
    def test_is_read_as_it_is_written(self) -> None:
        assert Position.parse(str(Position(2, 4711))) == Position(2, 4711)

    @pytest.mark.parametrize(
        "text", ["", "-", "1", "1-", "-1", "1--1", "a-b", "1-²", "1-" + "9" * 60]
    )
    def test_of_another_make_is_none(self, text: str) -> None:
        assert Position.parse(text) is None
