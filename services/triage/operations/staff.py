"""Who works here and what they may do: every change is audited, published and holds at once."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, TypedDict

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from services.triage.errors import (
    LastAdmin,
    RoleAboveOwn,
    StaffUnknown,
    StillLeads,
    UnfitValue,
    UsernameTaken,
)
from services.triage.errors_desk import SessionUnknown
from services.triage.models import SignInSession, Staff, Team, TeamPlace
from services.triage.operations.places import check_stores
from services.triage.operations.sessions import end, end_sessions
from services.triage.operations.waking import roster_changed
from services.triage.queries.organisation import team_ids_of
from services.triage.rules.roles import MAY_LEAD, MAY_OWN_CASES, may_give
from shared import audit, auth, outbox, timers
from shared.auth import Principal
from shared.database import Session
from shared.events import StaffChanged

STAFF_LEFT = "staff_left"
"""The timer, keyed by staff id, that gives the open cases of somebody who left to others."""

IN_TOKENS = frozenset({"roles", "stores", "active", "teams"})
PUBLISHED = IN_TOKENS | {"name"}
KNOWN_BY_VERSION = frozenset({"capacity", "skills"})
"""What only boards need to know: the version is raised, and nobody is told."""

MAY_MAKE_ROOM = IN_TOKENS | {"away", "capacity", "skills"}


class StaffChanges(TypedDict, total=False):
    """What a request changes; absent keys stay as they are. `teams` are memberships, by id."""

    name: str
    roles: list[str]
    teams: list[str]
    stores: list[str]
    skills: list[str]
    active: bool
    away: bool
    capacity: int


def add_staff(
    session: Session,
    *,
    staff_id: str,
    username: str,
    name: str,
    roles: Sequence[str],
    teams: Sequence[str] = (),
    stores: Sequence[str] = (),
    skills: Sequence[str] = (),
    capacity: int = 20,
    password_hash: str,
    must_change_password: bool,
    stores_to_come: bool = False,
    by: Principal,
    now: datetime,
) -> Staff:
    """Add a person. Raises UsernameTaken, RoleAboveOwn and UnfitValue.

    `stores_to_come`: intake has not told of the stores yet, as at the first start with the sample.
    """
    if not may_give(by.roles, roles):
        raise RoleAboveOwn
    if not stores_to_come:
        check_stores(session, stores)
    person = Staff(
        id=staff_id,
        username=username,
        name=name,
        roles=sorted(set(roles)),
        stores=sorted(set(stores)),
        skills=sorted(set(skills)),
        capacity=capacity,
        password_hash=password_hash,
        must_change_password=must_change_password,
        tokens_valid_from=now,
        generation=outbox.generation(session),
        version=0,
        created_at=now,
    )
    session.add(person)
    try:
        session.flush()
    except IntegrityError as error:
        raise UsernameTaken(username) from error
    if teams:
        place_in_teams(session, person, teams)
        roster_changed(session, now)
    detail = {"username": username, "roles": person.roles, "teams": list(teams)}
    record(session, person, "staff.add", detail, by=by, now=now)
    publish_staff(session, person, change="added", by=by, now=now)
    return person


def change_staff(
    session: Session, staff_id: str, changes: StaffChanges, *, by: Principal, now: datetime
) -> Staff:
    """Change a person; whatever a token says of them ends the tokens they have.

    Raises StaffUnknown, RoleAboveOwn, LastAdmin, StillLeads and UnfitValue.
    """
    person = staff_for_update(session, staff_id)
    wanted = as_stored(changes)
    before = standing(session, person, wanted)
    changed = {name: value for name, value in wanted.items() if before[name] != value}
    if not changed:
        return person
    guard_roles(session, person, changed, by)
    if "stores" in changed:
        check_stores(session, changes["stores"], held=before["stores"])
    if "teams" in changed:
        place_in_teams(session, person, changed["teams"])
    for name in changed.keys() - {"teams"}:
        setattr(person, name, changed[name])
    session.flush()
    if changed.get("active") is False:
        end_sessions(session, staff_id, because="deactivated", now=now)
        timers.schedule(session, STAFF_LEFT, staff_id, now)
    if not IN_TOKENS.isdisjoint(changed):
        person.tokens_valid_from = now
    if not MAY_MAKE_ROOM.isdisjoint(changed):
        roster_changed(session, now)
    detail = audit.altered(before, changed)
    record(session, person, "staff.change", detail, by=by, now=now)
    if not PUBLISHED.isdisjoint(changed):
        publish_staff(session, person, change="changed", by=by, now=now)
    elif not KNOWN_BY_VERSION.isdisjoint(changed):
        person.version += 1
    return person


def set_away(session: Session, staff_id: str, *, away: bool, now: datetime) -> Staff:
    """Say for oneself that one is not to be given work just now, or is again."""
    person = staff_for_update(session, staff_id)
    if person.away != away:
        person.away = away
        roster_changed(session, now)
        audit.record(
            session,
            actor=f"staff:{staff_id}",
            action="staff.away",
            subject=f"staff:{staff_id}",
            detail={"away": away},
            now=now,
        )
    return person


def end_own_session(session: Session, staff_id: str, session_id: str, *, now: datetime) -> None:
    """End one of a person's sessions, and the access tokens they have. Raises SessionUnknown."""
    person = staff_for_update(session, staff_id)
    opened = session.get(SignInSession, session_id, with_for_update=True)
    if opened is None or opened.staff_id != staff_id:
        raise SessionUnknown
    end(session, opened, because="ended by its owner", now=now)
    person.tokens_valid_from = now
    publish_staff(session, person, change="session ended", by=f"staff:{staff_id}", now=now)


