"""Which cases somebody may see, the work queues, one case with its history, and the ledger."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.triage.models.cases import (
    Case,
    CaseHistory,
    CaseMessage,
    CaseTask,
    ErasedCase,
    Label,
)
from shared.among import among
from shared.auth.principal import Principal
from shared.columns import Id, UtcDateTime
from shared.database import Session

Condition = sa.ColumnElement[bool]
Position = tuple[int, datetime, str]
"""Where a case stands in a queue: urgency order, when it was received, id."""

SEES_ALL = ("manager", "admin", "auditor")
COLUMNS = tuple(sa.inspect(Case).local_table.columns)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a queue is narrowed to; a topic stands for its leaves too."""

    topic: str | None = None
    urgency_order: int | None = None
    store_code: str | None = None
    owner_id: str | None = None
    team_id: str | None = None
    customer: str | None = None
    is_open: bool | None = None

    def conditions(self) -> list[Condition]:
        found: list[Condition] = []
        if self.is_open is not None:
            found.append(col(Case.is_open).is_(self.is_open))
        if self.topic is not None:
            codes = col(Case.topic_codes)
            found.append(
                sa.or_(
                    codes.contains(f"|{self.topic}|", autoescape=True),
                    codes.contains(f"|{self.topic}.", autoescape=True),
                )
            )
        if self.urgency_order is not None:
            found.append(col(Case.urgency_order) == self.urgency_order)
        if self.store_code is not None:
            found.append(col(Case.store_code) == self.store_code)
        if self.owner_id is not None:
            found.append(col(Case.owner_id) == self.owner_id)
        if self.team_id is not None:
            found.append(col(Case.team_id) == self.team_id)
        if self.customer is not None:
            found.append(col(Case.customer) == self.customer)
        return found


def may_read(principal: Principal, case: Any) -> bool:
    """Say whether a case (or a row with its columns) is within the caller's reach."""
    if principal.kind == "key":
        limit = principal.store_limit
        return limit is None or not limit.isdisjoint({case.store_code, case.reported_store})
    return may_move(principal, case) or (
        principal.has_role("auditor")
        or (
            principal.has_role("store_manager")
            and not principal.stores.isdisjoint({case.store_code, case.reported_store})
        )
    )


def may_move(principal: Principal, case: Any) -> bool:
    """Say whether the caller may act on the case: it is theirs, their team's, or they see all."""
    return (
        principal.has_role("manager", "admin")
        or case.owner_id == principal.id
        or (principal.has_role("agent", "lead") and case.team_id in principal.teams)
    )


def queue(
    session: Session,
    principal: Principal,
    name: str | None,
    *,
    filters: Filters,
    after: Position | None,
    limit: int,
) -> list[sa.Row[Any]]:
    """Return up to `limit` cases of a queue within the caller's reach, after a position.

    `name` is mine, team, unassigned, or None for everything. Most urgent first, then longest
    waiting; the review queue has an order of its own (`queries.review`).
    """
    branches = branches_of(principal, name, filters)
    return in_order(session, branches, filters.conditions(), after, limit)


Branches = list[list[Condition]]
"""Parts of a queue, each of which an index holds in order, to be merged."""


def mine(principal: Principal) -> Branches:
    return [[col(Case.owner_id) == principal.id, is_open()]]


def of_team(principal: Principal) -> Branches:
    """Return open cases of the caller's teams; those who see all and have no team get all."""
    if principal.has_role(*SEES_ALL) and principal.teams:
        return by_team(principal.teams, is_open())
    return within_reach(principal, is_open())


def unassigned(principal: Principal) -> Branches:
    return within_reach(principal, is_waiting())


def review(principal: Principal) -> Branches:
    return within_reach(principal, col(Case.review_rank).is_not(None))


