"""The seed corpus: every line is valid, no text stands twice, and everything is covered."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.triage.classifier.taxonomy import load_topics
from services.triage.classifier.urgency import LEVELS

CORPUS = Path(__file__).parents[4] / "services" / "triage" / "corpus"
FILES = sorted(CORPUS.glob("*.jsonl"))
# Training and golden texts carry every label, probes only what they probe.
FULL = [path for path in FILES if path.stem == "golden" or path.stem.startswith("train_")]
LABELS = {
    "kind": {"complaint", "suggestion", "praise", "inquiry", "other"},
    "sentiment": {"negative", "neutral", "positive"},
    "urgency": set(LEVELS),
}
FIELDS = {"text", "kind", "topics", "sentiment", "urgency"}
CODES = {topic.code for topic in load_topics()}
LEAVES = {topic.code for topic in load_topics() if topic.parent}
NEAR = 0.4  # likeness of two texts: shared character pairs over all of theirs

Row = dict[str, Any]


def rows_of(*paths: Path) -> list[Row]:
    return [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]


def pairs(text: str) -> set[str]:
    return {text[index : index + 2] for index in range(len(text) - 1)} or {text}


def near_duplicates(texts: list[str]) -> Iterator[tuple[str, str]]:
    """Each text that is nearly one before it, found through the pairs they share."""
    sets = [pairs(text) for text in texts]
    holders: dict[str, list[int]] = defaultdict(list)
    for index, own in enumerate(sets):
        shared = Counter(other for pair in own for other in holders[pair])
        for other, count in shared.items():
            if count >= NEAR * (len(own) + len(sets[other]) - count):
                yield texts[other], texts[index]
                break
        for pair in own:
            holders[pair].append(index)


@pytest.fixture(scope="module")
def train() -> list[Row]:
    return rows_of(*(path for path in FILES if path.name.startswith("train_")))


@pytest.fixture(scope="module")
def golden() -> list[Row]:
    return rows_of(CORPUS / "golden.jsonl")


class TestLines:
    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
    def test_name_known_labels_only(self, path: Path) -> None:
        for row in rows_of(path):
            assert row["text"], row
            assert all(row[field] in known for field, known in LABELS.items() if field in row), row
            topics = row.get("topics", [])
            assert set(topics) <= CODES, row
            assert len(set(topics)) == len(topics), row

    @pytest.mark.parametrize("path", FULL, ids=lambda path: path.stem)
    def test_carry_every_label(self, path: Path) -> None:
        for row in rows_of(path):
            assert set(row) - {"aspects"} == FIELDS, row

    @pytest.mark.parametrize("path", FULL, ids=lambda path: path.stem)
    def test_aspects_quote_the_text_on_its_topics(self, path: Path) -> None:
        for row in rows_of(path):
            for aspect in row.get("aspects", []):
                assert set(aspect) == {"topic", "polarity", "words"}, row
                assert aspect["words"], row
                assert aspect["words"] in row["text"], row
                assert aspect["topic"] in row["topics"], row
                assert aspect["polarity"] in LABELS["sentiment"], row

    @pytest.mark.parametrize("path", FULL, ids=lambda path: path.stem)
    def test_hold_no_telephone_or_identity_number(self, path: Path) -> None:
        for row in rows_of(path):
            digits = "".join(char if char.isdecimal() else " " for char in row["text"]).split()
            assert all(len(number) < 11 for number in digits), row


class TestTexts:
    def test_none_stands_twice(self, train: list[Row], golden: list[Row]) -> None:
        counts = Counter(row["text"] for row in train + golden)
        assert [text for text, count in counts.items() if count > 1] == []

    def test_hardly_any_are_near_duplicates(self, train: list[Row], golden: list[Row]) -> None:
        texts = [row["text"] for row in train + golden]
        assert len(list(near_duplicates(texts))) < 0.02 * len(texts)

    def test_vary_in_length(self, train: list[Row]) -> None:
        lengths = sorted(len(row["text"]) for row in train)
        assert lengths[0] <= 2
        assert 10 <= lengths[len(lengths) // 2] <= 60
        assert lengths[-1] >= 150


class TestTraining:
    def test_is_large(self, train: list[Row]) -> None:
        assert len(train) >= 15_000

    def test_covers_every_leaf(self, train: list[Row]) -> None:
        counts = Counter(topic for row in train for topic in row["topics"])
        assert {leaf: counts[leaf] for leaf in LEAVES if counts[leaf] < 60} == {}

    @pytest.mark.parametrize(
        ("kind", "least"),
        [
            ("complaint", 0.45),
            ("praise", 0.25),
            ("inquiry", 0.07),
            ("suggestion", 0.06),
            ("other", 0.03),
        ],
    )
    def test_covers_every_kind(self, train: list[Row], kind: str, least: float) -> None:
        assert sum(row["kind"] == kind for row in train) >= least * len(train)

    @pytest.mark.parametrize("urgency", LEVELS)
    def test_covers_every_urgency(self, train: list[Row], urgency: str) -> None:
        assert sum(row["urgency"] == urgency for row in train) >= 800

    def test_holds_texts_on_several_matters(self, train: list[Row]) -> None:
        assert sum(len(row.get("aspects", [])) > 1 for row in train) >= 100

    def test_tells_the_aspects_of_long_reviews_stretch_by_stretch(self) -> None:
        for row in rows_of(CORPUS / "stretches.jsonl"):
            assert "".join(aspect["words"] for aspect in row["aspects"]) == row["text"]
            assert {aspect["topic"] for aspect in row["aspects"]} <= CODES | {""}
            assert {aspect["polarity"] for aspect in row["aspects"]} <= LABELS["sentiment"]
