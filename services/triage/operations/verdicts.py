"""What people say of a verdict: that it is right, or what would be. Both are training data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.triage.assignment.board import Board, LoadBoard
from services.triage.errors import UnfitValue
from services.triage.models.cases import Case, Label
from services.triage.models.organisation import Topic
from services.triage.operations.customers import remember
from services.triage.operations.moves import case_for, changed
from services.triage.operations.notices_of_tasks import note_turned
from services.triage.operations.ownership import choose_next, explained, give, led_by, weigh
from services.triage.rules.cases import topic_codes, urgency_of
from services.triage.rules.routing import Facts, Route
from shared.auth.principal import Principal
from shared.database import Session
from shared.events.vocabulary import URGENCY_RANK, Kind, Urgency

SURE = 1.0
"""The confidence of what a person has said."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What is wrong with a verdict; None leaves a part as it is."""

    kind: Kind | None = None
    topics: Sequence[str] | None = None
    urgency: Urgency | None = None
    store_code: str | None = None


def confirm_verdict(
    session: Session,
    boards: LoadBoard,
    case_id: str,
    *,
    by: Principal,
    if_match: str,
    now: datetime,
) -> Case:
    """Say that the verdict is right: a label, and the case leaves review."""
    case = case_for(session, case_id, "confirm", by, if_match)
    before = labelled(case)
    session.add(label(case, before, by, now, confirmed=True))
    case.review_rank = None
    return changed(session, boards.current(session, now), case, "confirmed", by=by, now=now)


def correct_verdict(
    session: Session,
    boards: LoadBoard,
    case_id: str,
    correction: Correction,
    *,
    by: Principal,
    if_match: str,
    now: datetime,
) -> Case:
    """Put a verdict right; what it was and what it is now is kept as a label.

    When it belongs to another team by that, and nobody has accepted it yet, it goes there. Raises
    UnfitValue for a topic or store that is not known.
    """
    case = case_for(session, case_id, "correct", by, if_match)
    board = boards.current(session, now)
    check_correction(session, board, correction)
    remember(session, board, [case.customer], now)
    before, was_routed = labelled(case), route_of(board, case)
    urgency_before = case.urgency_order
    apply_correction(case, correction)
    if case.urgency_order < urgency_before:
        note_turned(session, [case], actor=by.reference, now=now)
    weigh(board, case)
    session.add(label(case, before, by, now, confirmed=False))
    detail: dict[str, Any] = {"before": before, "after": labelled(case)}
    detail |= reroute(board, case, was_routed, now)
    return changed(session, board, case, "corrected", by=by, now=now, detail=detail)


def check_correction(session: Session, board: Board, correction: Correction) -> None:
    """Raise UnfitValue for a topic or a store that is not known."""
    wanted = set(correction.topics or ())
    known = set(
        session.execute(
            sa.select(col(Topic.code)).where(col(Topic.code).in_(wanted), col(Topic.active))
        ).scalars()
    )
    if missing := sorted(wanted - known):
        listed = ", ".join(missing)
        raise UnfitValue(
            f"没有这些主题：{listed}。", f"No such topics: {listed}.", pointer="/topics"
        )
    if correction.store_code is not None and correction.store_code not in board.stores:
        raise UnfitValue("没有这家门店。", "No such store.", pointer="/store_code")


def labelled(case: Case) -> dict[str, Any]:
    """Return the parts of a verdict that people label: of the text, not of what came after it.

    Later messages, further cycles and what is merged into a case raise its urgency; a model learns
    from the text alone.
    """
    return {
        "kind": case.verdict["kind"],
        "topics": [topic["code"] for topic in case.verdict["topics"]],
        "urgency": urgency_of(URGENCY_RANK["critical"] - case.urgency_base),
        "store_code": case.store_code,
        "model_version": case.verdict["model_version"],
    }


def label(
    case: Case, before: dict[str, Any], by: Principal, now: datetime, *, confirmed: bool
) -> Label:
    return Label(
        case_id=case.id,
        at=now,
        staff_id=by.id,
        confirmed=confirmed,
        before=before,
        after=labelled(case),
    )


def apply_correction(case: Case, correction: Correction) -> None:
    """Change the case as a person says; later words and cycles raise the urgency from there."""
    verdict = dict(case.verdict)
    if correction.kind is not None:
        verdict["kind"] = correction.kind
    if correction.topics is not None:
        codes = list(dict.fromkeys(correction.topics))
        verdict["topics"] = [{"code": code, "confidence": SURE} for code in codes]
        for part in ("evidence", "aspects"):
            verdict[part] = [one for one in verdict.get(part, ()) if one["topic"] in codes]
        case.topic_codes = topic_codes(verdict["topics"])
    if correction.urgency is not None:
        rank = URGENCY_RANK[correction.urgency]
        case.urgency_base, case.urgency_cycle = rank, case.cycle
        case.urgency_of_messages, case.urgency_of_merged = 0, 0
        case.urgency_order = URGENCY_RANK["critical"] - rank
    if correction.store_code is not None:
        case.store_code = correction.store_code
        case.moved_from = case.reported_store if case.store_code != case.reported_store else None
    if correction.kind is not None or correction.topics is not None:
        verdict["confidence"] = SURE
    case.verdict = verdict
    case.review_rank = None


def route_of(board: Board, case: Case) -> Route:
    """Return where the case belongs by its verdict as it stands."""
    facts: Facts = {
        "urgency": urgency_of(case.urgency_order),
        "store_code": case.store_code,
        "region": case.birth.get("region"),
        "channel": case.channel,
        "campaign": case.birth.get("campaign"),
        "customer_tag": board.tags.get(case.customer or ""),
    }
    return board.route(facts, [topic["code"] for topic in case.verdict["topics"]])


def reroute(board: Board, case: Case, before: Route, now: datetime) -> dict[str, Any]:
    """Move a case to the team it belongs to now, unless somebody has accepted it already."""
    after = route_of(board, case)
    if after.team in (None, before.team) or after.team is None or after.team.id == case.team_id:
        return {}
    if case.accepted_at is not None or not case.is_open:
        return {"belongs_to": after.team.id}
    if case.owner_id is not None:
        board.tally.take_back(case.owner_id, case.effort)
    case.team_id, case.declined_by = after.team.id, []
    choice = choose_next(board, case, now)
    give(case, choice, now)
    return {**led_by(after), **explained(choice, board, case.team_id)}
