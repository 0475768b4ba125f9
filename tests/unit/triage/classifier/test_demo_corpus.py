"""The demo's texts: many, different, and mostly judged as their writer meant them."""

import csv
from itertools import combinations
from pathlib import Path

import pytest

from services.triage.classifier import Classifier
from services.triage.classifier.taxonomy import load_topics

CORPUS = Path(__file__).parents[4] / "demo" / "feedback.csv"


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with CORPUS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def shingles(text: str) -> set[str]:
    return {text[index : index + 2] for index in range(len(text) - 1)}


class TestDemoCorpus:
    def test_is_large_and_names_known_topics(self, rows: list[dict[str, str]]) -> None:
        assert len(rows) >= 240
        assert {row["topic"] for row in rows} <= {topic.code for topic in load_topics()} | {""}

    def test_holds_hardly_any_near_duplicates(self, rows: list[dict[str, str]]) -> None:
        sets = [shingles(row["text"]) for row in rows]
        near = [1 for a, b in combinations(sets, 2) if len(a & b) > 0.4 * len(a | b)]
        assert len(near) <= 0.02 * len(rows)

    def test_is_mostly_judged_as_meant(
        self, rows: list[dict[str, str]], classifier: Classifier
    ) -> None:
        verdicts = classifier.classify_many([row["text"] for row in rows])
        right = [row["kind"] == verdict.kind for row, verdict in zip(rows, verdicts, strict=True)]
        assert sum(right) >= 0.85 * len(rows)
