"""What the routes of the WeChat family work with, and what their callbacks have in common."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar, cast

from fastapi import Path, Query, Request
from starlette.responses import Response

from services.intake.channels.wechat import callbacks
from services.intake.channels.wechat.clouds import Clouds
from services.intake.channels.wechat.documents import MOST_BYTES
from services.intake.errors_channels import AccountNotFound
from services.intake.models import ChannelAccount
from services.intake.operations.account_book import AccountBook
from services.intake.operations.submissions import TrackLinks
from services.intake.operations.wechat_arrivals import Arrived, Kept
from services.intake.web.wechat_telling import Teller
from shared.clock import Clock
from shared.database import Database
from shared.group_commit import GroupCommit
from shared.sealing import Sealer

Opened = TypeVar("Opened")

PASSIVE_SECONDS = 0.5
MOST_CALLBACK_BYTES = MOST_BYTES
XML_BODY = {
    "requestBody": {
        "required": True,
        "content": {"text/xml": {"schema": {"type": "string", "maxLength": MOST_BYTES}}},
    }
}
SUCCESS = "success"


@dataclass(frozen=True, slots=True)
class WeChatDesk:
    """The collaborators of these routes; `keeping` and `teller` share commits between callbacks.

    `passive_seconds` is how long an answer waits for the ticket number that it could tell.
    """

    database: Database
    clock: Clock
    sealer: Sealer
    links: TrackLinks
    clouds: Clouds
    keeping: GroupCommit[Arrived, Kept]
    teller: Teller
    accounts: AccountBook
    passive_seconds: float = PASSIVE_SECONDS
    opened: dict[str, tuple[ChannelAccount, Any]] = field(default_factory=dict, repr=False)

    async def account(self, address: str, channel: str) -> ChannelAccount:
        """Return the active account whose callbacks arrive there. Raises AccountNotFound."""
        found = await self.accounts.at(address)
        if found.channel != channel:
            raise AccountNotFound
        return found

    def opened_once(
        self, account: ChannelAccount, unsealed: Callable[[ChannelAccount], Opened]
    ) -> Opened:
        """Return what `unsealed` makes of an account: once for each time the account was read."""
        read, made = self.opened.get(account.id, (None, None))
        if read is not account:
            made = unsealed(account)
            self.opened[account.id] = account, made
        return cast("Opened", made)


def wechat_desk_of(request: Request) -> WeChatDesk:
    desk: WeChatDesk = request.app.state.wechat
    return desk


AccountName = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
Sign = Annotated[str, Query(max_length=200)]


def query_of(
    timestamp: Sign = "",
    nonce: Sign = "",
    signature: Sign = "",
    msg_signature: Sign = "",
    encrypt_type: Sign = "",
) -> callbacks.Query:
    """Return what a callback's query says; what is absent is empty, and signs nothing."""
    return callbacks.Query(timestamp, nonce, signature, msg_signature, encrypt_type)


def said(content: str | bytes, media_type: str = "text/plain") -> Response:
    """Return an answer as the vendors want it: the bytes and nothing around them."""
    return Response(content, media_type=media_type)
