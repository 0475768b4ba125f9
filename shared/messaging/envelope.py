"""CloudEvents 1.0 in JSON batch mode: what one message on the bus looks like."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

CONTENT_TYPE = "application/cloudevents-batch+json"
SOURCE_PREFIX = "huiyin/"


@dataclass(frozen=True, slots=True)
class Event:
    """One event on its way: CloudEvents attributes; `data` is JSON text or what it parsed to.

    `source` is the producing service's name, `seq` its outbox row (0 once it has travelled).
    """

    id: str
    type: str
    source: str
    subject: str
    time: datetime
    traceparent: str | None
    data: str | dict[str, Any]
    seq: int = 0


class MalformedMessage(ValueError):
    """A message that is no CloudEvents batch; the text says where it goes wrong."""


def encode(events: Sequence[Event]) -> bytes:
    """Return the body of one message that carries `events`."""
    return orjson.dumps([attributes(event) for event in events])


def attributes(event: Event) -> dict[str, Any]:
    found: dict[str, Any] = {
        "specversion": "1.0",
        "id": event.id,
        "source": SOURCE_PREFIX + event.source,
        "type": event.type,
        "subject": event.subject,
        "time": event.time,
        "datacontenttype": "application/json",
        "data": orjson.Fragment(event.data) if isinstance(event.data, str) else event.data,
    }
    if event.traceparent:
        found["traceparent"] = event.traceparent
    return found


def decode(body: bytes | str) -> list[Event]:
    """Return the events of a message; a single event is a batch of one.

    Raises MalformedMessage. Unknown attributes are ignored.
    """
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise MalformedMessage(f"not JSON: {error}") from error
    return [parse(one) for one in (parsed if isinstance(parsed, list) else [parsed])]


def parse(one: Any) -> Event:
    if not isinstance(one, dict):
        raise MalformedMessage("an event must be a JSON object")
    try:
        return Event(
            id=str(one["id"]),
            type=str(one["type"]),
            source=str(one["source"]).removeprefix(SOURCE_PREFIX),
            subject=str(one.get("subject", "")),
            time=datetime.fromisoformat(one["time"]),
            traceparent=one.get("traceparent"),
            data=one["data"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise MalformedMessage(f"missing or wrong attribute: {error}") from error
