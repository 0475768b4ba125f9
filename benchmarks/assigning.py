"""Rows of assignment: choosing an owner among 10,000 people with 100,000 open cases."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar

import sqlalchemy as sa

from benchmarks.machine import Watch
from benchmarks.rows import Row, less_is_better, middle, percentile, plain
from benchmarks.settings import Settings
from services.triage.assignment.board import Board, LoadBoard
from services.triage.models import EffortWeight, Shift, Staff, Team, TeamPlace, Topic, TriageModel
from services.triage.models.cases import CASES, Case
from services.triage.operations.backlog import drain_backlog
from shared.bulk import insert_rows
from shared.database import Database, Session
from shared.ids import new_id
from shared.tables import kit_metadata, service_state

T = TypeVar("T")
PEOPLE = 10_000
OPEN = 100_000
TEAMS = 20
CHOICES = 2_000
CHUNKS = 5
MILLISECONDS = 5.0
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
SKILLS = ("英语", "手语", "过敏")
TOPICS = ("refund", "refund.late", "food_safety", "service")
URGENCIES = ("low", "normal", "high", "critical")
TITLES = (
    "assign one case",
    "assign with 10x the backlog",
    "drain one case",
    "drain with 10x the backlog",
    "read the assignment board",
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds on one organisation: of each choice, of each drained case, of a board."""

    choices: list[float]
    drained: float
    board: float
    choices_in_one_team: list[float]


