"""Surveys: opened with each told result, answered by the customer, expired by a timer."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import func, select

from services.followup import queries
from services.followup.errors import ReasonUnknown, SurveyExpired, SurveyUnknown, TooManyAnswers
from services.followup.models import Case, Survey, SurveyAnswer
from services.followup.operations import cycles, survey_pushes
from services.followup.operations.publishing import publish
from services.followup.operations.replies import NAMESPACE
from services.followup.operations.survey_settings import asking_about, guard
from services.followup.operations.timeline import Why, tell
from services.followup.rules import surveys as rules
from services.followup.rules.policy import Policy
from shared import outbox, timers
from shared.database import Session
from shared.events import FollowOnRequested
from shared.ids import new_id, public_token
from shared.masking import mask_numbers
from shared.timers import Timer

SURVEY = "survey"
MOST_ANSWERS = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """What a customer says of the result: `score` 1–5, `nps` 0–10."""

    score: int
    solved: bool
    nps: int | None = None
    comment: str | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where an answer came from; `device` is a keyed digest of `address` and browser."""

    via: str = "page"
    address: str | None = None
    device: str | None = None
    is_staff: bool = False


UNKNOWN_SOURCE = Source()


def open_survey(
    session: Session, case: Case, recipient_id: str, *, now: datetime, policy: Policy
) -> None:
    """Make the survey of this cycle for one recipient, with its link; once."""
    wanted = (case.id, case.cycle, recipient_id)
    if wanted in queries.surveys_of(session, [case.id]):
        return
    token = public_token()
    survey = Survey(
        id=new_id(),
        token=token,
        url=policy.survey_url(token),
        case_id=case.id,
        cycle=case.cycle,
        recipient_id=recipient_id,
        opened_at=now,
        expires_at=now + rules.VALID_FOR,
    )
    session.add(survey)
    timers.schedule(session, SURVEY, survey.id, survey.expires_at)
    survey_pushes.plan(session, survey, case, now)


def answerable_survey(session: Session, token: str, *, policy: Policy, now: datetime) -> Survey:
    """Return the survey a token opens. Raises SurveyUnknown or SurveyExpired."""
    survey = queries.survey_with(session, token)
    if survey is None:
        raise SurveyUnknown
    if now >= survey.expires_at:
        raise SurveyExpired(policy.form_url)
    return survey


def answer_survey(
    session: Session,
    token: str,
    answer: Answer,
    *,
    now: datetime,
    policy: Policy,
    source: Source = UNKNOWN_SOURCE,
) -> Survey:
    """Keep an answer and do what it asks for: close, reopen or open a follow-on, once.

    Raises SurveyUnknown, SurveyExpired, TooManyAnswers, ReasonUnknown.
    """
    survey = answerable_survey(session, token, policy=policy, now=now)
    case = queries.locked_cases(session, [survey.case_id])[survey.case_id]
    session.refresh(survey)
    if survey.answers >= MOST_ANSWERS:
        raise TooManyAnswers
    standing = rules.Standing(
        progress=case.progress,
        is_current_cycle=survey.cycle == case.cycle,
        first_answered_at=survey.first_answered_at,
    )
    _refuse_unknown_reasons(session, case, answer)
    excluded = _excluded(session, survey, answer, source, now)
    effect = rules.effect(standing, answer.score, solved=answer.solved, at=now)
    if excluded == "staff" and effect == "close":
        effect = "none"
    _keep(session, survey, answer, source, effect=effect, now=now, excluded=excluded)
    _tell_answer(session, survey, answer, effect, now)
    if not survey_pushes.is_unheard(survey):
        survey_pushes.leave_off(session, survey, now)
    _do(session, case, survey, effect, now=now, policy=policy)
    recipient = queries.locked_cases(session, [survey.recipient_id])
    publish(session, [case, *recipient.values()], now=now, why=Why("survey_answered", "customer"))
    return survey


def _refuse_unknown_reasons(session: Session, case: Case, answer: Answer) -> None:
    if not answer.reasons:
        return
    known = [one["code"] for one in offered(session, case).reasons]
    for code in answer.reasons:
        if code not in known:
            raise ReasonUnknown(code, known)


def offered(session: Session, case: Case) -> rules.Asking:
    """Return what a case's survey asks beside the score."""
    return asking_about(session, [one.code for one in case.snapshot.topics])


def _excluded(
    session: Session, survey: Survey, answer: Answer, source: Source, now: datetime
) -> str | None:
    others = 0
    if source.device is not None:
        statement = select(func.count(func.distinct(SurveyAnswer.survey_id))).where(
            SurveyAnswer.device == source.device,
            SurveyAnswer.answered_at > now - rules.DEVICE_WINDOW,
            SurveyAnswer.survey_id != survey.id,
        )
        others = session.exec(statement).one()
    return rules.excluded_because(
        guard(session),
        is_staff=source.is_staff,
        address=source.address,
        others_of_device=others,
        comment=answer.comment,
    )


