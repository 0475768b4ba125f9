"""The wire shapes of alerts, and of how evenly work was given."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Self

from pydantic import BaseModel

from services.triage.assignment.board import Board
from services.triage.queries.given import Waiting
from services.triage.rules.fairness import ShiftWork, in_all, spread
from services.triage.rules.shifts import clock_text
from shared.events.vocabulary import PersonRef, TeamRef


class AlertView(BaseModel):
    """Cases without an owner; `members` counts the team's people by what keeps them out."""

    team: TeamRef | None
    strategy: str | None
    waiting: int
    critical: int
    oldest_received_at: datetime
    members: dict[str, int]
    told: list[PersonRef]

    @classmethod
    def of(cls, waiting: Waiting, board: Board) -> Self:
        team_id = waiting.team_id
        told = [board.person(one) for one in board.leads(team_id)]
        return cls(
            team=board.team(team_id),
            strategy=None if team_id is None else board.lines.policy(team_id).strategy,
            waiting=waiting.cases,
            critical=waiting.critical,
            oldest_received_at=waiting.oldest_at,
            members={} if team_id is None else board.lines.line(team_id).standing(),
            told=[one for one in told if one],
        )


class AlertsView(BaseModel):
    items: list[AlertView]


class SpreadView(BaseModel):
    """Effort over people: `evenness` is Jain's index, 1 when all were given the same."""

    people: int
    effort: int
    least: int
    most: int
    mean: float
    deviation: float
    evenness: float


class ShiftSpread(SpreadView):
    """Of one shift: those at work who were given nothing count too. Without a day: off shift."""

    day: date | None
    start: str | None
    end: str | None
    cases: int

    @classmethod
    def of(cls, work: ShiftWork, *, present: Collection[str]) -> Self:
        day, starts, ends = work.key or (None, None, None)
        return cls(
            day=day,
            start=None if starts is None else clock_text(starts),
            end=None if ends is None else clock_text(ends),
            cases=work.cases,
            **asdict(work.spread(present)),
        )


class PersonWork(BaseModel):
    """What one person was given, in how many shifts; `tasks` (协办) of the team are no effort."""

    person: PersonRef
    effort: int
    shifts: int
    tasks: int


class FairnessView(SpreadView):
    """Of the whole period, over the team's members and whoever else was given its cases."""

    team: TeamRef
    since: datetime
    until: datetime
    shifts: list[ShiftSpread]
    by_person: list[PersonWork]

    @classmethod
    def of(
        cls,
        team: TeamRef,
        *,
        period: tuple[datetime, datetime],
        shifts: list[ShiftSpread],
        works: Sequence[ShiftWork],
        members: Collection[str],
        tasks: Mapping[str, int],
        board: Board,
    ) -> Self:
        had = in_all(works)
        shared = {*members, *had}
        everyone = sorted({*shared, *tasks}, key=lambda one: (-had.get(one, (0, 0))[0], one))
        return cls(
            team=team,
            since=period[0],
            until=period[1],
            shifts=shifts,
            by_person=[
                PersonWork(person=person, effort=effort, shifts=count, tasks=tasks.get(one, 0))
                for one in everyone
                for effort, count in [had.get(one, (0, 0))]
                if (person := board.person(one))
            ],
            **asdict(spread([had.get(one, (0, 0))[0] for one in shared])),
        )
