"""The assignment board: what a process knows of people, teams, routes and loads just now."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

import sqlalchemy as sa
from sqlmodel import col

from services.triage.assignment.lines import Lines
from services.triage.assignment.plans import Plan
from services.triage.assignment.roster import Roster
from services.triage.models.cases import Case, Store
from services.triage.models.organisation import Staff, Team
from services.triage.queries import organisation
from services.triage.queries.organisation import RosterEntry
from services.triage.rules.assignment import (
    ANY,
    NEVER,
    RATE_WINDOW,
    Choice,
    Policy,
    Reason,
    Tally,
    Work,
)
from services.triage.rules.efforts import Efforts
from services.triage.rules.roles import SETS_UP_TEAMS
from shared.database import Session
from shared.events.vocabulary import PersonRef, TeamRef

FRESH = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class StoreFacts:
    name: str
    region: str
    closed: bool


@dataclass
class Board(Plan):
    """Rows of the organisation and counts over open cases, as of `at`.

    Everything here is derived; the truth stays in the rows. `tally` is counted from the rows and
    then carried on with what this process gives out, until the next board is read. `turns` is when
    people were last given a case, as far as it is written down. `matters` and `tags` are of the
    customers that `remember` was told of.
    """

    at: datetime
    people: Mapping[str, RosterEntry]
    names: Mapping[str, PersonRef]
    teams: Mapping[str, TeamRef]
    active_teams: Mapping[str, TeamRef]
    stores: Mapping[str, StoreFacts]
    tally: Tally
    turns: dict[str, float]
    is_waiting: bool
    matters: dict[tuple[str, str], str] = field(default_factory=dict)
    tags: dict[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def lines(self) -> Lines:
        return Lines(
            self.people,
            self.tally,
            policies=self.policies,
            most_effort=self.efforts.most,
        )

    def choose(
        self,
        team_id: str | None,
        now: datetime,
        exclude: Collection[str] = (),
        *,
        work: Work = ANY,
    ) -> Choice:
        """Choose an owner in the team and count the case as theirs."""
        if team_id is None:
            return self._finish(Choice(None, "no_team", effort=work.effort))
        holder = self.matters.get((work.customer, team_id)) if work.customer else None
        return self._finish(
            self.lines.choose(team_id, now.timestamp(), work, exclude, holder=holder)
        )

    def choose_arbiter(
        self,
        team_id: str | None,
        now: datetime,
        exclude: Collection[str] = (),
        *,
        work: Work = ANY,
    ) -> Choice:
        """Choose who decides when a case is given back: the team's lead, else a manager."""
        choice = Choice(None, "nobody_eligible", effort=work.effort)
        for whose in (team_id, None) if team_id is not None else (None,):
            choice = self.lines.choose_arbiter(whose, now.timestamp(), exclude, work.effort)
            if choice.owner is not None:
                return replace(choice, reason="bounced")
        return self._finish(choice)

    def choose_manager(self, now: datetime, *, work: Work = ANY) -> Choice:
        """Choose among the managers."""
        choice = self.lines.choose_arbiter(None, now.timestamp(), (), work.effort)
        return self._finish(choice)

    def keep(self, staff_id: str, reason: Reason, now: datetime, *, effort: int = 1) -> Choice:
        """Choose somebody who is named already, and count the case as theirs."""
        self.tally.give(staff_id, now.timestamp(), effort)
        return Choice(self.person(staff_id), reason, effort=effort)

    def is_present(self, staff_id: str) -> bool:
        """Say whether the person is active, on shift and not away."""
        entry = self.people.get(staff_id)
        return entry is not None and entry.is_present

    def leads(self, team_id: str | None) -> list[str]:
        """Return the ids of whom to alert: the team's leads, the managers when it has none.

        Without a team managers and admins, who set teams up; admins also where nobody else is.
        """
        people = self.people.items()
        if team_id is None:
            return [key for key, one in people if not SETS_UP_TEAMS.isdisjoint(one.roles)]
        found = [key for key, one in people if team_id in one.lead_of]
        found = found or [key for key, one in people if "manager" in one.roles]
        return found or [key for key, one in people if "admin" in one.roles]

    def person(self, staff_id: str | None) -> PersonRef | None:
        """Return who that is; somebody hired since the board was read has no name here yet."""
        if staff_id is None:
            return None
        return self.names.get(staff_id) or PersonRef(id=staff_id, username="", name="")

    def team(self, team_id: str | None) -> TeamRef | None:
        return None if team_id is None else self.teams.get(team_id)

    def _finish(self, choice: Choice) -> Choice:
        if choice.owner is None:
            self.is_waiting = True
        return choice


