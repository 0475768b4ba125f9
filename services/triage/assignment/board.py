"""The assignment board: what a process knows of people, teams, routes and loads just now."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col

from services.triage.models.cases import Case, Store
from services.triage.models.organisation import Staff, Team
from services.triage.queries import organisation
from services.triage.queries.organisation import RosterEntry, Rule
from services.triage.rules.assignment import NEVER, Choice, Line, Tally
from services.triage.rules.routing import Route, lineage, route
from shared.database import Session
from shared.events.vocabulary import PersonRef, TeamRef

FRESH = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class StoreFacts:
    name: str
    region: str
    closed: bool


@dataclass(slots=True)
class Board:
    """Rows of the organisation and counts over open cases, as of `at`.

    Everything here is derived; the truth stays in the rows. `tally` is counted from the rows and
    then carried on with what this process gives out, until the next board is read.
    """

    at: datetime
    people: Mapping[str, RosterEntry]
    names: Mapping[str, PersonRef]
    teams: Mapping[str, TeamRef]
    active_teams: Mapping[str, TeamRef]
    rules: Collection[Rule]
    topic_team: Mapping[str, TeamRef]
    default_team: TeamRef | None
    stores: Mapping[str, StoreFacts]
    tally: Tally
    is_waiting: bool
    _lines: dict[str, Line] = field(default_factory=dict)
    _leads: dict[str, Line] = field(default_factory=dict)
    _managers: Line | None = None

    def route(self, facts: Mapping[str, str | None], topics: list[str]) -> Route:
        """Return the team for a case with these facts and topic codes."""
        return route(
            facts,
            topics,
            rules=self.rules,
            topic_team=self.topic_team,
            default=self.default_team,
        )

    def further_teams(
        self, topics: Iterable[Mapping[str, str]], asked: Collection[str | None]
    ) -> list[TeamRef]:
        """Return the teams of these topics besides those asked already, surest topic first."""
        teams = (self.topic_team.get(code) for topic in topics for code in lineage(topic["code"]))
        return list({team.id: team for team in teams if team and team.id not in asked}.values())

    def choose(self, team_id: str | None, now: datetime, exclude: Collection[str] = ()) -> Choice:
        """Choose an owner in the team and count the case as theirs."""
        if team_id is None:
            return Choice(None, "no_team")
        return self._finish(self.line(team_id).choose(now.timestamp(), exclude))

    def choose_lead(self, team_id: str | None, now: datetime) -> Choice:
        """Choose among the team's leads."""
        if team_id is None:
            return Choice(None, "no_team")
        if team_id not in self._leads:
            leads = [one for one in self.people.values() if team_id in one.lead_of]
            self._leads[team_id] = Line(leads, self.tally)
        return self._finish(self._leads[team_id].choose(now.timestamp()))

    def choose_manager(self, now: datetime) -> Choice:
        """Choose among the managers."""
        if self._managers is None:
            managers = [one for one in self.people.values() if "manager" in one.roles]
            self._managers = Line(managers, self.tally)
        return self._finish(self._managers.choose(now.timestamp()))

    def line(self, team_id: str) -> Line:
        """Return the team's line of people who may be given its cases."""
        if team_id not in self._lines:
            members = [one for one in self.people.values() if team_id in one.team_ids]
            self._lines[team_id] = Line(members, self.tally)
        return self._lines[team_id]

    def is_present(self, staff_id: str) -> bool:
        """Say whether the person is active, on shift and not away."""
        entry = self.people.get(staff_id)
        return entry is not None and entry.is_present

    def leads(self, team_id: str | None) -> list[str]:
        """Return the ids of the team's leads, to be alerted; the managers when it has none."""
        found = [key for key, one in self.people.items() if team_id in one.lead_of]
        return found or [key for key, one in self.people.items() if "manager" in one.roles]

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
        self._is_reading = True
        try:
            self._board = read_board(
                session, now, default_team=self._default_team, names=self._names.current(session)
            )
        finally:
            self._is_reading = False
        return self._board


def knows(board: Board, subject: str | None) -> bool:
    return subject is None or subject in board.people or subject in board.active_teams


def read_board(
    session: Session, now: datetime, *, default_team: str, names: Mapping[str, PersonRef]
) -> Board:
    """Count and read everything a board holds."""
    entries = organisation.roster(session, now)
    teams = session.execute(
        sa.select(col(Team.id), col(Team.name), col(Team.active)).order_by(col(Team.created_at))
    ).all()
    refs = {team.id: TeamRef(id=team.id, name=team.name) for team in teams}
    active = {team.id: refs[team.id] for team in teams if team.active}
    named = [team for team in active.values() if team.name == default_team]
    return Board(
        at=now,
        people={entry.staff.id: entry for entry in entries},
        names=names,
        teams=refs,
        active_teams=active,
        rules=organisation.routing_rules(session),
        topic_team=organisation.topic_team(session),
        default_team=next(iter([*named, *active.values()]), None),
        stores=store_facts(session),
        tally=tally(session, entries),
        is_waiting=is_anything_waiting(session),
    )


def store_facts(session: Session) -> dict[str, StoreFacts]:
    rows = session.execute(
        sa.select(col(Store.code), col(Store.name), col(Store.region), col(Store.closed))
    )
    return {row.code: StoreFacts(row.name, row.region, row.closed) for row in rows}


def tally(session: Session, entries: Collection[RosterEntry]) -> Tally:
    """Count open cases per owner, from the rows."""
    loads: dict[str, int] = defaultdict(int)
    last = {
        entry.staff.id: entry.last_assigned_at.timestamp() if entry.last_assigned_at else NEVER
        for entry in entries
    }
    counted = session.execute(
        sa.select(
            col(Case.owner_id),
            sa.func.count(),
            sa.func.max(col(Case.assigned_at)),
        )
        .where(col(Case.is_open).is_(True), col(Case.owner_id).is_not(None))
        .group_by(col(Case.owner_id))
    )
    for owner, count, assigned_at in counted:
        loads[owner] = count
        if assigned_at is not None:
            last[owner] = max(last.get(owner, NEVER), assigned_at.timestamp())
    return Tally(loads, last)


def is_anything_waiting(session: Session) -> bool:
    """Say whether any open case is without an owner."""
    waiting = sa.select(sa.literal(1)).where(col(Case.is_waiting).is_(True))
    return session.execute(waiting.limit(1)).first() is not None
