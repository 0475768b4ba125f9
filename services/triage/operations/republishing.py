"""Publishing again, after a restore, what triage says of people, teams, topics, keys and tags."""

from collections import defaultdict
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from services.triage.models import CustomerTag, IssuedKey, Staff, Team, Topic
from services.triage.operations.api_keys import publish_key
from services.triage.operations.organisation import publish_topic
from services.triage.operations.publishing import SYSTEM
from services.triage.operations.staff import publish_staff
from services.triage.operations.teams import publish_team
from shared import outbox
from shared.database import Session
from shared.events import CustomerTagged

AGAIN = "republished"


def republish_organisation(session: Session, *, now: datetime) -> None:
    """Publish everything that is no case anew, in the present generation."""
    for team in session.execute(sa.select(Team).order_by(col(Team.id))).scalars().all():
        publish_team(session, team, change=AGAIN, by=SYSTEM, now=now)
    for person in session.execute(sa.select(Staff).order_by(col(Staff.id))).scalars().all():
        publish_staff(session, person, change=AGAIN, by=SYSTEM, now=now)
    for topic in session.execute(sa.select(Topic).order_by(col(Topic.code))).scalars().all():
        publish_topic(session, topic, change=AGAIN, by=SYSTEM, now=now)
    for key in session.execute(sa.select(IssuedKey).order_by(col(IssuedKey.id))).scalars().all():
        publish_key(session, key, change=AGAIN, by=SYSTEM, now=now)
    republish_tags(session, now=now)


def republish_tags(session: Session, *, now: datetime) -> None:
    """Publish the tags of each customer who has any, before whatever they are given next."""
    tags: dict[str, list[str]] = defaultdict(list)
    rows = sa.select(col(CustomerTag.customer), col(CustomerTag.tag))
    for customer, tag in session.execute(rows.order_by(col(CustomerTag.tag))):
        tags[customer].append(tag)
    generation = outbox.generation(session)
    events = [
        CustomerTagged(
            generation=generation,
            version=0,
            change=AGAIN,
            handle=customer,
            tags=tuple(tags[customer]),
        )
        for customer in sorted(tags)
    ]
    outbox.add_many(session, events, now=now)
