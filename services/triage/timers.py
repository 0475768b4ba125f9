"""What triage does when a timer is due: owners for who waits, heirs of who left, tidying."""

from collections.abc import Sequence
from datetime import datetime

from services.triage.assignment.board import LoadBoard
from services.triage.operations import ownership
from services.triage.operations.ownership import DRAIN_BACKLOG
from services.triage.operations.staff import STAFF_LEFT
from services.triage.operations.tidy import TIDY_SIGN_IN, tidy_sign_in
from shared.database import Session
from shared.timers import Timer, TimerHandlers


def handlers(boards: LoadBoard) -> TimerHandlers:
    """Return what to do, by kind of timer."""

    def drain_backlog(session: Session, _timers: Sequence[Timer], now: datetime) -> None:
        ownership.drain_backlog(session, boards, now)

    def redistribute(session: Session, timers: Sequence[Timer], now: datetime) -> None:
        for timer in timers:
            ownership.redistribute(session, boards, timer.key, now)

    def tidy(session: Session, _timers: Sequence[Timer], now: datetime) -> None:
        tidy_sign_in(session, now)

    return {DRAIN_BACKLOG: drain_backlog, STAFF_LEFT: redistribute, TIDY_SIGN_IN: tidy}
