"""Fits a model to examples. Needs scikit-learn: import it only in a process of its own."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from services.triage.classifier.engine import Classifier
from services.triage.classifier.taxonomy import top_of
from services.triage.classifier.verdict import Verdict
from services.triage.classifier.views import KINDS, LEVELS, SENTIMENTS, views_of
from services.triage.learning.aspects import ASPECT, Piece, known_labels, pieces
from services.triage.learning.blend import KIND, SENTIMENT, TOPIC, URGENCY, Blend
from services.triage.learning.collector import resting_collector
from services.triage.learning.examples import Example, read_examples
from services.triage.learning.features import see
from services.triage.learning.fitting import Fit, Rows, fit, head_of
from services.triage.learning.ground import Ground, lay_ground
from services.triage.learning.heads import Head, confused, measured
from services.triage.learning.mixing import Answers, fit_blend
from services.triage.learning.model import Model
from services.triage.learning.reader import Reader, shipped_reader
from services.triage.learning.side_by_side import Task, all_done, usable_processes
from services.triage.learning.weights import Block, Weights

Progress = Callable[[str, float], None]  # what is being done, share done
Flags = npt.NDArray[np.bool_]

CORPUS: Final = Path(__file__).parents[1] / "corpus"
_FEWEST: Final = 6  # examples a topic needs to be learned
_ENOUGH_TO_BLEND: Final = 4_000  # rows, where somebody waits for a refit
_FADING: Final = 200.0  # corrections that weigh as much as the corpus the project ships
_SEVERAL: Final = frozenset((TOPIC, ASPECT))  # heads with several labels at once
_LEAST_OF_SHIPPED: Final = 0.15


class NothingToLearnError(ValueError):
    """Examples that say nothing of kind, topics, sentiment or urgency."""


@dataclass(frozen=True, slots=True)
class Trained:
    """A fitted model and its report.

    The report is JSON-able and measured by cross-validation: `{version, rows, seconds, tasks:
    {kind|topic|sentiment|urgency: {rows, labels, accuracy, macro_f1, micro_f1, ece, coverage_at_95,
    precision_at_coverage, reliability, confusion: {truth: {said: count}}, thresholds: {label:
    {choose, assign, coverage, precision, rows}}}}}`.
    """

    model: Model
    report: dict[str, Any]

    def save(self, target: Path) -> None:
        """Write the model file; a reader sees the old one or the new one, never half of it."""
        self.model.save(target)


@dataclass(frozen=True, slots=True)
class Question:
    """A head to be: its labels, which examples answer it and how."""

    name: str
    labels: tuple[str, ...]
    rows: npt.NDArray[np.int64]
    truth: Flags


@resting_collector()
def train(
    examples: Sequence[Example],
    *,
    base: Path | None,
    unlabelled: Sequence[str] = (),
    seed: int = 20261122,
    name: str = "model",
    report_progress: Progress = lambda _stage, _share: None,
    processes: int | None = None,
) -> Trained:
    """Fit a model to what people said; what `base` makes of the texts counts as knowledge.

    `processes`: 1 or 2, which make the same model; two where the machine has the cores for it.
    """
    started = time.perf_counter()
    questions = list(_questions(examples))
    if not questions:
        raise NothingToLearnError("there is no example that says what a text is")
    stretches = list(pieces(examples))
    told = [example.text for example in examples]
    texts = [*told, *unlabelled]
    questions += _question_of(stretches, first=len(texts))
    parts = [piece for piece in stretches if piece.row is None]
    reader = shipped_reader()
    report_progress("reading", 0.0)
    ground = lay_ground(
        [*texts, *(part.text for part in parts)],
        reader,
        Model.load(base) if base else None,
        repeated=len(parts),
    )
    weights = np.array([example.weight for example in examples])
    counts = np.concatenate([weights, np.ones(len(unlabelled)), [one.weight for one in parts]])
    most = len(examples) if base is None else _ENOUGH_TO_BLEND
    shown = np.sort(np.random.default_rng(seed).permutation(len(examples))[:most])
    by_rules = Classifier(reader.lexicon, reader.cutter)
    tasks = [
        Task(f"fitting {one.name}", one.truth.size, partial(_answered, one, ground, counts, seed))
        for one in questions
    ]
    shown_texts = [told[row] for row in shown]
    tasks.append(Task("blending", 0, partial(by_rules.classify_many, shown_texts)))
    *answers, rules = all_done(
        tasks,
        processes=processes or usable_processes(),
        begin=lambda stage, share: report_progress(stage, 0.2 + 0.7 * share),
    )
    report_progress("blending", 0.9)
    model = assembled(ground, [(head, found) for _, head, found in answers], {"name": name})
    model = replace(model, blend=_blended(ground, answers, rules, shown, weights))
    report = {
        "version": model.version,
        "rows": len(examples),
        "seconds": round(time.perf_counter() - started, 2),
        "tasks": {
            question.name: _task(head, head.probabilities(found.unseen), question.truth)
            for question, head, found in answers
        },
    }
    report_progress("fitted", 0.95)
    return Trained(model, report)


def _answered(
    question: Question, ground: Ground, counts: npt.NDArray[np.float64], seed: int
) -> tuple[Question, Head, Fit]:
    many = question.name in _SEVERAL
    rows = Rows(ground.matrix[question.rows], question.truth, counts[question.rows])
    found = fit(rows, seed=seed, many=many)
    head = head_of(question.name, question.labels, found.unseen, question.truth, many=many)
    return question, head, found


def _blended(
    ground: Ground,
    answers: Sequence[tuple[Question, Head, Fit]],
    rules: Sequence[Verdict],
    shown: npt.NDArray[np.int64],
    weights: npt.NDArray[np.float64],
) -> Blend:
    """Fit the blend on the shown rows, whose verdicts by the rules are given."""
    answers = [answer for answer in answers if answer[1].name != ASPECT]
    topics = next((head.labels for _, head, _ in answers if head.name == TOPIC), ())
    said = []
    for question, head, found in answers:
        margins = ground.matrix[: weights.size] @ found.weights + found.offsets
        margins[question.rows] = found.unseen
        _, places, among = np.intersect1d(
            shown, question.rows, assume_unique=True, return_indices=True
        )
        guesses = head.probabilities(margins[shown])
        truth, counts = question.truth[among], weights[question.rows[among]]
        said.append(Answers(head, guesses, places, truth, counts))
    return fit_blend(said, views_of(rules, topics))


def assembled(
    ground: Ground, answers: Sequence[tuple[Head, Fit]], description: dict[str, Any]
) -> Model:
    """Return the model made of fitted heads, its weights as exact as its file will hold them."""
    folded = [ground.folded(found.weights, found.offsets) for _, found in answers]
    width = ground.vocabulary.width
    weights = np.hstack([np.zeros((width, 0), np.float32), *(one for one, _ in folded)])
    return Model(
        vocabulary=ground.vocabulary,
        heads=tuple(head for head, _ in answers),
        weights=Weights(Block.of(weights)),
        offsets=np.concatenate([np.zeros(0, np.float32), *(offsets for _, offsets in folded)]),
        description=description,
    )


def with_shipped(corrections: Sequence[Example]) -> list[Example]:
    """Return the corrections and the shipped corpus, which weighs less the more they are."""
    weight = max(_LEAST_OF_SHIPPED, _FADING / (_FADING + len(corrections)))
    return [*corrections, *(replace(one, weight=weight) for one in shipped_examples())]


def shipped_examples(part: str = "train", *, folder: Path | None = None) -> list[Example]:
    """Return a part of the corpus written for this project: train or golden.

    To train on there are long texts as well of which only the aspects are told.
    """
    folder = folder or CORPUS
    files = sorted(folder.glob(f"{part}*.jsonl"))
    if part == "train":
        files += sorted(folder.glob("stretches*.jsonl"))
    return [example for file in files for example in read_examples(file)]


def measure(
    model: Model, examples: Sequence[Example], reader: Reader | None = None
) -> dict[str, Any]:
    """Figures of `model` on examples it has not seen, in the form of a report's `tasks`."""
    reader = reader or shipped_reader()
    texts = [example.text for example in examples]
    heads, found = model.heads, model.probabilities(see(model.vocabulary, *reader.read(texts)))
    if model.blend is not None:
        rules = Classifier(reader.lexicon, reader.cutter).classify_many(texts)
        topics = next((head.labels for head in heads if head.name == TOPIC), ())
        heads = model.blend.heads
        found = model.blend.probabilities(found, views_of(rules, topics))
    tasks = {}
    for head in heads:
        if head.name == ASPECT:
            continue
        question = _question(head.name, head.labels, examples)
        if question.rows.size:
            tasks[head.name] = _task(head, found[head.name][question.rows], question.truth)
    return tasks


