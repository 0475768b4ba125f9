"""Forgets what is no longer needed: old attempt counts, sessions, links and notices."""

from datetime import datetime, timedelta

from services.triage.operations.attempts import forget_old_attempts
from services.triage.operations.links import forget_old_links
from services.triage.operations.notices import forget_old_notices
from services.triage.operations.sessions import forget_old_sessions
from shared import timers
from shared.database import Session

TIDY_SIGN_IN = "tidy_sign_in"
"""The timer, of one key, that runs `tidy_sign_in` every hour."""

EVERY = timedelta(hours=1)


def tidy_sign_in(session: Session, now: datetime) -> None:
    """Forget what is old and set the timer for the next time."""
    forget_old_attempts(session, now)
    forget_old_sessions(session, now)
    forget_old_links(session, now)
    forget_old_notices(session, now)
    timers.schedule(session, TIDY_SIGN_IN, "triage", now + EVERY)
