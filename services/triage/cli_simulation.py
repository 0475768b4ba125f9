"""The command that plays past arrivals against another roster or other rules."""

import csv
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import orjson
import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from services.triage.assignment.board import LoadBoard
from services.triage.assignment.scenario import (
    Scenario,
    ScenarioFile,
    UnknownNameError,
    laid_over,
    nothing,
)
from services.triage.assignment.simulation import Arrival, Fate, Person, Simulation, Waits, summary
from services.triage.operations.customers import tags_of
from services.triage.queries import past_cases
from services.triage.queries.organisation import timetables
from shared.clock import SystemClock
from shared.command_run import fail, run
from shared.commands import Program, open_database, settings_of
from shared.database import Session
from shared.events.vocabulary import URGENCY_RANK

ZONE = "Asia/Shanghai"
MOST = 200_000
YEARS = range(1990, 2200)
SETTLING = timedelta(days=1)
"""How long after the last arrival of a file the play goes on."""


def add_simulation(app: typer.Typer, program: Program) -> None:
    """Give triage's command line `simulate`."""

    @app.command()
    def simulate(
        *,
        plan: Annotated[Path | None, typer.Option(help="TOML: the roster or rules to try.")] = None,
        arrivals: Annotated[Path | None, typer.Option(help="CSV of arrivals to play.")] = None,
        since: Annotated[datetime | None, typer.Option(help="Absent: last month.")] = None,
        until: Annotated[datetime | None, typer.Option(help="Not included.")] = None,
        seed: Annotated[int, typer.Option(help="Decides how long each case takes.")] = 1,
        without_database: Annotated[
            bool, typer.Option(help="Know only what the files say.")
        ] = False,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    ) -> None:
        """Play last month's arrivals against a plan and print how long customers would wait."""
        now = SystemClock().now()
        period = period_of(since, until, now)
        base, found = nothing(), list(read_csv(arrivals)) if arrivals else None
        if not without_database:
            base, past = run(from_database(program, period, with_cases=found is None, now=now))
            found = past if found is None else found
        if arrivals and found:
            first, last = min(one.at for one in found), max(one.at for one in found)
            period = period[0] if since else first, period[1] if until else last + SETTLING
        found = [one for one in found or () if period[0] <= one.at < period[1]]
        scenario = planned(base, plan)
        if not found:
            fail("there are no arrivals in this period")
            return
        played = Simulation(
            scenario.plan,
            scenario.people.values(),
            scenario.hours,
            found,
            handling=scenario.handling,
            seed=seed,
        ).run(*period)
        show(played, scenario, as_json=as_json)


def period_of(
    since: datetime | None, until: datetime | None, now: datetime
) -> tuple[datetime, datetime]:
    """Return the period; without times the calendar month before this one, in Shanghai."""
    zone = ZoneInfo(ZONE)
    for name, given in (("--since", since), ("--until", until)):
        if given and given.year not in YEARS:
            fail(f"{name} must lie in the years {YEARS[0]} to {YEARS[-1]}")
    this_month = now.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    start = since.replace(tzinfo=since.tzinfo or zone) if since else last_month
    end = until.replace(tzinfo=until.tzinfo or zone) if until else this_month
    if since and not until:
        end = now
    if end <= start:
        fail("--until must be after --since")
    return start.astimezone(UTC), end.astimezone(UTC)


async def from_database(
    program: Program, period: tuple[datetime, datetime], *, with_cases: bool, now: datetime
) -> tuple[Scenario, list[Arrival]]:
    """Return the organisation as it is, and the arrivals of the period."""
    settings: Any = settings_of(program)
    database = await open_database(program, settings)

    def unit(session: Session) -> tuple[Scenario, list[Arrival]]:
        base = as_it_is(session, settings.default_team, period[0], now)
        return base, past_arrivals(session, *period) if with_cases else []

    try:
        return await database.read(unit)
    finally:
        await database.close()


def as_it_is(session: Session, default_team: str, since: datetime, now: datetime) -> Scenario:
    """Return the present organisation as a scenario."""
    board = LoadBoard(default_team=default_team).current(session, now)
    people = {
        key: Person(
            one.staff,
            one.team_ids,
            one.capacity,
            one.skills,
            one.stores,
            one.roles,
            one.lead_of,
        )
        for key, one in board.people.items()
        if one.team_ids
    }
    return Scenario(board, people, timetables(session, since), dict(board.active_teams))