def _questions(examples: Sequence[Example]) -> Iterator[Question]:
    topics = Counter(code for example in examples for code in with_tops(example.topics or ()))
    known = tuple(sorted(code for code, times in topics.items() if times >= _FEWEST))
    for name, labels in (
        (KIND, KINDS),
        (TOPIC, known),
        (SENTIMENT, SENTIMENTS),
        (URGENCY, LEVELS),
    ):
        question = _question(name, labels, examples)
        if question.rows.size and question.truth.any():
            yield question


def _question_of(stretches: Sequence[Piece], *, first: int) -> Iterator[Question]:
    """Yield the question of what stretches speak of; parts of texts are rows from `first` on."""
    labels = known_labels(stretches, _FEWEST)
    truth = np.array([[label in one.labels for label in labels] for one in stretches], np.bool_)
    part = first + np.cumsum([one.row is None for one in stretches]) - 1
    rows = [at if one.row is None else one.row for at, one in zip(part, stretches, strict=True)]
    if truth.any():
        yield Question(ASPECT, labels, np.array(rows, np.int64), truth)


def _question(name: str, labels: tuple[str, ...], examples: Sequence[Example]) -> Question:
    said = [_said(name, example) for example in examples]
    rows = np.array([at for at, one in enumerate(said) if one is not None], np.int64)
    truth = np.array([[label in (said[at] or ()) for label in labels] for at in rows], np.bool_)
    truth = truth.reshape(rows.size, len(labels))
    if name != TOPIC:  # a label nobody knows answers nothing
        rows, truth = rows[truth.any(axis=1)], truth[truth.any(axis=1)]
    return Question(name, labels, rows, truth)


