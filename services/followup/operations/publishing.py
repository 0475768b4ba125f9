"""Publishes what followup says of a case: a snapshot whenever, and only when, it has changed."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.followup import queries
from services.followup.models import Case, Survey, owner_of
from services.followup.operations.timeline import Why
from services.followup.reports.marks import mark
from services.followup.rules import lifecycle
from services.followup.rules.clocks import Clock, Clocks
from shared import outbox
from shared.database import Session
from shared.events import CaseProgressed, CaseTriaged, ClockState, SurveyState
from shared.events.vocabulary import Disposition, PersonRef


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The rows of other tables that go into the snapshots of some cases, keyed by case id."""

    triaged: Mapping[str, CaseTriaged]
    survivors: Mapping[str, Case] = field(default_factory=dict)
    surveys: Mapping[tuple[str, int, str], Survey] = field(default_factory=dict)
    tasks_done: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def publish(
    session: Session,
    cases: Iterable[Case],
    *,
    now: datetime,
    why: Why,
    triaged: Mapping[str, CaseTriaged] | None = None,
) -> list[Case]:
    """Publish each case whose published fields changed, and those merged into them; once each.

    Call it once at the end of a unit of work. `triaged` are the snapshots at hand, which then need
    not be read from the rows. Returns the cases of which a snapshot goes out.
    """
    known = {case.id: case for case in cases if not case.is_stub}
    if session.new:
        session.flush()
    known |= {one.id: one for one in queries.cases_merged_into(session, list(known))}
    with session.no_autoflush:
        around = surroundings(session, list(known.values()), triaged or {})
    mark(session, known)
    generation = outbox.generation(session)
    changed: list[Case] = []
    snapshots: list[CaseProgressed] = []
    for case in known.values():
        content = progressed(case, around)
        digest = digest_of(content)
        if digest == case.published:
            continue
        case.version, case.published = case.version + 1, digest
        if case.generation != generation:
            case.generation = generation
        changed.append(case)
        snapshots.append(stamped(content, generation, case.version, why))
    outbox.add_many(session, snapshots, now=now)
    return changed


def republish(session: Session, case_ids: Sequence[str], now: datetime) -> int:
    """Send the present snapshot of each case again, at its present version; return how many.

    After a restore the raised generation makes it newer than anything sent before.
    """
    cases = [case for case in queries.locked_cases(session, case_ids).values() if not case.is_stub]
    around = surroundings(session, cases, {})
    generation = outbox.generation(session)
    why = Why("republished")
    snapshots = []
    for case in cases:
        content = progressed(case, around)
        digest = digest_of(content)
        if digest != case.published:
            case.version, case.published = case.version + 1, digest
        case.generation = generation
        snapshots.append(stamped(content, generation, case.version, why))
    outbox.add_many(session, snapshots, now=now)
    return len(snapshots)


def stamped(content: CaseProgressed, generation: int, version: int, why: Why) -> CaseProgressed:
    """Return the snapshot in its place in the order, with what changed."""
    return content.model_copy(
        update={
            "generation": generation,
            "version": version,
            "change": why.change,
            "actor": why.actor,
            "cause": why.cause,
        }
    )


def digest_of(content: CaseProgressed) -> str:
    """Return what tells two contents apart; the place in the order does not count."""
    return hashlib.blake2b(content.model_dump_json().encode(), digest_size=16).hexdigest()


def surroundings(
    session: Session, cases: Sequence[Case], triaged: Mapping[str, CaseTriaged]
) -> Surroundings:
    """Read what the snapshots of `cases` need beside their own rows."""
    merged = {case.merged_into for case in cases if case.is_merged and case.merged_into}
    survivors = queries.cases_by_id(session, merged)
    answered = {case.id for case in (*cases, *survivors.values()) if case.resolved_at is not None}
    known = {case.id: triaged.get(case.id) or case.snapshot for case in cases}
    return Surroundings(
        triaged=known,
        survivors=survivors,
        surveys=queries.surveys_of(session, answered),
        tasks_done=queries.tasks_done(session, [key for key, one in known.items() if one.tasks]),
    )


