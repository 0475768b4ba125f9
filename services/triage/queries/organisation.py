"""What the organisation looks like now: who is in which team, who is at work, what goes where."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col

from services.triage.models import (
    EffortWeight,
    RoutingRule,
    Shift,
    ShiftOverride,
    Staff,
    Team,
    TeamPlace,
    Topic,
)
from services.triage.rules.shifts import Hours, Override, Timetable, Timetables
from shared.database import Session
from shared.events.vocabulary import PersonRef, TeamRef


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One active person as assignment sees them.

    `team_ids` are the teams whose cases the person may be given, `lead_of` those they answer for.
    `capacity` and load are in units of effort. `away` is the person's own flag; whoever is to be
    given work must be on shift and not away. `last_assigned_at` is None before the first case.
    """

    staff: PersonRef
    team_ids: frozenset[str]
    lead_of: frozenset[str]
    capacity: int
    on_shift: bool
    away: bool
    active: bool
    roles: frozenset[str]
    stores: frozenset[str]
    skills: frozenset[str]
    last_assigned_at: datetime | None

    @property
    def is_present(self) -> bool:
        return self.active and self.on_shift and not self.away


@dataclass(frozen=True, slots=True)
class Rule:
    """A routing rule: each named field's value of the case must be one of the values given."""

    id: str
    name: str
    position: int
    conditions: Mapping[str, frozenset[str]]
    team: TeamRef
    assist: tuple[TeamRef, ...] = ()


def roster(session: Session, at: datetime) -> list[RosterEntry]:
    """Return every active person with teams and presence at `at`, ordered by username."""
    places = team_places(session)
    is_at_work = timetables(session, at).at(at)
    people = session.execute(
        sa.select(
            col(Staff.id),
            col(Staff.username),
            col(Staff.name),
            col(Staff.roles),
            col(Staff.stores),
            col(Staff.skills),
            col(Staff.capacity),
            col(Staff.away),
            col(Staff.last_assigned_at),
        )
        .where(col(Staff.active))
        .order_by(col(Staff.username))
    )
    return [
        RosterEntry(
            staff=PersonRef(id=person.id, username=person.username, name=person.name),
            team_ids=frozenset(places["member"][person.id]),
            lead_of=frozenset(places["lead"][person.id]),
            capacity=person.capacity,
            on_shift=is_at_work(person.id, places["member"][person.id] | places["lead"][person.id]),
            away=person.away,
            active=True,
            roles=frozenset(person.roles),
            stores=frozenset(person.stores),
            skills=frozenset(person.skills),
            last_assigned_at=person.last_assigned_at,
        )
        for person in people
    ]


def team_members(session: Session) -> dict[str, frozenset[str]]:
    """Return the ids of the active staff who may be given cases, per active team."""
    rows = session.execute(
        sa.select(col(TeamPlace.team_id), col(TeamPlace.staff_id))
        .join(Staff, col(Staff.id) == col(TeamPlace.staff_id))
        .join(Team, col(Team.id) == col(TeamPlace.team_id))
        .where(col(TeamPlace.part) == "member", col(Staff.active), col(Team.active))
    )
    members: dict[str, set[str]] = defaultdict(set)
    for team_id, staff_id in rows:
        members[team_id].add(staff_id)
    return {team_id: frozenset(ids) for team_id, ids in members.items()}


def active_teams(session: Session) -> dict[str, TeamRef]:
    """Return the active teams by id."""
    rows = session.execute(sa.select(col(Team.id), col(Team.name)).where(col(Team.active)))
    return {row.id: TeamRef(id=row.id, name=row.name) for row in rows}


def topic_team(session: Session) -> dict[str, TeamRef]:
    """Return the default team of each active topic that has an active one."""
    rows = session.execute(
        sa.select(col(Topic.code), col(Team.id), col(Team.name))
        .join(Team, col(Team.id) == col(Topic.default_team_id))
        .where(col(Topic.active), col(Team.active))
    )
    return {row.code: TeamRef(id=row.id, name=row.name) for row in rows}


def topic_skills(session: Session) -> dict[str, frozenset[str]]:
    """Return the skills each active topic asks for, of those that ask for any."""
    rows = session.execute(sa.select(col(Topic.code), col(Topic.skills)).where(col(Topic.active)))
    return {row.code: frozenset(row.skills) for row in rows if row.skills}


def effort_weights(session: Session) -> dict[tuple[str | None, str | None], int]:
    """Return what cases weigh by (topic, urgency), None for any."""
    rows = session.execute(
        sa.select(col(EffortWeight.topic), col(EffortWeight.urgency), col(EffortWeight.effort))
    )
    return {(row.topic or None, row.urgency or None): row.effort for row in rows}


