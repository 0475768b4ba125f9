"""The customer spoke: a feedback becomes a case with a verdict, a team and an owner."""

from collections.abc import Awaitable, Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa
from sqlmodel import col

from services.triage.assignment.board import Board, LoadBoard
from services.triage.classifier.verdict import Verdict
from services.triage.models.cases import CASES, MESSAGES, Case, CaseMessage
from services.triage.operations.customers import remember
from services.triage.operations.dispositions import raise_survivors
from services.triage.operations.notices_of_cases import note_given
from services.triage.operations.notices_of_tasks import note_turned
from services.triage.operations.ownership import (
    call_back,
    choose_again,
    explained,
    give,
    led_by,
    settle,
)
from services.triage.operations.publishing import (
    SYSTEM,
    history_row,
    publish,
    snapshot,
    write_history,
)
from services.triage.queries.labels import ERASED
from services.triage.rules.assignment import Choice
from services.triage.rules.cases import (
    UNTOUCHED,
    calls_back,
    topic_codes,
    urgency_of,
    urgency_order,
)
from services.triage.rules.review import review_rank
from services.triage.rules.routing import Facts
from shared import outbox
from shared.among import among
from shared.bulk import IGNORED, insert_rows
from shared.database import Session
from shared.events import CaseTriaged, FeedbackAppended, FeedbackReceived, words
from shared.events.vocabulary import URGENCY_RANK

Judged = tuple[FeedbackReceived, Verdict]


class Classifier(Protocol):
    """Whoever judges texts, one verdict each, in order."""

    def classify(self, texts: Sequence[str]) -> Awaitable[Sequence[Verdict]]: ...


def receive_feedback(
    session: Session, judged: Iterable[Judged], boards: LoadBoard, *, now: datetime
) -> None:
    """Make a case of each feedback, put somebody in charge and publish it.

    A feedback whose case is there already changes nothing; a stub becomes a case.
    """
    by_case = {feedback.case_id: as_kept(feedback, verdict) for feedback, verdict in judged}
    rows = session.execute(
        sa.select(col(Case.id), col(Case.received_at)).where(among(col(Case.id), by_case))
    )
    known = {row.id: row.received_at for row in rows}
    board = boards.current(session, now)
    remember(session, board, (feedback.customer for feedback, _ in by_case.values()), now)
    give_birth(session, board, [by_case[key] for key in by_case if key not in known], now=now)
    for key in sorted(key for key, received_at in known.items() if received_at is None):
        complete_stub(session, board, *by_case[key], now=now)


def as_kept(feedback: FeedbackReceived, verdict: Verdict) -> Judged:
    """Return an erased feedback as triage marks it, its verdict without the words it was read from.

    The words may have been erased between judging and now.
    """
    if feedback.text != words.ERASED:
        return feedback, verdict
    without = verdict._replace(evidence=(), aspects=())
    return feedback.model_copy(update={"text": ERASED}), without


def give_birth(session: Session, board: Board, judged: Sequence[Judged], *, now: datetime) -> None:
    """Insert new cases, their history and their events: three statements, whatever the number."""
    if not judged:
        return
    generation = outbox.generation(session)
    rows: list[dict[str, Any]] = []
    history: list[dict[str, Any]] = []
    events: list[CaseTriaged] = []
    for feedback, verdict in judged:
        values, reasons = newborn(board, feedback, verdict, now)
        row = {**NEW_ROW, **values, "generation": generation, "version": 1}
        rows.append(row)
        history.append(history_row(feedback.case_id, now, "triaged", detail=reasons))
        events.append(snapshot(row, feedback, board, change="triaged", actor=SYSTEM))
    insert_rows(session, CASES, rows)
    write_history(session, history)
    outbox.add_many(session, events, now=now)
    note_given(session, rows, now)


