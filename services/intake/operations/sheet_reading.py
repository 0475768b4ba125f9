"""A sheet as it arrives: what it is, what its columns hold, what its rows would become."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO

from services.intake.errors_files import SheetUnreadable
from services.intake.operations.import_rows import Layout, RowWrong, headings_in, is_empty
from services.intake.operations.sheets import Shape, rows_in, shape_of
from services.intake.operations.submissions import Preparer
from services.intake.rules.cells import as_text
from services.intake.rules.columns import guessed
from services.intake.rules.forms import Sentences
from services.intake.rules.masking import mask_numbers
from shared.auth.principal import Principal
from shared.problems import Problem

SAMPLE_ROWS = 3
MOST_ERRORS = 20


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet shows at first sight; `total` is None where counting would take long."""

    shape: Shape
    headings: list[str]
    mapping: dict[str, str]
    sample: list[list[str]]
    total: int | None


@dataclass(slots=True)
class DryRun:
    """What an import would do, and the first things that are wrong."""

    total: int = 0
    rejected: int = 0
    errors: list[tuple[int, Sentences]] = field(default_factory=list)

    def wrong(self, row: int, sentences: Sentences) -> None:
        self.rejected += 1
        if len(self.errors) < MOST_ERRORS:
            self.errors.append((row, sentences))


def first_sight(file: BinaryIO) -> Sheet:
    """Look at a sheet. Raises SheetUnreadable."""
    shape = shape_of(file)
    with rows_in(file, shape) as rows:
        headings, _ = headings_in(rows)
        filled = (row for row in rows if not is_empty(row))
        sample = [shown(row) for row in islice(filled, SAMPLE_ROWS)]
        rest = sum(1 for _ in filled) if shape.kind == "csv" else None
    if not sample:
        raise SheetUnreadable(
            zh="表格是空的：第一行应是表头，下面每行一条反馈。",
            en="The sheet is empty: headings come first, then one feedback a row.",
        )
    total = None if rest is None else rest + len(sample)
    return Sheet(shape, headings, guessed(headings), sample, total)


def shown(row: Sequence[Any]) -> list[str]:
    return [mask_numbers(as_text(cell))[:80] for cell in row]


def tried(
    file: BinaryIO,
    sheet: Sheet,
    mapping: Mapping[str, str],
    stores: Mapping[str, str],
    preparer: Preparer,
    *,
    channel: str,
    by: Principal,
    now: datetime,
) -> DryRun:
    """Return what an import of the sheet would do, the whole of it. Raises SheetUnreadable."""
    layout, found = Layout.of(sheet.headings, mapping, stores), DryRun()
    with rows_in(file, sheet.shape) as rows:
        _, headed = headings_in(rows)
        for number, row in enumerate(rows, start=headed + 1):
            if is_empty(row):
                continue
            found.total += 1
            try:
                preparer.prepare(layout.draft(row, channel=channel), by, now=now)
            except RowWrong as wrong:
                found.wrong(number, wrong.sentences)
            except Problem as problem:
                found.wrong(number, (problem.zh, problem.en))
    return found
