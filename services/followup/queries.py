"""Reads of followup, named after their answer."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from services.followup.models import (
    Case,
    CaseCycle,
    Collaborator,
    CorrectiveAction,
    CorrectiveTopic,
    CustomerMessage,
    ErasedCase,
    Reply,
    Survey,
    TaskDone,
    TimelineEntry,
)
from shared.among import among
from shared.auth.principal import Principal
from shared.database import Session
from shared.events.vocabulary import Disposition, Progress

SEES_ALL = ("manager", "admin", "auditor")
LIVE: sa.ColumnElement[str] = sa.literal_column("'live'")
CLOSED: sa.ColumnElement[str] = sa.literal_column("'closed'")


def locked_cases(session: Session, case_ids: Collection[str]) -> dict[str, Case]:
    """Return the cases by id, their rows held to the end of the transaction; in id order.

    They are what is stored now, whatever was read of them before they were held.
    """
    if not case_ids:
        return {}
    rows = session.exec(
        select(Case)
        .where(among(col(Case.id), case_ids))
        .order_by(col(Case.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {case.id: case for case in rows}


def locked_case(session: Session, case_id: str) -> Case | None:
    """Return the case, its row held to the end of the transaction; None for a stub too."""
    case = locked_cases(session, [case_id]).get(case_id)
    return None if case is None or case.is_stub else case


def cases_by_id(session: Session, case_ids: Collection[str]) -> dict[str, Case]:
    """Return the cases by id, as they are, without holding them."""
    if not case_ids:
        return {}
    return {
        case.id: case for case in session.exec(select(Case).where(among(col(Case.id), case_ids)))
    }


def erased_cases(session: Session, case_ids: Collection[str]) -> set[str]:
    """Return those of the cases whose customers were erased."""
    return set(
        session.exec(select(ErasedCase.case_id).where(among(col(ErasedCase.case_id), case_ids)))
    )


def cases_merged_into(session: Session, case_ids: Collection[str]) -> list[Case]:
    """Return other cases whose customers get the result of one of `case_ids`; held."""
    if not case_ids:
        return []
    with session.no_autoflush:
        merged = set(
            session.exec(
                select(Case.id).where(
                    among(col(Case.merged_into), case_ids), Case.disposition == "merged"
                )
            )
        )
    held = locked_cases(session, merged.difference(case_ids))
    return [one for one in held.values() if one.is_merged and one.merged_into in case_ids]


def cases_of_incident(
    session: Session, incident_id: str, principal: Principal, *, limit: int
) -> Sequence[Case]:
    """Return the incident's cases within the principal's reach, oldest first."""
    return session.exec(
        select(Case)
        .where(Case.incident_id == incident_id, Case.triaged != "", reach(principal))
        .order_by(col(Case.id))
        .limit(limit)
    ).all()


def surveys_of(session: Session, case_ids: Collection[str]) -> dict[tuple[str, int, str], Survey]:
    """Return the surveys of the cases by (case, cycle, recipient)."""
    if not case_ids:
        return {}
    rows = session.exec(select(Survey).where(among(col(Survey.case_id), case_ids)))
    return {(one.case_id, one.cycle, one.recipient_id): one for one in rows}


def survey_with(session: Session, token: str) -> Survey | None:
    """Return the survey a token opens."""
    return session.exec(select(Survey).where(Survey.token == token)).first()


def tasks_done(session: Session, case_ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return the ids of done tasks by case."""
    if not case_ids:
        return {}
    found: dict[str, list[str]] = defaultdict(list)
    rows = session.exec(
        select(TaskDone.case_id, TaskDone.task_id)
        .where(among(col(TaskDone.case_id), case_ids))
        .order_by(TaskDone.case_id, TaskDone.task_id)
    )
    for case_id, task_id in rows:
        found[case_id].append(task_id)
    return {case_id: tuple(ids) for case_id, ids in found.items()}


def timeline(session: Session, case_id: str) -> Sequence[TimelineEntry]:
    """Return what happened to a case, oldest first."""
    return session.exec(
        select(TimelineEntry)
        .where(TimelineEntry.case_id == case_id)
        .order_by(col(TimelineEntry.at), col(TimelineEntry.id))
    ).all()


