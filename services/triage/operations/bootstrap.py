"""What a new organisation begins with: its first admin, and the topics that come with Huiyin."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from services.triage.classifier.taxonomy import load_topics
from services.triage.errors import AdminExists
from services.triage.models import Staff, Team, Topic
from services.triage.operations.organisation import POSITION_STEP, publish_topic
from services.triage.operations.staff import add_staff
from shared import outbox
from shared.auth import Principal
from shared.database import Session
from shared.ids import new_id

COMMAND_LINE = Principal(kind="staff", id="command-line", name="命令行", roles=frozenset({"admin"}))
"""Who acts when an operator runs a command: whoever holds the secrets may do anything."""


def add_first_admin(
    session: Session, *, username: str, name: str, password_hash: str, now: datetime
) -> Staff:
    """Make the first admin of an organisation, and its topics. Raises AdminExists."""
    refuse_second_admin(session)
    add_missing_topics(session, now)
    return add_staff(
        session,
        staff_id=new_id(),
        username=username,
        name=name,
        roles=["admin"],
        password_hash=password_hash,
        must_change_password=False,
        by=COMMAND_LINE,
        now=now,
    )


def refuse_second_admin(session: Session) -> None:
    """Raise AdminExists where an admin is active already."""
    if "admin" in roles_in_use(session):
        raise AdminExists


def add_missing_topics(session: Session, now: datetime) -> int:
    """Add the topics of the taxonomy that are not there yet, each with the team of that name.

    A leaf that goes where its parent goes has no team of its own. Topics that people changed or
    switched off stay as they are. Returns how many were added.
    """
    known = set(session.execute(sa.select(col(Topic.code))).scalars())
    rows = session.execute(sa.select(col(Team.name), col(Team.id)))
    teams = {row.name: row.id for row in rows}
    shipped = {topic.code: topic for topic in load_topics()}
    missing = len(shipped.keys() - known)
    for place, found in enumerate(shipped.values(), start=1):
        if found.code in known:
            continue
        is_parents = found.parent is not None and shipped[found.parent].team == found.team
        topic = Topic(
            code=found.code,
            name_zh=found.zh,
            name_en=found.en,
            parent=found.parent,
            default_team_id=None if is_parents else teams.get(found.team),
            position=place * POSITION_STEP,
            generation=outbox.generation(session),
            version=0,
        )
        session.add(topic)
        publish_topic(session, topic, change="added", by=COMMAND_LINE, now=now)
    session.flush()
    return missing


def roles_in_use(session: Session) -> set[str]:
    """Return every role that somebody active has."""
    rows = session.execute(sa.select(col(Staff.roles)).where(col(Staff.active))).scalars()
    return {role for roles in rows for role in roles}
