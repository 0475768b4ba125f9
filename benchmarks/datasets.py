"""The labelled sets of HUIYIN_BENCH_DATA: where they are, and the row that says one is missing."""

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.rows import Row, without_data
from deploy.local.service_process import REPOSITORY

DATA = Path(os.environ.get("HUIYIN_BENCH_DATA") or REPOSITORY.parent / "shared" / "data").resolve()
TEXT = "text"


def no_data(title: str) -> Row:
    """Return the row of a figure whose set is not there."""
    return without_data(title, f"no data: set HUIYIN_BENCH_DATA (now {DATA})")


@dataclass(frozen=True, slots=True)
class DataSet:
    """A folder with `train.csv` and `dev.csv`; several labels of one text stand apart by a mark."""

    folder: str
    label: str
    separator: str | None = None

    @property
    def train(self) -> Path:
        return DATA / self.folder / "train.csv"

    @property
    def dev(self) -> Path:
        return DATA / self.folder / "dev.csv"

    @property
    def is_there(self) -> bool:
        return self.train.exists() and self.dev.exists()


def texts_of(source: Path) -> list[str]:
    return [row[TEXT] for row in rows_of(source)]


def rows_of(source: Path) -> Iterator[dict[str, str]]:
    with source.open(encoding="utf-8-sig", newline="") as lines:
        yield from csv.DictReader(lines)


def write_single_labelled(source: Path, data: DataSet, target: Path) -> Path:
    """Copy text and label of the rows that have exactly one label."""
    with target.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow((TEXT, data.label))
        for row in rows_of(source):
            if len(row[data.label].split(data.separator)) == 1:
                writer.writerow((row[TEXT], row[data.label]))
    return target
