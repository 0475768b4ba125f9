"""Takes in what triage says: new cases in bulk, known ones when the snapshot is newer."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from services.followup import queries
from services.followup.models import CASES, Case
from services.followup.operations import cycles, merging, messages
from services.followup.operations.clockwork import CLOCK, retimed, wind
from services.followup.operations.publishing import digest_of, newborn, publish, stamped
from services.followup.operations.timeline import Why, entry, record
from services.followup.promises import CaseTerms, terms_for
from services.followup.reports.marks import mark
from services.followup.rules import clocks, lifecycle
from services.followup.rules.policy import Policy
from services.followup.rules.promises import facts_of
from shared import outbox, timers
from shared.bulk import insert_rows
from shared.database import Session
from shared.events import CaseProgressed, CaseTriaged, Received
from shared.timers import Timer

Triaged = Received[CaseTriaged]


def apply_triage(
    session: Session, received: Sequence[Triaged], now: datetime, *, policy: Policy
) -> None:
    """Apply the newest snapshot of each case; older ones leave only a timeline entry."""
    newest = newest_by_case(received)
    survivors = {one.data.merged_into for one in newest.values() if one.data.merged_into}
    known = queries.locked_cases(session, newest.keys() | survivors)
    born = [one for case_id, one in newest.items() if case_id not in known]
    plain = [one for one in born if is_plain(one.data)]
    record(session, [timeline_entry(one) for one in received])
    open_cases(session, plain, now, policy)
    others = [one for one in born if not is_plain(one.data)]
    known |= _stubs(session, others)
    changed = [
        one for case_id, one in newest.items() if case_id in known and is_newer(one.data, known)
    ]
    if changed:
        update_cases(session, changed, known, now, policy)


def newest_by_case(received: Iterable[Triaged]) -> dict[str, Triaged]:
    """Return the newest snapshot of each case, in case id order."""
    newest: dict[str, Triaged] = {}
    for one in received:
        held = newest.get(one.data.case_id)
        if held is None or order(one.data) > order(held.data):
            newest[one.data.case_id] = one
    return dict(sorted(newest.items()))


def order(snapshot: CaseTriaged) -> tuple[int, int]:
    return snapshot.generation, snapshot.version


def is_newer(snapshot: CaseTriaged, known: Mapping[str, Case]) -> bool:
    return order(snapshot) > known[snapshot.case_id].order


def is_plain(snapshot: CaseTriaged) -> bool:
    """Say whether a case never seen before is simply live, with nothing to catch up on."""
    is_alone = snapshot.incident_id is None
    return snapshot.disposition == "live" and is_alone and not snapshot.messages


def timeline_entry(one: Triaged) -> dict[str, Any]:
    """Return what a snapshot adds to the timeline, once for its place in the order."""
    data = one.data
    return entry(
        data.case_id,
        one.time,
        Why(data.change, data.actor, data.cause),
        key=f"triage:{data.generation}:{data.version}",
        kind=data.kind,
        urgency=data.urgency,
        disposition=data.disposition,
        owner=data.owner.name if data.owner else None,
        team=data.team.name if data.team else None,
    )


def open_cases(session: Session, born: Sequence[Triaged], now: datetime, policy: Policy) -> None:
    """Insert new live cases with their clocks running since the feedback was received."""
    if not born:
        return
    generation = outbox.generation(session)
    terms = terms_for(session, policy, [one.data for one in born])
    rows: list[dict[str, Any]] = []
    due: list[Timer] = []
    snapshots: list[CaseProgressed] = []
    for one in born:
        data = one.data
        running = newborn_clocks(data, terms[data.case_id])
        has_owner = data.owner is not None
        content = newborn(data, has_owner=has_owner, clocks=running)
        rows.append(
            {
                **BLANK,
                **birth_columns(data),
                **triage_columns(data),
                "generation": generation,
                "version": 1,
                "revision": 1,
                "published": digest_of(content),
                "progress": content.progress,
                "cycle": data.cycle,
                "clocks": running,
            }
        )
        first = clocks.next_event_at(running)
        if first is not None:
            due.append(Timer(CLOCK, data.case_id, first))
        snapshots.append(stamped(content, generation, 1, Why("opened", data.actor, data.change)))
    insert_rows(session, CASES, rows)
    mark(session, [row["id"] for row in rows])
    timers.schedule_many(session, due)
    outbox.add_many(session, snapshots, now=now)


def newborn_clocks(data: CaseTriaged, terms: CaseTerms) -> clocks.Clocks:
    """Return the clocks of a case that begins: they run since the feedback was received."""
    return with_tasks(clocks.fresh(data.birth.received_at, terms.own), data, terms)


def with_tasks(known: clocks.Clocks, data: CaseTriaged, terms: CaseTerms) -> clocks.Clocks:
    """Return the clocks with one for each 协办 task that has none yet."""
    timed = {one.task_id for one in known}
    for task in data.tasks:
        if task.task_id not in timed:
            own = terms.of_task(task.task_id)
            known += clocks.begun("task", task.opened_at, own, task_id=task.task_id)
    return known


def birth_columns(data: CaseTriaged) -> dict[str, Any]:
    """Return what is known of a case when it begins, as columns."""
    birth = data.birth
    return {
        "id": data.case_id,
        "feedback_id": birth.feedback_id,
        "ticket_no": birth.ticket_no,
        "channel": birth.channel,
        "reported_store": birth.store_code,
        "received_at": birth.received_at,
    }


def triage_columns(data: CaseTriaged) -> dict[str, Any]:
    """Return triage's snapshot as columns: whole, and what is searched and decided on."""
    return {
        "triage_generation": data.generation,
        "triage_version": data.version,
        "triage_cycle": data.cycle,
        "urgency": data.urgency,
        "disposition": data.disposition,
        "merged_into": data.merged_into,
        "owner_id": data.owner.id if data.owner else None,
        "team_id": data.team.id if data.team else None,
        "store_code": data.store_code or data.birth.store_code,
        "customer": data.birth.customer,
        "triaged": data.model_dump_json(),
    }


