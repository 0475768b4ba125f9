"""Forgetting what an erased customer said: their words go from every case, the figures stay."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
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

    What others say in them stays: a case keeps the words of those merged into it, and loses those
    of the erased. The cases are remembered, those unknown as yet too: what is heard of them later
    has no words.
    """
    rows = [{"case_id": one, "erased_at": now} for one in case_ids]
    insert_rows(session, ERASED_CASES, rows, conflict=IGNORED)
    inbox.forget(session, case_ids)
    survivors = repeating(session, case_ids)
    known = queries.locked_cases(session, {*case_ids, *survivors})
    ids = [one for one in case_ids if one in known]
    others = [case for case in known.values() if case.id not in set(ids)]
    if not known:
        return
    for case_id in ids:
        erase_case(known[case_id], ids)
    for case in others:
        erase_reasons(session, case, ids)
    session.flush()
    erase_rows(session, ids)
    session.flush()
    outbox.forget(session, [*ids, *causes_of_follow_ons(session, ids)])
    publish(session, known.values(), now=now, why=Why("customer_erased"))


def repeating(session: Session, ids: Sequence[str]) -> set[str]:
    """Return the cases that were reopened in the words of the customers of these."""
    found: set[str] = set()
    for statement in (
        select(Case.id).where(among(col(Case.reason_case_id), ids)),
        select(CaseCycle.case_id).where(among(col(CaseCycle.reason_case_id), ids)),
    ):
        found.update(session.exec(statement))
    return found - set(ids)


def erase_reasons(session: Session, case: Case, ids: Sequence[str]) -> None:
    """Remove from a case, and from what is published of it, in whose words it was reopened."""
    cycles = session.exec(
        select(CaseCycle).where(
            CaseCycle.case_id == case.id, among(col(CaseCycle.reason_case_id), ids)
        )
    ).all()
    reasons = {one.reopen_reason for one in cycles}
    for cycle in cycles:
        cycle.reopen_reason = ERASED
    if case.reason_case_id in ids and case.reopen_reason is not None:
        reasons.add(case.reopen_reason)
        case.reopen_reason = ERASED
    reasons.discard(ERASED)
    if reasons:
        case.revision += 1
        case.published = ""  # so that whoever keeps what was published hears of it
        outbox.rewrite(session, [case.id], partial(without_reasons, reasons))


def without_reasons(reasons: Collection[str], data: str) -> str:
    """Return an event's data, as JSON text, without these reasons to reopen."""
    said = orjson.loads(data)
    if said.get("reopen_reason") not in reasons:
        return data
    return orjson.dumps({**said, "reopen_reason": ERASED}).decode()


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


def erase_case(case: Case, ids: Sequence[str]) -> None:
    """Remove the words that stand in a case itself, and count a revision if there were any.

    `ids` are the cases whose customers are erased with its own.
    """
    replaced: dict[str, str] = {
        name: ERASED
        for name in SAID
        if getattr(case, name) not in (None, "", ERASED)
        and (name != "reopen_reason" or case.reason_case_id in (None, *ids))
    }
    if not case.is_stub:
        without = wordless(case.snapshot).model_dump_json()
        replaced |= {"triaged": without} if without != case.triaged else {}
    for name, value in replaced.items():
        setattr(case, name, value)
    case.revision += bool(replaced)


def erase_rows(session: Session, ids: Sequence[str]) -> None:
    """Remove words from what hangs on the cases: messages, earlier cycles, surveys, calls.

    A survey and a call are whose customer was asked or called, wherever their case was merged into.
    """
    own_survey = sa.and_(
        among(col(Survey.case_id), ids), col(Survey.recipient_id) == col(Survey.case_id)
    )
    merged_survey = sa.and_(
        among(col(Survey.recipient_id), ids), col(Survey.recipient_id) != col(Survey.case_id)
    )
    theirs = sa.or_(own_survey, merged_survey)
    reason = col(CaseCycle.reason_case_id)
    for statement in (
        sa.update(CustomerMessage)
        .where(among(col(CustomerMessage.case_id), ids))
        .values(text=ERASED),
        sa.update(CaseCycle)
        .where(among(col(CaseCycle.case_id), ids))
        .values(result=None, measures=None),
        sa.update(CaseCycle)
        .where(among(col(CaseCycle.case_id), ids), sa.or_(reason.is_(None), among(reason, ids)))
        .values(reopen_reason=ERASED),
        sa.update(SurveyAnswer)
        .where(col(SurveyAnswer.survey_id).in_(select(Survey.id).where(theirs)))
        .values(comment=None, device=None),
        sa.update(Survey).where(theirs).values(comment=None),
        sa.update(Mention).where(among(col(Mention.case_id), ids)).values(text=ERASED),
        sa.update(CorrectiveAction)
        .where(among(col(CorrectiveAction.case_id), ids))
        .values(measures=ERASED, done_note=None, check_note=None),
        sa.update(CallTask).where(among(col(CallTask.recipient_id), ids)).values(said=None),
    ):
        session.execute(statement)
    erase_entries(session, ids)


def erase_entries(session: Session, ids: Sequence[str]) -> None:
    """Remove the customers' words from their timelines, and from those that repeat them."""
    of = TIMELINE.c.of_case_id
    own = sa.and_(among(TIMELINE.c.case_id, ids), of.is_(None))
    entries = session.execute(
        sa.select(TIMELINE.c.id, TIMELINE.c.detail).where(sa.or_(own, among(of, ids)))
    ).all()
    for entry_id, detail in entries:
        without = orjson.dumps(without_words(orjson.loads(detail))).decode()
        if without != detail:
            session.execute(
                sa.update(TIMELINE).where(TIMELINE.c.id == entry_id).values(detail=without)
            )


def without_words(value: Any, name: str = "") -> Any:
    """Return what an entry tells, its words replaced at any depth."""
    if isinstance(value, dict):
        return {key: without_words(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [without_words(one, name) for one in value]
    return ERASED if isinstance(value, str) and name in WORDS else value
