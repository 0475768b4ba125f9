"""Teams: who leads them and who is given their cases."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, TypedDict

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from services.triage.errors import NameTaken, TeamUnknown, UnfitValue
from services.triage.models import Staff, Team, TeamPlace
from services.triage.operations.staff import end_tokens
from services.triage.operations.waking import roster_changed
from services.triage.rules.assignment import Policy
from services.triage.rules.roles import MAY_LEAD, MAY_OWN_CASES
from shared import audit, outbox
from shared.auth import Principal
from shared.database import Session
from shared.events import TeamChanged
from shared.ids import new_id

PARTS = {"leads": ("lead", MAY_LEAD), "members": ("member", MAY_OWN_CASES)}


class TeamChanges(TypedDict, total=False):
    """What a request changes; absent keys stay as they are. Leads and members are staff ids."""

    name: str
    strategy: str
    hourly_cap: int | None
    sticky_days: int | None
    lapse_minutes: int | None
    active: bool
    leads: list[str]
    members: list[str]


def add_team(
    session: Session,
    *,
    name: str,
    leads: Sequence[str] = (),
    members: Sequence[str] = (),
    policy: Policy = Policy(),  # noqa: B008 - frozen
    by: Principal,
    now: datetime,
) -> Team:
    """Add a team. Raises NameTaken and UnfitValue."""
    team = Team(
        id=new_id(),
        name=name,
        **asdict(policy),
        generation=outbox.generation(session),
        version=0,
        created_at=now,
    )
    session.add(team)
    named(session, name)
    moved = place(session, team, "leads", leads) | place(session, team, "members", members)
    detail = {"name": name, "leads": list(leads), "members": list(members), **asdict(policy)}
    record(session, team, "team.add", detail, by=by, now=now)
    publish_team(session, team, change="added", by=by, now=now)
    roster_changed(session, now)
    end_tokens(session, moved, by=by, now=now)
    return team


def change_team(
    session: Session, team_id: str, changes: TeamChanges, *, by: Principal, now: datetime
) -> Team:
    """Change a team; whoever joins or leaves it needs a new token.

    Raises TeamUnknown, NameTaken and UnfitValue.
    """
    team = session.get(Team, team_id, with_for_update=True, populate_existing=True)
    if team is None:
        raise TeamUnknown
    before = {
        **audit.held(team, changes.keys() - PARTS.keys()),
        **{field: sorted(places_of(session, team.id, PARTS[field][0])) for field in PARTS},
    }
    moved: set[str] = set()
    for field in PARTS.keys() & changes.keys():
        moved |= place(session, team, field, changes[field])  # type: ignore[literal-required]
    for field in changes.keys() - PARTS.keys():
        setattr(team, field, changes[field])  # type: ignore[literal-required]
    named(session, team.name)
    wanted: dict[str, Any] = dict(changes)
    after = {name: sorted(value) if name in PARTS else value for name, value in wanted.items()}
    detail = {**audit.altered(before, after), "name": team.name}
    record(session, team, "team.change", detail, by=by, now=now)
    publish_team(session, team, change="changed", by=by, now=now)
    roster_changed(session, now)
    end_tokens(session, moved, by=by, now=now)
    return team


def publish_team(
    session: Session, team: Team, *, change: str, by: Principal | str, now: datetime
) -> None:
    """Publish the next snapshot of a team."""
    team.version += 1
    team.generation = outbox.generation(session)
    leads = places_of(session, team.id, "lead")
    session.flush()
    outbox.add(
        session,
        TeamChanged(
            generation=team.generation,
            version=team.version,
            change=change,
            actor=by if isinstance(by, str) else by.reference,
            id=team.id,
            name=team.name,
            leads=tuple(sorted(leads)),
            active=team.active,
        ),
        now=now,
    )


def place(session: Session, team: Team, field: str, staff_ids: Sequence[str]) -> set[str]:
    """Make these the team's leads or members and return whom that moved.

    Raises UnfitValue for a person who is not there or whose roles do not fit.
    """
    part, fitting = PARTS[field]
    check_fit(session, field, staff_ids, fitting)
    before, after = places_of(session, team.id, part), set(staff_ids)
    session.execute(
        sa.delete(TeamPlace).where(
            col(TeamPlace.team_id) == team.id,
            col(TeamPlace.part) == part,
            col(TeamPlace.staff_id).in_(before - after),
        )
    )
    new = [{"team_id": team.id, "staff_id": one, "part": part} for one in sorted(after - before)]
    if new:
        session.execute(sa.insert(TeamPlace), new)
    return before ^ after


def check_fit(
    session: Session, field: str, staff_ids: Sequence[str], fitting: Collection[str]
) -> None:
    statement = sa.select(col(Staff.id), col(Staff.roles)).where(col(Staff.id).in_(staff_ids))
    roles = {row.id: set(row.roles) for row in session.execute(statement)}
    for index, staff_id in enumerate(staff_ids):
        if roles.get(staff_id, set()).isdisjoint(fitting):
            needed = ", ".join(sorted(fitting))
            raise UnfitValue(
                f"没有这名员工，或其角色不符；需要以下角色之一：{needed}。",
                f"No such member of staff, or none of the roles this place needs: {needed}.",
                pointer=f"/{field}/{index}",
            )


def places_of(session: Session, team_id: str, part: str) -> set[str]:
    statement = sa.select(col(TeamPlace.staff_id)).where(
        col(TeamPlace.team_id) == team_id, col(TeamPlace.part) == part
    )
    return set(session.execute(statement).scalars())


def named(session: Session, name: str) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        raise NameTaken(name) from error


def record(
    session: Session,
    team: Team,
    action: str,
    detail: dict[str, Any],
    *,
    by: Principal,
    now: datetime,
) -> None:
    audit.record(
        session, actor=by, action=action, subject=f"team:{team.id}", detail=detail, now=now
    )
