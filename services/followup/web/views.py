"""Shows rows as the wire has them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import orjson

from services.followup import queries
from services.followup.models import (
    Case,
    CaseCycle,
    CorrectiveAction,
    Incident,
    Survey,
    owner_of,
    verdict_on,
)
from services.followup.operations.collaboration import collaborators
from services.followup.operations.surveys import offered
from services.followup.rules import lifecycle
from services.followup.rules.clocks import Clock, Clocks
from services.followup.web.schemas import (
    ActionView,
    CaseDetail,
    CaseSummary,
    ClockView,
    CycleView,
    IncidentBrief,
    Ledger,
    LedgerLine,
    SurveyReceipt,
    SurveyView,
    TaskView,
    TimelineView,
    Versions,
)
from shared.auth.people import people_behind
from shared.database import Session
from shared.events import CaseTriaged, comment_seq
from shared.events.vocabulary import Disposition, PersonRef, shown_status

ENDED = ("closed", "dismissed", "merged")

S = TypeVar("S", bound=CaseSummary)


def summaries(session: Session, cases: Sequence[Case]) -> list[CaseSummary]:
    """Show cases in a list; surveys are read for all of them at once."""
    answered = [case.id for case in cases if case.resolved_at is not None]
    surveys = queries.surveys_of(session, answered)
    return [
        CaseSummary(**summary(case, case.snapshot, surveys.get((case.id, case.cycle, case.id))))
        for case in cases
    ]


def summary(case: Case, triaged: CaseTriaged, survey: Survey | None) -> dict[str, Any]:
    return {
        "id": case.id,
        "feedback_id": case.feedback_id,
        "ticket_no": case.ticket_no,
        "status": shown_status(case.disposition, case.progress),
        "progress": case.progress,
        "disposition": case.disposition,
        "cycle": case.cycle,
        "kind": triaged.kind,
        "topics": triaged.topics,
        "urgency": case.urgency,
        "sentiment": triaged.sentiment,
        "confidence": triaged.confidence,
        "owner": owner_of(triaged, case.cycle),
        "team": triaged.team,
        "store_code": case.store_code,
        "channel": case.channel,
        "text": triaged.birth.text,
        "received_at": case.received_at,
        "assigned_at": triaged.assigned_at,
        "version": case.version,
        "versions": Versions(triage=case.triage_version, followup=case.version),
        "result": case.result,
        "told_at": case.told_at,
        "resolved_at": case.resolved_at,
        "resolved_because": case.resolved_because,
        "closed_at": case.closed_at,
        "closed_reason": case.closed_reason,
        "reopen_count": case.reopen_count,
        "survey": survey_view(survey, triaged),
        "clocks": clock_views(case.clocks, case.disposition),
    }


def detail(session: Session, case: Case) -> CaseDetail:
    """Show one case with its timeline, cycles and tasks."""
    triaged = case.snapshot
    surveys = queries.surveys_of(session, [case.id])
    done = queries.tasks_done(session, [case.id]).get(case.id, ())
    tasks = [TaskView(**dict(task), done=task.task_id in done) for task in triaged.tasks]
    survey = surveys.get((case.id, case.cycle, case.id))
    return CaseDetail(
        **summary(case, triaged, survey),
        survey_reasons=ticked(session, case, survey),
        measures=case.measures,
        tell_customer=case.tell_customer,
        question=case.question,
        reopen_reason=case.reopen_reason,
        attribution=person(case.resolver),
        not_told_because=case.not_told_because,
        waiting_internal=case.progress in lifecycle.ANSWERED
        and case.progress != "closed"
        and (not all(task.done for task in tasks) or case.closing_reason is not None),
        merged_into=case.merged_into,
        incident=incident_brief(session, case.incident_id),
        incident_id=case.incident_id,
        linked_case_id=triaged.birth.linked_case_id,
        reported_store=case.reported_store,
        rating=triaged.birth.rating,
        evidence=triaged.evidence,
        legal_moves=list(lifecycle.legal_moves(case.progress, case.disposition)),
        tasks=tasks,
        corrective_actions=[
            action_view(one) for one in queries.corrective_actions(session, case.id)
        ],
        collaborators=collaborators(session, case.id),
        cycles=[
            cycle_view(one, surveys.get((case.id, one.cycle, case.id)))
            for one in queries.finished_cycles(session, case.id)
        ],
        timeline=timeline_views(session, case.id),
    )


def ticked(session: Session, case: Case, survey: Survey | None) -> list[dict[str, str]]:
    """Return what the customer ticked, in words; the code where its words are gone."""
    if survey is None or not survey.reasons:
        return []
    known = {one["code"]: dict(one) for one in offered(session, case).reasons}
    return [known.get(code, {"code": code, "zh": code, "en": code}) for code in survey.reasons]


def action_view(action: CorrectiveAction) -> ActionView:
    return ActionView(**action.model_dump(exclude={"case_id"}))


def incident_brief(session: Session, incident_id: str | None) -> IncidentBrief | None:
    found = None if incident_id is None else session.get(Incident, incident_id)
    if found is None:
        return None
    return IncidentBrief(
        id=found.id,
        title=found.title,
        state=found.state,
        owner=person(found.owner),
        result=found.result,
    )


def cycle_view(cycle: CaseCycle, survey: Survey | None) -> CycleView:
    return CycleView(
        cycle=cycle.cycle,
        resolver=person(cycle.resolver),
        result=cycle.result,
        measures=cycle.measures,
        resolved_at=cycle.resolved_at,
        told_at=cycle.told_at,
        closed_at=cycle.closed_at,
        closed_reason=cycle.closed_reason,
        reopened_at=cycle.reopened_at,
        reopen_reason=cycle.reopen_reason,
        clocks=clock_views(cycle.clocks, "live"),
        survey=survey_view(survey),
    )


def person(stored: dict[str, Any] | None) -> PersonRef | None:
    return PersonRef(**stored) if stored else None


def timeline_views(session: Session, case_id: str) -> list[TimelineView]:
    entries = queries.timeline(session, case_id)
    people = people_behind(session, [one.actor for one in entries])
    return [
        TimelineView(
            at=entry.at,
            actor=entry.actor,
            by=people.get(entry.actor),
            event=entry.event,
            cause=entry.cause,
            detail=orjson.loads(entry.detail),
        )
        for entry in entries
    ]


def without_links(shown: S) -> S:
    """Return a case as machines see it: without the links by which its customer answers."""
    surveys = [shown.survey]
    if isinstance(shown, CaseDetail):
        surveys += [one.survey for one in shown.cycles]
    for survey in surveys:
        if survey is not None:
            survey.url = None
    return shown


def survey_view(survey: Survey | None, triaged: CaseTriaged | None = None) -> SurveyView | None:
    """Show a survey; what triage makes of its comment stands in the case's snapshot."""
    if survey is None:
        return None
    judged = None
    if triaged is not None and survey.comment:
        judged = verdict_on(triaged, comment_seq(survey.comment))
    return SurveyView(
        status=survey.status,
        score=survey.score,
        solved=survey.solved,
        nps=survey.nps,
        comment=survey.comment,
        url=survey.url,
        expires_at=survey.expires_at,
        reasons=survey.reasons,
        excluded=survey.excluded,
        comment_kind=judged.kind if judged else None,
        comment_urgency=judged.urgency if judged else None,
        push=survey.push,
        push_because=survey.push_because,
        pushed_at=survey.pushed_at,
    )


