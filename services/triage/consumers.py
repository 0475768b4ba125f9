"""What triage does when others publish: each handler translates, the operations decide."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from services.triage.assignment.board import LoadBoard
from services.triage.classifier.verdict import Verdict
from services.triage.operations.incidents_requested import open_requested
from services.triage.operations.notices import settle_pushes
from services.triage.operations.notices_requested import take_requests
from services.triage.operations.progress import follow_progress
from services.triage.operations.publishing import publish
from services.triage.operations.receive import Classifier, append_feedback, receive_feedback
from services.triage.operations.reference import keep_customers, keep_stores
from services.triage.queries.cases import erased_cases
from shared.database import Session
from shared.events import (
    CaseProgressed,
    CustomerChanged,
    FeedbackAppended,
    FeedbackReceived,
    IncidentRequested,
    NoticeRequested,
    NoticeSettled,
    Received,
    StoreChanged,
    comment_seq,
)
from shared.events.words import ERASED
from shared.inbox import Handler

Verdicts = Mapping[str, Verdict]
"""Verdicts by event id."""


Comments = Mapping[str, tuple[FeedbackAppended, Verdict]]
"""Survey comments as further messages, with their verdicts, by event id."""


def handlers(classifier: Classifier, boards: LoadBoard) -> list[Handler[Any]]:
    """Return one handler for each type of event triage consumes."""

    async def judge(events: Sequence[Received[Any]]) -> Verdicts:
        verdicts = await classifier.classify([event.data.text for event in events])
        return dict(zip([event.id for event in events], verdicts, strict=True))

    def on_feedback_received(
        session: Session,
        events: Sequence[Received[FeedbackReceived]],
        now: datetime,
        verdicts: Verdicts,
    ) -> None:
        judged = [(event.data, verdicts[event.id]) for event in events]
        receive_feedback(session, judged, boards, now=now)

    def on_feedback_appended(
        session: Session,
        events: Sequence[Received[FeedbackAppended]],
        now: datetime,
        verdicts: Verdicts,
    ) -> None:
        judged = [(event.data, verdicts[event.id]) for event in events]
        append_feedback(session, judged, boards, now=now)

    async def judge_comments(events: Sequence[Received[CaseProgressed]]) -> Comments:
        said = [(event.id, one) for event in events if (one := comment_in(event)) is not None]
        if not said:
            return {}
        verdicts = await classifier.classify([one.text for _, one in said])
        return {key: (one, verdict) for (key, one), verdict in zip(said, verdicts, strict=True)}

    def on_case_progressed(
        session: Session,
        events: Sequence[Received[CaseProgressed]],
        now: datetime,
        comments: Comments,
    ) -> None:
        follow_progress(session, [event.data for event in events], boards, now=now)
        judged = [as_kept(event, *comments[event.id]) for event in events if event.id in comments]
        if judged:
            append_feedback(session, judged, boards, now=now)

    def on_customer_changed(
        session: Session, events: Sequence[Received[CustomerChanged]], now: datetime, _: object
    ) -> None:
        erased = keep_customers(session, [event.data for event in events], now=now)
        if erased:
            board = boards.current(session, now)
            publish(session, board, erased, now=now, change="customer_erased", actor="system")

    return [
        Handler(FeedbackReceived, on_feedback_received, judge, erased_cases),
        Handler(FeedbackAppended, on_feedback_appended, judge, erased_cases),
        Handler(CaseProgressed, on_case_progressed, judge_comments, erased_cases),
        Handler(event=IncidentRequested, apply=partial(on_incident_requested, boards=boards)),
        Handler(event=NoticeRequested, apply=on_notice_requested),
        Handler(event=NoticeSettled, apply=on_notice_settled),
        Handler(event=StoreChanged, apply=on_store_changed),
        Handler(event=CustomerChanged, apply=on_customer_changed),
    ]


def comment_in(event: Received[CaseProgressed]) -> FeedbackAppended | None:
    """Return a survey's comment as the customer's further words, None when there is none."""
    data = event.data
    if data.survey is None or not data.survey.comment:
        return None
    return FeedbackAppended(
        case_id=data.case_id,
        feedback_id=data.feedback_id,
        seq=comment_seq(data.survey.comment),
        text=data.survey.comment,
        appended_at=event.time,
    )


def as_kept(
    event: Received[CaseProgressed], said: FeedbackAppended, verdict: Verdict
) -> tuple[FeedbackAppended, Verdict]:
    """Return a judged comment without its words when the event has come to lack them."""
    if event.data.survey is not None and event.data.survey.comment:
        return said, verdict
    return said.model_copy(update={"text": ERASED}), verdict


def on_store_changed(
    session: Session, events: Sequence[Received[StoreChanged]], _now: datetime, _: object
) -> None:
    keep_stores(session, [event.data for event in events])


def on_incident_requested(
    session: Session,
    events: Sequence[Received[IncidentRequested]],
    now: datetime,
    _: object,
    *,
    boards: LoadBoard,
) -> None:
    open_requested(session, [event.data for event in events], boards, now=now)


def on_notice_requested(
    session: Session, events: Sequence[Received[NoticeRequested]], now: datetime, _: object
) -> None:
    take_requests(session, [event.data for event in events], now)


def on_notice_settled(
    session: Session, events: Sequence[Received[NoticeSettled]], _now: datetime, _: object
) -> None:
    settle_pushes(session, [event.data for event in events])
