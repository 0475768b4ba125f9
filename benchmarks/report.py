"""The bench's two outputs: the table for people and `benchmarks/latest.json` for programs."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import orjson
from rich.console import Console
from rich.table import Table
from rich.text import Text

from benchmarks.rows import Row

LATEST = Path(__file__).with_name("latest.json")
GOOD, BAD, PLAIN = "green", "bold red", "default"


def as_json(rows: Iterable[Row]) -> bytes:
    """Return the rows as the JSON list that `http-api.md` describes."""
    fields = [
        {
            "name": row.name,
            "value": row.value,
            "unit": row.unit,
            "yardstick": row.yardstick or None,
            "yardstick_value": row.yardstick_value,
            "ratio": row.ratio,
            "goal": row.goal,
        }
        for row in rows
    ]
    return orjson.dumps(fields, option=orjson.OPT_INDENT_2)


def table_of(rows: Sequence[Row]) -> Table:
    """Return the table: unmet goals and what could not be measured stand out in red."""
    table = Table(title="Huiyin bench: ratios are better when larger", title_justify="left")
    table.add_column("what")
    for heading in ("value", "yardstick", "ratio", "goal", "foreign"):
        table.add_column(heading, justify="right")
    table.add_column("")
    for row in rows:
        table.add_row(*cells_of(row))
    return table


def cells_of(row: Row) -> list[Text]:
    if row.value is None:
        blank = [Text("-")] * 5
        said = row.note if row.lacks_data else f"FAILED: {row.note}"
        return [Text(row.name, BAD), *blank, Text(said, BAD)]
    yardstick = "" if row.yardstick_value is None else amount(row.yardstick_value, row.unit)
    return [
        Text(row.name),
        Text(amount(row.value, row.unit)),
        Text(f"{row.yardstick} {yardstick}".strip()),
        Text("" if row.ratio is None else f"{row.ratio:.2f}", style_of(row)),
        Text("" if row.goal is None else f"{row.goal:.2f}"),
        Text(f"{row.foreign:.2f}", BAD if row.foreign > QUIET_CORES else PLAIN),
        Text(verdict_of(row), style_of(row)) + Text(f"  {row.note}" if row.note else "", "dim"),
    ]


QUIET_CORES = 0.1
"""More foreign load than this, in cores, and a figure is a lower bound."""


def style_of(row: Row) -> str:
    return {True: GOOD, False: BAD, None: PLAIN}[row.is_met]


def verdict_of(row: Row) -> str:
    return {True: "met", False: "NOT MET", None: ""}[row.is_met]


def amount(value: float, unit: str) -> str:
    if not unit and value <= 1:
        return f"{value:.3f}"
    digits = 0 if value >= 1000 else 1 if value >= 100 else 2
    return f"{value:,.{digits}f} {unit}".strip()


def show(rows: Sequence[Row], console: Console) -> None:
    console.print(table_of(rows))
    if lacking := sum(row.lacks_data for row in rows):
        console.print(f"NO DATA for {lacking} rows; nothing above speaks of them.", style=BAD)
    if any(row.foreign > QUIET_CORES for row in rows):
        console.print(
            "foreign: cores that other programs used meanwhile; such figures are lower bounds.",
            style="dim",
        )
