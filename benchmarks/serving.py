"""What the shipped classifier costs where it serves: a process of one thread that only judges."""

import sys
from collections.abc import Iterator, Sequence
from statistics import mean
from typing import Any

import orjson

from benchmarks.datasets import DataSet, texts_of
from benchmarks.golden import CORPUS, read
from benchmarks.machine import Watch
from benchmarks.programs import answer_of
from benchmarks.rows import Row, less_is_better, middle, more_is_better
from benchmarks.settings import Settings

BATCHES = "texts classified a second on one core, in batches"
SINGLE = "texts classified a second on one core, one by one"
ONE = "classify one text, p99"
LOAD = "classifier loaded"
MEMORY = "classifier memory"
TITLES = (BATCHES, SINGLE, ONE, LOAD, MEMORY)

ANCHOR, WANTED = 2_300.0, 5_000.0
"""Texts a second: scikit-learn on runs of characters and jieba's words alike, and the goal."""
P99_MILLISECONDS, LOAD_SECONDS, MEGABYTES = 3.0, 1.0, 300.0
TEXTS = DataSet("online_shopping_10_cats", "category")

Costs = dict[str, Any]


def serving_rows(settings: Settings) -> Iterator[Row]:
    """Yield the rows: of several processes one after another, the middle of each figure."""
    source, texts = texts_to_judge()
    listed = settings.folder / "texts.json"
    listed.write_bytes(orjson.dumps(texts))
    watch = Watch()
    command = [sys.executable, "-m", "benchmarks.serving_process", str(listed)]
    seen = [answer_of(command) for _ in range(settings.repetitions)]
    length = mean(len(text) for text in texts)
    yield from figures(seen, f"{source}, {length:.0f} characters on average", watch.foreign)


def texts_to_judge() -> tuple[str, list[str]]:
    """Return where the texts come from, and them; without data the project's own."""
    if TEXTS.is_there:
        return f"texts of {TEXTS.folder}", texts_of(TEXTS.dev)
    names = sorted(path.stem for path in CORPUS.glob("train_*.jsonl"))
    own = [example["text"] for name in names for example in read(name)]
    return "NO DATA: texts of the project's own corpus", own


def figures(seen: Sequence[Costs], texts: str, foreign: float) -> Iterator[Row]:
    costs = {name: middle([one[name] for one in seen]) for name in seen[0] if name != "learners"}
    yield more_is_better(
        BATCHES,
        costs["batches"],
        "/s",
        against="plain scikit-learn",
        yardstick=ANCHOR,
        goal=WANTED / ANCHOR,
        foreign=foreign,
        note=f"CPU time, {texts}; jieba alone cuts {costs['jieba']:,.0f} /s",
    )
    yield more_is_better(
        SINGLE,
        costs["single"],
        "/s",
        against="jieba alone",
        yardstick=costs["jieba"],
        goal=None,
        foreign=foreign,
        note="CPU time",
    )
    yield less_is_better(
        ONE,
        costs["p99"],
        "ms",
        limit=P99_MILLISECONDS,
        foreign=foreign,
        note=f"CPU time, texts of any length; by the clock {costs['p99_by_clock']:.1f} ms; "
        f"of 48 to 68 characters {costs['p99_middling']:.1f} ms",
    )
    yield less_is_better(
        LOAD,
        costs["load"],
        "s",
        limit=LOAD_SECONDS,
        foreign=foreign,
        note=f"after {costs['imports']:.2f} s of imports",
    )
    learners = ", ".join(seen[0]["learners"]) or "no learner"
    yield less_is_better(
        MEMORY,
        costs["memory"],
        "MB",
        limit=MEGABYTES,
        foreign=foreign,
        note=f"resident after all texts; {learners} in the process",
    )