def _said(name: str, example: Example) -> frozenset[str] | None:
    if name == TOPIC:
        return None if example.topics is None else with_tops(example.topics)
    one = {KIND: example.kind, SENTIMENT: example.sentiment, URGENCY: example.urgency}[name]
    return None if one is None else frozenset((one,))


def with_tops(codes: Sequence[str]) -> frozenset[str]:
    """Return the codes and the top topics they stand under."""
    return frozenset(codes) | frozenset(map(top_of, codes))


def _task(head: Head, probabilities: npt.NDArray[np.float64], truth: Flags) -> dict[str, Any]:
    best = probabilities.argmax(axis=1)
    top = head.certainty.of(probabilities)
    right = truth[np.arange(best.size), best]
    thresholds = {}
    for at, label in enumerate(head.labels):
        mine = best == at
        sure = mine & (top >= head.assign[at])
        thresholds[label] = {
            "choose": round(float(head.choose[at]), 4),
            "assign": round(float(head.assign[at]), 4),
            "coverage": round(float(sure.sum() / max(1, mine.sum())), 4),
            "precision": round(float(right[sure].mean()), 4) if sure.any() else None,
            "rows": int(truth[:, at].sum()),
        }
    return {
        **measured(head, probabilities, truth),
        "confusion": confused(head, probabilities, truth),
        "thresholds": thresholds,
    }
