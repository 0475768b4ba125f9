"""Follow-on cases: a new feedback from an old one, through the same door as every feedback."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import orjson
from sqlmodel import col, select

from services.intake.models import Feedback
from services.intake.operations.envelopes import Envelope, sealed_as, unsealed
from services.intake.operations.receiving import receive_feedback
from services.intake.operations.submissions import (
    Preparer,
    Submission,
    TrackLinks,
    feedback_id_at,
    text_of,
)
from services.intake.rules.tickets import ticket_day
from shared.among import among
from shared.database import Session
from shared.events import FollowOnRequested
from shared.ids import new_id
from shared.problems import Problem

ENTERED_BY = "system:follow-on"


class OriginUnknown(LookupError):
    """The feedback that a follow-on continues is not here; tried again later, then parked."""


def open_follow_ons(
    session: Session,
    requests: Sequence[FollowOnRequested],
    preparer: Preparer,
    links: TrackLinks,
    *,
    now: datetime,
) -> None:
    """Accept one feedback for each cause, with the channel, store and customer of its origin.

    A cause that was answered before does nothing. Raises OriginUnknown.
    """
    origins = known_origins(session, requests)
    submissions = [follow_on(one, origins, preparer, now) for one in requests]
    for result in receive_feedback(session, submissions, links=links):
        if isinstance(result, Problem):
            raise result


def known_origins(
    session: Session, requests: Sequence[FollowOnRequested]
) -> Mapping[str, Feedback]:
    wanted = {one.origin_feedback_id for one in requests}
    found = session.exec(select(Feedback).where(among(col(Feedback.id), wanted)))
    return {feedback.id: feedback for feedback in found}


def follow_on(
    request: FollowOnRequested,
    origins: Mapping[str, Feedback],
    preparer: Preparer,
    now: datetime,
) -> Submission:
    origin = origins.get(request.origin_feedback_id)
    if origin is None:
        raise OriginUnknown(f"no feedback {request.origin_feedback_id} to follow on from")
    feedback_id, sealer = feedback_id_at(now), preparer.sealer
    is_known = origin.sealed_contact is not None and origin.customer_key is not None
    envelope = Envelope(sealer) if is_known else None
    made = Submission(
        feedback_id=feedback_id,
        case_id=new_id(),
        received_at=now,
        day=ticket_day(now),
        entered_by=ENTERED_BY,
        store_limit=None,
        channel=origin.channel,
        store_code=origin.store_code,
        **text_of(request.text, feedback_id, envelope or sealer),
        campaign=origin.campaign,
        order_no=origin.order_no,
        linked_case_id=request.origin_case_id,
        cause_id=request.cause_id,
        may_be_closed=True,
        envelope=envelope,
    )
    if origin.sealed_contact is None:
        return made
    contact = orjson.loads(unsealed(origin, origin.sealed_contact, "contact", sealer))
    sealed = (envelope or sealer).seal(orjson.dumps(contact), sealed_as(feedback_id, "contact"))
    return replace(
        made,
        customer=origin.customer,
        contact_kinds=origin.contact_kinds,
        sealed_contact=sealed,
    )
