"""Which feedback somebody may see, as a condition of the database."""

from collections.abc import Collection, Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col

from services.intake.models import Feedback, KnownProgress
from shared.auth.principal import Principal

SEES_ALL = ("admin", "manager", "auditor")
IN_CHARGE = ("lead", "agent", "store_manager")
MOST_APART = 50
"""Of more stores than these no index is read for each by itself."""


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
    if reader.has_role(*IN_CHARGE):
        allowed.append(is_in_charge(reader))
    if reader.has_role("store_manager"):
        allowed.append(col(Feedback.store_code).in_(sorted(reader.stores)))
    return sa.or_(*allowed)


def is_in_charge(reader: Principal) -> sa.ColumnElement[bool]:
    """Return the condition that a feedback's case is with the reader, or a team they work in.

    It is asked of each feedback: a list of all that are would be as long as the past of a team.
    """
    known = aliased(KnownProgress)
    theirs = col(known.owner_id) == reader.id
    if reader.has_role("lead", "agent"):
        theirs = sa.or_(col(known.team_id).in_(sorted(reader.teams)), theirs)
    return sa.exists(
        sa.select(sa.literal(1)).where(col(known.feedback_id) == col(Feedback.id), theirs)
    )


def newest_visible(
    reader: Principal, conditions: Sequence[sa.ColumnElement[bool]], *, limit: int
) -> sa.ColumnElement[bool]:
    """Return the condition that a feedback is among the newest that `reader` may see.

    Of those that meet the conditions. Each reason to see one is an index in order, so that who may
    see few does not have all looked through.
    """
    if reader.has_role(*SEES_ALL) or (reader.kind == "key" and reader.store_limit is None):
        return sa.true()
    parts = [
        part.where(*conditions).order_by(order.desc()).limit(limit).subquery()
        for part, order in reasons(reader)
    ]
    if not parts:
        return sa.false()
    newest = sa.union(*(sa.select(part.c[0]) for part in parts)).subquery()
    return col(Feedback.id).in_(sa.select(newest.c[0]))


Reason = tuple[sa.Select[str], sa.SQLColumnExpression[str]]
"""The ids of feedback that may be seen for one reason, and the column that holds them in order."""


def reasons(reader: Principal) -> Iterator[Reason]:
    if reader.kind == "key":
        yield from of_stores(reader.store_limit or ())
        return
    yield of_feedback(col(Feedback.entered_by) == reader.reference)
    if reader.has_role(*IN_CHARGE):
        yield of_progress(col(KnownProgress.owner_id) == reader.id)
    if reader.has_role("lead", "agent"):
        for team_id in sorted(reader.teams):
            yield of_progress(col(KnownProgress.team_id) == team_id)
    if reader.has_role("store_manager"):
        yield from of_stores(reader.stores)


def of_stores(codes: Collection[str]) -> Iterator[Reason]:
    if len(codes) > MOST_APART:
        yield of_feedback(col(Feedback.store_code).in_(sorted(codes)))
        return
    for code in sorted(codes):
        yield of_feedback(col(Feedback.store_code) == code)


def of_feedback(condition: sa.ColumnElement[bool]) -> Reason:
    return sa.select(col(Feedback.id)).where(condition), col(Feedback.id)


def of_progress(condition: sa.ColumnElement[bool]) -> Reason:
    order = col(KnownProgress.feedback_id)
    return sa.select(order).join(Feedback, col(Feedback.id) == order).where(condition), order
