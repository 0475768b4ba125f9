"""What people are told of the tasks (协办) that they were given, as they are of cases."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.triage.models.cases import Case, CaseTask
from services.triage.operations.notices import Draft, notify_all
from services.triage.operations.notices_of_cases import (
    IS_CRITICAL,
    MOST_APART,
    TOGETHER,
    Names,
    facts_of,
    note_raised,
    tickets,
)
from services.triage.queries.recipients import Audience
from services.triage.queries.tasks import is_over
from services.triage.rules.assignment import OF_TASKS
from shared import timers
from shared.among import among
from shared.database import Session
from shared.tables import timer as timer_table
from shared.timers import Timer

GIVEN_TASK = "notice_given_task"
"""The timer, keyed by owner and task, that tells of a given task; an owner's are due together."""

GIVEN_TASK_CRITICAL = "notice_given_task_critical"
"""The timer, keyed likewise, that tells at once of a given task of a critical case."""


def note_tasks_given(session: Session, history: Sequence[Mapping[str, Any]]) -> None:
    """Have owners told of the tasks that these entries of histories gave them.

    Those of critical cases are told at once, others together. Nobody is told of what they took or
    gave to themselves.
    """
    named = [
        entry for entry in history if entry["event"] in OF_TASKS and "owner" in entry["detail"]
    ]
    own = [key_of(entry) for entry in named if is_own(entry)]
    if own:
        timers.cancel_many(session, GIVEN_TASK, own)
        timers.cancel_many(session, GIVEN_TASK_CRITICAL, own)
    given = [entry for entry in named if not is_own(entry)]
    if not given:
        return
    critical = session.execute(
        sa.select(col(Case.id)).where(
            among(col(Case.id), {entry["case_id"] for entry in given}),
            col(Case.urgency_order) == IS_CRITICAL,
        )
    )
    at_once = set(critical.scalars())
    due_by_owner = due_after(session, given[0]["at"])
    wanted: list[Timer] = []
    for entry in given:
        at, owner_id = entry["at"], entry["detail"]["owner"]
        payload = {"at": at.isoformat()}
        if entry["case_id"] in at_once:
            wanted.append(Timer(GIVEN_TASK_CRITICAL, key_of(entry), at, payload))
        else:
            due_at = due_by_owner.setdefault(owner_id, at + TOGETHER)
            wanted.append(Timer(GIVEN_TASK, key_of(entry), due_at, payload))
    timers.schedule_many(session, wanted)


def note_turned(session: Session, cases: Iterable[Case], *, actor: str, now: datetime) -> None:
    """Have people told at once of those cases that turned critical: their owners, those of tasks.

    `cases` became more urgent. Who raised the urgency knows, and who owns the case is told of that.
    """
    turned = {case.id: case for case in cases if case.urgency_order == IS_CRITICAL}
    note_raised(session, turned.values(), actor=actor, now=now)
    _, _, actor_id = actor.partition(":")
    asked = sa.select(CaseTask).where(
        among(col(CaseTask.case_id), turned.keys()), col(CaseTask.owner_id).is_not(None)
    )
    payload = {"at": now.isoformat(), "news": "raised"}
    raised = [
        Timer(GIVEN_TASK_CRITICAL, f"{task.owner_id}:{task.id}", now, payload)
        for task in (session.execute(asked).scalars() if turned else ())
        if task.owner_id not in {actor_id, turned[task.case_id].owner_id}
    ]
    if raised:
        timers.cancel_many(session, GIVEN_TASK, [timer.key for timer in raised])
    timers.schedule_many(session, raised)


def key_of(entry: Mapping[str, Any]) -> str:
    return f"{entry['detail']['owner']}:{entry['detail']['task_id']}"


def is_own(entry: Mapping[str, Any]) -> bool:
    """Say whether the owner of a task is who made them so."""
    _, _, actor_id = entry["actor"].partition(":")
    return bool(actor_id == entry["detail"]["owner"])


def due_after(session: Session, now: datetime) -> dict[str, datetime]:
    """Return when each owner is told next of the tasks given within the last minutes."""
    rows = session.execute(
        sa.select(timer_table.c.key, timer_table.c.due_at)
        .where(timer_table.c.kind == GIVEN_TASK, timer_table.c.due_at > now)
        .order_by(timer_table.c.due_at.desc())
    )
    return {key.split(":")[0]: due_at for key, due_at in rows}


def tell_tasks(session: Session, due: Sequence[Timer], now: datetime) -> None:
    """Tell owners of the tasks they were given, have still and have not done.

    Those of critical cases are told one by one up to MOST_APART, all others in one notice.
    """
    given_at = {timer.key: str(timer.payload["at"]) for timer in due}
    raised = {timer.key for timer in due if timer.payload.get("news") == "raised"}
    rows = session.execute(
        sa.select(CaseTask, Case)
        .join(Case, col(Case.id) == col(CaseTask.case_id))
        .where(among(col(CaseTask.id), {key.split(":")[1] for key in given_at}))
        .order_by(col(Case.urgency_order), col(CaseTask.id))
    )
    groups: dict[tuple[str, bool, bool], list[tuple[CaseTask, Case]]] = defaultdict(list)
    for task, case in rows:
        timer_key = f"{task.owner_id}:{task.id}"
        if timer_key in given_at and not is_over(case, task.id):
            is_critical = case.urgency_order == IS_CRITICAL
            is_raised = is_critical and timer_key in raised
            groups[str(task.owner_id), is_critical, is_raised].append((task, case))
    names = Names.of(session, [case for group in groups.values() for _, case in group])
    drafts: list[Draft] = []
    for (owner_id, is_critical, is_raised), group in groups.items():
        apart = is_critical and len(group) <= MOST_APART
        for these in [[one] for one in group] if apart else [group]:
            task, _ = these[0]
            key = f"given_task:{task.id}:{given_at[f'{owner_id}:{task.id}']}"
            draft = told_tasks(names, owner_id, key, [case for _, case in these])
            news = {"news": "raised"} if is_raised else {}
            drafts.append(replace(draft, facts={**draft.facts, **news}))
    notify_all(session, drafts, now=now)


def told_tasks(names: Names, owner_id: str, key: str, of_each: Sequence[Case]) -> Draft:
    """Return a notice of tasks, given the case of each: all of them critical, or none."""
    is_critical, count = of_each[0].urgency_order == IS_CRITICAL, len(of_each)
    cases = list({case.id: case for case in of_each}.values())
    named = tickets(cases, len(cases))
    facts = {"what": "task", "count": str(count)}
    if len(cases) == 1:
        facts |= facts_of(names, cases[0])
    facts["ticket_no"] = f"{named} ({count})" if is_critical and count > 1 else named
    return Draft(
        occasion="assigned_critical" if is_critical else "assigned",
        key=key,
        audience=Audience(staff_ids=[owner_id]),
        path=f"/cases/{cases[0].id}" if len(cases) == 1 else "/tasks",
        facts=facts,
        critical=is_critical,
    )
