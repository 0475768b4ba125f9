"""Customers' forms from the page to the progress page, and sheets of 100,000 rows."""

import sys
from collections.abc import Iterator
from pathlib import Path

from openpyxl import Workbook

from benchmarks.machine import Watch
from benchmarks.programs import answer_of
from benchmarks.rows import Row, less_is_better, more_is_better
from benchmarks.settings import Settings

FORMS = "forms opened, sent and followed a second"
P99 = "form opened, sent and followed, p99"
ROWS = "rows imported a second from a workbook"
MEMORY = "memory an import adds at its peak"
TITLES = (FORMS, P99, ROWS, MEMORY)

WANTED_FORMS, WANTED_ROWS = 50.0, 500.0
LONGEST_MILLISECONDS, MOST_MEGABYTES = 250.0, 200.0
ROWS_OF_SHEET, ROWS_WHEN_QUICK = 100_000, 5_000


def form_rows(settings: Settings) -> Iterator[Row]:
    """Yield the rows: one process on SQLite, a customer at a time, then the workbook."""
    count = ROWS_WHEN_QUICK if settings.burst_seconds <= 1 else ROWS_OF_SHEET
    sheet = settings.folder / "sheet.xlsx"
    write_sheet(sheet, count)
    folder = settings.folder / "forms"
    folder.mkdir()
    watch = Watch()
    command = [
        *(sys.executable, "-m", "benchmarks.forms_process"),
        *(str(folder), str(sheet), str(settings.burst_seconds)),
    ]
    seen = answer_of(command)
    yield more_is_better(
        FORMS,
        seen["forms"],
        "/s",
        against="a chain's busiest hour",
        yardstick=WANTED_FORMS,
        goal=1,
        foreign=watch.foreign,
        note="one after another in one process, three requests each, SQLite",
    )
    yield less_is_better(P99, seen["p99"], "ms", limit=LONGEST_MILLISECONDS, foreign=watch.foreign)
    yield more_is_better(
        ROWS,
        seen["rows"],
        "/s",
        against="100,000 rows in 200 s",
        yardstick=WANTED_ROWS,
        goal=1,
        foreign=watch.foreign,
        note=f"{count:,} rows of seven columns, upload included, SQLite",
    )
    yield less_is_better(MEMORY, seen["memory"], "MB", limit=MOST_MEGABYTES, foreign=watch.foreign)


def write_sheet(path: Path, count: int) -> None:
    """Write a workbook of `count` feedbacks, each of its own customer."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["反馈内容", "门店", "评分", "姓名", "手机号", "反馈时间", "订单号"])
    for number in range(count):
        text = f"第{number}位顾客说：等了很久，奶茶太甜了，杯子也漏，服务员态度一般，希望改进。"
        phone = f"138{number:08}"
        sheet.append([text, "S001", 1 + number % 5, "王女士", phone, "2026-11-20 13:05", number])
    book.save(path)
