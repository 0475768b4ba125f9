"""What a report is asked: the period, the filters, and what the asker may see of it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Literal
from urllib.parse import urlencode

import sqlalchemy as sa

from services.followup.models.reports import FACTS
from services.followup.queries import SEES_ALL
from services.followup.reports.rollup import DIMENSIONS
from services.followup.rules.periods import Group, first_of, last_of
from shared.among import among
from shared.auth.principal import Principal

Dimension = Literal["store", "region", "topic", "team", "person", "channel", "campaign"]

PARAMETERS: Mapping[str, str] = {
    "store": "store_code",
    "region": "region",
    "topic": "topic",
    "team": "team",
    "person": "person",
    "channel": "channel",
    "campaign": "campaign",
}
"""The query parameter that narrows a report to one key of a dimension."""

NONE = "-"
"""How a query names what has no value: cases of no store, of no campaign."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What somebody sees of the figures: everything, or their teams' and their stores'."""

    all: bool = False
    teams: frozenset[str] = frozenset()
    stores: frozenset[str] = frozenset()

    def condition(self) -> sa.ColumnElement[bool]:
        """Return the condition that a fact is within reach."""
        if self.all:
            return sa.true()
        within: list[sa.ColumnElement[bool]] = [sa.false()]
        if self.teams:
            within.append(among(FACTS.c.team_id, self.teams))
        if self.stores:
            within.append(among(FACTS.c.store_code, self.stores))
        return sa.or_(*within)


def reach_of(principal: Principal) -> Reach:
    """Return what a principal sees: managers all, others their teams and stores."""
    if principal.kind == "key":
        limit = principal.store_limit
        return Reach(all=True) if limit is None else Reach(stores=limit)
    if principal.has_role(*SEES_ALL):
        return Reach(all=True)
    return Reach(
        teams=principal.teams if principal.has_role("lead") else frozenset(),
        stores=principal.stores if principal.has_role("store_manager") else frozenset(),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A period, both ends included, what it is narrowed to, and how it is split."""

    first: date
    last: date
    reach: Reach
    filters: Mapping[str, str] = field(default_factory=dict)
    group: Group | None = None

    def condition(self) -> sa.ColumnElement[bool]:
        """Return the condition that a fact is asked for and within reach."""
        wanted = [FACTS.c.day.between(self.first, self.last), self.reach.condition()]
        wanted += [narrowed(name, key) for name, key in self.filters.items()]
        return sa.and_(*wanted)

    def narrowed(self, dimension: str, key: str) -> "Asked":
        return replace(self, filters={**self.filters, dimension: key})

    def grouped(self, group: Group) -> "Asked":
        return replace(self, group=group)

    def within(self, first: date, last: date) -> "Asked":
        return replace(self, first=first, last=last)

    def periods(self) -> Iterator[tuple[date, date]]:
        """Yield the periods it is split into, cut at its ends; the whole one without a group."""
        if self.group is None:
            yield self.first, self.last
            return
        start = self.first
        while start <= self.last:
            end = min(last_of(start, self.group), self.last)
            yield start, end
            start = end + timedelta(days=1)

    def beginning(self, day: date) -> date:
        """Return where the part of the period that `day` lies in begins."""
        if self.group is None:
            return self.first
        return max(self.first, first_of(day, self.group))

    def links(self, figures: Iterable[str]) -> dict[str, str]:
        """Return by figure the address of the rows that it counts here."""
        query: dict[str, Any] = {"from": self.first, "to": self.last}
        query |= {PARAMETERS[name]: key or NONE for name, key in self.filters.items()}
        address = f"/v1/reports/rows?{urlencode(query)}&figure="
        return {figure: address + figure for figure in figures}

    def sources(self, dimension: str | None) -> tuple[str, Collection[str] | None] | None:
        """Return the cells that answer it: their dimension and keys, None for every key.

        None when none do and the facts have to be counted: cells know one dimension at a time.
        """
        bound: dict[str, Collection[str]] = {name: [key] for name, key in self.filters.items()}
        if not self.reach.all:
            own = {"team": self.reach.teams, "store": self.reach.stores}
            limits = {name: keys for name, keys in own.items() if keys}
            if len(limits) != 1:
                return None
            for name, keys in limits.items():
                bound[name] = [key for key in bound.get(name, keys) if key in keys]
        wanted = {*bound, *([dimension] if dimension else [])}
        if len(wanted) > 1 or any("." not in key for key in bound.get("topic", ())):
            return None
        name = next(iter(wanted), "all")
        return name, bound.get(name)


def narrowed(dimension: str, key: str) -> sa.ColumnElement[bool]:
    """Return the condition that a fact counts under a key; a topic holds what stands below it."""
    if dimension == "topic":
        if not key:
            return FACTS.c.topics == "|"
        safe = key.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        exact = FACTS.c.topics.like(f"%|{safe}|%", escape="\\")
        return sa.or_(exact, FACTS.c.topics.like(f"%|{safe}.%", escape="\\"))
    column = FACTS.c[DIMENSIONS[dimension]]
    return column == key if key else column.is_(None)
