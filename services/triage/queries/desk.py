"""What desks show beside cases: how long queues are, who holds how much, views people saved."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import col

from services.triage.models import SavedFilter
from services.triage.models.cases import Case
from services.triage.queries.cases import (
    Branches,
    Condition,
    by_team,
    is_open,
    mine,
    of_team,
    review,
    unassigned,
)
from shared.auth.principal import Principal
from shared.database import Session

MOST_COUNTED: Final = 1000
QUEUES: Final = {"mine": mine, "team": of_team, "unassigned": unassigned, "review": review}


@dataclass(frozen=True, slots=True)
class QueueCount:
    """How many cases a queue holds, MOST_COUNTED at most, and how many of them are critical."""

    name: str
    cases: int
    critical: int

    @property
    def is_more(self) -> bool:
        return self.cases >= MOST_COUNTED


def queue_counts(session: Session, principal: Principal) -> list[QueueCount]:
    """Count the caller's queues; a count stops where nobody reads the number any more."""
    found = []
    for name, branches_of in QUEUES.items():
        branches = branches_of(principal)
        critical = [[*branch, col(Case.urgency_order) == 0] for branch in branches]
        found.append(QueueCount(name, counted(session, branches), counted(session, critical)))
    return found


def counted(session: Session, branches: Branches) -> int:
    """Return how many cases are in any of the branches, MOST_COUNTED at most."""
    if not branches:
        return 0
    parts = [
        sa.select(sa.select(col(Case.id)).where(*branch).limit(MOST_COUNTED).subquery().c.id)
        for branch in branches
    ]
    every = sa.union(*parts).subquery()
    count = session.execute(sa.select(sa.func.count()).select_from(every)).scalar_one()
    return min(MOST_COUNTED, int(count))


def filters_of(session: Session, staff_id: str) -> Sequence[SavedFilter]:
    """Return the views a person saved, by name."""
    asked = (
        sa.select(SavedFilter)
        .where(col(SavedFilter.staff_id) == staff_id)
        .order_by(col(SavedFilter.name))
    )
    return session.execute(asked).scalars().all()


@dataclass(slots=True)
class Held:
    """Open cases somebody holds, or that wait in a team; `due_at` is the next promise's end."""

    cases: int = 0
    critical: int = 0
    effort: int = 0
    breached: int = 0
    at_risk: int = 0
    oldest_at: datetime | None = None
    by_state: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, row: Any, *, soon: datetime) -> None:
        clocks = row.clocks or ()
        breached = any(clock["status"] == "breached" for clock in clocks)
        self.cases += 1
        self.critical += row.urgency_order == 0
        self.effort += row.effort
        self.breached += breached
        self.at_risk += not breached and any(is_due_by(clock, soon) for clock in clocks)
        self.oldest_at = min(self.oldest_at or row.received_at, row.received_at)
        self.by_state[row.progress] += 1


def together(parts: Iterable[Held]) -> Held:
    """Return the sum of what several hold."""
    whole = Held()
    for one in parts:
        for name in ("cases", "critical", "effort", "breached", "at_risk"):
            setattr(whole, name, getattr(whole, name) + getattr(one, name))
        for state, count in one.by_state.items():
            whole.by_state[state] += count
        if one.oldest_at is not None:
            whole.oldest_at = min(whole.oldest_at or one.oldest_at, one.oldest_at)
    return whole


MOST_ON_A_BOARD: Final = 20_000


@dataclass(frozen=True, slots=True)
class Holdings:
    """Who holds what: by (team, owner); owner None waits. `is_cut` when there were too many."""

    by_owner: dict[tuple[str | None, str | None], Held]
    is_cut: bool


def holdings(session: Session, team_ids: Collection[str] | None, *, soon: datetime) -> Holdings:
    """Count the open cases of these teams, of all when None, the most urgent first."""
    branches: Iterable[list[Condition]] = (
        [[is_open()]] if team_ids is None else by_team(team_ids, is_open())
    )
    found: dict[tuple[str | None, str | None], Held] = defaultdict(Held)
    left = MOST_ON_A_BOARD
    for branch in branches:
        rows = session.execute(
            sa.select(*OF_HOLDINGS)
            .where(*branch)
            .order_by(col(Case.urgency_order), col(Case.received_at), col(Case.id))
            .limit(left)
        ).all()
        for row in rows:
            found[row.team_id, row.owner_id].add(row, soon=soon)
        left -= len(rows)
    return Holdings(dict(found), is_cut=left <= 0)


OF_HOLDINGS: Final = (
    col(Case.team_id),
    col(Case.owner_id),
    col(Case.urgency_order),
    col(Case.received_at),
    col(Case.effort),
    col(Case.progress),
    col(Case.progress_detail)["clocks"].label("clocks"),
)


def is_due_by(clock: dict[str, Any], soon: datetime) -> bool:
    due_at = clock.get("due_at")
    return (
        clock["status"] == "running"
        and due_at is not None
        and datetime.fromisoformat(due_at) <= soon
    )