class Names:
    """Everybody by id, those who left included: their names stand on old cases.

    Read anew only when somebody came or was renamed, which raises the sum of their versions.
    """

    def __init__(self) -> None:
        self._stamp: tuple[int, int] | None = None
        self._refs: Mapping[str, PersonRef] = {}

    def current(self, session: Session) -> Mapping[str, PersonRef]:
        people, versions = session.execute(
            sa.select(sa.func.count(), sa.func.sum(col(Staff.version)))
        ).one()
        if (people, versions) != self._stamp:
            rows = session.execute(sa.select(col(Staff.id), col(Staff.username), col(Staff.name)))
            self._refs = {
                row.id: PersonRef(id=row.id, username=row.username, name=row.name) for row in rows
            }
            self._stamp = (people, versions)
        return self._refs


class LoadBoard:
    """Keeps one `Board` a process and reads it anew when it is older than FRESH."""

    def __init__(self, *, default_team: str) -> None:
        """Cases whose topics lead nowhere go to the team of that name, else to the oldest team."""
        self._default_team = default_team
        self._board: Board | None = None
        self._names = Names()
        self._roster = Roster()
        self._is_reading = False

    def current(self, session: Session, now: datetime, *, knowing: str | None = None) -> Board:
        """Return the board; read anew when it is old, or does not know the id `knowing` yet.

        While one thread reads, the others go on with the board there is.
        """
        board = self._board
        if (
            board is not None
            and knows(board, knowing)
            and (self._is_reading or -FRESH < now - board.at < FRESH)
        ):
            return board
        return self.anew(session, now)

    def anew(self, session: Session, now: datetime) -> Board:
        """Return a board read just now: somebody's place, hours or capacity was changed."""
        before = self._board
        self._is_reading = True
        try:
            board = self._board = read_board(
                session,
                now,
                default_team=self._default_team,
                names=self._names.current(session),
                roster=self._roster,
            )
        finally:
            self._is_reading = False
        if before is not None:
            keep_turns(board.tally, before.tally)
        return board


def knows(board: Board, subject: str | None) -> bool:
    return subject is None or subject in board.people or subject in board.active_teams


def keep_turns(tally: Tally, before: Tally) -> None:
    """Carry on when people were last given a case: of a case done since, no row tells it."""
    for person, at in before.last.items():
        if at > tally.last.get(person, NEVER):
            tally.last[person] = at


def read_board(
    session: Session,
    now: datetime,
    *,
    default_team: str,
    names: Mapping[str, PersonRef],
    roster: Roster,
) -> Board:
    """Count and read everything a board holds."""
    turns = roster.turns(session)
    teams = session.execute(
        sa.select(
            col(Team.id),
            col(Team.name),
            col(Team.active),
            col(Team.strategy),
            col(Team.hourly_cap),
            col(Team.sticky_days),
            col(Team.lapse_minutes),
        ).order_by(col(Team.created_at))
    ).all()
    refs = {team.id: TeamRef(id=team.id, name=team.name) for team in teams}
    active = {team.id: refs[team.id] for team in teams if team.active}
    named = [team for team in active.values() if team.name == default_team]
    return Board(
        at=now,
        people=roster.current(session, now),
        names=names,
        teams=refs,
        active_teams=active,
        policies={team.id: Policy(*team[3:]) for team in teams},
        rules=organisation.routing_rules(session),
        topic_team=organisation.topic_team(session),
        topic_skills=organisation.topic_skills(session),
        efforts=Efforts(organisation.effort_weights(session)),
        default_team=next(iter([*named, *active.values()]), None),
        stores=store_facts(session),
        tally=tally(session, turns, now),
        turns=turns,
        is_waiting=is_anything_waiting(session),
    )


def store_facts(session: Session) -> dict[str, StoreFacts]:
    rows = session.execute(
        sa.select(col(Store.code), col(Store.name), col(Store.region), col(Store.closed))
    )
    return {row.code: StoreFacts(row.name, row.region, row.closed) for row in rows}


def tally(session: Session, turns: Mapping[str, float], now: datetime) -> Tally:
    """Count open effort per owner, and what each was given of late, from the rows.

    A case that was given and answered within RATE_WINDOW is not counted any more.
    """
    loads: dict[str, int] = defaultdict(int)
    recent: dict[str, int] = {}
    last = dict(turns)
    is_recent = col(Case.assigned_at) > now - RATE_WINDOW
    counted = session.execute(
        sa.select(
            col(Case.owner_id),
            sa.func.sum(col(Case.effort)),
            sa.func.max(col(Case.assigned_at)),
            sa.func.sum(sa.case((is_recent, 1), else_=0)),
        )
        .where(col(Case.is_open).is_(True), col(Case.owner_id).is_not(None))
        .group_by(col(Case.owner_id))
    )
    for owner, effort, assigned_at, given in counted:
        loads[owner] = int(effort)
        if assigned_at is not None:
            last[owner] = max(last.get(owner, NEVER), assigned_at.timestamp())
        if given:
            recent[owner] = int(given)
    return Tally(loads, last, recent)


def is_anything_waiting(session: Session) -> bool:
    """Say whether any open case is without an owner."""
    waiting = sa.select(sa.literal(1)).where(col(Case.is_waiting).is_(True))
    return session.execute(waiting.limit(1)).first() is not None
