"""How a case shows why its owner was chosen, and whom to ask for help."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel

from services.triage.assignment.board import Board
from services.triage.rules.efforts import PLAIN_EFFORT
from shared.events.vocabulary import PersonRef, TeamRef


class AssignmentView(BaseModel):
    """How somebody was put in charge, or why nobody was.

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
        """Return the newest choice in a case's history."""
        for row in reversed(history):
            detail = row.detail
            if "considered" in detail and "reason" in detail:
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
        return None


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
    """Say whether an entry of the history tells of a route, first or corrected."""
    return row.event in {"triaged", "corrected"} and "team" in row.detail