def end_all_sessions(session: Session, staff_id: str, *, by: Principal, now: datetime) -> None:
    """End every session and access token of a person. Raises StaffUnknown and RoleAboveOwn."""
    person = staff_for_update(session, staff_id)
    if not may_give(by.roles, person.roles):
        raise RoleAboveOwn
    end_sessions(session, staff_id, because="ended by an admin", now=now)
    person.tokens_valid_from = now
    record(session, person, "session.end_all", {}, by=by, now=now)
    publish_staff(session, person, change="sessions ended", by=by, now=now)


def reset_password(
    session: Session, staff_id: str, password_hash: str, *, by: Principal, now: datetime
) -> Staff:
    """Give a person a one-time password, to be replaced when they next sign in.

    Raises StaffUnknown and RoleAboveOwn.
    """
    person = staff_for_update(session, staff_id)
    if not may_give(by.roles, person.roles):
        raise RoleAboveOwn
    person.must_change_password = True
    take_password(session, person, password_hash, now=now)
    record(session, person, "staff.reset_password", {}, by=by, now=now)
    publish_staff(session, person, change="password reset", by=by, now=now)
    return person


def own_password_chosen(
    session: Session, person: Staff, password_hash: str, *, now: datetime
) -> None:
    """Take the password a person chose; their other sessions and all earlier tokens end."""
    person.must_change_password = False
    take_password(session, person, password_hash, now=now)
    record(session, person, "staff.choose_password", {}, by=f"staff:{person.id}", now=now)
    publish_staff(session, person, change="password chosen", by=f"staff:{person.id}", now=now)


def publish_staff(
    session: Session, person: Staff, *, change: str, by: Principal | str, now: datetime
) -> None:
    """Publish the next snapshot of a person, and know it in triage itself."""
    person.version += 1
    person.generation = outbox.generation(session)
    snapshot = StaffChanged(
        generation=person.generation,
        version=person.version,
        change=change,
        actor=by if isinstance(by, str) else by.reference,
        id=person.id,
        username=person.username,
        name=person.name,
        roles=tuple(person.roles),
        teams=tuple(team_ids_of(session, [person.id])[person.id]),
        stores=tuple(person.stores),
        active=person.active,
        tokens_valid_from=person.tokens_valid_from,
    )
    session.flush()
    outbox.add(session, snapshot, now=now)
    auth.store_staff(session, snapshot)


def end_tokens(
    session: Session, staff_ids: Collection[str], *, by: Principal, now: datetime
) -> None:
    """End the tokens of people whose teams changed and publish their snapshots."""
    statement = sa.select(Staff).where(col(Staff.id).in_(staff_ids)).order_by(col(Staff.id))
    for person in session.execute(statement.with_for_update()).scalars():
        person.tokens_valid_from = now
        publish_staff(session, person, change="teams changed", by=by, now=now)


