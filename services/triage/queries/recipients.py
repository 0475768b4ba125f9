"""Whom a notice concerns: people by name, by their team, their role, or the stores they watch."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from services.triage.models import Staff, TeamPlace
from services.triage.models.cases import Store
from shared.among import among
from shared.database import Session

WATCHERS = frozenset({"lead", "manager"})


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom to tell: all who are named, whichever way; `watches` means region and store.

    With `reports` those get a region's report whose stores are there, and who has no stores named
    the report of all regions (`region` empty).
    """

    staff_ids: Collection[str] = ()
    team_id: str | None = None
    roles: Collection[str] = ()
    watches: bool = False
    reports: bool = False
    region: str | None = None
    store_code: str | None = None

    @property
    def names_only(self) -> bool:
        """Only people by name: nobody else has to be looked for."""
        return not (self.team_id or self.roles or self.watches or self.reports)


def recipients(session: Session, audience: Audience) -> Sequence[Staff]:
    """Return the active people of an audience, by username."""
    leads = leads_of(session, audience.team_id) if audience.team_id else set()
    named = {*audience.staff_ids, *leads}
    if not (audience.roles or audience.watches or audience.reports):
        people = active_people(session, among(col(Staff.id), list(named)))
        if not audience.team_id or any(one.id in leads for one in people):
            return people
    here = stores_of(session, audience.region) if audience.region else set()
    everybody = active_people(session)
    if audience.team_id and not any(one.id in leads for one in everybody):
        managers = {one.id for one in everybody if "manager" in one.roles}
        named |= managers or {one.id for one in everybody if "admin" in one.roles}
    return [
        one
        for one in everybody
        if one.id in named
        or not set(audience.roles).isdisjoint(one.roles)
        or (audience.watches and watches_over(one, here, audience.store_code))
        or (audience.reports and reads_report(one, here, audience.region))
    ]


def active_people(session: Session, *conditions: sa.ColumnElement[bool]) -> Sequence[Staff]:
    statement = sa.select(Staff).where(col(Staff.active), *conditions)
    return session.execute(statement.order_by(col(Staff.username))).scalars().all()


def leads_of(session: Session, team_id: str) -> set[str]:
    return set(
        session.execute(
            sa.select(col(TeamPlace.staff_id)).where(
                col(TeamPlace.team_id) == team_id, col(TeamPlace.part) == "lead"
            )
        ).scalars()
    )


def stores_of(session: Session, region: str) -> set[str]:
    return set(
        session.execute(sa.select(col(Store.code)).where(col(Store.region) == region)).scalars()
    )


def watches_over(person: Staff, here: Collection[str], store_code: str | None) -> bool:
    """Say whether a person answers for a store: its manager, or a lead or manager of its region.

    A lead or manager without stores answers for all of them.
    """
    if "store_manager" in person.roles and store_code in person.stores:
        return True
    if WATCHERS.isdisjoint(person.roles):
        return False
    return not person.stores or not set(person.stores).isdisjoint({store_code, *here})


def reads_report(person: Staff, here: Collection[str], region: str | None) -> bool:
    """Say whose report it is: the region's managers, or of all regions those of no one region."""
    if not {"manager", "admin"}.intersection(person.roles):
        return False
    if not region:
        return not person.stores
    return not set(person.stores).isdisjoint(here)
