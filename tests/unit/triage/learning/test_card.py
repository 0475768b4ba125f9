"""The figures that lie beside the shipped model are of that model, as it judges today."""

from pathlib import Path

import pytest

from services.triage.classifier.engine import SHIPPED_MODEL, Classifier
from services.triage.learning.model import Model
from services.triage.operations.models_card import Card, card_of, shipped_card, write_card
from services.triage.operations.training_compare import golden_examples
from services.triage.rules.figures import COMPARED, figure

_SLACK = 0.02  # rules and words move on between two trainings


class TestShippedCard:
    def test_is_of_the_shipped_model(self) -> None:
        card = shipped_card()
        assert card.version == Model.load(SHIPPED_MODEL).version
        assert card.size == SHIPPED_MODEL.stat().st_size

    def test_says_what_the_classifier_does(self) -> None:
        golden = golden_examples()
        verdicts = Classifier.load().classify_many([one.text for one in golden])
        now = card_of("", 0, golden, verdicts).figures["golden"]
        then = shipped_card().figures["golden"]
        assert then["texts"] == len(golden)
        for name in COMPARED:
            assert figure(now, name) == pytest.approx(figure(then, name), abs=_SLACK)


class TestWriteCard:
    def test_writes_the_same_bytes_for_the_same_card(self, tmp_path: Path) -> None:
        card = Card("shipped-1", 2, {"golden": {"texts": 1, "kind": {"accuracy": 1.0}}})
        first, second = tmp_path / "first.json", tmp_path / "second.json"
        write_card(card, first)
        write_card(card, second)
        assert first.read_bytes() == second.read_bytes()
