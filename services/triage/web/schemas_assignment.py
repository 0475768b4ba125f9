"""How a case shows why its owner was chosen, and whom to ask for help."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel

from services.triage.assignment.board import Board
from services.triage.operations.unrouted import ROUTED
from services.triage.rules.assignment import BY_INCIDENT, OF_TASKS
from services.triage.rules.efforts import PLAIN_EFFORT
from shared.events.vocabulary import PersonRef, TeamRef


class AssignmentView(BaseModel):
    """How somebody was put in charge, or why nobody was.

    Of a case that an incident moved to its owner, or back, `reason` is that.
    `considered` counts the team's people by what kept them out, besides those `eligible`, and
    holds the chosen one's open effort before (`load`); `alerted` are told that nobody could be.
    """

    at: datetime
    reason: str
    effort: int
    owner: PersonRef | None
    runner_up: PersonRef | None
    considered: dict[str, int]
    alerted: list[PersonRef]

    @classmethod
    def last(cls, history: Sequence[Any], board: Board) -> Self | None:
        """Return the newest choice of an owner in a case's history, or an incident's move since."""
        found: Self | None = None
        owner_id: str | None = None
        for row in history:
            if row.event in OF_TASKS or not (is_choice(row) or row.event in BY_INCIDENT):
                continue
            before, owner_id = owner_id, row.detail.get("owner")
            if is_choice(row):
                found = cls.of_choice(row, board)
            elif owner_id != before:
                found = cls(
                    at=row.at,
                    reason=row.event,
                    effort=found.effort if found else PLAIN_EFFORT,
                    owner=board.person(owner_id),
                    runner_up=None,
                    considered={},
                    alerted=[],
                )
        return found

    @classmethod
    def of_choice(cls, row: Any, board: Board) -> Self:
        detail = row.detail
        alerted = [board.person(one) for one in detail.get("alerted", ())]
        return cls(
            at=row.at,
            reason=detail["reason"],
            effort=detail.get("effort", PLAIN_EFFORT),
            owner=board.person(detail.get("owner")),
            runner_up=board.person(detail.get("runner_up")),
            considered=detail["considered"],
            alerted=[one for one in alerted if one],
        )


def is_choice(row: Any) -> bool:
    """Say whether an entry of the history tells of a choice."""
    return "considered" in row.detail and "reason" in row.detail


def proposed_teams(
    case: Any, board: Board, history: Sequence[Any], asked: Collection[str | None]
) -> list[TeamRef]:
    """Return whom to ask for help: who the rule that routed the case names, then by topics."""
    routed: list[dict[str, Any]] = [row.detail for row in history if is_routing(row)]
    assist = routed[-1].get("assist", ()) if routed else ()
    named = [board.active_teams.get(one) for one in assist]
    found = [*named, *board.further_teams(case.verdict["topics"], asked)]
    return list({team.id: team for team in found if team and team.id not in asked}.values())


def is_routing(row: Any) -> bool:
    """Say whether an entry of the history tells of a route: at first, corrected, or belated."""
    return row.event in {"triaged", "corrected", ROUTED} and "team" in row.detail
