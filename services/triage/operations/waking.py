"""When waiting cases are looked at: every now and then, and at once when somebody has room."""

from datetime import datetime

from services.triage.assignment.board import Board
from shared import timers
from shared.database import Session

DRAIN_BACKLOG = "drain_backlog"
"""The timer that gives waiting cases to people. Key ROUND comes again, key ROSTER comes once."""

ROUND, ROSTER = "all", "roster"
WOKEN = {"woken": True}


def wake_backlog(session: Session, board: Board, now: datetime) -> None:
    """Let those who wait be given owners at once, if any wait: somebody has room now."""
    if board.is_waiting:
        timers.schedule(session, DRAIN_BACKLOG, ROUND, now, WOKEN)


def roster_changed(session: Session, now: datetime) -> None:
    """Let those who wait be given owners at once, by a board that knows what was just changed.

    Whoever may have room now: people, their hours, teams, skills or capacities, what cases weigh.
    """
    timers.schedule(session, DRAIN_BACKLOG, ROSTER, now)
