"""What the shipped classifier says people complain about, stretch by stretch, against labels."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from benchmarks.datasets import DATA, no_data, rows_of
from benchmarks.golden import f1, read
from benchmarks.machine import Watch
from benchmarks.rows import Row, more_is_better, plain
from benchmarks.settings import Settings
from services.triage.classifier.engine import Classifier
from services.triage.classifier.taxonomy import top_of
from services.triage.classifier.verdict import Verdict

OWN: Final = "aspects of golden texts that have several, F1 of topic and tone"
REVIEWS: Final = "complained-about topic on asap_sample, F1"
TITLES: Final = (OWN, REVIEWS)
ANCHOR, WANTED = 0.34, 0.60
COMPLAINED: Final = -1.0
# The columns of the reviews, and what of our topics is the same matter.
MATTERS: Final = {
    "service_wait_time": "waiting",
    "service_serving_speed": "waiting",
    "service_waiters_attitude": "service",
    "price_level": "price",
    "price_cost_effective": "price",
    "price_discount": "price",
    "environment_decoration": "environment",
    "environment_noise": "environment",
    "environment_space": "environment",
    "environment_cleaness": "environment",
    "dish_portion": "dishes",
    "dish_taste": "dishes",
    "dish_look": "dishes",
    "dish_recommendation": "dishes",
    "location_traffic": "place",
    "location_distance_from_business_district": "place",
    "location_easy_to_find": "place",
    "service_parking_convenience": "place",
}
OURS: Final = {
    "facility.parking": "place",
    "facility.hours": "place",
    "facility.access": "place",
    "waiting": "waiting",
    "service": "service",
    "price": "price",
    "facility": "environment",
    "hygiene": "environment",
    "quality": "dishes",
    "food_safety": "dishes",
}


def aspect_rows(_settings: Settings) -> Iterator[Row]:
    """Yield how well aspects agree with labels: of our own texts, and of strangers' reviews."""
    watch = Watch()
    classifier = Classifier.load()
    yield plain(OWN, own_f1(classifier), "", foreign=watch.foreign)
    files = sorted((DATA / "asap_sample").glob("asap_*_sample.csv"))
    if not files:
        yield no_data(REVIEWS)
        return
    yield more_is_better(
        REVIEWS,
        reviews_f1(classifier, [row for file in files for row in rows_of(file)]),
        "",
        against="anchor",
        yardstick=ANCHOR,
        goal=WANTED / ANCHOR,
        foreign=watch.foreign,
        note="a keyword in an unhappy clause reached the anchor",
    )


def own_f1(classifier: Classifier) -> float:
    examples = [example for example in read("golden") if example.get("aspects")]
    verdicts = classifier.classify_many([example["text"] for example in examples])
    wanted = [
        {(top_of(one["topic"]), one["polarity"]) for one in example["aspects"]}
        - {(top_of(one["topic"]), "neutral") for one in example["aspects"]}
        for example in examples
    ]
    said = [{(top_of(one.topic), one.polarity) for one in verdict.aspects} for verdict in verdicts]
    return agreement(said, wanted)


def reviews_f1(classifier: Classifier, rows: list[dict[str, str]]) -> float:
    wanted = [
        {matter for column, matter in MATTERS.items() if float(row[column]) == COMPLAINED}
        for row in rows
    ]
    verdicts = classifier.classify_many([row["reviewbody"] for row in rows])
    return agreement([complained(verdict) for verdict in verdicts], wanted)


def complained(verdict: Verdict) -> set[str]:
    """Return the matters that a verdict complains about, in the reviews' terms."""
    codes = [one.topic for one in verdict.aspects if one.polarity == "negative"]
    return {matter for code in codes if (matter := OURS.get(code) or OURS.get(top_of(code)))}


def agreement(said: Iterable[set[Any]], wanted: Iterable[set[Any]]) -> float:
    pairs = list(zip(said, wanted, strict=True))
    return f1(
        sum(len(one & other) for one, other in pairs),
        sum(len(one) for one, _ in pairs),
        sum(len(other) for _, other in pairs),
    )
