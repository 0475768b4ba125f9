"""Sending a survey's link: after the delay, within the hours, not too often, once and one reminder.

The link stands on the progress page from the result on, whatever becomes of its push.
"""

from collections.abc import Sequence
from datetime import datetime

from services.followup import queries
from services.followup.models import Case, KeptName, Survey, SurveyFatigue
from services.followup.operations import replies
from services.followup.operations.survey_settings import asking_about
from services.followup.operations.timeline import Why, tell
from services.followup.rules.surveys import FATIGUE, Asking, push_at
from shared import timers
from shared.database import Session, insert_for
from shared.timers import Timer

PUSH = "survey_push"
REMIND = "survey_remind"
SUBJECT = "您反馈的问题（{ticket_no}）已有处理结果，请花半分钟告诉我们是否满意：{url}"
NOT_SENT = ("waiting", "untold")
AGAIN = "您还没有评价 {ticket_no} 的处理结果，您的意见对我们很重要：{url}"


def plan(session: Session, survey: Survey, case: Case, begun: datetime) -> None:
    """Set the timer of a survey's push, `begun` being when its delay begins."""
    asking = _asking(session, case)
    _plan_at(session, survey, push_at(begun, asking.delay_hours, asking), begun)


def _plan_at(session: Session, survey: Survey, at: datetime, now: datetime) -> None:
    if at < survey.expires_at:
        timers.schedule(session, PUSH, survey.id, at)
    else:
        _leave(session, survey, "suppressed", "expires_first", now)


def push_surveys(session: Session, due: Sequence[Timer], now: datetime) -> None:
    """Send the links that are due, unless something speaks against it, which is recorded.

    One that fires outside the hours, after an outage say, waits until they begin.
    """
    survey_ids = [timer.key for timer in due]
    cases = queries.locked_cases(session, queries.cases_surveyed(session, survey_ids))
    for survey in queries.surveys_by_id(session, survey_ids):
        case, recipient = cases[survey.case_id], cases[survey.recipient_id]
        if not is_unheard(survey) or survey.push not in NOT_SENT:
            continue
        if survey.cycle != case.cycle or case.disposition != "live":
            _leave(session, survey, "cancelled", "superseded", now)
        elif not _is_told(session, survey, case):
            survey.push = "untold"
        elif not recipient.snapshot.birth.reachable:
            _leave(session, survey, "suppressed", "no_contact", now)
        elif (at := push_at(now, 0, _asking(session, case))) > now:
            _plan_at(session, survey, at, now)
        elif not _may_ask(session, recipient.snapshot.birth.customer, now):
            _leave(session, survey, "suppressed", "fatigue", now)
        else:
            _push(session, survey, case, recipient, now)


def _push(session: Session, survey: Survey, case: Case, recipient: Case, now: datetime) -> None:
    survey.push, survey.push_because, survey.pushed_at = "sent", None, now
    text = SUBJECT.format(ticket_no=recipient.ticket_no, url=survey.url)
    replies.request(session, case, "survey", ordinal=1, recipient=recipient, now=now, text=text)
    tell(session, recipient.id, now, Why("survey_sent"), cycle=survey.cycle)
    asking = _asking(session, case)
    if asking.reminder_hours is not None:
        _remind_at(session, survey, push_at(now, asking.reminder_hours, asking))


def _remind_at(session: Session, survey: Survey, at: datetime) -> None:
    if at < survey.expires_at:
        timers.schedule(session, REMIND, survey.id, at)


def remind(session: Session, due: Sequence[Timer], now: datetime) -> None:
    """Remind once of surveys that were sent, arrived and are not answered."""
    survey_ids = [timer.key for timer in due]
    cases = queries.locked_cases(session, queries.cases_surveyed(session, survey_ids))
    for survey in queries.surveys_by_id(session, survey_ids):
        case, recipient = cases[survey.case_id], cases[survey.recipient_id]
        is_wanted = is_unheard(survey) and survey.cycle == case.cycle
        if not is_wanted or survey.reminded_at is not None or survey.push not in _ARRIVED:
            continue
        if (at := push_at(now, 0, _asking(session, case))) > now:
            _remind_at(session, survey, at)
            continue
        survey.reminded_at = now
        text = AGAIN.format(ticket_no=recipient.ticket_no, url=survey.url)
        replies.request(session, case, "survey", ordinal=2, recipient=recipient, now=now, text=text)
        tell(session, recipient.id, now, Why("survey_reminded"), cycle=survey.cycle)


_ARRIVED = ("sent", "delivered")


def cancel(session: Session, case: Case, now: datetime) -> None:
    """Take back the pushes of a cycle that was reopened; the links still open their surveys."""
    for survey in _of_cycle(session, case):
        timers.cancel(session, PUSH, survey.id)
        timers.cancel(session, REMIND, survey.id)
        if survey.push in NOT_SENT:
            _leave(session, survey, "cancelled", "reopened", now)


def leave_off(session: Session, survey: Survey, now: datetime) -> None:
    """Ask no more for what the customer has answered on the page."""
    timers.cancel(session, PUSH, survey.id)
    timers.cancel(session, REMIND, survey.id)
    if survey.push in NOT_SENT:
        _leave(session, survey, "cancelled", "answered", now)


def is_unheard(survey: Survey) -> bool:
    """Say whether the customer has yet to answer; what staff answered for them is no answer."""
    return survey.status == "open" or (survey.status == "answered" and bool(survey.excluded))


def resume(session: Session, case: Case, recipient_id: str, now: datetime) -> None:
    """Begin the delay of a survey whose result has just reached its customer."""
    for survey in _of_cycle(session, case):
        if survey.recipient_id == recipient_id and survey.push == "untold":
            survey.push = "waiting"
            plan(session, survey, case, now)


def _of_cycle(session: Session, case: Case) -> list[Survey]:
    found = queries.surveys_of(session, [case.id])
    return [survey for (_, cycle, _), survey in found.items() if cycle == case.cycle]


def _leave(session: Session, survey: Survey, push: str, because: str, now: datetime) -> None:
    survey.push, survey.push_because = push, because
    tell(session, survey.recipient_id, now, Why("survey_not_sent", cause=because))


def _asking(session: Session, case: Case) -> Asking:
    return asking_about(session, [one.code for one in case.snapshot.topics])


def _is_told(session: Session, survey: Survey, case: Case) -> bool:
    if survey.recipient_id == case.id:
        return case.told_at is not None
    return replies.is_delivered(session, case, "result", survey.recipient_id)


def _may_ask(session: Session, customer: str | None, now: datetime) -> bool:
    """Say whether the fatigue rule lets a customer be asked now, and remember that they are.

    One conditional write, so that two processes cannot both find that they may.
    """
    if customer is None:
        return True
    table = SurveyFatigue.__table__  # type: ignore[attr-defined]
    statement = insert_for(session)(table).values(
        customer=canonical(session, customer), pushed_at=now
    )
    done = session.connection().execute(
        statement.on_conflict_do_update(
            index_elements=["customer"],
            set_={"pushed_at": statement.excluded.pushed_at},
            where=table.c.pushed_at <= now - FATIGUE,
        )
    )
    return bool(done.rowcount)


def canonical(session: Session, customer: str) -> str:
    """Return the handle that a customer's handles were merged into."""
    kept = session.get(KeptName, ("customer", customer))
    return customer if kept is None else str(kept.snapshot.get("canonical") or customer)
