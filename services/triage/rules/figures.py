"""How well verdicts agree with what people say: the figures that decide between two models."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Said:
    """What a verdict or a person says of a text; None where nothing was said."""

    kind: str | None
    topics: frozenset[str] | None
    urgency: str | None


@dataclass(frozen=True, slots=True)
class Worse:
    """A figure by which a candidate falls behind the active model, on which texts."""

    texts: str
    figure: str
    candidate: float
    active: float


SLACK: Final = 0.01
"""Two fits of the same data differ by so much; on few texts one text may change hands as well."""

COMPARED: Final[Mapping[str, float]] = {
    "kind.accuracy": SLACK,
    "kind.macro_f1": 2 * SLACK,
    "topics.micro_f1": SLACK,
    "urgency.critical_recall": 0.0,
}
"""What a candidate must not fall behind in, and how far it may."""


def figures(truth: Sequence[Said], given: Sequence[Said]) -> dict[str, Any]:
    """Return the figures of verdicts `given` on texts of which people said `truth`."""
    pairs = list(zip(truth, given, strict=True))
    kinds = [(a.kind, b.kind or "") for a, b in pairs if a.kind is not None]
    topics = [(tops(a.topics), tops(b.topics or ())) for a, b in pairs if a.topics is not None]
    urgencies = [(a.urgency, b.urgency or "") for a, b in pairs if a.urgency is not None]
    return {
        "texts": len(pairs),
        "kind": of_classes(kinds),
        "topics": of_sets(topics),
        "urgency": {
            **of_classes(urgencies),
            "critical_recall": recall(urgencies, "critical"),
        },
    }


def tops(codes: Iterable[str]) -> frozenset[str]:
    """Return the top topics: they decide who must act."""
    return frozenset(code.partition(".")[0] for code in codes)


def of_classes(pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    confusion: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for truth, said in pairs:
        confusion[truth][said] += 1
    right = sum(truth == said for truth, said in pairs)
    return {
        "rows": len(pairs),
        "accuracy": ratio(right, len(pairs)),
        "macro_f1": mean([f1_of(pairs, label) for label in sorted(confusion)]),
        "confusion": {truth: dict(said) for truth, said in sorted(confusion.items())},
    }


def of_sets(pairs: Sequence[tuple[frozenset[str], frozenset[str]]]) -> dict[str, Any]:
    labels = sorted({label for truth, _ in pairs for label in truth})
    hits = sum(len(truth & said) for truth, said in pairs)
    told = sum(len(said) for _, said in pairs)
    asked = sum(len(truth) for truth, _ in pairs)
    by_topic = {label: of_label(pairs, label) for label in labels}
    return {
        "rows": len(pairs),
        "micro_f1": f1(hits, told, asked),
        "macro_f1": mean([one["f1"] for one in by_topic.values()]),
        "exact": ratio(sum(truth == said for truth, said in pairs), len(pairs)),
        "by_topic": by_topic,
    }


def of_label(pairs: Sequence[tuple[frozenset[str], frozenset[str]]], label: str) -> dict[str, Any]:
    hits = sum(label in truth and label in said for truth, said in pairs)
    told = sum(label in said for _, said in pairs)
    asked = sum(label in truth for truth, _ in pairs)
    return {
        "rows": asked,
        "precision": ratio(hits, told),
        "recall": ratio(hits, asked),
        "f1": f1(hits, told, asked),
    }


def f1_of(pairs: Sequence[tuple[str, str]], label: str) -> float:
    hits = sum(truth == label == said for truth, said in pairs)
    told = sum(said == label for _, said in pairs)
    asked = sum(truth == label for truth, _ in pairs)
    return f1(hits, told, asked)


def f1(hits: int, told: int, asked: int) -> float:
    return ratio(2 * hits, told + asked)


def recall(pairs: Sequence[tuple[str, str]], label: str) -> float:
    """Return the share of `label` that was found; 1 where there was none to find."""
    asked = sum(truth == label for truth, _ in pairs)
    return ratio(sum(truth == label == said for truth, said in pairs), asked) if asked else 1.0


def ratio(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0


def worse_than(candidate: Mapping[str, Any], active: Mapping[str, Any]) -> list[Worse]:
    """Return the figures in which a candidate falls behind; both map a set of texts to figures."""
    return [
        Worse(texts, name, mine, others)
        for texts in sorted(candidate.keys() & active.keys())
        for name, slack in COMPARED.items()
        if (mine := figure(candidate[texts], name))
        < (others := figure(active[texts], name)) - allowance(candidate[texts], slack)
    ]


def figure(figures_of: Mapping[str, Any], name: str) -> float:
    part, _, inner = name.partition(".")
    return float(figures_of[part][inner])


def allowance(figures_of: Mapping[str, Any], slack: float) -> float:
    if not slack:
        return 0.0
    texts: int = figures_of["texts"]
    return max(slack, 1 / max(1, texts))
