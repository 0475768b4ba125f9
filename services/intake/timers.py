"""What intake does when a moment has come."""

from collections.abc import Sequence
from datetime import datetime

from services.intake.operations import remove_unclaimed
from services.intake.operations.attachments import UNCLAIMED_TIMER
from services.intake.operations.imports import FORGET_TIMER, forget_imports
from shared.database import Session
from shared.timers import Timer, TimerHandlers


def timer_handlers() -> TimerHandlers:
    """Return intake's timer handlers by kind."""
    return {UNCLAIMED_TIMER: on_attachment_unclaimed, FORGET_TIMER: on_import_old}


def on_attachment_unclaimed(session: Session, timers: Sequence[Timer], _now: datetime) -> None:
    remove_unclaimed(session, [timer.key for timer in timers])


def on_import_old(session: Session, timers: Sequence[Timer], now: datetime) -> None:
    forget_imports(session, [timer.key for timer in timers], now=now)
