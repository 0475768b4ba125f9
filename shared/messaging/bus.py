"""The interface of a transport: publish until it is safe, consume until it is in the inbox."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Protocol

from shared.events import REGISTRY
from shared.messaging.envelope import Event


class PublishFailed(Exception):
    """Some events were not confirmed; `delivered` holds the outbox rows that were."""

    def __init__(self, reason: str, delivered: Iterable[int] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.delivered = frozenset(delivered)


class Recipient(Protocol):
    """A service's inbox, as a transport sees it."""

    async def deliver(
        self, events: Sequence[Event], *, redelivered: bool = False, dead: str | None = None
    ) -> None:
        """Return when each event is a row of the inbox.

        `redelivered` says that an earlier delivery may have ended the process; `dead` why the
        transport gave up on them.
        """

    async def park(self, body: bytes, reason: str) -> None:
        """Keep a message that is no batch of events, for people to look at."""


class Bus(Protocol):
    async def publish(self, events: Sequence[Event], *, leftover: bool = False) -> None:
        """Return when every consumer's copy of every event is safe; raise PublishFailed else.

        `leftover` marks events found waiting when the relay started.
        """

    async def consume(self, service: str, recipient: Recipient) -> None:
        """Hand what arrives for `service` to its inbox, for ever."""

    async def ping(self) -> None:
        """Raise BusUnavailable unless events can travel just now."""

    async def close(self) -> None: ...


class BusUnavailable(Exception):
    """The transport does not answer; what is committed waits in the outbox."""


def by_consumer(events: Sequence[Event]) -> dict[str, list[Event]]:
    """Return who must receive which events, by the routes of the registry.

    An event of a type that is not registered belongs to nobody: a programming error, raised.
    """
    routed: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        for consumer in REGISTRY[event.type].CONSUMERS:
            routed[consumer].append(event)
    return routed
