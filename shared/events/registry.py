"""What an event is: a typed `data` model, registered under a versioned type with its route."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict


class EventData(BaseModel):
    """The `data` of a CloudEvent. Consumers ignore fields they do not know."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    TYPE: ClassVar[str]
    PRODUCER: ClassVar[str]
    CONSUMERS: ClassVar[tuple[str, ...]]
    SUBJECT: ClassVar[str]

    @property
    def subject(self) -> str:
        """The id this event is about: the CloudEvents `subject`."""
        return str(getattr(self, self.SUBJECT))


class Snapshot(EventData):
    """The full current value of all fields its producer writes about one subject.

    Applied iff (`generation`, `version`) is newer than what the consumer has stored. `change`,
    `actor` and `cause` say why, for the timeline, and decide nothing.
    """

    generation: int
    version: int
    change: str = "changed"
    actor: str = "system"
    cause: str | None = None


D = TypeVar("D", bound=EventData)
D_co = TypeVar("D_co", bound=EventData, covariant=True)

REGISTRY: dict[str, type[EventData]] = {}


def event(
    event_type: str, *, producer: str, consumers: tuple[str, ...], subject: str
) -> Callable[[type[D]], type[D]]:
    """Register an event model: its versioned type, who publishes it and who must receive it."""

    def register(model: type[D]) -> type[D]:
        if event_type in REGISTRY:
            raise ValueError(f"event type {event_type} is registered twice")
        model.TYPE, model.PRODUCER = event_type, producer
        model.CONSUMERS, model.SUBJECT = consumers, subject
        REGISTRY[event_type] = model
        return model

    return register


@dataclass(frozen=True, slots=True)
class Received(Generic[D_co]):
    """One event as its consumer sees it: the CloudEvents attributes and the typed data."""

    id: str
    type: str
    source: str
    subject: str
    time: datetime
    traceparent: str | None
    data: D_co
