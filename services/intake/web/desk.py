"""What intake's routes work with, put together once by the composition root."""

from dataclasses import dataclass

from fastapi import Request

from services.intake.operations.receiving import Answer
from services.intake.operations.submissions import Preparer, Submission, TrackLinks
from shared.clock import Clock
from shared.database import Database
from shared.group_commit import GroupCommit
from shared.limits import Limiter
from shared.sealing import Sealer


@dataclass(frozen=True, slots=True)
class Desk:
    """The collaborators of the routes; `accepting` shares commits between requests."""

    database: Database
    clock: Clock
    sealer: Sealer
    links: TrackLinks
    preparer: Preparer
    accepting: GroupCommit[Submission, Answer]
    submitting: Limiter
    writing: Limiter
    viewing: Limiter


def desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def address_of(request: Request) -> str:
    """Return where the request comes from, as the server trusts it."""
    return request.client.host if request.client else "unknown"
