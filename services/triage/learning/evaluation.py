"""Measures the product's own classifier on a labelled file, as an outsider would."""

import csv
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from services.triage.learning.calibration import NEVER
from services.triage.learning.cold_start import votes
from services.triage.learning.features import see
from services.triage.learning.fitting import Fit, Rows, fit, head_of
from services.triage.learning.ground import lay_ground
from services.triage.learning.heads import measured
from services.triage.learning.model import Model
from services.triage.learning.queue_of_corrections import corrected, unseen_margins
from services.triage.learning.reader import shipped_reader
from services.triage.learning.serving_cost import serving_cost
from services.triage.learning.side_by_side import usable_processes
from services.triage.learning.trainer import assembled

Flags = npt.NDArray[np.bool_]

LABEL: Final = "label"
SEED: Final = 20261122
_ENOUGH_TO_CALIBRATE: Final = 40  # rows drawn by lot
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


def train_on(data: Labelled, *, many: bool, seed: int = SEED) -> Model:
    """Fit a model of one head to all rows."""
    labels = labels_of(data)
    truth = truth_of(data.labels, labels)
    ground = lay_ground(data.texts, shipped_reader(), None)
    rows = Rows(ground.matrix, truth, np.ones(len(data.texts)))
    found = fit(rows, seed=seed, many=many, processes=usable_processes())
    head = head_of(LABEL, labels, found.unseen, truth, many=many)
    return assembled(ground, [(head, found)], {"name": LABEL})


def start_on(
    data: Labelled,
    words: Mapping[str, Sequence[str]],
    *,
    corrections: int,
    many: bool,
    seed: int = SEED,
) -> Model:
    """Fit a model to a word list and as many rows as people would have corrected by then."""
    labels = labels_of(data)
    truth = truth_of(data.labels, labels)
    reader = shipped_reader()
    ground = lay_ground(data.texts, reader, None, has_signs=False)
    said = votes(reader.read(data.texts)[0], labels, words)
    known, begun = corrected(ground, said, truth, wanted=corrections, many=many, seed=seed)
    if known.by_lot.size >= _ENOUGH_TO_CALIBRATE:
        margins, shown = unseen_margins(ground, said, known, many=many), truth[known.by_lot]
    else:
        margins, shown = begun.margins, said > 0
        if not many:
            shown = np.eye(len(labels), dtype=np.bool_)[said.argmax(axis=1)]
        voted = said.max(axis=1) > 0
        margins, shown = margins[voted], shown[voted]
    head = head_of(LABEL, labels, margins, shown, many=many, is_fair=False)
    if known.by_lot.size < _ENOUGH_TO_CALIBRATE:  # nobody has checked: everything goes to a person
        head = replace(head, assign=np.full(len(labels), NEVER), assign_any=NEVER)
    found = Fit(begun.weights, begun.offsets, begun.margins, 0.0)
    return assembled(ground, [(head, found)], {"name": LABEL})


def labels_of(data: Labelled) -> tuple[str, ...]:
    return tuple(sorted({label for labels in data.labels for label in labels}))


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


def read_words(source: Path, labels: Sequence[str]) -> dict[str, list[str]]:
    """Read a TOML file of label → words: a list, or one string with white space between them."""
    try:
        data = tomllib.loads(source.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise EvaluationError(f"{source} cannot be read: {error.strerror or error}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise EvaluationError(f"{source} is no TOML: {error}") from error
    tables = [table for table in data.values() if isinstance(table, dict)]
    if len(data) == 1 and tables and not set(data) & set(labels):
        data = tables[0]  # one table around them all
    strange = sorted(set(data) - set(labels))
    if strange:
        known = ", ".join(labels)
        raise EvaluationError(f"{source} has words for {strange[0]}; the labels are {known}")
    normaliser = shipped_reader().lexicon.normaliser
    return {
        label: [normaliser.word(word) for word in _listed(given, f"{source}, {label}")]
        for label, given in data.items()
    }


def _listed(given: object, place: str) -> list[str]:
    if isinstance(given, dict):
        return [word for part in given.values() for word in _listed(part, place)]
    words = given.split() if isinstance(given, str) else given
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise EvaluationError(f"{place}: a list of words is wanted")
    return [word for word in words if word.strip()]


def evaluate(
    train: Labelled, test: Labelled, *, many: bool, corrections: int | None, words: Path | None
) -> dict[str, Any]:
    """Return all figures that are printed; the test rows decide nothing."""
    started = time.perf_counter()
    if len(labels_of(train)) < 2:  # noqa: PLR2004 - nothing to decide
        raise EvaluationError("the training file has only one label, so there is nothing to learn")
    listed = {} if words is None else read_words(words, labels_of(train))
    if corrections is None:  # all rows are labelled: words have nothing to add
        model = train_on(train, many=many)
    else:
        wanted = min(corrections, len(train.texts))
        if not listed and not wanted:
            raise EvaluationError("with 0 corrections there must be a lexicon to learn from")
        model = start_on(train, listed, corrections=wanted, many=many)
    seconds = time.perf_counter() - started
    counts = Counter(label for labels in train.labels for label in labels)
    figures = measure_on(model, test, counts)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "evaluated.model"
        model.save(file)
        cost = serving_cost(file, test.texts)
        size = file.stat().st_size
    return {**figures, **cost, "train_seconds": round(seconds, 2), "model_bytes": size}