def _keep(
    session: Session,
    survey: Survey,
    answer: Answer,
    source: Source,
    *,
    effect: rules.Effect,
    now: datetime,
    excluded: str | None,
) -> None:
    """Keep an answer; an excluded one never stands in place of one that counts.

    Nothing is kept of what somebody writes who was erased.
    """
    comment = mask_numbers(answer.comment.strip()) if answer.comment else None
    if comment and queries.erased_cases(session, [survey.recipient_id]):
        comment = None
    is_first_of_theirs = survey.excluded is not None and excluded is None
    if survey.first_answered_at is None or is_first_of_theirs:
        survey.first_answered_at = now
    has_better = survey.status == "answered" and survey.excluded is None and excluded is not None
    counted = rules.counts(survey.first_answered_at, now) and not has_better
    survey.answers += 1
    if counted:
        survey.status, survey.excluded = "answered", excluded
        survey.score, survey.solved = answer.score, answer.solved
        survey.nps, survey.comment = answer.nps, comment or None
        survey.reasons = list(answer.reasons)
    session.add(
        SurveyAnswer(
            survey_id=survey.id,
            ordinal=survey.answers,
            answered_at=now,
            score=answer.score,
            solved=answer.solved,
            nps=answer.nps,
            comment=comment or None,
            counted=counted,
            effect=effect,
            reasons=list(answer.reasons),
            via=source.via,
            device=source.device,
            excluded=excluded,
        )
    )


def _tell_answer(
    session: Session, survey: Survey, answer: Answer, effect: rules.Effect, now: datetime
) -> None:
    tell(
        session,
        survey.recipient_id,
        now,
        Why("survey_answered", "customer"),
        score=answer.score,
        solved=answer.solved,
        cycle=survey.cycle,
        effect=effect,
    )


def _do(
    session: Session,
    case: Case,
    survey: Survey,
    effect: rules.Effect,
    *,
    now: datetime,
    policy: Policy,
) -> None:
    why = Why("survey_answered", "customer", cause="survey")
    if effect == "close":
        cycles.close(session, case, reason="satisfied", at=now, why=why)
    elif effect == "reopen":
        reason = cycles.Reason(dissatisfaction(survey), survey.recipient_id)
        cycles.reopen(session, case, reason, at=now, why=why, policy=policy)
    elif effect == "follow_on" and not _has_follow_on(session, survey):
        _request_follow_on(session, case, survey, now)


def dissatisfaction(survey: Survey) -> str:
    """Return in a sentence why the customer is not content."""
    words = f"客户评价 {survey.score} 分"
    if survey.solved is False:
        words += "，认为问题没有解决"
    return f"{words}：{survey.comment}" if survey.comment else words


def _has_follow_on(session: Session, survey: Survey) -> bool:
    session.flush()
    found = session.exec(
        select(SurveyAnswer.ordinal).where(
            SurveyAnswer.survey_id == survey.id,
            SurveyAnswer.effect == "follow_on",
            SurveyAnswer.ordinal < survey.answers,
        )
    )
    return found.first() is not None


def _request_follow_on(session: Session, case: Case, survey: Survey, now: datetime) -> None:
    session.flush()
    latest = session.get(SurveyAnswer, (survey.id, survey.answers))
    spoken = latest.comment if latest is not None else None
    data = FollowOnRequested(
        cause_id=cause_of_survey(survey.id),
        origin_case_id=survey.recipient_id,
        origin_feedback_id=_feedback_of(session, case, survey),
        cause="survey",
        text=spoken or f"客户对已办结的 {case.ticket_no} 不满意，请重新了解。",
        requested_at=now,
    )
    outbox.add(session, data, now=now)
    tell(session, survey.recipient_id, now, Why("follow_on_requested", "customer", "survey"))


def cause_of_survey(survey_id: str) -> str:
    """Return the id of the follow-on that a survey's answers may ask for."""
    return str(uuid.uuid5(NAMESPACE, f"survey/{survey_id}"))


def _feedback_of(session: Session, case: Case, survey: Survey) -> str:
    if survey.recipient_id == case.id:
        return case.feedback_id
    return queries.cases_by_id(session, [survey.recipient_id])[survey.recipient_id].feedback_id


def expire_surveys(session: Session, due: Sequence[Timer], now: datetime) -> None:
    """End surveys nobody answered in time; their cases close, each with its reason."""
    survey_ids = [timer.key for timer in due]
    cases = queries.locked_cases(session, queries.cases_surveyed(session, survey_ids))
    for survey in queries.surveys_by_id(session, survey_ids):
        case = cases[survey.case_id]
        if survey.status == "open":
            survey.status = "expired"
        if survey.cycle == case.cycle and survey.recipient_id == case.id:
            reason = "unanswered" if case.told_at is not None else "unreached"
            cycles.close(session, case, reason=reason, at=now, why=Why("survey_expired"))
    publish(session, cases.values(), now=now, why=Why("survey_expired"))
