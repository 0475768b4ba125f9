"""What followup does with each event it consumes: one function per event, translated only."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from services.followup import operations
from services.followup.operations.alert_work import take_refusals
from services.followup.operations.erasing import erase_words, look_again
from services.followup.operations.incidents import keep_incidents
from services.followup.operations.names import keep_names
from services.followup.operations.tags import take_customers, take_tags
from services.followup.queries import erased_cases
from services.followup.rules.policy import Policy
from shared.auth import on_key_changed, on_staff_changed
from shared.database import Session
from shared.events import (
    CaseTriaged,
    CustomerChanged,
    CustomerTagged,
    FeedbackAppended,
    IncidentChanged,
    IncidentRefused,
    Received,
    ReplyDelivered,
    ReplyFailed,
    StoreChanged,
    TeamChanged,
    TopicChanged,
)
from shared.inbox import Handler


def handlers(policy: Policy) -> list[Handler[Any]]:
    """Return the handlers of everything followup consumes."""
    return [
        Handler(
            CaseTriaged,
            partial(on_case_triaged, policy=policy),
            erased=erased_cases,
        ),
        Handler(IncidentChanged, on_incident_changed),
        Handler(IncidentRefused, on_incident_refused),
        Handler(
            FeedbackAppended,
            partial(on_feedback_appended, policy=policy),
            erased=erased_cases,
        ),
        Handler(ReplyDelivered, on_reply_delivered),
        Handler(ReplyFailed, on_reply_failed),
        Handler(TeamChanged, on_team_changed),
        Handler(TopicChanged, on_topic_changed),
        Handler(StoreChanged, on_store_changed),
        Handler(CustomerChanged, partial(on_customer_changed, policy=policy)),
        Handler(CustomerTagged, partial(on_customer_tagged, policy=policy)),
        on_staff_changed,
        on_key_changed,
    ]


def on_case_triaged(
    session: Session,
    events: Sequence[Received[CaseTriaged]],
    now: datetime,
    _prepared: object = None,
    *,
    policy: Policy,
) -> None:
    operations.apply_triage(session, events, now, policy=policy)


def on_incident_changed(
    session: Session,
    events: Sequence[Received[IncidentChanged]],
    _now: datetime,
    _prepared: object = None,
) -> None:
    keep_incidents(session, [one.data for one in events])


def on_incident_refused(
    session: Session,
    events: Sequence[Received[IncidentRefused]],
    _now: datetime,
    _prepared: object = None,
) -> None:
    take_refusals(session, [one.data for one in events])


def on_feedback_appended(
    session: Session,
    events: Sequence[Received[FeedbackAppended]],
    now: datetime,
    _prepared: object = None,
    *,
    policy: Policy,
) -> None:
    operations.take_messages(session, events, now, policy=policy)


def on_reply_delivered(
    session: Session,
    events: Sequence[Received[ReplyDelivered]],
    now: datetime,
    _prepared: object = None,
) -> None:
    operations.take_deliveries(session, events, now)


def on_reply_failed(
    session: Session,
    events: Sequence[Received[ReplyFailed]],
    now: datetime,
    _prepared: object = None,
) -> None:
    operations.take_failures(session, events, now)


def on_team_changed(
    session: Session,
    events: Sequence[Received[TeamChanged]],
    _now: datetime,
    _prepared: object = None,
) -> None:
    keep_names(session, "team", [one.data for one in events])


def on_topic_changed(
    session: Session,
    events: Sequence[Received[TopicChanged]],
    _now: datetime,
    _prepared: object = None,
) -> None:
    keep_names(session, "topic", [one.data for one in events])


def on_store_changed(
    session: Session,
    events: Sequence[Received[StoreChanged]],
    _now: datetime,
    _prepared: object = None,
) -> None:
    keep_names(session, "store", [one.data for one in events])


def on_customer_changed(
    session: Session,
    events: Sequence[Received[CustomerChanged]],
    now: datetime,
    _prepared: object = None,
    *,
    policy: Policy,
) -> None:
    take_customers(session, [one.data for one in events], now, policy=policy)
    erased = {case_id for one in events if one.data.erased for case_id in one.data.case_ids}
    if erased:
        erase_words(session, sorted(erased), now=now)
        look_again(session, sorted(erased), now)


def on_customer_tagged(
    session: Session,
    events: Sequence[Received[CustomerTagged]],
    now: datetime,
    _prepared: object = None,
    *,
    policy: Policy,
) -> None:
    take_tags(session, [one.data for one in events], now, policy=policy)
