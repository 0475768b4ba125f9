"""Tasks (协办) that are still to be done, and whose business they are."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.triage.models.cases import Case, CaseTask
from services.triage.queries.cases import SEES_ALL, Condition, has_role_in_team, is_asked
from shared.auth.principal import Principal
from shared.database import Session

CLOSED = "closed"


def open_tasks(
    session: Session, *conditions: Condition, after: str | None = None, limit: int
) -> list[sa.Row[Any]]:
    """Return up to `limit` tasks after an id, oldest first, of cases that go on, not yet done.

    With what a list shows of their cases: birth, urgency_order, store_code, revision.
    """
    found: list[sa.Row[Any]] = []
    while len(found) < limit:
        page = page_of_tasks(session, *conditions, after=after, limit=limit)
        found += (row for row in page if not is_done(row))
        if len(page) < limit:
            break
        after = page[-1].id
    return found[:limit]


def page_of_tasks(
    session: Session, *conditions: Condition, after: str | None, limit: int
) -> list[sa.Row[Any]]:
    """Return the same, with those that followup has heard are done."""
    statement = (
        sa.select(
            *(
                *(col(CaseTask.id), col(CaseTask.case_id), col(CaseTask.team_id)),
                *(col(CaseTask.owner_id), col(CaseTask.text), col(CaseTask.opened_at)),
                *(col(Case.birth), col(Case.urgency_order), col(Case.store_code)),
                *(col(Case.revision), col(Case.progress_detail)),
            )
        )
        .join(Case, col(Case.id) == col(CaseTask.case_id))
        .where(
            col(Case.received_at).is_not(None),
            col(Case.disposition) == "live",
            col(Case.progress) != CLOSED,
            *conditions,
        )
    )
    if after is not None:
        statement = statement.where(col(CaseTask.id) > after)
    return list(session.execute(statement.order_by(col(CaseTask.id)).limit(limit)))


def is_done(row: Any) -> bool:
    return row.id in row.progress_detail.get("tasks_done", ())


def is_over(case: Case, task_id: str) -> bool:
    """Say whether nothing is left of a task: it is done, or its case goes on no more."""
    done = case.progress_detail.get("tasks_done", ())
    return task_id in done or case.disposition != "live" or case.progress == CLOSED


def within_reach(principal: Principal, queue: str | None) -> Iterator[Condition]:
    """Yield what holds of the tasks of a queue: mine, team, unassigned, or None for all in reach.

    The team's queue of who sees all and has no team is everybody's, as with cases.
    """
    if queue == "mine":
        yield col(CaseTask.owner_id) == principal.id
        return
    if queue == "team" and principal.teams:
        yield col(CaseTask.team_id).in_(sorted(principal.teams))
    if queue == "unassigned":
        yield col(CaseTask.owner_id).is_(None)
    if not principal.has_role(*SEES_ALL):
        yield is_asked(principal)


def is_of_team(principal: Principal, task: CaseTask) -> bool:
    return has_role_in_team(principal) and task.team_id in principal.teams


def leads(principal: Principal, task: CaseTask) -> bool:
    """Say whether somebody decides who does a task: a lead of its team, a manager."""
    return principal.has_role("manager") or (
        principal.has_role("lead") and task.team_id in principal.teams
    )
