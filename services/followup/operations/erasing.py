"""Forgetting what an erased customer said: their words go from every case, the figures stay."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson
import sqlalchemy as sa
from sqlmodel import col, select

from services.followup import queries
from services.followup.models import (
    ERASED_CASES,
    TIMELINE,
    CallTask,
    Case,
    CaseCycle,
    CorrectiveAction,
    CustomerMessage,
    Mention,
    Survey,
    SurveyAnswer,
)
from services.followup.operations.messages import cause_of_message
from services.followup.operations.publishing import publish
from services.followup.operations.surveys import cause_of_survey
from services.followup.operations.timeline import Why
from shared import inbox, outbox, timers
from shared.among import among
from shared.bulk import IGNORED, insert_rows
from shared.database import Session
from shared.events.words import ERASED, wordless
from shared.timers import Timer

WORDS = {
    *("text", "result", "measures", "comment", "question", "said", "reason", "words", "note"),
    *("answer", "message", "customer"),
}
"""Names under which a timeline entry repeats what somebody said."""


SAID = ("result", "measures", "question", "reopen_reason", "closing_reason")
"""Columns of a case that repeat what somebody said."""

ERASE_AGAIN = "erase_again"
"""The timer, one a case, of a second look at what an erased customer said."""

SETTLED = timedelta(seconds=20)
"""Who did not see the erasure, as they had begun before it was committed, has ended by then."""


def erase_words(session: Session, case_ids: Sequence[str], *, now: datetime) -> None:
    """Remove what was said by and to the customers of these cases, and publish them so.

    The cases are remembered, those unknown as yet too: what is heard of them later has no words.
    """
    cases = list(queries.locked_cases(session, case_ids).values())
    rows = [{"case_id": one, "erased_at": now} for one in case_ids]
    insert_rows(session, ERASED_CASES, rows, conflict=IGNORED)
    inbox.forget(session, case_ids)
    ids = [case.id for case in cases]
    if not ids:
        return
    for case in cases:
        erase_case(case)
    session.flush()
    erase_rows(session, ids)
    session.flush()
    outbox.forget(session, [*ids, *causes_of_follow_ons(session, ids)])
    publish(session, cases, now=now, why=Why("customer_erased"))


def causes_of_follow_ons(session: Session, ids: Sequence[str]) -> list[str]:
    """Return under which ids follow-ons may have been asked for in the words of these customers."""
    said = session.exec(
        select(CustomerMessage.case_id, CustomerMessage.seq).where(
            among(col(CustomerMessage.case_id), ids), CustomerMessage.effect == "follow_on"
        )
    )
    asked = session.exec(select(Survey.id).where(among(col(Survey.recipient_id), ids)))
    return [
        *(cause_of_message(case_id, seq) for case_id, seq in said),
        *(cause_of_survey(survey_id) for survey_id in asked),
    ]


def look_again(session: Session, case_ids: Sequence[str], now: datetime) -> None:
    """Let these cases be erased again when who did not see the erasure has ended."""
    timers.schedule_many(session, [Timer(ERASE_AGAIN, one, now + SETTLED) for one in case_ids])


def erase_again(session: Session, due: Sequence[Timer], now: datetime) -> None:
    erase_words(session, [timer.key for timer in due], now=now)


def erase_case(case: Case) -> None:
    """Remove the words that stand in a case itself, and count a revision if there were any."""
    replaced: dict[str, str] = {
        name: ERASED for name in SAID if getattr(case, name) not in (None, "", ERASED)
    }
    if not case.is_stub:
        without = wordless(case.snapshot).model_dump_json()
        replaced |= {"triaged": without} if without != case.triaged else {}
    for name, value in replaced.items():
        setattr(case, name, value)
    case.revision += bool(replaced)


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