def newborn(
    board: Board,
    feedback: FeedbackReceived,
    verdict: Verdict,
    now: datetime,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the columns a birth decides, and what the history keeps of the reasons."""
    codes = [topic.code for topic in verdict.topics]
    route = board.route(routing_facts(board, feedback, verdict.urgency), codes)
    team_id = route.team.id if route.team else None
    work = board.work(
        codes, verdict.urgency, team_id, store=feedback.store_code, customer=feedback.customer
    )
    choice = board.choose(team_id, now, work=work)
    reasons = {**led_by(route), **explained(choice, board, team_id)}
    return {
        **birth_columns(feedback),
        **verdict_columns(verdict),
        **owner_columns(choice, now),
        "team_id": team_id,
        "review_rank": review_rank(
            feedback.case_id,
            confidence=verdict.confidence,
            margin=verdict.margin,
            has_topic=bool(codes),
            is_sure=verdict.is_sure,
            is_critical=verdict.urgency == "critical",
        ),
    }, reasons


def routing_facts(board: Board, feedback: FeedbackReceived, urgency: str) -> Facts:
    """Return what routing rules may ask of a feedback besides its topics."""
    return {
        "urgency": urgency,
        "store_code": feedback.store_code,
        "region": feedback.region,
        "channel": feedback.channel,
        "campaign": feedback.campaign,
        "customer_tag": board.tags.get(feedback.customer or ""),
    }


def birth_columns(feedback: FeedbackReceived) -> dict[str, Any]:
    return {
        "id": feedback.case_id,
        "feedback_id": feedback.feedback_id,
        "birth": feedback.model_dump(mode="json"),
        "channel": feedback.channel,
        "reported_store": feedback.store_code,
        "store_code": feedback.store_code,
        "customer": feedback.customer,
        "received_at": feedback.received_at,
        "is_open": True,
    }


def verdict_columns(verdict: Verdict) -> dict[str, Any]:
    """Return the verdict as the case keeps and publishes it."""
    topics = [{"code": one.code, "confidence": one.confidence} for one in verdict.topics]
    rank = URGENCY_RANK[verdict.urgency]  # type: ignore[index]
    return {
        "verdict": {
            "kind": verdict.kind,
            "topics": topics,
            "sentiment": {"label": verdict.sentiment_label, "score": verdict.sentiment_score},
            "confidence": verdict.confidence,
            "evidence": [one.as_dict() for one in verdict.evidence],
            "aspects": [one.as_dict() for one in verdict.aspects],
            "model_version": verdict.model_version,
        },
        "topic_codes": topic_codes(topics),
        "urgency_base": rank,
        "urgency_order": urgency_order(base=rank, raised_to=0, later_cycles=0),
    }


def owner_columns(choice: Choice, now: datetime) -> dict[str, Any]:
    return {
        "owner_id": choice.owner.id if choice.owner else None,
        "assigned_at": now if choice.owner else None,
        "is_waiting": choice.owner is None,
        "effort": choice.effort,
    }


NEW_ROW: dict[str, Any] = Case(id="", feedback_id="").model_dump(exclude_none=True)
"""A case of which nothing is known yet, as the columns that are not NULL."""


def complete_stub(
    session: Session, board: Board, feedback: FeedbackReceived, verdict: Verdict, *, now: datetime
) -> None:
    """Let a case be born of which progress or further words were heard before its feedback.

    Unless it was born while its row was waited for: the feedback has come twice.
    """
    case = session.get_one(Case, feedback.case_id, with_for_update=True, populate_existing=True)
    if case.received_at is not None:
        return
    values, reasons = newborn(board, feedback, verdict, now)
    for name, value in values.items():
        setattr(case, name, value)
    settle(case)
    if case.cycle > 1:
        give(case, choose_again(board, case, now), now)
    if case.progress not in UNTOUCHED and case.owner_id is not None:
        case.accepted_at = now
    case.revision += 1
    write_history(session, [history_row(case.id, now, "triaged", detail=reasons)])
    publish(session, board, [case], now=now, change="triaged", actor=SYSTEM)


def append_feedback(
    session: Session,
    judged: Sequence[tuple[FeedbackAppended, Verdict]],
    boards: LoadBoard,
    *,
    now: datetime,
) -> None:
    """Keep the customer's further words with their verdicts, each (feedback, seq) once.

    The case publishes all its message verdicts anew; a more urgent message raises its urgency. What
    a dismissed case's customer still wants puts it before a person again.
    """
    new = unknown_messages(session, judged)
    if not new:
        return
    insert_rows(session, MESSAGES, [message_row(message, verdict) for message, verdict in new])
    cases = cases_or_stubs(session, {said.case_id: said.feedback_id for said, _ in new})
    board = boards.current(session, now)
    history = []
    called_back: set[str] = set()
    before = {case.id: case.urgency_order for case in cases.values()}
    for message, verdict in new:
        case = cases[message.case_id]
        rank = URGENCY_RANK[verdict.urgency]  # type: ignore[index]
        case.urgency_of_messages = max(case.urgency_of_messages, rank)
        case.revision += 1
        settle(case)
        detail = {
            "seq": message.seq,
            "kind": verdict.kind,
            "small_talk": verdict.small_talk,
            "urgency": urgency_of(case.urgency_order),
        }
        history.append(history_row(case.id, message.appended_at, "message", detail=detail))
        if case.disposition == "dismissed" and calls_back(
            reason=case.disposition_reason,
            kind=verdict.kind,
            urgency=verdict.urgency,
            small_talk=verdict.small_talk,
        ):
            called_back.add(case.id)
            again = call_back(board, case, now)
            history.append(history_row(case.id, now, "restored", cause="message", detail=again))
    write_history(session, history)
    risen = [case for case in cases.values() if case.urgency_order < before[case.id]]
    note_turned(session, risen, actor="customer", now=now)
    for change, cause, ids in (
        ("restored", "message", called_back),
        ("message", None, cases.keys() - called_back),
    ):
        some = [cases[key] for key in sorted(ids)]
        publish(session, board, some, change=change, actor="customer", cause=cause, now=now)
    if merged := [case for case in cases.values() if case.disposition == "merged"]:
        raise_survivors(session, board, merged, now=now, change="message", actor="customer")


def unknown_messages(
    session: Session, judged: Sequence[tuple[FeedbackAppended, Verdict]]
) -> list[tuple[FeedbackAppended, Verdict]]:
    """Return the messages that are no rows yet, each once."""
    by_key = {(message.feedback_id, message.seq): (message, verdict) for message, verdict in judged}
    known = session.execute(
        sa.select(col(CaseMessage.feedback_id), col(CaseMessage.seq)).where(
            among(col(CaseMessage.feedback_id), {feedback_id for feedback_id, _ in by_key})
        )
    )
    for feedback_id, seq in known:
        by_key.pop((feedback_id, seq), None)
    return list(by_key.values())


def message_row(message: FeedbackAppended, verdict: Verdict) -> dict[str, Any]:
    return {
        "feedback_id": message.feedback_id,
        "seq": message.seq,
        "case_id": message.case_id,
        "text": message.text,
        "appended_at": message.appended_at,
        "kind": verdict.kind,
        "small_talk": verdict.small_talk,
        "urgency": verdict.urgency,
    }


def cases_or_stubs(session: Session, feedback_of: dict[str, str]) -> dict[str, Case]:
    """Return the cases by id, locked; unknown ones become stubs first."""
    make_stubs(session, feedback_of)
    rows = session.execute(
        sa.select(Case)
        .where(among(col(Case.id), feedback_of))
        .order_by(col(Case.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {case.id: case for case in rows.scalars()}


def make_stubs(session: Session, feedback_of: dict[str, str]) -> None:
    """Make sure that a row stands for each case id, a stub where nothing is known yet."""
    known = set(
        session.execute(sa.select(col(Case.id)).where(among(col(Case.id), feedback_of))).scalars()
    )
    missing = [
        {**NEW_ROW, "id": case_id, "feedback_id": feedback_id}
        for case_id, feedback_id in sorted(feedback_of.items())
        if case_id not in known
    ]
    insert_rows(session, CASES, missing, conflict=IGNORED)
