"""What intake does when a moment has come."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from services.intake.operations import remove_unclaimed
from services.intake.operations.attachments import UNCLAIMED_TIMER
from services.intake.operations.erasing import cutoff, erase_old
from services.intake.operations.imports import FORGET_TIMER, forget_imports
from services.intake.operations.tidying import Ages, tidy
from services.intake.rules.identity import EPOCH, lowest_id_at
from shared.database import Session
from shared.timers import Timer, TimerHandlers, schedule

LOWEST_ID = str(UUID(int=0))


RETENTION_TIMER = "retention"
TIDY_TIMER = "tidy"
FOR_EVER = Ages(0, 0)
A_DAY, AT_ONCE = timedelta(days=1), timedelta(seconds=1)


def timer_handlers(retention_months: int = 0, ages: Ages = FOR_EVER) -> TimerHandlers:
    """Return intake's timer handlers by kind."""
    return {
        UNCLAIMED_TIMER: on_attachment_unclaimed,
        FORGET_TIMER: on_import_old,
        RETENTION_TIMER: partial(on_retention, retention_months),
        TIDY_TIMER: partial(on_tidy, ages),
    }


def begin(retention_months: int, session: Session, now: datetime) -> None:
    """Look for what is too old, now and every day from now on."""
    schedule(session, TIDY_TIMER, "channels", now)
    if retention_months:
        begin_retention(session, now=now)


def begin_retention(session: Session, *, now: datetime) -> None:
    """Look for feedback that has grown too old, now and every day from now on."""
    schedule(session, RETENTION_TIMER, "feedback", now)


def on_tidy(ages: Ages, session: Session, _timers: Sequence[Timer], now: datetime) -> None:
    """Forget a part of what is too old, and go on with the next at once, or tomorrow."""
    is_more = tidy(session, ages, now=now)
    schedule(session, TIDY_TIMER, "channels", now + (AT_ONCE if is_more else A_DAY))


def on_retention(months: int, session: Session, timers: Sequence[Timer], now: datetime) -> None:
    """Erase a part of what is too old, and go on with the next at once, or tomorrow."""
    if not months:
        return
    after = str(timers[-1].payload.get("after") or LOWEST_ID)
    oldest_kept = str(UUID(int=lowest_id_at(max(cutoff(now, months), EPOCH))))
    _, last = erase_old(session, after, oldest_kept, now=now)
    due_at, payload = (now + AT_ONCE, {"after": last}) if last else (now + A_DAY, {})
    schedule(session, RETENTION_TIMER, "feedback", due_at, payload)


def on_attachment_unclaimed(session: Session, timers: Sequence[Timer], _now: datetime) -> None:
    remove_unclaimed(session, [timer.key for timer in timers])


def on_import_old(session: Session, timers: Sequence[Timer], now: datetime) -> None:
    forget_imports(session, [timer.key for timer in timers], now=now)
