"""Incidents that a person makes of cases at hand, however few they are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from services.triage.assignment.board import LoadBoard
from services.triage.incidents.scopes import commonest, scope_of
from services.triage.models.cases import Case
from services.triage.models.incidents import Incident
from services.triage.operations.incidents import decide, free_for, moved_by, owner_among
from services.triage.operations.incidents_members import join
from shared.auth.principal import Principal
from shared.database import Session
from shared.ids import new_id


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case is from."""

    store_code: str | None
    region: str | None
    campaign: str | None

    @classmethod
    def of(cls, case: Case) -> "Place":
        return cls(case.store_code, case.birth.get("region"), case.birth.get("campaign"))


def open_incident(
    session: Session,
    boards: LoadBoard,
    *,
    title: str,
    case_ids: Collection[str],
    owner_id: str | None,
    by: Principal,
    now: datetime,
) -> Incident:
    """Make an incident of these cases, with one owner, the caller when none is named.

    Raises UnfitValue for somebody who cannot own it; CaseUnknown, NotInCharge, CaseNotLive or
    InOtherIncident for a case that cannot be its member.
    """
    board = boards.current(session, now, knowing=owner_id)
    owner = owner_among(board, owner_id or by.id)
    cases = free_for(
        None, moved_by(session, by, case_ids, pointer="/case_ids"), pointer="/case_ids"
    )
    received = [case.received_at for case in cases if case.received_at is not None]
    incident = Incident(
        id=new_id(),
        title=title,
        scope=scope_of([Place.of(case) for case in cases]),
        topic=commonest(code for case in cases for code in leading(case)),
        owner_id=owner,
        opened_at=now,
        first_at=min(received),
        last_at=max(received),
    )
    session.add(incident)
    session.flush()
    decide(session, board, incident, "accepted", by=by, now=now)
    join(session, board, incident, cases, by=by, now=now)
    return incident


def leading(case: Case) -> list[str]:
    """Return the surest topic of a case, if it has any."""
    return [code for code in case.topic_codes.split("|") if code][:1]