def everything(principal: Principal, wanted: bool | None = None) -> Branches:
    """Return all cases in reach, those done with too; of other teams' only one's own open ones.

    `wanted` leaves out the open ones or the others: each is an index of its own.
    """
    born = col(Case.received_at).is_not(None)
    states = [state for state in (True, False) if wanted in (None, state)]
    own = [] if principal.has_role(*SEES_ALL) or wanted is False else mine(principal)
    return own + [
        branch
        for state in states
        for branch in within_reach(principal, col(Case.is_open).is_(state), born)
    ]


BRANCHES = {"mine": mine, "team": of_team, "unassigned": unassigned}
"""The queues by name."""


def branches_of(principal: Principal, name: str | None, filters: Filters) -> Branches:
    """Return the parts of a queue; without a name those of everything in the state asked for."""
    return everything(principal, filters.is_open) if name is None else BRANCHES[name](principal)


def within_reach(principal: Principal, *conditions: Condition) -> Branches:
    """Return the branches in which `conditions` hold among what the caller may see."""
    if principal.has_role(*SEES_ALL) or (principal.kind == "key" and not principal.stores):
        return [list(conditions)]
    return by_team(own_teams(principal), *conditions) + by_store(principal, *conditions)


def own_teams(principal: Principal) -> frozenset[str]:
    return principal.teams if principal.has_role("agent", "lead") else frozenset()


def by_team(teams: Iterable[str], *conditions: Condition) -> Branches:
    return [[col(Case.team_id) == team, *conditions] for team in sorted(teams)]


def by_store(principal: Principal, *conditions: Condition) -> Branches:
    """Return branches for who is limited to stores: cases routed there, or moved from there."""
    if principal.kind != "key" and not principal.has_role("store_manager"):
        return []
    return [
        branch
        for code in sorted(principal.stores)
        for branch in (
            [col(Case.store_code) == code, *conditions],
            [col(Case.moved_from) == code, *conditions],
        )
    ]


def is_open() -> Condition:
    return col(Case.is_open).is_(True)


def is_waiting() -> Condition:
    return col(Case.is_waiting).is_(True)


def in_order(
    session: Session,
    branches: Sequence[Sequence[Condition]],
    conditions: Sequence[Condition],
    after: Position | None,
    limit: int,
) -> list[sa.Row[Any]]:
    """Return the first rows of all branches in queue order, each case once.

    What is narrowed, or merged of many, is found by its keys first: the indexes hold them, and
    rows are wide.
    """
    further = [*conditions, *([] if after is None else [comes_after(after)])]
    by_key = bool(conditions) or len(branches) > FEW_BRANCHES
    columns = KEY if by_key else COLUMNS
    found = [session.execute(first(columns, [*branch, *further], limit)) for branch in branches]
    merged = {row.id: row for row in merge(*found, key=position)}
    if not by_key:
        return list(islice(merged.values(), limit))
    wanted = list(islice(merged, limit))
    rows = session.execute(sa.select(*COLUMNS).where(col(Case.id).in_(wanted)))
    return sorted(rows, key=position)


FEW_BRANCHES = 3


KEY = (col(Case.urgency_order), col(Case.received_at), col(Case.id))


def first(
    columns: Sequence[Any], conditions: Sequence[Condition], limit: int
) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(*columns).where(*conditions).order_by(*KEY).limit(limit)


def comes_after(after: Position) -> Condition:
    """Return the condition of being behind `after` in a queue."""
    order, received_at, case_id = after
    here = sa.tuple_(
        sa.literal(order, sa.SmallInteger()),
        sa.literal(received_at, UtcDateTime()),
        sa.literal(case_id, Id),
    )
    return sa.tuple_(*KEY) > here


def position(row: Any) -> Position:
    """Return where a case stands in its queue."""
    return row.urgency_order, row.received_at, row.id


def case_in_reach(session: Session, case_id: str, principal: Principal) -> sa.Row[Any] | None:
    """Return the case, None when it is unknown, unborn or out of the caller's reach.

    Who was asked for a part of it (协办) reads it too, as in followup.
    """
    row = session.execute(sa.select(*COLUMNS).where(col(Case.id) == case_id)).one_or_none()
    if row is None or row.received_at is None:
        return None
    if not may_read(principal, row) and not has_task_there(session, principal, case_id):
        return None
    return row


