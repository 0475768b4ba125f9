"""The bus of the embedded system: rows handed from one service's database to the next."""

import asyncio
import time
from collections.abc import Callable, Sequence

from shared.messaging.bus import BusUnavailable, PublishFailed, Recipient, by_consumer
from shared.messaging.envelope import Event

RESTS = 1.0
LONGEST_REST_SECONDS = 0.2


class EmbeddedBus:
    """Delivers straight into the inboxes of the services in this process.

    An event counts as handed over once it is a committed row in each consumer's inbox, so a crash
    between the two commits only repeats a delivery, which the inbox absorbs.

    Consumers share their process with the accept path and must not starve it: while `is_busy` says
    that requests wait for a commit, they rest after each delivery, RESTS times as long as it took.
    """

    def __init__(self, *, is_busy: Callable[[], bool] = lambda: False) -> None:
        self._recipients: dict[str, Recipient] = {}
        self._is_busy = is_busy

    async def publish(self, events: Sequence[Event], *, leftover: bool = False) -> None:
        began = time.monotonic()
        await self._hand_over(events, leftover=leftover)
        if self._is_busy():
            await asyncio.sleep(min(LONGEST_REST_SECONDS, RESTS * (time.monotonic() - began)))

    async def _hand_over(self, events: Sequence[Event], *, leftover: bool) -> None:
        for consumer, theirs in by_consumer(events).items():
            recipient = self._recipients.get(consumer)
            if recipient is None:
                raise PublishFailed(f"{consumer} is not running")
            try:
                await recipient.deliver(theirs, redelivered=leftover)
            except Exception as error:
                raise PublishFailed(f"{consumer}: {type(error).__name__}") from error

    async def consume(self, service: str, recipient: Recipient) -> None:
        self._recipients[service] = recipient
        try:
            await asyncio.Event().wait()
        finally:
            del self._recipients[service]

    async def ping(self) -> None:
        if not self._recipients:
            raise BusUnavailable("no service of this process takes events yet")

    async def close(self) -> None:
        self._recipients.clear()
