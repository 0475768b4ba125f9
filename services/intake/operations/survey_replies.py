"""Whether a survey's link still asks about the case as it stands."""

from services.intake.models import KnownProgress, Reply
from services.intake.rules.survey_hours import PURPOSE
from shared.database import Session

SUPERSEDED = "the case was reopened"


def is_superseded(session: Session, reply: Reply) -> bool:
    """Say whether the case was reopened since followup asked for this survey to be sent.

    A merged case has a cycle of its own: there, what was heard since holds another survey or none.
    """
    if reply.purpose != PURPOSE:
        return False
    known = session.get(KnownProgress, reply.feedback_id)
    if known is None:
        return False
    url = str((known.survey or {}).get("url") or "")
    holds_it = bool(url) and url in reply.text
    return known.cycle > reply.cycle or (known.heard_at > reply.requested_at and not holds_it)