def survey_receipt(survey: Survey) -> SurveyReceipt:
    return SurveyReceipt(
        status=survey.status,
        score=survey.score,
        solved=survey.solved,
        nps=survey.nps,
        comment=survey.comment,
        answers=survey.answers,
    )


def clock_views(clocks: Clocks, disposition: Disposition) -> list[ClockView]:
    return [clock_view(clock, held=disposition != "live") for clock in clocks]


def clock_view(clock: Clock, *, held: bool) -> ClockView:
    is_open = clock.status in ("running", "paused")
    if clock.status == "paused" or (held and is_open):
        return ClockView(
            kind=clock.kind,
            due_at=None,
            status="paused",
            started_at=clock.started_at,
            task_id=clock.task_id,
            calendar=clock.calendar,
        )
    warns_at = (
        clock.next_at if clock.status == "running" and clock.next_at != clock.due_at else None
    )
    return ClockView(
        kind=clock.kind,
        due_at=clock.due_at,
        status=clock.status,
        warns_at=warns_at,
        started_at=clock.started_at,
        met_at=clock.stopped_at,
        breached_at=clock.breached_at,
        warned=clock.warned,
        escalation=clock.step,
        escalated_to=clock.escalated_to,
        task_id=clock.task_id,
        calendar=clock.calendar,
        unconfirmed=clock.unconfirmed,
    )


def ledger(counts: Iterable[Mapping[str, Any]]) -> Ledger:
    """Show the counts by status as the ledger has them: open is whatever has not ended."""
    lines: dict[tuple[str, str | None], LedgerLine] = {}
    for count in counts:
        key = count["channel"], count["store_code"]
        line = lines.setdefault(key, LedgerLine(channel=key[0], store_code=key[1]))
        line.by_status[count["status"]] = count["count"]
        place = count["status"] if count["status"] in ENDED else "open"
        setattr(line, place, getattr(line, place) + count["count"])
    totals = {
        place: sum(getattr(line, place) for line in lines.values()) for place in ("open", *ENDED)
    }
    return Ledger(total=sum(totals.values()), items=list(lines.values()), **totals)
