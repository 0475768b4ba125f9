"""The card of the model that comes with the program: what it was measured to do when trained."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from services.triage.classifier.verdict import Verdict
from services.triage.learning import Example
from services.triage.operations.training_compare import Comparison, figures_of

CARD: Final = Path(__file__).parents[1] / "learning" / "shipped.json"


@dataclass(frozen=True, slots=True)
class Card:
    """Which model it is of, the bytes of its file, and figures by set of texts.

    The figures are of the whole classifier, like those that other models are compared by.
    """

    version: str
    size: int
    figures: dict[str, Any]


def card_of(
    version: str, size: int, golden: Sequence[Example], verdicts: Sequence[Verdict]
) -> Card:
    """Return the card of a model that gives these verdicts on the golden texts."""
    return Card(version, size, figures_of(Comparison(golden, (), ()), verdicts))


def write_card(card: Card, target: Path) -> None:
    content = json.dumps(asdict(card), ensure_ascii=False, indent=1)
    target.write_text(content + "\n", encoding="utf-8")


@cache
def shipped_card() -> Card:
    """Return the card that lies beside the shipped model."""
    return Card(**json.loads(CARD.read_text(encoding="utf-8")))
