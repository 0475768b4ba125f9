"""Everybody who may be given work, kept by a process and read anew only when it has changed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from services.triage.models.organisation import Staff, Team, TeamPlace
from services.triage.queries import organisation
from services.triage.queries.organisation import RosterEntry
from shared.database import Session

Stamp = tuple[object, ...]


class Roster:
    """The people of a process's boards.

    With 10,000 of them reading all takes longer than everything else a board needs, so it is done
    only when the stamp says that somebody, a team or a place was changed. Hours are read each time.
    """

    def __init__(self) -> None:
        self._stamp: Stamp | None = None
        self._entries: Mapping[str, RosterEntry] = {}
        self._places: Mapping[str, frozenset[str]] = {}
        self._turns: dict[str, float] = {}
        self._turned_at: datetime | None = None

    def current(self, session: Session, at: datetime) -> Mapping[str, RosterEntry]:
        """Return everybody active with teams and presence at `at`, by id."""
        stamp = stamp_of(session)
        if stamp == self._stamp:
            self._entries = self._present_at(session, at)
        else:
            self._entries = {one.staff.id: one for one in organisation.roster(session, at)}
            self._places = {key: one.team_ids | one.lead_of for key, one in self._entries.items()}
            self._stamp = stamp
        return self._entries

    def turns(self, session: Session) -> dict[str, float]:
        """Return when people were last given a case as far as it is written down (epoch seconds).

        Only what was written since the last time is read.
        """
        statement = sa.select(col(Staff.id), col(Staff.last_assigned_at)).where(
            col(Staff.last_assigned_at).is_not(None)
            if self._turned_at is None
            else col(Staff.last_assigned_at) >= self._turned_at
        )
        latest = self._turned_at
        for staff_id, at in session.execute(statement):
            self._turns[staff_id] = at.timestamp()
            latest = at if latest is None else max(latest, at)
        self._turned_at = latest
        return dict(self._turns)

    def _present_at(self, session: Session, at: datetime) -> Mapping[str, RosterEntry]:
        is_at_work = organisation.timetables(session, at).at(at)
        changed = {
            key: replace(one, on_shift=not one.on_shift)
            for key, one in self._entries.items()
            if is_at_work(key, self._places[key]) != one.on_shift
        }
        return {**self._entries, **changed} if changed else self._entries


def stamp_of(session: Session) -> Stamp:
    """Return what differs as soon as people, teams or places were changed.

    A person's version counts changes of roles, teams, stores, skills and capacity.
    """
    people = session.execute(
        sa.select(
            sa.func.count(),
            sa.func.sum(col(Staff.version)),
            sa.func.sum(col(Staff.capacity)),
            sa.func.sum(sa.case((col(Staff.active), 1), else_=0)),
        )
    ).one()
    teams = session.execute(
        sa.select(
            sa.func.count(),
            sa.func.sum(col(Team.version)),
            sa.func.sum(sa.case((col(Team.active), 1), else_=0)),
        )
    ).one()
    places = session.execute(sa.select(sa.func.count()).select_from(TeamPlace)).scalar_one()
    away = session.execute(sa.select(col(Staff.id)).where(col(Staff.away))).scalars()
    return (*people, *teams, places, frozenset(away))
