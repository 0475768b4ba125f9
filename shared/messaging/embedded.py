"""The bus of the embedded system: rows handed from one service's database to the next."""

import asyncio
from collections.abc import Sequence

from shared.messaging.bus import BusUnavailable, PublishFailed, Recipient, by_consumer
from shared.messaging.envelope import Event


class EmbeddedBus:
    """Recipients straight into the inboxes of the services in this process.

    An event counts as handed over once it is a committed row in each consumer's inbox, so a crash
    between the two commits only repeats a delivery, which the inbox absorbs.
    """

    def __init__(self) -> None:
        self._recipients: dict[str, Recipient] = {}

    async def publish(self, events: Sequence[Event], *, leftover: bool = False) -> None:
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
