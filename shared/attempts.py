"""One attempt at a row of durable work: what fails is kept with the row and tried again later."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

import structlog

from shared.database import DatabaseUnavailable
from shared.delays import DELAYS
from shared.problems import Problem

T = TypeVar("T")

log = structlog.get_logger(__name__)

LONGEST_REASON = 200


class AttemptFailed(Exception):
    """Something was wrong with the row, or with whom it needs: its text is shown to staff.

    The text is short and holds no personal data.
    """


async def attempt(work: Callable[[], Awaitable[T]], *, what: str, key: str) -> T:
    """Return what `work` returns; this is where the failures of single rows end.

    Raises AttemptFailed for whatever it raises, and DatabaseUnavailable as it is: then nothing is
    wrong with the row.
    """
    try:
        return await work()
    except (DatabaseUnavailable, AttemptFailed):
        raise
    except Exception as error:
        if not isinstance(error, Problem):
            log.exception("attempt_failed", what=what, key=key)
        raise AttemptFailed(reason_of(error)) from error


def reason_of(error: Exception) -> str:
    """Return a refusal's own sentence, which holds no personal number, else what kind it is."""
    said = error.detail("zh") if isinstance(error, Problem) else type(error).__name__
    return said[:LONGEST_REASON]


def delay_after(attempts: int) -> timedelta | None:
    """Return how long to wait after so many failed attempts; None when it was the last."""
    return DELAYS[attempts - 1] if attempts <= len(DELAYS) else None