def assign_rows(settings: Settings) -> Iterator[Row]:
    """Yield the rows, with a tenth of the open cases for comparison (ten times with --full)."""
    sizes = (OPEN, OPEN * 10) if settings.is_full else (OPEN // 10, OPEN)
    watch = Watch()
    fewer, more = (asyncio.run(measured(settings, size)) for size in sizes)
    usual = fewer if settings.is_full else more
    foreign = watch.foreign
    yield less_is_better(
        "assign one case",
        percentile(usual.choices_in_one_team, 99),
        "ms",
        limit=MILLISECONDS,
        foreign=foreign,
        note=f"p99 of {CHOICES:,} choices, {PEOPLE:,} people in one team, {OPEN:,} open cases; "
        f"median {middle(usual.choices_in_one_team):.4f} ms, "
        f"in {TEAMS} teams {middle(usual.choices):.4f} ms",
    )
    yield growth_row(
        "assign with 10x the backlog",
        middle(fewer.choices),
        middle(more.choices),
        sizes,
        foreign,
    )
    yield less_is_better(
        "drain one case",
        usual.drained,
        "ms",
        limit=MILLISECONDS,
        foreign=foreign,
        note="a waiting case read, given, written down and published, SQLite",
    )
    yield growth_row("drain with 10x the backlog", fewer.drained, more.drained, sizes, foreign)
    yield plain(
        "read the assignment board",
        usual.board,
        "ms",
        foreign=foreign,
        note="every 2 s at most, per process, nobody changed; "
        f"{fewer.board:.0f} ms with {sizes[0]:,} open cases, "
        f"{more.board:.0f} ms with {sizes[1]:,}",
    )


def growth_row(
    name: str, before: float, after: float, sizes: tuple[int, int], foreign: float
) -> Row:
    """Return how many times the cost grows as the backlog grows tenfold."""
    return less_is_better(
        name,
        after / before,
        "x",
        limit=3.0,
        foreign=foreign,
        note=f"{before:.4f} ms with {sizes[0]:,} open cases, {after:.4f} ms with {sizes[1]:,}",
    )


async def measured(settings: Settings, open_cases: int) -> Figures:
    """Fill a database of its own and measure on it."""
    path = settings.folder / f"assign-{open_cases}.sqlite3"
    database = await Database.connect(f"sqlite:///{path}", name="triage")
    try:
        await database.write(lambda session: fill(session, open_cases))
        boards = LoadBoard(default_team="team 0")
        await database.read(lambda session: boards.anew(session, NOW))
        boards_ms = [
            await timed(database, lambda session: boards.anew(session, NOW))
            for _ in range(settings.repetitions)
        ]
        board = await database.read(lambda session: boards.anew(session, NOW))
        everywhere = choices(board, [f"team {number}" for number in range(TEAMS)])
        in_one = choices(await database.read(whole_board), ["everyone"])
        drained = await drain(database, boards)
    finally:
        await database.close()
    return Figures(everywhere, drained, middle(boards_ms), in_one)


def whole_board(session: Session) -> Board:
    return LoadBoard(default_team="everyone").current(session, NOW)


async def timed(database: Database, work: Callable[[Session], object]) -> float:
    began = time.perf_counter()
    await database.read(work)
    return (time.perf_counter() - began) * 1000


def choices(board: Board, names: list[str]) -> list[float]:
    """Return the milliseconds of each choice: what the case asks for, then who gets it."""
    random, found = Random(1), []  # noqa: S311 - no secret
    teams = {team.name: team.id for team in board.teams.values()}
    for number in range(CHOICES):
        topic, urgency = random.choice(TOPICS), random.choice(URGENCIES)
        team_id = teams[names[number % len(names)]]
        began = time.perf_counter()
        work = board.work([topic], urgency, team_id)
        choice = board.choose(team_id, NOW + timedelta(milliseconds=number), work=work)
        found.append((time.perf_counter() - began) * 1000)
        if choice.owner is None:
            raise AssertionError("nobody was chosen")
    return found


async def drain(database: Database, boards: LoadBoard) -> float:
    """Return the milliseconds a case of the backlog takes, over some rounds of the timer."""
    given, began = 0, time.perf_counter()
    for number in range(CHUNKS):
        at = NOW + timedelta(milliseconds=number)
        given += await database.write(lambda session, at=at: drain_backlog(session, boards, at))  # type: ignore[misc]
    return (time.perf_counter() - began) * 1000 / max(1, given)


def fill(session: Session, open_cases: int) -> None:
    """Make the tables, people in TEAMS teams and in one of all, and cases, a tenth unowned."""
    kit_metadata.create_all(session.connection())
    TriageModel.metadata.create_all(session.connection())
    session.execute(sa.insert(service_state).values(id=1, generation=1))
    random = Random(2)  # noqa: S311 - no secret
    names = [*(f"team {number}" for number in range(TEAMS)), "everyone"]
    teams = {name: new_id() for name in names}
    people = [new_id() for _ in range(PEOPLE)]
    rows_of(session, Team, [team_row(one, name) for name, one in teams.items()])
    rows_of(session, Staff, [staff_row(one, n, random) for n, one in enumerate(people)])
    rows_of(session, Shift, [shift_row(one) for one in teams.values()])
    rows_of(session, Topic, [topic_row(code) for code in TOPICS])
    rows_of(session, EffortWeight, [{"topic": "", "urgency": "critical", "effort": 3}])
    places = [
        (name, one) for n, one in enumerate(people) for name in (names[n % TEAMS], "everyone")
    ]
    rows_of(
        session,
        TeamPlace,
        [{"team_id": teams[name], "staff_id": one, "part": "member"} for name, one in places],
    )
    made = [case_row(n, people, teams, random) for n in range(open_cases)]
    insert_rows(session, CASES, made)


def rows_of(session: Session, table: type[TriageModel], rows: list[dict[str, object]]) -> None:
    insert_rows(session, sa.inspect(table).local_table, rows)


def team_row(team_id: str, name: str) -> dict[str, object]:
    return Team(id=team_id, name=name, generation=1, created_at=NOW).model_dump()


def staff_row(staff_id: str, number: int, random: Random) -> dict[str, object]:
    return Staff(
        id=staff_id,
        username=f"agent{number}",
        name=f"客服 {number}",
        roles=["agent"],
        skills=[skill for skill in SKILLS if random.random() < 0.5],
        capacity=60,
        password_hash="-",  # noqa: S106 - nobody signs in
        tokens_valid_from=NOW,
        generation=1,
        created_at=NOW,
    ).model_dump()


def shift_row(team_id: str) -> dict[str, object]:
    return Shift(
        id=new_id(),
        team_id=team_id,
        weekdays=[1, 2, 3, 4, 5, 6, 7],
        starts=0,
        ends=1440,
        created_at=NOW,
    ).model_dump()


def topic_row(code: str) -> dict[str, object]:
    skills = ["过敏"] if code == "food_safety" else []
    return Topic(code=code, name_zh=code, name_en=code, skills=skills, generation=1).model_dump()


def case_row(
    number: int, people: list[str], teams: dict[str, str], random: Random
) -> dict[str, object]:
    """Return an open case, every tenth without an owner."""
    place = random.randrange(PEOPLE)
    is_waiting = number % 10 == 0
    case_id = new_id()
    received_at = NOW - timedelta(minutes=random.randrange(1, 40_000))
    topic = random.choice(TOPICS)
    birth = {
        "case_id": case_id,
        "feedback_id": case_id,
        "ticket_no": "20261122-7Q4K2",
        "text": "退款一直没有到账",
        "channel": "web",
        "received_at": received_at.isoformat(),
    }
    verdict = {
        "kind": "complaint",
        "topics": [{"code": topic, "confidence": 0.8}],
        "sentiment": {"label": "negative", "score": -0.7},
        "confidence": 0.8,
        "evidence": [],
        "model_version": "bench",
    }
    return Case(
        id=case_id,
        feedback_id=case_id,
        birth=birth,
        channel="web",
        received_at=received_at,
        verdict=verdict,
        topic_codes=f"|{topic}|",
        urgency_order=random.randrange(4),
        team_id=teams[f"team {place % TEAMS}"],
        owner_id=None if is_waiting else people[place],
        assigned_at=None if is_waiting else received_at,
        is_open=True,
        is_waiting=is_waiting,
    ).model_dump()