def past_arrivals(session: Session, since: datetime, until: datetime) -> list[Arrival]:
    """Return the cases of the period as they came, oldest first."""
    found = past_cases.between(session, since, until, most=MOST)
    tags = tags_of(session, {one.customer for one in found if one.customer})
    return [
        Arrival(
            one.received_at,
            one.codes,
            one.with_tags(tags).facts,
            one.urgency,
            one.store_code,
            one.customer,
        )
        for one in reversed(found)
    ]


def read_csv(path: Path) -> Iterator[Arrival]:
    """Yield the arrivals of a file; columns it does not have are empty."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), start=2):
                yield arrival_of(row, f"{path}:{number}")
    except OSError as error:
        fail(f"{path} cannot be read: {error.strerror}")
    except (UnicodeDecodeError, csv.Error) as error:
        fail(f"{path} is no CSV file in UTF-8: {error}")


def arrival_of(row: dict[str, str | None], where: str) -> Arrival:
    values = {name: (row.get(name) or "").strip() or None for name in COLUMNS}
    try:
        at = datetime.fromisoformat(values["received_at"] or "")
    except ValueError:
        fail(f"{where}: received_at must be a time such as 2026-11-01T09:30:00+08:00")
        raise
    if at.year not in YEARS:
        fail(f"{where}: received_at must lie in the years {YEARS[0]} to {YEARS[-1]}")
    urgency = values["urgency"] or "normal"
    if urgency not in URGENCY_RANK:
        fail(f"{where}: urgency must be one of {', '.join(URGENCY_RANK)}")
    return Arrival(
        at=at if at.tzinfo else at.replace(tzinfo=ZoneInfo(ZONE)),
        codes=split(values["topics"]),
        facts={
            **{name: values[name] for name in ("store_code", "region", "channel", "campaign")},
            "urgency": urgency,
            "customer_tag": split(values["customer_tags"]),
        },
        urgency=urgency,
        store=values["store_code"],
        customer=values["customer"],
    )


COLUMNS = (
    *("received_at", "topics", "urgency", "store_code", "region", "channel", "campaign"),
    *("customer", "customer_tags"),
)


def split(text: str | None) -> list[str]:
    return [one.strip() for one in (text or "").split("|") if one.strip()]


def planned(base: Scenario, path: Path | None) -> Scenario:
    """Return the scenario to play; what is wrong with the file ends the command."""
    if path is None:
        return base
    try:
        return laid_over(base, ScenarioFile.model_validate(tomllib.loads(path.read_text("utf-8"))))
    except OSError as error:
        fail(f"{path} cannot be read: {error.strerror}")
    except (tomllib.TOMLDecodeError, UnknownNameError, UnicodeDecodeError) as error:
        fail(f"{path}: {error}")
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        fail(f"{path}: {'.'.join(str(one) for one in first['loc'])}: {first['msg']}")
    raise AssertionError("unreachable: fail() ends the command")


def show(played: Sequence[Fate], scenario: Scenario, *, as_json: bool) -> None:
    """Print waiting times per team and hour of arrival."""
    rows = summary(played, ZONE)
    names = {team.id: team.name for team in scenario.teams.values()}
    if as_json:
        shown = [{"team": names.get(row.team_id or ""), **asdict(row)} for row in rows]
        typer.echo(orjson.dumps(shown, option=orjson.OPT_INDENT_2))
        return
    table = Table(title="Waiting times in minutes, by team and hour of arrival")
    for heading in ("team", "hour", "cases", "unassigned", "not begun"):
        table.add_column(heading, justify="left" if heading == "team" else "right")
    for heading in ("owner median", "owner p90", "begun median", "begun p90"):
        table.add_column(heading, justify="right")
    for row in rows:
        table.add_row(*cells_of(row, names))
    Console(width=120).print(table)


def cells_of(row: Waits, names: dict[str, str]) -> list[str]:
    times = [f"{minutes:.1f}" for minutes in (*row.to_owner, *row.to_start)]
    hour = "all" if row.hour is None else f"{row.hour:02d}"
    team = names.get(row.team_id or "", "-") if row.hour is None else ""
    return [team, hour, str(row.cases), str(row.unassigned), str(row.unstarted), *times]
