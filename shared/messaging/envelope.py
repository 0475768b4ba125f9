"""CloudEvents 1.0 in JSON batch mode: what one message on the bus looks like."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

CONTENT_TYPE = "application/cloudevents-batch+json"
SOURCE_PREFIX = "huiyin/"
TYPE_LENGTH = SUBJECT_LENGTH = 80
SOURCE_LENGTH = 40
TRACE_LENGTH = 55


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


@dataclass(frozen=True, slots=True)
class Refused:
    """What came in place of an event: its bytes, and why it is none."""

    body: bytes
    reason: str


def decode(body: bytes | str) -> list[Event]:
    """Return the events of a message; a single event is a batch of one.

    Raises MalformedMessage. Unknown attributes are ignored.
    """
    return [parse(one) for one in entries(body)]


def sort_out(body: bytes) -> tuple[list[Event], list[Refused]]:
    """Return the events of a message, and apart from them what in it is none."""
    try:
        found = entries(body)
    except MalformedMessage as error:
        return [], [Refused(body, str(error))]
    events: list[Event] = []
    refused: list[Refused] = []
    for one in found:
        try:
            events.append(parse(one))
        except MalformedMessage as error:
            refused.append(Refused(body if len(found) == 1 else bytes_of(one, body), str(error)))
    return events, refused


def decode_kept(message: str, event_id: str) -> Event:
    """Return the event that a row keeps. Raises MalformedMessage when it never was one."""
    events = decode(message)
    if [event.id for event in events] != [event_id]:
        raise MalformedMessage("what is kept is not this one event")
    return events[0]


def entries(body: bytes | str) -> list[Any]:
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise MalformedMessage(f"not JSON: {error}") from error
    return parsed if isinstance(parsed, list) else [parsed]


def bytes_of(one: Any, body: bytes) -> bytes:
    """Return one entry of a message as JSON, or all of `body` when it is too deep to be written."""
    try:
        return orjson.dumps(one)
    except orjson.JSONEncodeError:
        return body


def parse(one: Any) -> Event:
    """Return the event that an entry is. Raises MalformedMessage, which quotes no value."""
    if not isinstance(one, dict):
        raise MalformedMessage("an event must be a JSON object")
    if not isinstance(one.get("data"), dict):
        raise MalformedMessage("missing or wrong attribute: data must be a JSON object")
    return Event(
        id=id_of(one.get("id")),
        type=text_of(one.get("type"), "type", TYPE_LENGTH),
        source=text_of(one.get("source"), "source", SOURCE_LENGTH, without=SOURCE_PREFIX),
        subject=text_of(one.get("subject", ""), "subject", SUBJECT_LENGTH),
        time=time_of(one.get("time")),
        traceparent=trace_of(one.get("traceparent")),
        data=one["data"],
    )


def id_of(value: Any) -> str:
    try:
        return str(uuid.UUID(value))
    except (AttributeError, TypeError, ValueError):
        raise MalformedMessage("missing or wrong attribute: id must be a UUID") from None


def text_of(value: Any, name: str, longest: int, *, without: str = "") -> str:
    text = value.removeprefix(without) if isinstance(value, str) else None
    if text is None or len(text) > longest or "\0" in text:
        raise MalformedMessage(
            f"missing or wrong attribute: {name} must be text of {longest} signs at most"
        )
    return text


def time_of(value: Any) -> datetime:
    try:
        time = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        time = None
    if time is None or time.tzinfo is None:
        raise MalformedMessage("missing or wrong attribute: time must be a time with its zone")
    return time


def trace_of(value: Any) -> str | None:
    """Return the trace, None when it can be none: no event is refused for it."""
    is_one = isinstance(value, str) and len(value) <= TRACE_LENGTH and value.isascii()
    return value if is_one and value.isprintable() else None
