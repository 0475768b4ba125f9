"""While the customer is asked: reminders in business time, then a case resolved unanswered."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from services.followup import queries
from services.followup.models import Case, owner_of
from services.followup.operations import cycles, replies
from services.followup.operations.clockwork import wind
from services.followup.operations.publishing import publish
from services.followup.operations.timeline import Why, tell
from services.followup.promises import terms_of
from services.followup.rules import clocks
from services.followup.rules.clocks import Terms
from services.followup.rules.lifecycle import NO_ANSWER_WORDS
from services.followup.rules.policy import Policy
from services.followup.rules.surveys import VALID_FOR
from shared import timers
from shared.database import Session
from shared.timers import Timer

WAITING = "waiting"
"""The timer of the next reminder, or of giving up."""

NO_ANSWER = "no_answer"
HELD = timedelta(hours=12)
"""How long a case that is not live is let be before it is looked at again."""


def begin(session: Session, case: Case, *, terms: Terms) -> None:
    """Set the first step of the ladder for the question just asked."""
    _schedule(session, case, 0, terms)


def _schedule(session: Session, case: Case, count: int, terms: Terms) -> None:
    if case.asked_at is None:
        return
    at = terms.hours.add(case.asked_at, terms.waiting.step(count))
    timers.schedule(session, WAITING, case.id, at, _payload(case, count))


def _payload(case: Case, count: int) -> dict[str, Any]:
    return {"cycle": case.cycle, "question": case.questions, "count": count}


def go_on_waiting(session: Session, due: Sequence[Timer], now: datetime, *, policy: Policy) -> None:
    """Remind who was asked, or resolve their case: whichever step is due."""
    cases = queries.locked_cases(session, [timer.key for timer in due])
    touched = []
    for timer in due:
        case, count = cases.get(timer.key), int(timer.payload["count"])
        if case is None or timer.payload != _payload(case, count):
            continue
        if case.progress != "waiting_customer":
            continue
        if case.disposition != "live":
            timers.schedule(session, WAITING, case.id, now + HELD, timer.payload)
            continue
        _step(session, case, count, now=now, policy=policy)
        touched.append(case)
    publish(session, touched, now=now, why=Why("waiting"))


def _step(session: Session, case: Case, count: int, *, now: datetime, policy: Policy) -> None:
    terms = terms_of(session, policy, case).own
    if count < len(terms.waiting.reminders):
        ordinal = case.questions * 10 + count
        replies.request(
            session,
            case,
            "reminder",
            ordinal=ordinal,
            recipient=case,
            now=now,
            text=f"我们还在等您的回复：{case.question}",
        )
        tell(session, case.id, now, Why("reminded"), count=count + 1, question=case.question)
        _schedule(session, case, count + 1, terms)
    elif case.snapshot.urgency == "critical":
        go_on_unanswered(session, case, now=now, terms=terms)
    else:
        give_up(session, case, now=now)


def go_on_unanswered(session: Session, case: Case, *, now: datetime, terms: Terms) -> None:
    """Give a critical case back to its owner, its clocks running: no timer settles a danger."""
    case.move("answer")
    case.clocks = clocks.resumed(case.clocks, now, terms)
    wind(session, [case])
    tell(session, case.id, now, Why("no_reply"), question=case.question)


def give_up(session: Session, case: Case, *, now: datetime) -> None:
    """Resolve a case whose customer did not answer; a reply within 14 days of closing undoes it.

    Its clock stays paused, for no promise was broken or kept; there is no survey of it.
    """
    case.move("resolve")
    case.resolved_at, case.resolved_because = now, NO_ANSWER
    owner = owner_of(case.snapshot, case.cycle)
    case.resolver = {**owner.model_dump(), **cycles.credited(case)} if owner else None
    replies.request(
        session,
        case,
        "notice",
        ordinal=case.questions,
        recipient=case,
        now=now,
        text=NO_ANSWER_WORDS[0],
    )
    timers.schedule(session, cycles.CLOSE, case.id, now + VALID_FOR)
    tell(session, case.id, now, Why("resolved", cause=NO_ANSWER), question=case.question)


def resume(session: Session, case: Case, *, at: datetime, why: Why, policy: Policy) -> None:
    """Go on with a case that was given up, as if it had never been: the same cycle and clocks."""
    case.move("resume")
    case.resolved_at = case.resolved_because = case.resolver = None
    case.told_at = case.closed_at = case.closed_reason = case.closing_reason = None
    terms = terms_of(session, policy, case).own
    case.clocks = clocks.resumed(case.clocks, at, terms)
    case.clocks = clocks.spoken_to(case.clocks, at, terms)
    timers.cancel(session, cycles.CLOSE, case.id)
    wind(session, [case])
    tell(session, case.id, at, Why("resumed", why.actor, NO_ANSWER))
