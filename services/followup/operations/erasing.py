"""Forgetting what an erased customer said: their words go from every case, the figures stay."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlmodel import col, select

from services.followup import queries
from services.followup.models import (
    TIMELINE,
    CallTask,
    Case,
    CaseCycle,
    CorrectiveAction,
    CustomerMessage,
    ErasedCase,
    Mention,
    Survey,
    SurveyAnswer,
)
from services.followup.operations.publishing import publish
from services.followup.operations.timeline import Why
from shared import outbox
from shared.among import among
from shared.database import Session

ERASED = "（已按要求删除）"
WORDS = {
    *("text", "result", "measures", "comment", "question", "said", "reason", "words", "note"),
    *("answer", "message", "customer"),
}
"""Names under which a timeline entry repeats what somebody said."""


def erase_words(session: Session, case_ids: Sequence[str], *, now: datetime) -> None:
    """Remove what was said by and to the customers of these cases, and publish them so."""
    cases = list(queries.locked_cases(session, case_ids).values())
    ids = [case.id for case in cases]
    if not ids:
        return
    for case in cases:
        erase_case(case)
        session.merge(ErasedCase(case_id=case.id, erased_at=now))
    session.flush()
    erase_rows(session, ids)
    session.flush()
    outbox.forget(session, ids)
    publish(session, cases, now=now, why=Why("customer_erased"))


def erase_case(case: Case) -> None:
    case.result = case.result and ERASED
    case.measures = case.measures and ERASED
    case.question = case.question and ERASED
    case.reopen_reason = case.reopen_reason and ERASED
    case.closing_reason = case.closing_reason and ERASED
    case.revision += 1
    if not case.is_stub:
        said = case.snapshot
        birth = said.birth.model_copy(update={"text": ERASED, "order_no": None})
        case.triaged = said.model_copy(update={"birth": birth, "evidence": ()}).model_dump_json()


def erase_rows(session: Session, ids: Sequence[str]) -> None:
    """Remove words from what hangs on the cases: messages, earlier cycles, surveys, calls."""
    surveys = select(Survey.id).where(among(col(Survey.case_id), ids))
    for statement in (
        sa.update(CustomerMessage)
        .where(among(col(CustomerMessage.case_id), ids))
        .values(text=ERASED),
        sa.update(CaseCycle)
        .where(among(col(CaseCycle.case_id), ids))
        .values(result=None, measures=None, reopen_reason=ERASED),
        sa.update(SurveyAnswer)
        .where(col(SurveyAnswer.survey_id).in_(surveys))
        .values(comment=None, device=None),
        sa.update(Survey).where(among(col(Survey.case_id), ids)).values(comment=None),
        sa.update(Mention).where(among(col(Mention.case_id), ids)).values(text=ERASED),
        sa.update(CorrectiveAction)
        .where(among(col(CorrectiveAction.case_id), ids))
        .values(measures=ERASED, done_note=None, check_note=None),
        sa.update(CallTask).where(among(col(CallTask.case_id), ids)).values(said=None),
    ):
        session.execute(statement)
    entries = session.execute(
        sa.select(TIMELINE.c.id, TIMELINE.c.detail).where(among(TIMELINE.c.case_id, ids))
    ).all()
    for entry_id, detail in entries:
        session.execute(
            sa.update(TIMELINE)
            .where(TIMELINE.c.id == entry_id)
            .values(detail=orjson.dumps(without_words(orjson.loads(detail))).decode())
        )


def without_words(value: Any, name: str = "") -> Any:
    """Return what an entry tells, its words replaced at any depth."""
    if isinstance(value, dict):
        return {key: without_words(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [without_words(one, name) for one in value]
    return ERASED if isinstance(value, str) and name in WORDS else value
