"""The timeline of a case: what happened, when, by whom and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from services.followup.models import TIMELINE
from shared.auth.principal import Principal
from shared.bulk import IGNORED, insert_rows
from shared.database import Session
from shared.ids import new_id


@dataclass(frozen=True, slots=True)
class Why:
    """What changed, who did it and for what reason; goes into the timeline and the snapshot."""

    change: str
    actor: str = "system"
    cause: str | None = None


def by(principal: Principal, change: str, cause: str | None = None) -> Why:
    """Return a change that a member of staff made."""
    return Why(change, principal.reference, cause)


def entry(
    case_id: str,
    at: datetime,
    why: Why,
    *,
    key: str | None = None,
    of_case_id: str | None = None,
    **detail: Any,
) -> dict[str, Any]:
    """Return a timeline row; with a `key` it stands once however often it is recorded.

    `of_case_id` is the case whose customer's words it repeats.
    """
    return {
        "case_id": case_id,
        "key": key or f"f:{new_id()}",
        "at": at,
        "actor": why.actor,
        "event": why.change,
        "cause": why.cause,
        "detail": orjson.dumps(detail, option=orjson.OPT_UTC_Z).decode(),
        "of_case_id": of_case_id if of_case_id != case_id else None,
    }


def record(session: Session, entries: Sequence[dict[str, Any]]) -> None:
    """Add timeline rows; those whose key is there already change nothing."""
    insert_rows(session, TIMELINE, entries, conflict=IGNORED)


def tell(session: Session, case_id: str, at: datetime, why: Why, **detail: Any) -> None:
    """Add one timeline row; what it may say is what `entry` takes."""
    record(session, [entry(case_id, at, why, **detail)])
