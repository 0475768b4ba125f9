"""What followup asks to be told, with what triage knows of the case."""

from collections.abc import Sequence
from datetime import datetime

from services.triage.operations.notices import Draft, notify_all
from services.triage.operations.notices_of_cases import facts_of_id
from services.triage.queries.recipients import Audience
from services.triage.rules.notices import OCCASIONS
from shared.database import Session
from shared.events import NoticeRequested

REPORT = "weekly_report"


def take_requests(session: Session, wanted: Sequence[NoticeRequested], now: datetime) -> None:
    """Tell what followup asks to be told, unless it has grown too old."""
    current = [one for one in wanted if one.occasion in OCCASIONS and one.not_after > now]
    notify_all(session, [draft_of(session, one) for one in current], now=now)


def draft_of(session: Session, wanted: NoticeRequested) -> Draft:
    known = facts_of_id(session, wanted.case_id) if wanted.case_id else {}
    return Draft(
        occasion=wanted.occasion,
        key=wanted.key,
        audience=audience_of(wanted),
        path=wanted.path,
        facts={**known, **wanted.facts},
        critical=wanted.critical,
        only=wanted.only,
        file=wanted.file.model_dump() if wanted.file else None,
        not_after=wanted.not_after,
    )


def audience_of(wanted: NoticeRequested) -> Audience:
    is_report = wanted.occasion == REPORT
    return Audience(
        staff_ids=wanted.staff_ids,
        team_id=wanted.team_id,
        roles=wanted.roles,
        watches=wanted.watches and not is_report,
        reports=wanted.watches and is_report,
        region=wanted.region,
        store_code=wanted.store_code,
    )
