"""Pages of the organisation for people to read: staff, teams, shifts, topics, rules and keys."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlmodel import col

from services.triage.errors import (
    ApiKeyUnknown,
    RoutingRuleUnknown,
    ShiftUnknown,
    StaffUnknown,
    TeamUnknown,
    TopicUnknown,
)
from services.triage.models import (
    EffortWeight,
    IssuedKey,
    RoutingRule,
    Shift,
    ShiftOverride,
    Staff,
    Team,
    TeamPlace,
    Topic,
)
from shared.database import Session
from shared.events.vocabulary import PersonRef, TeamRef


@dataclass(slots=True)
class Places:
    """The teams whose cases a person is given, and those they lead."""

    teams: list[TeamRef] = field(default_factory=list)
    leads: list[TeamRef] = field(default_factory=list)


@dataclass(slots=True)
class People:
    """The active members and leads of a team."""

    members: list[PersonRef] = field(default_factory=list)
    leads: list[PersonRef] = field(default_factory=list)


def staff_page(
    session: Session,
    *,
    after: str | None,
    limit: int,
    role: str | None = None,
    team_id: str | None = None,
    active: bool | None = None,
) -> Sequence[Staff]:
    """Return up to `limit` + 1 people whose username comes after `after`."""
    statement = sa.select(Staff).order_by(col(Staff.username)).limit(limit + 1)
    if after is not None:
        statement = statement.where(col(Staff.username) > after)
    if role is not None:
        statement = statement.where(sa.cast(col(Staff.roles), sa.Text).contains(f'"{role}"'))
    if active is not None:
        statement = statement.where(col(Staff.active) == active)
    if team_id is not None:
        placed = sa.select(col(TeamPlace.staff_id)).where(col(TeamPlace.team_id) == team_id)
        statement = statement.where(col(Staff.id).in_(placed))
    return session.execute(statement).scalars().all()


def person(session: Session, staff_id: str) -> Staff:
    """Return a member of staff. Raises StaffUnknown."""
    found = session.get(Staff, staff_id)
    if found is None:
        raise StaffUnknown
    return found


def person_named(session: Session, username: str) -> Staff:
    """Return a member of staff by username. Raises StaffUnknown."""
    statement = sa.select(Staff).where(col(Staff.username) == username)
    found: Staff | None = session.execute(statement).scalar_one_or_none()
    if found is None:
        raise StaffUnknown
    return found


def places_of_people(session: Session, staff_ids: Collection[str]) -> dict[str, Places]:
    """Return the active teams of each of these people, ordered by name."""
    found = {staff_id: Places() for staff_id in staff_ids}
    rows = session.execute(
        sa.select(col(TeamPlace.staff_id), col(TeamPlace.part), col(Team.id), col(Team.name))
        .join(Team, col(Team.id) == col(TeamPlace.team_id))
        .where(col(TeamPlace.staff_id).in_(staff_ids), col(Team.active))
        .order_by(col(Team.name))
    )
    for staff_id, part, team_id, name in rows:
        places = found[staff_id]
        (places.leads if part == "lead" else places.teams).append(TeamRef(id=team_id, name=name))
    return found


def team_page(
    session: Session, *, after: str | None, limit: int, active: bool | None = None
) -> Sequence[Team]:
    """Return up to `limit` + 1 teams that were added after `after`, oldest first."""
    statement = sa.select(Team).order_by(col(Team.id)).limit(limit + 1)
    if after is not None:
        statement = statement.where(col(Team.id) > after)
    if active is not None:
        statement = statement.where(col(Team.active) == active)
    return session.execute(statement).scalars().all()


def team(session: Session, team_id: str) -> Team:
    """Return a team. Raises TeamUnknown."""
    found = session.get(Team, team_id)
    if found is None:
        raise TeamUnknown
    return found


def people_of_teams(session: Session, team_ids: Collection[str]) -> dict[str, People]:
    """Return the active people of each of these teams, ordered by username."""
    found = {team_id: People() for team_id in team_ids}
    rows = session.execute(
        sa.select(
            col(TeamPlace.team_id),
            col(TeamPlace.part),
            col(Staff.id),
            col(Staff.username),
            col(Staff.name),
        )
        .join(Staff, col(Staff.id) == col(TeamPlace.staff_id))
        .where(col(TeamPlace.team_id).in_(team_ids), col(Staff.active))
        .order_by(col(Staff.username))
    )
    for team_id, part, staff_id, username, name in rows:
        people = found[team_id]
        someone = PersonRef(id=staff_id, username=username, name=name)
        (people.leads if part == "lead" else people.members).append(someone)
    return found


def shift_page(
    session: Session,
    *,
    after: str | None,
    limit: int,
    staff_id: str | None = None,
    team_id: str | None = None,
) -> Sequence[Shift]:
    """Return up to `limit` + 1 shifts that were added after `after`, oldest first."""
    statement = sa.select(Shift).order_by(col(Shift.id)).limit(limit + 1)
    if after is not None:
        statement = statement.where(col(Shift.id) > after)
    if staff_id is not None:
        statement = statement.where(col(Shift.staff_id) == staff_id)
    if team_id is not None:
        statement = statement.where(col(Shift.team_id) == team_id)
    return session.execute(statement).scalars().all()


def shift(session: Session, shift_id: str) -> Shift:
    """Return a shift. Raises ShiftUnknown."""
    found = session.get(Shift, shift_id)
    if found is None:
        raise ShiftUnknown
    return found


def override_page(
    session: Session,
    *,
    after: str | None,
    limit: int,
    staff_id: str | None = None,
    team_id: str | None = None,
) -> Sequence[ShiftOverride]:
    """Return up to `limit` + 1 leaves and other hours that were added after `after`."""
    statement = sa.select(ShiftOverride).order_by(col(ShiftOverride.id)).limit(limit + 1)
    if after is not None:
        statement = statement.where(col(ShiftOverride.id) > after)
    if staff_id is not None:
        statement = statement.where(col(ShiftOverride.staff_id) == staff_id)
    if team_id is not None:
        statement = statement.where(col(ShiftOverride.team_id) == team_id)
    return session.execute(statement).scalars().all()


def effort_weights(session: Session) -> Sequence[EffortWeight]:
    """Return what cases weigh, in a stable order."""
    order = (col(EffortWeight.topic), col(EffortWeight.urgency))
    return session.execute(sa.select(EffortWeight).order_by(*order)).scalars().all()


def topic_page(
    session: Session, *, after: tuple[int, str] | None, limit: int, active: bool | None = None
) -> Sequence[Topic]:
    """Return up to `limit` + 1 topics whose (position, code) comes after `after`."""
    place = sa.tuple_(col(Topic.position), col(Topic.code))
    statement = sa.select(Topic).order_by(col(Topic.position), col(Topic.code)).limit(limit + 1)
    if after is not None:
        statement = statement.where(place > sa.tuple_(*after))
    if active is not None:
        statement = statement.where(col(Topic.active) == active)
    return session.execute(statement).scalars().all()


def topic(session: Session, code: str) -> Topic:
    """Return a topic. Raises TopicUnknown."""
    found = session.get(Topic, code)
    if found is None:
        raise TopicUnknown
    return found


def rule_page(
    session: Session, *, after: tuple[int, str] | None, limit: int
) -> Sequence[RoutingRule]:
    """Return up to `limit` + 1 rules whose (position, id) comes after `after`."""
    position, key = col(RoutingRule.position), col(RoutingRule.id)
    statement = sa.select(RoutingRule).order_by(position, key).limit(limit + 1)
    if after is not None:
        last, last_id = after
        statement = statement.where(
            sa.or_(position > last, sa.and_(position == last, key > last_id))
        )
    return session.execute(statement).scalars().all()


def rule(session: Session, rule_id: str) -> RoutingRule:
    """Return a routing rule. Raises RoutingRuleUnknown."""
    found = session.get(RoutingRule, rule_id)
    if found is None:
        raise RoutingRuleUnknown
    return found


def key_page(session: Session, *, after: str | None, limit: int) -> Sequence[IssuedKey]:
    """Return up to `limit` + 1 API keys that were added after `after`, oldest first."""
    statement = sa.select(IssuedKey).order_by(col(IssuedKey.id)).limit(limit + 1)
    if after is not None:
        statement = statement.where(col(IssuedKey.id) > after)
    return session.execute(statement).scalars().all()


def key(session: Session, key_id: str) -> IssuedKey:
    """Return an API key. Raises ApiKeyUnknown."""
    found = session.get(IssuedKey, key_id)
    if found is None:
        raise ApiKeyUnknown
    return found
