"""What intake's routes work with, put together once by the composition root."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx
from fastapi import Request

from services.intake.channels.protocol import ChannelKind
from services.intake.operations.account_book import AccountBook
from services.intake.operations.inbound import HandIn
from services.intake.operations.receiving import Answer
from services.intake.operations.submissions import Preparer, Submission, TrackLinks
from shared.clock import Clock
from shared.database import Database
from shared.group_commit import GroupCommit
from shared.guarded_http import GuardedHttp
from shared.limits import Limiter
from shared.sealing import Sealer


@dataclass(frozen=True, slots=True)
class Desk:
    """The collaborators of the routes; `accepting` and `handing_in` share commits between requests.

    `kinds` are the channels that have accounts, `http` speaks to vendors,
    `outgoing` to addresses that managers name.
    """

    database: Database
    clock: Clock
    sealer: Sealer
    links: TrackLinks
    preparer: Preparer
    accepting: GroupCommit[Submission, Answer]
    handing_in: GroupCommit[HandIn, None]
    accounts: AccountBook
    kinds: Mapping[str, ChannelKind]
    http: httpx.AsyncClient
    outgoing: GuardedHttp
    public_url: str
    submitting: Limiter
    writing: Limiter
    viewing: Limiter


def desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def address_of(request: Request) -> str:
    """Return where the request comes from, as the server trusts it."""
    return request.client.host if request.client else "unknown"