def staff_for_update(session: Session, staff_id: str) -> Staff:
    person = session.get(Staff, staff_id, with_for_update=True, populate_existing=True)
    if person is None:
        raise StaffUnknown
    return person


def take_password(session: Session, person: Staff, password_hash: str, *, now: datetime) -> None:
    person.password_hash = password_hash
    person.tokens_valid_from = now
    end_sessions(session, person.id, because="password changed", now=now)


def as_stored(changes: StaffChanges) -> dict[str, Any]:
    """Return what is wanted as it is kept: lists are sets here, in a stable order."""
    return {
        name: sorted(set(value)) if isinstance(value, list) else value
        for name, value in changes.items()
    }


def standing(session: Session, person: Staff, names: Collection[str]) -> dict[str, Any]:
    """Return what is so of a person now."""
    present: dict[str, Any] = person.model_dump(include=set(names) - {"teams"})
    if "teams" in names:
        present["teams"] = memberships(session, person.id)
    return present


def guard_roles(session: Session, person: Staff, changed: dict[str, Any], by: Principal) -> None:
    """Raise when a change takes or gives what it must not."""
    after = changed.get("roles", person.roles)
    if not may_give(by.roles, {*person.roles, *after}):
        raise RoleAboveOwn
    stays_admin = "admin" in after and changed.get("active", person.active)
    if "admin" in person.roles and person.active and not stays_admin:
        guard_last_admin(session, person.id)
    if "roles" in changed and MAY_LEAD.isdisjoint(after):
        led = teams_led(session, person.id)
        if led:
            raise StillLeads([team.ref for team in led])


def guard_last_admin(session: Session, staff_id: str) -> None:
    """Raise LastAdmin unless another active admin remains; holds their rows to be sure."""
    rows = session.execute(sa.select(col(Staff.id), col(Staff.roles)).where(col(Staff.active)))
    admins = [row.id for row in rows if "admin" in row.roles]
    held = session.execute(
        sa.select(Staff).where(col(Staff.id).in_(admins)).order_by(col(Staff.id)).with_for_update(),
        execution_options={"populate_existing": True},
    ).scalars()
    if not any(one.id != staff_id and one.active and "admin" in one.roles for one in held):
        raise LastAdmin


def place_in_teams(session: Session, person: Staff, team_ids: Sequence[str]) -> None:
    """Make these the teams whose cases the person may be given. Raises UnfitValue."""
    known = set(session.execute(sa.select(col(Team.id))).scalars())
    for index, team_id in enumerate(team_ids):
        if team_id not in known:
            raise UnfitValue("没有这个团队。", "There is no such team.", pointer=f"/teams/{index}")
    if team_ids and MAY_OWN_CASES.isdisjoint(person.roles):
        raise UnfitValue(
            "此角色不能处理工单，不能加入团队。",
            "Nobody with these roles is given cases, so they join no team.",
            pointer="/teams",
        )
    session.execute(
        sa.delete(TeamPlace).where(
            col(TeamPlace.staff_id) == person.id, col(TeamPlace.part) == "member"
        )
    )
    places = [
        {"team_id": team_id, "staff_id": person.id, "part": "member"} for team_id in set(team_ids)
    ]
    if places:
        session.execute(sa.insert(TeamPlace), places)


def memberships(session: Session, staff_id: str) -> list[str]:
    statement = sa.select(col(TeamPlace.team_id)).where(
        col(TeamPlace.staff_id) == staff_id, col(TeamPlace.part) == "member"
    )
    return sorted(session.execute(statement).scalars())


def teams_led(session: Session, staff_id: str) -> list[Team]:
    statement = (
        sa.select(Team)
        .join(TeamPlace, col(TeamPlace.team_id) == col(Team.id))
        .where(col(TeamPlace.staff_id) == staff_id, col(TeamPlace.part) == "lead")
        .order_by(col(Team.name))
    )
    return list(session.execute(statement).scalars())


def record(
    session: Session,
    person: Staff,
    action: str,
    detail: dict[str, Any],
    *,
    by: Principal | str,
    now: datetime,
) -> None:
    audit.record(
        session, actor=by, action=action, subject=f"staff:{person.id}", detail=detail, now=now
    )