def progressed(case: Case, around: Surroundings) -> CaseProgressed:
    """Return what followup says of a case, not yet placed in the order."""
    triaged = around.triaged[case.id]
    survivor = around.survivors.get(case.merged_into or "") if case.is_merged else None
    told = survivor if survivor is not None and not survivor.is_stub else case
    survey = around.surveys.get((told.id, told.cycle, case.id))
    status, words = public_view(case, told, triaged.disposition_reason)
    return CaseProgressed(
        generation=0,
        version=0,
        case_id=case.id,
        feedback_id=case.feedback_id,
        progress=case.progress,
        cycle=case.cycle,
        reopen_count=case.reopen_count,
        reopen_reason=case.reopen_reason,
        result=told.result if told.tell_customer else None,
        resolved_at=case.resolved_at,
        told_at=case.told_at,
        closed_at=case.closed_at,
        closed_reason=case.closed_reason,
        clocks=clock_states(case.clocks, case.disposition),
        tasks_done=around.tasks_done.get(case.id, ()),
        survey=survey_state(survey) if survey is not None else None,
        public_status=status,
        public_words=words[0],
        public_words_en=words[1],
        question=case.question if case.progress == "waiting_customer" else None,
        owner=owner_of(triaged, case.cycle),
        team=triaged.team,
        attribution=PersonRef(**case.resolver) if case.resolver else None,
    )


def public_view(
    case: Case, told: Case, dismissed_because: str | None
) -> tuple[lifecycle.PublicStatus, lifecycle.Sentence]:
    """Return the status and the sentence for the customer; `told` is whose result they get."""
    if told is case:
        status = lifecycle.public_status(case.disposition, case.progress)
        words = lifecycle.public_words(
            case.disposition,
            case.progress,
            dismissed_because=dismissed_because,
            is_unanswered=case.resolved_because is not None,
        )
        return status, words
    status = lifecycle.public_status(told.disposition, told.progress)
    if told.progress in lifecycle.ANSWERED:
        return status, lifecycle.public_words(told.disposition, told.progress)
    return status, lifecycle.MERGED_WORDS


def newborn(triaged: CaseTriaged, *, has_owner: bool, clocks: Clocks) -> CaseProgressed:
    """Return what `progressed` says of a live case in its first moment, without its row."""
    progress = lifecycle.owned("open", has_owner=has_owner)
    words = lifecycle.PUBLIC_WORDS[progress]
    return CaseProgressed(
        generation=0,
        version=0,
        case_id=triaged.case_id,
        feedback_id=triaged.birth.feedback_id,
        progress=progress,
        cycle=triaged.cycle,
        clocks=clock_states(clocks, "live"),
        public_status=lifecycle.PUBLIC_STATUS[progress],
        public_words=words[0],
        public_words_en=words[1],
        owner=triaged.owner,
        team=triaged.team,
    )


def clock_states(clocks: Clocks, disposition: Disposition) -> tuple[ClockState, ...]:
    """Return the clocks as others see them; a case that is not live is held to none."""
    return tuple(clock_state(clock, held=disposition != "live") for clock in clocks)


def clock_state(clock: Clock, *, held: bool) -> ClockState:
    is_open = clock.status in ("running", "paused")
    if clock.status == "paused" or (held and is_open):
        return ClockState(kind=clock.kind, due_at=None, status="paused", task_id=clock.task_id)
    return ClockState(
        kind=clock.kind,
        due_at=clock.due_at,
        status=clock.status,
        task_id=clock.task_id,
        stopped_at=clock.stopped_at,
        breached_at=clock.breached_at,
        warned=clock.warned,
        escalation=clock.step,
        escalated_to=clock.escalated_to,
        unconfirmed=clock.unconfirmed,
    )


def survey_state(survey: Survey) -> SurveyState:
    return SurveyState(
        status=survey.status,
        score=survey.score,
        solved=survey.solved,
        comment=survey.comment,
        url=survey.url,
    )