def finished_cycles(session: Session, case_id: str) -> Sequence[CaseCycle]:
    """Return the cycles before the present one."""
    return session.exec(
        select(CaseCycle).where(CaseCycle.case_id == case_id).order_by(col(CaseCycle.cycle))
    ).all()


def messages(session: Session, case_id: str) -> Sequence[CustomerMessage]:
    """Return what the customer added, in their order."""
    return session.exec(
        select(CustomerMessage)
        .where(CustomerMessage.case_id == case_id)
        .order_by(col(CustomerMessage.seq))
    ).all()


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list of cases is narrowed to; None does not narrow. `before` is the last id shown.

    With `collaborating` they are those the asker was asked to look at, whoever owns them.
    """

    status: str | None = None
    owner_id: str | None = None
    team_id: str | None = None
    store_code: str | None = None
    feedback_id: str | None = None
    ticket_no: str | None = None
    collaborating: bool = False
    before: str | None = None


def cases(session: Session, principal: Principal, wanted: CaseFilter, limit: int) -> list[Case]:
    """Return the cases within the principal's reach that meet the filter, newest first.

    One more than `limit`, when there are more: case ids sort by the time they were minted.
    """
    within = collaborates(principal) if wanted.collaborating else reach(principal)
    statement = select(Case).where(Case.triaged != "", within)
    columns = {
        Case.owner_id: wanted.owner_id,
        Case.team_id: wanted.team_id,
        Case.store_code: wanted.store_code,
        Case.feedback_id: wanted.feedback_id,
        Case.ticket_no: wanted.ticket_no,
    }
    for column, value in columns.items():
        if value is not None:
            statement = statement.where(column == value)
    if wanted.status is not None:
        statement = statement.where(shows(wanted.status))
    if wanted.before is not None:
        statement = statement.where(col(Case.id) < wanted.before)
    return list(session.exec(statement.order_by(col(Case.id).desc()).limit(limit + 1)))


def shows(status: str) -> sa.ColumnElement[bool]:
    """Return the condition that a case shows this status: the disposition unless it is live.

    What an index leaves out is said in so many words: of a value that is handed in, no database
    knows beforehand that the index holds it.
    """
    if status in ("dismissed", "merged"):
        return sa.and_(col(Case.disposition) == status, col(Case.disposition) != LIVE)
    shown = sa.and_(col(Case.disposition) == "live", col(Case.progress) == status)
    return shown if status == "closed" else sa.and_(shown, col(Case.progress) != CLOSED)


def reach(principal: Principal) -> sa.ColumnElement[bool]:
    """Return the condition that a case is within the principal's reach."""
    if principal.has_role(*SEES_ALL):
        return sa.true()
    if principal.kind == "key":
        limit = principal.store_limit
        return sa.true() if limit is None else among(col(Case.store_code), limit)
    within = [col(Case.owner_id) == principal.id]
    if principal.has_role("agent", "lead"):
        within.append(col(Case.team_id).in_(principal.teams))
    if principal.has_role("store_manager"):
        within.append(col(Case.store_code).in_(principal.stores))
    return sa.or_(*within)


