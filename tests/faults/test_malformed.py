"""Messages that are no batch of events: listed and parked, while their neighbours pass."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest

from shared import inbox, migrations
from shared.database import Database
from shared.messaging.envelope import encode
from tests.fixtures.databases import NewDatabase
from tests.fixtures.delivery import Pair, eventually, feedback, filled, toy_metadata
from tests.fixtures.faults_broker import Broker, waiting_events
from tests.fixtures.systems import typed

NEIGHBOURS = 20
DELAY_SECONDS = 5.0


async def triage_and_toys(url: str) -> None:
    """Make the tables of triage, for its command line, and those of the toy consumer."""
    await migrations.upgrade(url, "triage")
    database = await Database.connect(url, name="triage")
    await database.write(lambda session: toy_metadata.create_all(session.connection()))
    await database.close()


@pytest.fixture
def urls(new_database: NewDatabase) -> dict[str, str]:
    return {
        "intake": new_database("postgresql", filled),
        "triage": new_database("postgresql", triage_and_toys),
    }


@pytest.fixture
def program(urls: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """Return the environment of triage's command line."""
    return {
        "HUIYIN_DATABASE_URL": urls["triage"],
        "HUIYIN_DATA_DIR": str(tmp_path),
        "HUIYIN_SECRET_KEY": "s" * 40,
    }


@pytest.fixture
async def batch(pair: Pair, broker: Broker) -> Any:
    """Return a batch of one event as JSON, with a queue to publish it to."""
    await broker.declare("triage")
    await pair.producer.say(feedback())
    (event,) = await waiting_events(pair)
    return orjson.loads(encode([event]))


def with_wrong(**attributes: Any) -> Callable[[Any], bytes]:
    return lambda batch: orjson.dumps([{**batch[0], **attributes}])


def deeper(levels: int) -> Any:
    value: Any = {}
    for _ in range(levels):
        value = {"inner": value}
    return value


MALFORMED: Mapping[str, tuple[Callable[[Any], bytes], str]] = {
    "no JSON": (lambda batch: b"\xff\xfe no JSON", "not JSON"),
    "a NUL": (lambda batch: b'{"id": "\x00"}', "not JSON"),
    "a NUL in a name": (with_wrong(subject="a\x00b"), "subject must be text"),
    "no UUID": (with_wrong(id="20261122-7Q4K2"), "id must be a UUID"),
    "a number as id": (with_wrong(id=7), "id must be a UUID"),
    "a long type": (with_wrong(type="huiyin." + "x" * 80), "type must be text of 80"),
    "a long subject": (with_wrong(subject="x" * 81), "subject must be text of 80"),
    "a long source": (with_wrong(source="huiyin/" + "x" * 41), "source must be text of 40"),
    "data as text": (with_wrong(data="\x00"), "data must be a JSON object"),
    "a time without zone": (with_wrong(time="2026-11-22T04:00:00"), "time must be a time"),
}


@pytest.mark.parametrize("name", MALFORMED)
class TestMalformedMessage:
    async def test_it_is_parked_and_its_neighbours_pass(
        self, pair: Pair, broker: Broker, program: dict[str, str], batch: Any, name: str
    ) -> None:
        spoil, reason = MALFORMED[name]
        await broker.publish("triage.any", spoil(batch))
        subscription = pair.run(pair.bus.consume("triage", pair.consumer.consumer))
        pair.run(pair.producer.relay.run())

        await pair.producer.say(*(feedback() for _ in range(NEIGHBOURS)))
        await effects(pair, NEIGHBOURS + 1)

        await eventually(lambda: has_unfinished(pair), what="the parked message")
        await eventually(lambda: is_empty(broker), what="the acknowledgement")
        assert not subscription.done()
        (parked,) = await unfinished(pair)
        assert (parked.status, parked.type) == ("parked", "unreadable")
        assert reason in parked.error
        (line,) = await listed(program)
        assert parked.event_id in line
        assert parked.error in line

    async def test_replaying_it_parks_it_again(
        self, pair: Pair, broker: Broker, batch: Any, name: str
    ) -> None:
        await broker.publish("triage.any", MALFORMED[name][0](batch))
        pair.run(pair.bus.consume("triage", pair.consumer.consumer))
        await eventually(lambda: has_unfinished(pair), what="the parked message")
        (parked,) = await unfinished(pair)
        now = pair.consumer.clock.now()
        await pair.consumer.database.write(lambda s: inbox.replay(s, parked.event_id, now))

        assert await pair.consumer.consumer.retry_one()

        (again,) = await unfinished(pair)
        assert (again.event_id, again.status) == (parked.event_id, "parked")


class TestOneWrongEventOfABatch:
    async def test_it_alone_is_parked(self, pair: Pair, broker: Broker, batch: Any) -> None:
        await pair.producer.say(feedback())
        good = orjson.loads(encode(await waiting_events(pair)))
        pair.run(pair.bus.consume("triage", pair.consumer.consumer))

        await broker.publish("triage.any", orjson.dumps([good[0], {**good[0], "id": "x"}, good[1]]))
        await effects(pair, 2)

        (parked,) = await unfinished(pair)
        assert orjson.loads(parked.message)["id"] == "x"


@pytest.mark.parametrize("how", [{}, {"redelivered": True}, {"dead": "given up"}])
class TestEventThatCannotBeKept:
    async def test_a_digest_of_it_is_parked_and_its_neighbours_are_taken(
        self, pair: Pair, how: dict[str, Any]
    ) -> None:
        """No attribute of it is wrong, but its data is too deep to be written as JSON again."""
        await pair.producer.say(*(feedback() for _ in range(3)))
        first, poison, last = await waiting_events(pair)
        too_deep = type(poison)(
            poison.id, poison.type, "intake", poison.subject, poison.time, None, deeper(300)
        )

        await pair.consumer.consumer.deliver([first, too_deep, last], **how)

        rows = {row.subject: row for row in await pair.consumer.inbox_rows()}
        assert {first.subject, last.subject} < rows.keys()
        (digest,) = [row for row in rows.values() if row.type == "unreadable"]
        assert (digest.status, digest.message) == (
            "parked",
            f"{poison.type} {poison.id} {poison.subject}",
        )
        assert "cannot be kept" in digest.error


async def effects(pair: Pair, count: int) -> None:
    async def claim() -> bool:
        return len(await pair.consumer.effects()) == count

    await eventually(claim, seconds=DELAY_SECONDS, what=f"{count} effects")


async def is_empty(broker: Broker) -> bool:
    return await broker.messages("triage") == 0


async def unfinished(pair: Pair) -> list[Any]:
    return [row for row in await pair.consumer.inbox_rows() if row.status != "done"]


async def has_unfinished(pair: Pair) -> bool:
    return bool(await unfinished(pair))


async def listed(program: dict[str, str]) -> list[str]:
    """Return what `huiyin triage parked list` prints."""
    result = await asyncio.to_thread(typed, ("triage", "parked", "list"), program)
    assert result.exit_code == 0, result.output
    return result.output.splitlines()