def _stubs(session: Session, born: Sequence[Triaged]) -> dict[str, Case]:
    """Make a row for each case with something to catch up on, to be updated like a known one."""
    if not born:
        return {}
    rows = [{**BLANK, **birth_columns(one.data), "urgency": one.data.urgency} for one in born]
    insert_rows(session, CASES, rows)
    return queries.locked_cases(session, [row["id"] for row in rows])


def update_cases(
    session: Session,
    newer: Sequence[Triaged],
    known: dict[str, Case],
    now: datetime,
    policy: Policy,
) -> None:
    """Take newer snapshots into known cases, and do what follows from them."""
    cases = {one.data.case_id: known[one.data.case_id] for one in newer}
    terms = terms_for(session, policy, [one.data for one in newer])
    rewound = [
        cases[one.data.case_id]
        for one in newer
        if take(cases[one.data.case_id], one.data, now, terms[one.data.case_id])
    ]
    judgeable = {one.data.case_id for one in newer if one.data.messages}
    spoken_about = messages.judge_waiting(
        session, {case_id: cases[case_id] for case_id in judgeable}, now=now, policy=policy
    )
    for case in cases.values():
        cycles.close_if_nothing_is_left(session, case, at=now)
    merged = [case for case in cases.values() if case.is_merged]
    merging.tell_newly_merged(session, merged, known, now=now, policy=policy)
    wind(session, rewound)
    first = newer[0].data
    why = Why(first.change, first.actor, first.cause) if len(newer) == 1 else Why("triaged")
    triaged = {one.data.case_id: one.data for one in newer}
    publish(session, (*cases.values(), *spoken_about), now=now, why=why, triaged=triaged)


def take(case: Case, data: CaseTriaged, now: datetime, terms: CaseTerms) -> bool:
    """Put a newer snapshot into a case, and draw followup's own conclusions from it.

    Returns whether its clocks now run to another moment.
    """
    before = case.clocks, case.disposition
    if case.is_stub:
        replace_columns(case, birth_columns(data))
        case.cycle = max(case.cycle, data.cycle)
        case.clocks = newborn_clocks(data, terms)
        case.revision += 1
    else:
        said = case.snapshot
        if facts_of(said) != facts_of(data):
            case.clocks = retimed(case, terms, now)
        case.clocks = with_tasks(case.clocks, data, terms)
        if decisive(said) != decisive(data):
            case.revision += 1
    replace_columns(case, {**triage_columns(data), "incident_id": data.incident_id})
    replace_columns(case, {"progress": lifecycle.owned(case.progress, has_owner=case.has_owner)})
    return before != (case.clocks, case.disposition)


def replace_columns(case: Case, values: Mapping[str, Any]) -> None:
    """Set the columns that differ; setting the others would cost as much for nothing."""
    for column, value in values.items():
        if getattr(case, column) != value:
            setattr(case, column, value)


def decisive(data: CaseTriaged) -> tuple[object, ...]:
    """Return what a person decides on; its change changes the ETag."""
    return (
        data.kind,
        data.topics,
        data.urgency,
        data.disposition,
        data.merged_into,
        data.owner,
        data.team,
        data.store_code,
        data.cycle,
    )


BLANK = {
    column: value
    for column, value in messages.stub_row("", "", datetime.min).items()  # noqa: DTZ901
    if value is not None
}
"""What a new case starts with; ids and times are always replaced."""