def collaborates(principal: Principal) -> sa.ColumnElement[bool]:
    """Return the condition that the principal was asked to look at a case."""
    return col(Case.id).in_(
        sa.select(col(Collaborator.case_id)).where(col(Collaborator.staff_id) == principal.id)
    )


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One case as followup accounts for it."""

    case_id: str
    feedback_id: str
    channel: str
    store_code: str | None
    disposition: Disposition
    progress: Progress
    generation: int
    version: int
    triage_generation: int
    triage_version: int


def ledger_entries(
    session: Session, after: str | None, limit: int, *, only: Collection[str] | None = None
) -> list[LedgerEntry]:
    """Return up to `limit` cases after the id `after`, in id order; `store_code` as reported.

    `only`: the cases to look at, where not all.
    """
    columns = (
        Case.id,
        Case.feedback_id,
        Case.channel,
        Case.reported_store,
        Case.disposition,
        Case.progress,
        Case.generation,
        Case.version,
        Case.triage_generation,
        Case.triage_version,
    )
    statement = sa.select(*columns).where(col(Case.triaged) != "")  # type: ignore[call-overload]
    if after is not None:
        statement = statement.where(col(Case.id) > after)
    if only is not None:
        statement = statement.where(among(col(Case.id), only))
    rows = session.execute(statement.order_by(col(Case.id)).limit(limit))
    return [LedgerEntry(*row) for row in rows]


def ledger(session: Session) -> list[Mapping[str, Any]]:
    """Return how many cases show each status, per channel and reported store."""
    status = sa.case(
        (col(Case.disposition) != "live", col(Case.disposition)), else_=col(Case.progress)
    )
    rows = session.execute(
        sa.select(
            col(Case.channel).label("channel"),
            col(Case.reported_store).label("store_code"),
            status.label("status"),
            sa.func.count().label("count"),
        )
        .where(col(Case.triaged) != "")
        .group_by(col(Case.channel), col(Case.reported_store), status)
        .order_by(col(Case.channel), col(Case.reported_store), status)
    )
    return [dict(row) for row in rows.mappings()]


def waiting_messages(session: Session, case_ids: Collection[str]) -> Sequence[CustomerMessage]:
    """Return the messages that still wait for triage's verdict, oldest first."""
    if not case_ids:
        return []
    return session.exec(
        select(CustomerMessage)
        .where(among(col(CustomerMessage.case_id), case_ids), CustomerMessage.effect == "wait")
        .order_by(col(CustomerMessage.appended_at), col(CustomerMessage.seq))
    ).all()


def known_messages(session: Session, case_ids: Collection[str]) -> set[tuple[str, int]]:
    """Return (case, seq) of every message that is here already."""
    rows = session.exec(
        select(CustomerMessage.case_id, CustomerMessage.seq).where(
            among(col(CustomerMessage.case_id), case_ids)
        )
    )
    return set(rows)


def is_expired(survey: Survey, now: datetime) -> bool:
    """Say whether a survey takes no more answers."""
    return now >= survey.expires_at


def replies_by_id(session: Session, request_ids: Collection[str]) -> dict[str, Reply]:
    """Return the replies that are known by these ids."""
    rows = session.exec(select(Reply).where(among(col(Reply.request_id), request_ids)))
    return {reply.request_id: reply for reply in rows}


def surveys_by_id(session: Session, survey_ids: Collection[str]) -> Sequence[Survey]:
    """Return the surveys by their own ids."""
    return session.exec(select(Survey).where(among(col(Survey.id), survey_ids))).all()


def cases_replied(session: Session, request_ids: Collection[str]) -> set[str]:
    """Return the ids of the cases these replies are about."""
    return set(session.exec(select(Reply.case_id).where(among(col(Reply.request_id), request_ids))))


def cases_surveyed(session: Session, survey_ids: Collection[str]) -> set[str]:
    """Return the ids of the cases these surveys are about and of their recipients."""
    rows = session.exec(
        select(Survey.case_id, Survey.recipient_id).where(among(col(Survey.id), survey_ids))
    )
    return {case_id for pair in rows for case_id in pair}


def result_of(session: Session, case: Case, cycle: int) -> str | None:
    """Return what the customer was told at the end of `cycle`."""
    if cycle == case.cycle:
        return case.result
    finished = session.get(CaseCycle, (case.id, cycle))
    return None if finished is None else finished.result


def corrective_actions(session: Session, case_id: str) -> Sequence[CorrectiveAction]:
    """Return the corrective actions of a case, oldest first."""
    return session.exec(
        select(CorrectiveAction)
        .where(CorrectiveAction.case_id == case_id)
        .order_by(col(CorrectiveAction.id))
    ).all()


def corrective_states(session: Session, case_id: str) -> list[tuple[str, str]]:
    """Return (measures, state) of the corrective actions of a case."""
    return [(one.measures, one.state) for one in corrective_actions(session, case_id)]


def asks_for_correction(session: Session, topics: Collection[str]) -> bool:
    """Say whether a topic, or one above it, asks for corrective action."""
    lineage = {code[:end] for code in topics for end in (*dots(code), len(code))}
    if not lineage:
        return False
    found = select(CorrectiveTopic.code).where(among(col(CorrectiveTopic.code), lineage)).limit(1)
    return session.exec(found).first() is not None


def dots(code: str) -> list[int]:
    return [at for at, letter in enumerate(code) if letter == "."]
