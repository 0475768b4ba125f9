"""The end of a cycle: closing a case, and reopening it for the next one."""

from dataclasses import dataclass
from datetime import datetime

from services.followup import queries
from services.followup.models import Case, CaseCycle
from services.followup.operations import calls, survey_pushes
from services.followup.operations.clockwork import wind
from services.followup.operations.timeline import Why, tell
from services.followup.promises import terms_of
from services.followup.rules import clocks, lifecycle
from services.followup.rules.policy import Policy
from shared import timers
from shared.database import Session
from shared.events import TaskAssignment

CLOSE = "close"
"""The timer that closes an untold case."""


def close(session: Session, case: Case, *, reason: str, at: datetime, why: Why) -> None:
    """Close an answered case for `reason`, or remember the reason until nothing is left to do."""
    if lifecycle.after(case.progress, "close") is None:
        return
    if is_something_left(session, case):
        case.closing_reason = case.closing_reason or reason
        tell(session, case.id, at, Why("closing_waits_for_tasks", why.actor, reason))
        return
    case.move("close")
    case.closed_at, case.closed_reason, case.closing_reason = at, reason, None
    timers.cancel(session, CLOSE, case.id)
    calls.end_calls(session, case, "closed", at)
    tell(session, case.id, at, Why("closed", why.actor, reason))


def open_tasks(session: Session, case: Case) -> list[TaskAssignment]:
    """Return the 协办 tasks that are not done."""
    done = queries.tasks_done(session, [case.id]).get(case.id, ())
    return [task for task in case.snapshot.tasks if task.task_id not in done]


def open_actions(session: Session, case: Case) -> list[str] | None:
    """Return the measures whose corrective action (整改) has not passed; None when all have.

    An empty list says that a topic of the case asks for one and there is none.
    """
    states = queries.corrective_states(session, case.id)
    unpassed = [measures for measures, state in states if state != "passed"]
    if unpassed or states:
        return unpassed or None
    codes = [one.code for one in case.snapshot.topics]
    return [] if queries.asks_for_correction(session, codes) else None


def is_something_left(session: Session, case: Case) -> bool:
    """Say whether a task or a corrective action keeps the case from closing."""
    return bool(open_tasks(session, case)) or open_actions(session, case) is not None


def close_if_nothing_is_left(session: Session, case: Case, *, at: datetime) -> None:
    """Close a case that waited only for its tasks and corrective actions."""
    if case.closing_reason is not None and not is_something_left(session, case):
        close(session, case, reason=case.closing_reason, at=at, why=Why("closed"))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a case is reopened, in the words of the customer of `case_id` or about them."""

    words: str
    case_id: str

    def of_another(self, case: Case) -> str | None:
        """Return whose words they are when they are not of `case` itself."""
        return self.case_id if self.case_id != case.id else None


def reopen(
    session: Session, case: Case, reason: Reason, *, at: datetime, why: Why, policy: Policy
) -> None:
    """Start the next cycle at `at`: fresh clocks, no owner yet, the finished cycle kept.

    Attribution stays with who resolved last. Messages that wait for a verdict wait no more: who
    resolves the next cycle has seen them.
    """
    if lifecycle.after(case.progress, "reopen") is None:
        return
    session.add(finished(case, reason=reason, at=at, why=why))
    for message in queries.waiting_messages(session, [case.id]):
        message.effect = "noted"
    survey_pushes.cancel(session, case, at)
    calls.end_calls(session, case, "reopened", at)
    case.move("reopen")
    case.cycle += 1
    case.reopen_count += 1
    case.reopen_reason, case.reason_case_id = reason.words, reason.of_another(case)
    case.progress = lifecycle.owned(case.progress, has_owner=case.has_owner)
    case.result = case.measures = case.question = None
    case.resolved_at = case.told_at = case.closed_at = case.asked_at = None
    case.closed_reason = case.closing_reason = case.not_told_because = None
    case.resolved_because = None
    case.tell_customer, case.questions = True, 0
    terms = terms_of(session, policy, case)
    case.clocks = (*clocks.fresh(at, terms.own), *clocks.of_tasks(case.clocks))
    timers.cancel(session, CLOSE, case.id)
    wind(session, [case])
    told = Why("reopened", why.actor, why.cause or reason.words)
    detail = {"cycle": case.cycle, "reason": reason.words}
    tell(session, case.id, at, told, of_case_id=reason.case_id, **detail)


def credited(case: Case) -> dict[str, object]:
    """Return what a result is credited to besides its resolver: figures keep it as it is now."""
    triaged = case.snapshot
    return {
        "team_id": case.team_id,
        "store_code": case.store_code,
        "topics": [one.code for one in triaged.topics],
    }


def finished(case: Case, *, reason: Reason, at: datetime, why: Why) -> CaseCycle:
    """Return what is kept of the cycle that ends."""
    return CaseCycle(
        case_id=case.id,
        cycle=case.cycle,
        resolver=case.resolver,
        result=case.result,
        measures=case.measures,
        resolved_at=case.resolved_at,
        resolved_because=case.resolved_because,
        told_at=case.told_at,
        closed_at=case.closed_at,
        closed_reason=case.closed_reason,
        reopened_at=at,
        reopen_reason=reason.words,
        reason_case_id=reason.of_another(case),
        reopened_by=why.actor,
        clocks=tuple(one for one in case.clocks if one.kind != "task"),
    )
