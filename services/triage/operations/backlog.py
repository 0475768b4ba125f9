"""Cases that wait for an owner: given as soon as somebody has room, critical and oldest first."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col

from services.triage.assignment.board import FRESH, Board, LoadBoard
from services.triage.models.cases import Case
from services.triage.models.organisation import STAFF
from services.triage.operations.ownership import CHUNK, choose_next, explained, give
from services.triage.operations.publishing import SYSTEM, history_row, publish, write_history
from services.triage.operations.tasks import give_waiting_tasks
from services.triage.operations.unrouted import route_unrouted
from services.triage.operations.waking import DRAIN_BACKLOG, ROUND
from services.triage.rules.assignment import NEVER
from services.triage.rules.cases import CRITICAL
from shared import timers
from shared.bulk import update_rows
from shared.columns import Id, UtcDateTime
from shared.database import Session

DRAIN_EVERY = timedelta(seconds=15)
LOOKED_AT = 5 * CHUNK
"""How many cases of a team a round looks at: some ask for skills that nobody present has."""

SPARE = 10
"""How many more than there is room for are read at once: not everybody may be given every case."""

Place = tuple[bool, datetime, str]
"""Where a case stands among those who wait: not critical, received at, id."""


def drain_backlog(
    session: Session,
    boards: LoadBoard,
    now: datetime,
    *,
    anew: bool = False,
    is_woken: bool = False,
) -> int:
    """Give waiting cases to people who have room, critical first, then the longest waiting.

    At most CHUNK cases; returns how many got an owner and schedules the next round: soon when
    woken, as the board may not know yet of room that another process saw. `anew` says that the
    roster was changed, so that the board is read again. Cases without a team are led to one before,
    tasks (协办) without an owner are given after.
    """
    board = boards.anew(session, now) if anew else boards.current(session, now)
    routed = route_unrouted(session, board, now, limit=CHUNK) if board.is_waiting else 0
    given: list[Case] = []
    for team_id in board.active_teams if board.is_waiting else ():
        room = min(CHUNK - len(given), board.lines.line(team_id).room)
        given += give_waiting(session, board, team_id, room, now) if room > 0 else []
    publish(session, board, given, change="assigned", actor=SYSTEM, cause="backlog", now=now)
    give_waiting_tasks(session, board, now)
    keep_turns(session, board)
    pause = FRESH if is_woken and board.is_waiting else DRAIN_EVERY
    soon = now if CHUNK in {len(given), routed} else now + pause
    timers.schedule(session, DRAIN_BACKLOG, ROUND, soon)
    return len(given)


def give_waiting(
    session: Session, board: Board, team_id: str, room: int, now: datetime
) -> list[Case]:
    """Give up to `room` of the team's waiting cases to its people; return those given."""
    if board.lines.policy(team_id).strategy == "pull_only":
        return []
    given, history = [], []
    for case in waiting_cases(session, team_id, size=min(CHUNK, 2 * room + SPARE)):
        choice = choose_next(board, case, now)
        if choice.owner is None:
            continue
        give(case, choice, now)
        case.revision += 1
        given.append(case)
        detail = explained(choice, board, team_id)
        history.append(history_row(case.id, now, "assigned", cause="backlog", detail=detail))
        if len(given) >= room:
            break
    write_history(session, history)
    return given


def waiting_cases(session: Session, team_id: str, *, size: int) -> Iterator[Case]:
    """Yield the team's waiting cases, locked: critical ones first, then the longest waiting.

    At most LOOKED_AT of them, read `size` at a time as far as they are asked for.
    """
    after: Place | None = None
    for _ in range(max(1, LOOKED_AT // size)):
        page = waiting_page(session, team_id, after, size)
        yield from page
        if len(page) < size:
            return
        after = place_of(page[-1])


def waiting_page(session: Session, team_id: str, after: Place | None, size: int) -> list[Case]:
    """Return up to `size` of those who wait behind `after`.

    The index holds each urgency in order of arrival, so each is read by itself and merged here.
    """
    found: list[Case] = []
    for order in range(CRITICAL + 1):
        if after is not None and after[0] and order == 0:
            continue
        statement = sa.select(Case).where(
            col(Case.team_id) == team_id,
            col(Case.urgency_order) == order,
            col(Case.is_waiting).is_(True),
        )
        if after is not None and after[0] == (order > 0):
            place = sa.tuple_(col(Case.received_at), col(Case.id))
            statement = statement.where(place > sa.tuple_(*literal(after)))
        rows = session.execute(
            statement.order_by(col(Case.received_at), col(Case.id))
            .limit(size)
            .with_for_update(skip_locked=True)
        )
        found += rows.scalars()
    found.sort(key=place_of)
    return found[:size]


def place_of(case: Case) -> Place:
    if case.received_at is None:
        raise ValueError("a stub waits for its feedback, not for an owner")
    return case.urgency_order > 0, case.received_at, case.id


def literal(place: Place) -> tuple[sa.ColumnElement[datetime], sa.ColumnElement[str]]:
    """Return time and id as values of their columns' types."""
    _, received_at, case_id = place
    return (
        sa.literal(received_at, UtcDateTime()),
        sa.literal(case_id, Id),
    )


def keep_turns(session: Session, board: Board) -> None:
    """Write down when people were last given a case: their turn, once those cases are done."""
    later = {
        person_id: at
        for person_id, at in board.tally.last.items()
        if at > board.turns.get(person_id, NEVER) and person_id in board.people
    }
    rows = [
        {"id": person_id, "last_assigned_at": datetime.fromtimestamp(at, UTC)}
        for person_id, at in sorted(later.items())
    ]
    update_rows(session, STAFF, rows, key=["id"])
    board.turns.update(later)
