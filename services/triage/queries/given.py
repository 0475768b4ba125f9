"""What was given to whom, read from the cases' histories, and which cases nobody can be given."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col

from services.triage.models.cases import Case, CaseHistory, CaseTask
from services.triage.rules.assignment import BY_INCIDENT, OF_TASKS
from services.triage.rules.efforts import PLAIN_EFFORT
from services.triage.rules.fairness import Given
from shared.database import Session

LATENESS = timedelta(days=1)
"""How much later than it happened an entry may be written: customers' words carry their time."""


def given_in_team(session: Session, team_id: str, since: datetime, until: datetime) -> list[Given]:
    """Return what people were given of the team's cases from `since` to before `until`.

    A case counts for the team that it is with now, each time it was given to somebody. That an
    incident's owner has a case, or who had it before again, gives nobody new work: an incident has
    one fix. Tasks are counted apart.
    """
    owner = col(CaseHistory.detail)["owner"].as_string()
    rows = session.execute(
        sa.select(
            col(CaseHistory.at),
            owner.label("owner"),
            col(CaseHistory.detail)["effort"].as_integer().label("effort"),
        )
        .join(Case, col(Case.id) == col(CaseHistory.case_id))
        .where(
            col(CaseHistory.id) >= first_entry_since(session, since - LATENESS),
            col(CaseHistory.id) < first_entry_since(session, until + LATENESS),
            col(CaseHistory.at) >= since,
            col(CaseHistory.at) < until,
            col(Case.team_id) == team_id,
            col(CaseHistory.event).not_in((*BY_INCIDENT, *OF_TASKS)),
            owner.is_not(None),
        )
        .order_by(col(CaseHistory.id))
    )
    return [Given(row.at, row.owner, row.effort or PLAIN_EFFORT) for row in rows]


def tasks_in_team(
    session: Session, team_id: str, since: datetime, until: datetime
) -> dict[str, int]:
    """Return how many tasks (协办) asked of the team from `since` to before `until` each has."""
    owner_id = col(CaseTask.owner_id)
    rows = session.execute(
        sa.select(owner_id, sa.func.count().label("tasks"))
        .where(
            col(CaseTask.team_id) == team_id,
            col(CaseTask.opened_at) >= since,
            col(CaseTask.opened_at) < until,
            owner_id.is_not(None),
        )
        .group_by(owner_id)
    )
    return {row.owner_id: row.tasks for row in rows}


def first_entry_since(session: Session, at: datetime) -> int:
    """Return the id from which on history is of `at` or later: ids follow time, `at` has no index.

    Halves the range of ids, a look-up by key each time.
    """
    last = session.execute(sa.select(sa.func.max(col(CaseHistory.id)))).scalar()
    low, high = 1, (last or 0) + 1
    while low < high:
        middle = (low + high) // 2
        entry = session.execute(
            sa.select(col(CaseHistory.id), col(CaseHistory.at))
            .where(col(CaseHistory.id) >= middle)
            .order_by(col(CaseHistory.id))
            .limit(1)
        ).first()
        if entry is None or entry.at >= at:
            high = middle
        else:
            low = entry.id + 1
    return low


@dataclass(slots=True)
class Waiting:
    """Cases of a team that nobody is in charge of; `team_id` is None where no team was found."""

    team_id: str | None
    cases: int
    critical: int
    oldest_at: datetime


def waiting_by_team(session: Session) -> dict[str | None, Waiting]:
    """Count the cases without an owner, by team."""
    rows = session.execute(
        sa.select(
            col(Case.team_id),
            col(Case.urgency_order),
            sa.func.count().label("cases"),
            sa.func.min(col(Case.received_at)).label("oldest_at"),
        )
        .where(col(Case.is_waiting).is_(True))
        .group_by(col(Case.team_id), col(Case.urgency_order))
    )
    found: dict[str | None, Waiting] = {}
    for row in rows:
        one = found.setdefault(row.team_id, Waiting(row.team_id, 0, 0, row.oldest_at))
        one.cases += row.cases
        one.critical += row.cases if row.urgency_order == 0 else 0
        one.oldest_at = min(one.oldest_at, row.oldest_at)
    return found
