"""Incident look-up among many open texts, and how well groups of paraphrases are found."""

import csv
import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.datasets import DATA, no_data
from benchmarks.machine import Watch
from benchmarks.rows import Row, less_is_better, more_is_better, percentile, plain
from benchmarks.settings import Settings
from benchmarks.texts import SEED, prepared
from services.triage.incidents.features import Features, features_of
from services.triage.incidents.grouping import SIMILAR, groups
from services.triage.incidents.index import TextIndex
from services.triage.incidents.weights import Weights

PROBE = DATA / "selfmade_probe" / "incident_paraphrases.csv"
FURTHER = Path(__file__).with_name("incident_paraphrases.jsonl")
"""Twelve matters told four times each, in words the thesaurus was widened by."""

MANY, FEWER = 100_000, 10_000
LIMIT_MILLISECONDS = 20.0
ANCHOR_F1, WANTED_F1 = 0.56, 0.75
BACKGROUND = 300

LOOK_UP = f"incident look-up among {MANY:,} texts, p99"
GROWTH = f"incident look-up: {MANY // FEWER} times the texts cost"
REMEMBERED = f"texts remembered a second, {MANY:,}"
PAIRS = {
    "incident pairs F1, probe + 300 takeaway complaints": (PROBE, "waimai_10k"),
    "incident pairs F1, probe + 300 shopping complaints": (PROBE, "online_shopping_10_cats"),
    "incident pairs F1, 12 matters + 300 takeaway complaints": (FURTHER, "waimai_10k"),
}
TITLES = (REMEMBERED, LOOK_UP, GROWTH, *PAIRS)

Labelled = list[tuple[str, str | None]]


def incident_rows(_settings: Settings) -> Iterator[Row]:
    """Yield the rows of incidents."""
    yield from look_up_rows()
    for title, (told, background) in PAIRS.items():
        yield pairs_row(title, labelled(told, DATA / background / "dev.csv"))


def look_up_rows() -> Iterator[Row]:
    """Yield what a new text costs among FEWER and among MANY remembered ones."""
    watch = Watch()
    features = [features_of(text) for text in prepared(MANY + 200)]
    index: TextIndex[int] = TextIndex(Weights.usual())
    began = time.perf_counter()
    fill(index, features, FEWER)
    before = milliseconds(index, features[MANY:])
    fill(index, features, MANY)
    took = time.perf_counter() - began
    after = milliseconds(index, features[MANY:])
    yield plain(REMEMBERED, MANY / took, "/s", foreign=watch.foreign)
    yield less_is_better(
        LOOK_UP, percentile(after, 99), "ms", limit=LIMIT_MILLISECONDS, foreign=watch.foreign
    )
    growth = percentile(after, 50) / percentile(before, 50)
    yield plain(GROWTH, growth, "times", foreign=watch.foreign)


def fill(index: TextIndex[int], features: Sequence[Features], count: int) -> None:
    while len(index) < count:
        start = len(index)
        index.add(dict(enumerate(features[start : start + 200], start=start)))


def milliseconds(index: TextIndex[int], features: Sequence[Features]) -> list[float]:
    """Return what each new text costs: its near-duplicates and the similar ones together."""
    found = []
    for one in features:
        began = time.perf_counter()
        index.nearly_the_same(one)
        index.similar(one, SIMILAR / 2, 100)
        found.append(1000 * (time.perf_counter() - began))
    return found


def pairs_row(title: str, texts: Labelled | None) -> Row:
    """Return F1 over pairs: two texts of one incident, found in one group."""
    if texts is None:
        return no_data(title)
    watch = Watch()
    features = [features_of(text) for text, _ in texts]
    weights = Weights.usual()
    weights.add(features)
    found = groups(weights.similarities(features))
    return more_is_better(
        title,
        pair_f1(found, [label for _, label in texts]),
        "",
        against="plain TF-IDF",
        yardstick=ANCHOR_F1,
        goal=WANTED_F1 / ANCHOR_F1,
        foreign=watch.foreign,
    )


def pair_f1(found: Sequence[Sequence[int]], labels: Sequence[str | None]) -> float:
    """Return the harmonic mean of precision and recall over pairs; None is a label of no one."""
    said = sum(pairs(len(group)) for group in found)
    true = sum(pairs(count) for label, count in Counter(labels).items() if label is not None)
    right = sum(
        pairs(count)
        for group in found
        for label, count in Counter(labels[place] for place in group).items()
        if label is not None
    )
    return 2 * right / (said + true)


def pairs(count: int) -> int:
    return count * (count - 1) // 2


def labelled(told: Path, background: Path) -> Labelled | None:
    """Return paraphrases among BACKGROUND complaints of a data set, None without the data."""
    if not (told.exists() and background.exists()):
        return None
    paraphrases: Labelled = [(row["text"], row["incident"]) for row in rows_of(told)]
    negative = [row["text"] for row in rows_of(background) if row["polarity"] == "0"]
    chance = random.Random(SEED)  # noqa: S311 - the same texts every time
    return paraphrases + [(text, None) for text in chance.sample(negative, BACKGROUND)]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        if path.suffix == ".jsonl":
            return [json.loads(line) for line in file]
        return list(csv.DictReader(file))
