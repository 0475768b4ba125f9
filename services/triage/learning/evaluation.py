"""Measures the product's own classifier on a labelled file, as an outsider would."""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from services.triage.learning.features import see
from services.triage.learning.fitting import Rows, fit, head_of
from services.triage.learning.ground import lay_ground
from services.triage.learning.heads import measured
from services.triage.learning.model import Model
from services.triage.learning.reader import shipped_reader
from services.triage.learning.trainer import assembled

Flags = npt.NDArray[np.bool_]

LABEL: Final = "label"
_ENOUGH_FOR_MACRO: Final = 30  # training rows


class EvaluationError(ValueError):
    """A file, column or value that nothing can be measured with, said in one sentence."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """The rows of a file: texts and the labels of each."""

    texts: list[str]
    labels: list[tuple[str, ...]]


def read_labelled(source: Path, text: str, label: str, separator: str | None) -> Labelled:
    """Read two columns of a CSV file with a header."""
    try:
        with source.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            columns = rows.fieldnames or []
            for column in (text, label):
                if column not in columns:
                    shown = ", ".join(columns) or "none"
                    raise EvaluationError(f"{source} has no column {column}; it has {shown}")
            pairs = [(row[text] or "", row[label] or "") for row in rows]
    except OSError as error:
        raise EvaluationError(f"{source} cannot be read: {error.strerror or error}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise EvaluationError(f"{source} is no CSV file in UTF-8: {error}") from error
    if not pairs:
        raise EvaluationError(f"{source} has a header and no rows")
    labels = [
        tuple(part.strip() for part in given.split(separator) if part.strip())
        if separator
        else (given.strip(),)
        for _, given in pairs
    ]
    return Labelled([given for given, _ in pairs], labels)


def train_on(data: Labelled, *, base: Model | None, many: bool, seed: int = 20261122) -> Model:
    """Fit a model of one head to all rows."""
    counts = Counter(label for labels in data.labels for label in labels)
    labels = tuple(sorted(counts))
    truth = truth_of(data.labels, labels)
    reader = shipped_reader()
    ground = lay_ground(data.texts, reader, base)
    rows = Rows(ground.matrix, truth, np.ones(len(data.texts)))
    found = fit(rows, seed=seed)
    head = head_of(LABEL, labels, found.unseen, truth, many=many)
    return assembled(ground, [(head, found)], {"name": LABEL})


def truth_of(given: Sequence[Iterable[str]], labels: Sequence[str]) -> Flags:
    places = {label: at for at, label in enumerate(labels)}
    truth = np.zeros((len(given), len(labels)), np.bool_)
    for row, said in enumerate(given):
        for label in said:
            if label in places:
                truth[row, places[label]] = True
    return truth


def measure_on(model: Model, data: Labelled, counts: Mapping[str, int]) -> dict[str, Any]:
    """Figures on a file the model has not seen; a label it does not know counts as missed."""
    head = model.heads[0]
    reader = shipped_reader()
    found = np.concatenate(
        [
            model.probabilities(see(model.vocabulary, *reader.read(data.texts[at : at + 512])))[
                head.name
            ]
            for at in range(0, len(data.texts), 512)
        ]
    )
    truth = truth_of(data.labels, head.labels)
    counted = np.array([counts[label] >= _ENOUGH_FOR_MACRO for label in head.labels])
    return measured(head, found, truth, counted)