def team_ids_of(session: Session, staff_ids: Collection[str]) -> dict[str, list[str]]:
    """Return the ids of all teams each of these people has a place in, in a stable order."""
    found: dict[str, set[str]] = {staff_id: set() for staff_id in staff_ids}
    rows = session.execute(
        sa.select(col(TeamPlace.staff_id), col(TeamPlace.team_id)).where(
            col(TeamPlace.staff_id).in_(staff_ids)
        )
    )
    for staff_id, team_id in rows:
        found[staff_id].add(team_id)
    return {staff_id: sorted(team_ids) for staff_id, team_ids in found.items()}


def leads_of(session: Session, team_id: str) -> list[PersonRef]:
    """Return the team's active leads, ordered by username."""
    rows = session.execute(
        sa.select(col(Staff.id), col(Staff.username), col(Staff.name))
        .join(TeamPlace, col(TeamPlace.staff_id) == col(Staff.id))
        .where(col(TeamPlace.team_id) == team_id, col(TeamPlace.part) == "lead", col(Staff.active))
        .order_by(col(Staff.username))
    )
    return [PersonRef(id=row.id, username=row.username, name=row.name) for row in rows]


def managers_on_shift(session: Session, at: datetime) -> list[PersonRef]:
    """Return the managers who are at work and not away at `at`, ordered by username."""
    return [
        entry.staff
        for entry in roster(session, at)
        if "manager" in entry.roles and entry.is_present
    ]


def routing_rules(session: Session) -> list[Rule]:
    """Return the active rules with an active team, first to be tried first."""
    rows = session.execute(
        sa.select(
            col(RoutingRule.id),
            col(RoutingRule.name),
            col(RoutingRule.position),
            col(RoutingRule.conditions),
            col(RoutingRule.assist_team_ids),
            col(Team.id).label("team_id"),
            col(Team.name).label("team_name"),
        )
        .join(Team, col(Team.id) == col(RoutingRule.team_id))
        .where(col(RoutingRule.active), col(Team.active))
        .order_by(col(RoutingRule.position), col(RoutingRule.id))
    )
    teams = active_teams(session)
    return [
        Rule(
            id=row.id,
            name=row.name,
            position=row.position,
            conditions={field: frozenset(values) for field, values in row.conditions.items()},
            team=TeamRef(id=row.team_id, name=row.team_name),
            assist=tuple(teams[one] for one in row.assist_team_ids if one in teams),
        )
        for row in rows
    ]


def team_places(session: Session) -> dict[str, dict[str, set[str]]]:
    """Return part (`member`, `lead`) → staff id → ids of the active teams."""
    places: dict[str, dict[str, set[str]]] = {
        "member": defaultdict(set),
        "lead": defaultdict(set),
    }
    rows = session.execute(
        sa.select(col(TeamPlace.part), col(TeamPlace.staff_id), col(TeamPlace.team_id))
        .join(Team, col(Team.id) == col(TeamPlace.team_id))
        .where(col(Team.active))
    )
    for part, staff_id, team_id in rows:
        places[part][staff_id].add(team_id)
    return places


def timetables(session: Session, since: datetime) -> Timetables:
    """Return when people and teams are at work, from the day before `since` on."""
    own: dict[str, Timetable] = defaultdict(Timetable)
    of_team: dict[str, Timetable] = defaultdict(Timetable)
    for shift in session.execute(sa.select(*HOURS)):
        whose = own[shift[0]] if shift[0] else of_team[shift[1]]
        whose.shifts.append(Hours(*shift[2:]))
    earliest = since.date() - timedelta(days=2)
    rows = session.execute(sa.select(*INSTEAD).where(col(ShiftOverride.last_day) >= earliest))
    for override in rows:
        whose = own[override[0]] if override[0] else of_team[override[1]]
        whose.overrides.append(Override(*override[2:]))
    return Timetables(own, of_team)


HOURS = (
    col(Shift.staff_id),
    col(Shift.team_id),
    col(Shift.weekdays),
    col(Shift.starts),
    col(Shift.ends),
    col(Shift.valid_from),
    col(Shift.valid_to),
    col(Shift.timezone),
)
INSTEAD = (
    col(ShiftOverride.staff_id),
    col(ShiftOverride.team_id),
    col(ShiftOverride.kind),
    col(ShiftOverride.first_day),
    col(ShiftOverride.last_day),
    col(ShiftOverride.starts),
    col(ShiftOverride.ends),
    col(ShiftOverride.timezone),
)
