"""How right the learned classifier is on the labelled sets, with all labels and with few."""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.datasets import TEXT, DataSet, no_data, write_single_labelled
from benchmarks.machine import Watch
from benchmarks.programs import answer_of
from benchmarks.rows import CannotMeasureError, Row, failed, less_is_better, more_is_better, plain
from benchmarks.settings import Settings

WORDS = Path(__file__).with_name("words")
ANCHOR = "plain scikit-learn"
ECE_LIMIT = 0.05
PROMISED_PRECISION = 0.95
NAMES = {
    "accuracy": "accuracy",
    "macro_f1": "macro-F1",
    "ece": "ECE",
    "coverage_at_95": "coverage at 95 % precision",
}

Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Promise:
    """What plain scikit-learn reached on the same split, and what is wanted of the product."""

    anchor: float
    wanted: float | None = None

    @property
    def goal(self) -> float | None:
        return None if self.wanted is None else self.wanted / self.anchor


@dataclass(frozen=True, slots=True)
class Trial:
    """One run of `huiyin triage evaluate`, and what is promised of its figures.

    With `words` people have corrected only some rows. `is_single`: of a set of several labels a
    text, the rows that have one.
    """

    data: DataSet
    promises: dict[str, Promise]
    words: str | None = None
    corrections: int | None = None
    is_single: bool = False

    @property
    def shown(self) -> tuple[str, ...]:
        """The figures that become rows; with few labels, those somebody has an anchor for."""
        return tuple(NAMES) if self.words is None else tuple(self.promises)

    def title(self, figure: str) -> str:
        title = f"{self.data.folder} {NAMES[figure]}"
        return title if self.corrections is None else f"{title}, {self.corrections:,} corrections"

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(self.title(figure) for figure in self.shown)


TAKEAWAY = DataSet("waimai_10k", "polarity")
HOTELS = DataSet("chnsenticorp_htl", "polarity")
SHOPPING = DataSet("online_shopping_10_cats", "category")
COSMETICS = DataSet("cosmetics_opinion", "categories", "|")
CARS = DataSet("car_opinion", "categories", "|")
RESTAURANTS = DataSet("dimabsa_restaurant", "categories", "|")


def after(
    corrections: int, data: DataSet, words: str, anchor: float, wanted: float | None = None
) -> Trial:
    promises = {"accuracy": Promise(anchor, wanted)}
    return Trial(data, promises, words, corrections, is_single=data.separator is not None)


ALL_LABELS = (
    Trial(SHOPPING, {"macro_f1": Promise(0.895, 0.90), "coverage_at_95": Promise(0.89, 0.92)}),
    Trial(TAKEAWAY, {"accuracy": Promise(0.911, 0.92), "coverage_at_95": Promise(0.81, 0.85)}),
    Trial(HOTELS, {"accuracy": Promise(0.901, 0.91)}),
    Trial(COSMETICS, {"macro_f1": Promise(0.808, 0.83)}),
    Trial(CARS, {"macro_f1": Promise(0.846, 0.86), "coverage_at_95": Promise(0.77, 0.85)}),
    Trial(RESTAURANTS, {"macro_f1": Promise(0.674, 0.70)}),
)
FEW_LABELS = (
    after(200, SHOPPING, "shopping", 0.799, 0.82),
    after(0, TAKEAWAY, "takeaway", 0.863, 0.875),
    after(200, TAKEAWAY, "takeaway", 0.880, 0.885),
    after(0, CARS, "cars", 0.796, 0.82),
    after(200, CARS, "cars", 0.833, 0.85),
)
CURVES = (
    after(50, SHOPPING, "shopping", 0.755),
    after(1_000, SHOPPING, "shopping", 0.834),
    after(5_000, SHOPPING, "shopping", 0.867),
    after(50, TAKEAWAY, "takeaway", 0.866),
    after(1_000, TAKEAWAY, "takeaway", 0.895),
    after(5_000, TAKEAWAY, "takeaway", 0.906),
    after(50, CARS, "cars", 0.789),
    after(1_000, CARS, "cars", 0.876),
    after(5_000, CARS, "cars", 0.893),
)
"""The points of the learning curves that FEW_LABELS leaves out."""
TITLES = tuple(title for trial in (*FEW_LABELS, *ALL_LABELS) for title in trial.titles)


def learning_rows(settings: Settings) -> Iterator[Row]:
    """Yield the rows of all trials, one process on each core; the longest begin first."""
    trials = (*FEW_LABELS, *ALL_LABELS, *(CURVES if settings.is_full else ()))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for rows in pool.map(lambda trial: tried(trial, settings.folder), trials):
            yield from rows


def tried(trial: Trial, folder: Path) -> list[Row]:
    """Return the rows of a trial; one that fails does not take the others along."""
    if not trial.data.is_there:
        return [no_data(title) for title in trial.titles]
    watch = Watch()
    try:
        figures = evaluated(trial, folder)
    except CannotMeasureError as error:
        return [failed(title, str(error)) for title in trial.titles]
    return [row_of(trial, figure, figures, watch.foreign) for figure in trial.shown]


def evaluated(trial: Trial, folder: Path) -> Figures:
    """Return what the product's own command prints. Raises CannotMeasureError."""
    data = trial.data
    with TemporaryDirectory(dir=folder) as copies:
        train, dev = data.train, data.dev
        if trial.is_single:
            train = write_single_labelled(train, data, Path(copies) / "train.csv")
            dev = write_single_labelled(dev, data, Path(copies) / "dev.csv")
        return answer_of(command_of(trial, train, dev))


def command_of(trial: Trial, train: Path, dev: Path) -> list[str]:
    huiyin = str(Path(sys.executable).with_name("huiyin"))
    options = {"train": train, "test": dev, "text": TEXT, "label": trial.data.label}
    if trial.data.separator and not trial.is_single:
        options["separator"] = trial.data.separator
    if trial.words is not None:
        options |= {"lexicon": WORDS / f"{trial.words}.toml", "corrections": trial.corrections}
    given = [f"--{name}={value}" for name, value in options.items()]
    return [huiyin, "triage", "evaluate", *given, "--json"]


def row_of(trial: Trial, figure: str, figures: Figures, foreign: float) -> Row:
    title, value = trial.title(figure), float(figures[figure])
    note = note_of(figure, figures)
    if figure == "ece":
        return less_is_better(title, value, "", limit=ECE_LIMIT, foreign=foreign, goal=None)
    if figure not in trial.promises:
        return plain(title, value, "", foreign=foreign, note=note)
    promise = trial.promises[figure]
    if promise.wanted is not None:
        note = "; ".join(part for part in (f"wanted {promise.wanted:.3f}", note) if part)
    return more_is_better(
        title,
        value,
        "",
        against=ANCHOR,
        yardstick=promise.anchor,
        goal=promise.goal,
        foreign=foreign,
        note=note,
    )


def note_of(figure: str, figures: Figures) -> str:
    """Say what a coverage cost in precision, and of an accuracy what the model costs."""
    if figure == "coverage_at_95":
        precision = figures["precision_at_coverage"]
        broken = "" if precision >= PROMISED_PRECISION else ", LESS THAN PROMISED"
        return f"precision {precision:.3f}{broken}"
    if figure == "accuracy":
        return (
            f"{figures['rows']:,} texts; fitted in {figures['train_seconds']:.1f} s, "
            f"serves in {figures['rss_mb']:.0f} MB"
        )
    return ""