def has_task_there(session: Session, principal: Principal, case_id: str) -> bool:
    """Say whether a task (协办) of the case is the caller's or their team's."""
    if not has_role_in_team(principal):
        return False
    asked = sa.select(sa.literal(1)).where(col(CaseTask.case_id) == case_id, is_asked(principal))
    return session.execute(asked.limit(1)).first() is not None


def is_asked(principal: Principal) -> Condition:
    """Return the condition of a task to be the caller's or their team's."""
    own = col(CaseTask.owner_id) == principal.id
    return sa.or_(own, col(CaseTask.team_id).in_(sorted(own_teams(principal))))


def has_role_in_team(principal: Principal) -> bool:
    return principal.kind == "staff" and principal.has_role("agent", "lead")


def history_of(session: Session, case_id: str) -> list[sa.Row[Any]]:
    """Return what happened to the case, oldest first."""
    return list(
        session.execute(
            sa.select(
                col(CaseHistory.at),
                col(CaseHistory.actor),
                col(CaseHistory.event),
                col(CaseHistory.cause),
                col(CaseHistory.detail),
            )
            .where(col(CaseHistory.case_id) == case_id)
            .order_by(col(CaseHistory.at), col(CaseHistory.id))
        )
    )


def tasks_of(session: Session, case_id: str) -> list[CaseTask]:
    rows = session.execute(
        sa.select(CaseTask).where(col(CaseTask.case_id) == case_id).order_by(col(CaseTask.id))
    )
    return list(rows.scalars())


def messages_of(session: Session, case_id: str) -> list[CaseMessage]:
    """Return what the customer added, in its order."""
    rows = session.execute(
        sa.select(CaseMessage)
        .where(col(CaseMessage.case_id) == case_id)
        .order_by(col(CaseMessage.seq))
    )
    return list(rows.scalars())


def labels_of(session: Session, case_id: str) -> list[Label]:
    """Return what people said of the case's verdict, oldest first."""
    rows = session.execute(
        sa.select(Label).where(col(Label.case_id) == case_id).order_by(col(Label.id))
    )
    return list(rows.scalars())


def ledger(session: Session) -> list[sa.Row[Any]]:
    """Return (channel, reported_store, disposition, progress, cases) over all born cases."""
    by: tuple[Any, ...] = (
        col(Case.channel),
        col(Case.reported_store),
        col(Case.disposition),
        col(Case.progress),
    )
    return list(
        session.execute(
            sa.select(*by, sa.func.count().label("cases"))
            .where(col(Case.received_at).is_not(None))
            .group_by(*by)
            .order_by(*by)
        )
    )


def ledger_entries(
    session: Session, after: str | None, limit: int, *, only: Collection[str] | None = None
) -> list[sa.Row[Any]]:
    """Return the ledger id by id, after an id, for reconcile; stubs are in it unborn.

    `only`: the cases to look at, where not all.

    (case_id, feedback_id, born, channel, store_code, disposition, progress, generation, version,
    followup_generation, followup_version)
    """
    query: Any = sa.select(
        col(Case.id).label("case_id"),
        col(Case.feedback_id),
        col(Case.received_at).is_not(None).label("born"),
        col(Case.channel),
        col(Case.reported_store).label("store_code"),
        col(Case.disposition),
        col(Case.progress),
        col(Case.generation),
        col(Case.version),
        col(Case.followup_generation),
        col(Case.followup_version),
    )
    if after is not None:
        query = query.where(col(Case.id) > after)
    if only is not None:
        query = query.where(among(col(Case.id), only))
    return list(session.execute(query.order_by(col(Case.id)).limit(limit)))


def erased_cases(session: Session, case_ids: Collection[str]) -> set[str]:
    """Return those of the cases whose customers were erased."""
    found = session.execute(
        sa.select(col(ErasedCase.case_id)).where(among(col(ErasedCase.case_id), case_ids))
    )
    return set(found.scalars())
