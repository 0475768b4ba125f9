"""What listeners are told: ids and versions, each with the rule of who may know."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import orjson
from fastapi.sse import format_sse_event

from shared.auth import Principal
from shared.database import Session
from shared.streams.rows import Change

MARK_LENGTH: Final = 48
READY: Final = "ready"
"""From here on the stream tells."""
RESET: Final = "reset"
"""Too much was missed: a listener reads everything anew."""
END: Final = "end"
HEARTBEAT: Final = b": here\n\n"


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that happened: an event's name and ids, nothing a listener would not be shown."""

    event: str
    data: Mapping[str, Any]
    is_for: Callable[[Principal], bool]


class Teller(Protocol):
    """Says what changes of the outbox mean to listeners; one for each service.

    Who may know is decided by what the rows say now, as the service's lists decide it.
    """

    def __call__(self, session: Session, changes: Sequence[Change]) -> list[Told]: ...


class Newcomers(Protocol):
    """Says what is new in a table that stands beside the outbox, by ids that sort by time.

    Given the mark of the last call it returns the next one and what to tell; given None, the mark
    of now and nothing.
    """

    def __call__(self, session: Session, mark: str | None) -> tuple[str, list[Told]]: ...


@dataclass(frozen=True, slots=True)
class Position:
    """Where a stream stands: everything up to outbox row `seq` of a generation was told."""

    generation: int
    seq: int

    def __str__(self) -> str:
        return f"{self.generation}-{self.seq}"

    @classmethod
    def parse(cls, text: str) -> "Position | None":
        """Return the position a `Last-Event-ID` names, None when it names none of ours."""
        generation, _, seq = text.strip().partition("-")
        digits = generation + seq
        if len(digits) > MARK_LENGTH or not (generation and seq and digits.isascii()):
            return None
        return cls(int(generation), int(seq)) if digits.isdigit() else None


def frame(event: str, data: Mapping[str, Any], at: Position) -> bytes:
    """Return one event as it goes over the wire."""
    return format_sse_event(data_str=orjson.dumps(data).decode(), event=event, id=str(at))


def latest(told: Iterable[Told]) -> list[Told]:
    """Return the last of what was told of each thing: what came between nobody need read."""
    found: dict[tuple[str, Any, Any], Told] = {}
    for one in told:
        key = (one.event, one.data.get("about"), one.data.get("id"))
        found.pop(key, None)
        found[key] = one
    return list(found.values())
