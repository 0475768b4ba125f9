"""The accounts that callbacks arrive for, remembered for a moment: vendors call often."""

import time
from collections import OrderedDict
from collections.abc import Callable

from services.intake.models import ChannelAccount
from services.intake.queries.channels import account_at
from shared.database import Database

FRESH_SECONDS = 2.0
MOST_ACCOUNTS = 1_000


class AccountBook:
    """Knows accounts by their addresses; a change elsewhere holds within two seconds.

    Addresses of nobody are not remembered: whoever guesses them pays for each.
    """

    def __init__(
        self, database: Database, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._monotonic = monotonic
        self._known: OrderedDict[str, tuple[ChannelAccount, float]] = OrderedDict()

    async def at(self, address: str) -> ChannelAccount:
        """Return the active account at /v1/`address`. Raises AccountNotFound."""
        known = self._known.get(address)
        if known is not None and self._monotonic() - known[1] < FRESH_SECONDS:
            return known[0]
        self._known.pop(address, None)
        began = self._monotonic()
        account = await self._database.read(lambda session: account_at(session, address))
        self._known[address] = account, began
        if len(self._known) > MOST_ACCOUNTS:
            self._known.popitem(last=False)
        return account

    def forget(self) -> None:
        """Read accounts anew when next asked: call it after changing them in this process."""
        self._known.clear()
