"""Which feedback somebody may see, as a condition of the database."""

import sqlalchemy as sa
from sqlmodel import col

from services.intake.models import Feedback, KnownProgress
from shared.auth.principal import Principal

SEES_ALL = ("admin", "manager", "auditor")


def visible_to(reader: Principal) -> sa.ColumnElement[bool]:
    """Return the condition that `reader` may see a feedback.

    Admins, managers and auditors see all; leads and agents what is their team's, theirs, or was
    entered by them; store managers what was said of their stores, API keys too if they are limited
    to some. What they may not see does not exist for them.
    """
    if reader.has_role(*SEES_ALL):
        return sa.true()
    if reader.kind == "key":
        limit = reader.store_limit
        return sa.true() if limit is None else col(Feedback.store_code).in_(sorted(limit))
    allowed = [col(Feedback.entered_by) == reader.reference]
    if reader.has_role("lead", "agent", "store_manager"):
        allowed.append(col(Feedback.id).in_(in_charge(reader)))
    if reader.has_role("store_manager"):
        allowed.append(col(Feedback.store_code).in_(sorted(reader.stores)))
    return sa.or_(*allowed)


def in_charge(reader: Principal) -> sa.Select[str]:
    """Return the feedback whose case is with the reader, or with a team they work in."""
    theirs = col(KnownProgress.owner_id) == reader.id
    if reader.has_role("lead", "agent"):
        theirs = sa.or_(col(KnownProgress.team_id).in_(sorted(reader.teams)), theirs)
    return sa.select(col(KnownProgress.feedback_id)).where(theirs)
