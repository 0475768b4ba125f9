"""What intake does with the events of others: each handler translates, the operations decide."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.intake.operations import know_progress, open_follow_ons, request_replies
from services.intake.operations.deliveries import announce_progress
from services.intake.operations.erasing import forget_deliveries
from services.intake.operations.notices import take_notices
from services.intake.operations.replies import Ladder
from services.intake.operations.submissions import Preparer, TrackLinks
from services.intake.queries.feedback import erased_cases
from shared.auth import on_key_changed, on_staff_changed
from shared.database import Session
from shared.events import (
    CaseProgressed,
    FollowOnRequested,
    NoticeReleased,
    Received,
    ReplyRequested,
    TeamChanged,
)
from shared.inbox import Handler


def handlers(preparer: Preparer, links: TrackLinks, ladder: Ladder) -> list[Handler[Any]]:
    """Return intake's handlers."""

    def on_case_progressed(
        session: Session, events: Sequence[Received[CaseProgressed]], now: datetime, _: Any
    ) -> None:
        snapshots = [event.data for event in events]
        know_progress(session, snapshots, now=now)
        erased = [one.case_id for one in snapshots if one.change == "customer_erased"]
        forget_deliveries(session, erased)
        announce_progress(session, snapshots, now=now)

    def on_reply_requested(
        session: Session, events: Sequence[Received[ReplyRequested]], now: datetime, _: Any
    ) -> None:
        request_replies(session, [event.data for event in events], ladder, now=now)

    def on_follow_on_requested(
        session: Session, events: Sequence[Received[FollowOnRequested]], now: datetime, _: Any
    ) -> None:
        open_follow_ons(session, [event.data for event in events], preparer, links, now=now)

    return [
        Handler(CaseProgressed, on_case_progressed, erased=erased_cases),
        Handler(ReplyRequested, on_reply_requested, erased=erased_cases),
        Handler(FollowOnRequested, on_follow_on_requested, erased=erased_cases),
        Handler(NoticeReleased, on_notice_released),
        Handler(TeamChanged, on_team_changed),
        on_staff_changed,
        on_key_changed,
    ]


def on_team_changed(
    _session: Session, _events: Sequence[Received[TeamChanged]], _now: datetime, _: Any
) -> None:
    """Need nothing of it: scope goes by team ids, which tokens and `case.progressed` carry."""


def on_notice_released(
    session: Session, events: Sequence[Received[NoticeReleased]], now: datetime, _: Any
) -> None:
    take_notices(session, [event.data for event in events], now=now)
