"""How right the shipped classifier is on texts that nothing was trained on or written from."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.incidents import ANCHOR_F1, WANTED_F1, pair_f1
from benchmarks.machine import Watch
from benchmarks.rows import Row, more_is_better
from benchmarks.settings import Settings
from services.triage.classifier.engine import Classifier
from services.triage.classifier.taxonomy import load_topics, top_of
from services.triage.classifier.verdict import Verdict
from services.triage.incidents.features import features_of
from services.triage.incidents.grouping import groups
from services.triage.incidents.matters import links_of
from services.triage.incidents.told import Told
from services.triage.incidents.weights import Weights

CORPUS = Path(__file__).parents[1] / "services" / "triage" / "corpus"
RULES_ALONE = "rules alone"
ANCHORS = {"precision": 0.78, "recall": 0.62, "negation": 0.63}
"""What a plain word list reached on a smoke probe; `WANTED` of the same is the goal."""
WANTED = 0.90
MIDNIGHT = datetime(2026, 11, 20, tzinfo=UTC)
CRITICAL = frozenset({"critical"})
URGENT = frozenset({"critical", "high"})
LEAVES = frozenset(topic.code for topic in load_topics() if topic.parent)

Example = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """The labelled texts of a file and what the classifier makes of them."""

    examples: Sequence[Example]
    verdicts: Sequence[Verdict]

    @property
    def pairs(self) -> list[tuple[Example, Verdict]]:
        return list(zip(self.examples, self.verdicts, strict=True))


Figure = Callable[[Judged], float]


def kind_accuracy(judged: Judged) -> float:
    return mean(example["kind"] == verdict.kind for example, verdict in judged.pairs)


def sentiment_accuracy(judged: Judged) -> float:
    pairs = judged.pairs
    return mean(example["sentiment"] == verdict.sentiment_label for example, verdict in pairs)


def top_micro_f1(judged: Judged) -> float:
    return f1(*totals(judged, tops))


def leaf_micro_f1(judged: Judged) -> float:
    return f1(*totals(judged, leaves))


def leaf_macro_f1(judged: Judged) -> float:
    """Return the mean over the leaves that stand in the file, however rare."""
    labelled = {code for example in judged.examples for code in leaves(example["topics"])}
    return mean(f1(*totals(judged, frozenset({code}).intersection)) for code in labelled)


def urgency_precision(judged: Judged, levels: frozenset[str]) -> float:
    right, said, _ = urgency_counts(judged, levels)
    return right / said if said else 0.0


def urgency_recall(judged: Judged, levels: frozenset[str]) -> float:
    right, _, true = urgency_counts(judged, levels)
    return right / true if true else 0.0


def urgency_counts(judged: Judged, levels: frozenset[str]) -> tuple[int, int, int]:
    """Return how many are rightly found, said and truly of these levels."""
    pairs = [
        (example["urgency"] in levels, verdict.urgency in levels)
        for example, verdict in judged.pairs
    ]
    right = sum(true and said for true, said in pairs)
    return right, sum(said for _, said in pairs), sum(true for true, _ in pairs)


def tops(codes: set[str]) -> set[str]:
    return {top_of(code) for code in codes}


def leaves(codes: Iterable[str]) -> set[str]:
    return {code for code in codes if code in LEAVES}


def totals(judged: Judged, seen: Callable[[set[str]], AbstractSet[str]]) -> tuple[int, int, int]:
    """Return how many codes are rightly found, said and true in all texts."""
    right = said = true = 0
    for example, verdict in judged.pairs:
        wanted = seen(set(example["topics"]))
        found = seen({topic.code for topic in verdict.topics})
        right += len(wanted & found)
        said += len(found)
        true += len(wanted)
    return right, said, true


def f1(right: int, said: int, true: int) -> float:
    return 2 * right / (said + true) if said + true else 0.0


def mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed)


GOLDEN: dict[str, Figure] = {
    "golden kind accuracy": kind_accuracy,
    "golden sentiment accuracy": sentiment_accuracy,
    "golden top topics micro-F1": top_micro_f1,
    "golden leaf topics micro-F1": leaf_micro_f1,
    "golden leaf topics macro-F1": leaf_macro_f1,
}
PHONE = "，请回电138****8000"
WITH_A_PHONE = "golden kind accuracy with a masked phone number"
URGENCY = {
    "urgency critical": ("urgency_unseen", CRITICAL),
    "urgency high or critical": ("urgency_unseen", URGENT),
    "urgency told indirectly, high or critical": ("urgency_indirect", URGENT),
    "plainer urgency critical": ("urgency_plain", CRITICAL),
    "plainer urgency high or critical": ("urgency_plain", URGENT),
}
NEGATION = {
    "negation sentiment accuracy": "negation_unseen",
    "plainer negation sentiment accuracy": "negation_plain",
    "typical negation sentiment accuracy": "negation_typical",
}
EVERYDAY: dict[str, Figure] = {
    "unseen everyday kind accuracy": kind_accuracy,
    "unseen everyday sentiment accuracy": sentiment_accuracy,
    "unseen everyday top topics micro-F1": top_micro_f1,
}
PLAIN: dict[str, Figure] = {
    "plainer everyday kind accuracy": kind_accuracy,
    "plainer everyday sentiment accuracy": sentiment_accuracy,
    "plainer everyday top topics micro-F1": top_micro_f1,
}
INCIDENTS = "incident pairs F1, 25 matters among 300 complaints of many stores"
TITLES = (
    *GOLDEN,
    WITH_A_PHONE,
    *(f"{name} {figure}" for name in URGENCY for figure in ("precision", "recall")),
    *NEGATION,
    *EVERYDAY,
    *PLAIN,
    INCIDENTS,
)


def golden_rows(_settings: Settings) -> Iterator[Row]:
    """Yield the rows; the rules alone are the yardstick where nothing was promised."""
    watch = Watch()
    classifier = Classifier.load()
    rules = Classifier.by_rules()
    golden = judged(classifier, "golden")
    yield from against_rules(GOLDEN, golden, judged(rules, "golden"), watch)
    reachable = judged(classifier, "golden", ending=PHONE)
    yield more_is_better(
        WITH_A_PHONE,
        kind_accuracy(reachable),
        "",
        against="without it",
        yardstick=kind_accuracy(golden),
        goal=None,
        foreign=watch.foreign,
    )
    for name, (probe, levels) in URGENCY.items():
        urgency = judged(classifier, probe)
        precision, recall = urgency_precision(urgency, levels), urgency_recall(urgency, levels)
        yield promised(f"{name} precision", precision, ANCHORS["precision"], watch)
        yield promised(f"{name} recall", recall, ANCHORS["recall"], watch)
    for title, probe in NEGATION.items():
        negation = sentiment_accuracy(judged(classifier, probe))
        yield promised(title, negation, ANCHORS["negation"], watch)
    for figures, probe in ((EVERYDAY, "everyday_unseen"), (PLAIN, "everyday_plain")):
        everyday, ruled = (judged(one, probe) for one in (classifier, rules))
        yield from against_rules(figures, everyday, ruled, watch)
    yield promised(INCIDENTS, incidents_f1(classifier), ANCHOR_F1, watch, wanted=WANTED_F1)


def against_rules(
    figures: Mapping[str, Figure], blended: Judged, ruled: Judged, watch: Watch
) -> Iterator[Row]:
    """Yield figures of which nothing was promised beside those of the rules alone."""
    for title, figure in figures.items():
        yield more_is_better(
            title,
            figure(blended),
            "",
            against=RULES_ALONE,
            yardstick=figure(ruled),
            goal=None,
            foreign=watch.foreign,
        )


def promised(
    title: str, value: float, anchor: float, watch: Watch, *, wanted: float = WANTED
) -> Row:
    return more_is_better(
        title,
        value,
        "",
        against="anchor",
        yardstick=anchor,
        goal=wanted / anchor,
        foreign=watch.foreign,
    )


def judged(classifier: Classifier, name: str, *, ending: str = "") -> Judged:
    examples = read(name)
    texts = [example["text"] + ending for example in examples]
    return Judged(examples, classifier.classify_many(texts))


def incidents_f1(classifier: Classifier) -> float:
    """Return F1 over pairs, with the similarity that place, time and topic leave to a pair."""
    told = judged(classifier, "incidents")
    cases = [case_of(number, *pair) for number, pair in enumerate(told.pairs)]
    weights = Weights.usual()
    weights.add([case.features for case in cases])
    found = groups(links_of(cases, weights))
    return pair_f1(found, [example["incident"] for example in told.examples])


def case_of(number: int, example: Example, verdict: Verdict) -> Told:
    return Told(
        id=str(number),
        features=features_of(example["text"]),
        received_at=MIDNIGHT + timedelta(minutes=example["minutes"]),
        store_code=example["store_code"],
        kind=verdict.kind,
        topics=tuple(topic.code for topic in verdict.topics),
    )


def read(name: str) -> list[Example]:
    lines = (CORPUS / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]
