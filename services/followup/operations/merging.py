"""The customers of merged cases: each is told the survivor's result and asked about it."""

from collections.abc import Iterable
from datetime import datetime

from services.followup import queries
from services.followup.models import Case
from services.followup.operations import replies, surveys
from services.followup.rules.lifecycle import ANSWERED
from services.followup.rules.policy import Policy
from shared.database import Session


def tell_result(session: Session, case: Case, *, now: datetime, policy: Policy) -> None:
    """Ask intake to tell the result to the case's customer and to those merged into it."""
    for recipient in (case, *queries.cases_merged_into(session, [case.id])):
        tell_recipient(session, case, recipient, now=now, policy=policy)


def tell_recipient(
    session: Session, case: Case, recipient: Case, *, now: datetime, policy: Policy
) -> None:
    """Ask intake to tell one customer the result, and open their survey; once a cycle."""
    replies.request(session, case, "result", ordinal=1, recipient=recipient, now=now)
    surveys.open_survey(session, case, recipient.id, now=now, policy=policy)


def tell_newly_merged(
    session: Session,
    merged: Iterable[Case],
    survivors: dict[str, Case],
    *,
    now: datetime,
    policy: Policy,
) -> None:
    """Tell the customers of cases merged into one that was answered already."""
    for recipient in merged:
        case = survivors.get(recipient.merged_into or "")
        if case is not None and case.progress in ANSWERED and case.tell_customer:
            tell_recipient(session, case, recipient, now=now, policy=policy)
