"""Fits how much to believe the learned model and how much the rules, on texts it has not seen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from services.triage.learning.blend import (
    TOPIC,
    TOPIC_INPUTS,
    Blend,
    Views,
    general_inputs,
    topic_inputs,
)
from services.triage.learning.calibration import (
    Calibration,
    assign_threshold,
    certainty,
    choose_threshold,
)
from services.triage.learning.heads import Head

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]

_STRICTNESS: Final = 1.0
_STEPS: Final = 500


@dataclass(frozen=True, slots=True)
class Answers:
    """What a head says of every text, by weights that never saw it; what is true of some of them.

    `rows` are the texts somebody has judged; `truth` and `weights` have a row for each of these.
    """

    head: Head
    probabilities: Floats
    rows: Places
    truth: Flags
    weights: Floats


def fit_blend(answers: Sequence[Answers], views: Views) -> Blend:
    """Fit a blend with a head for each of the answers."""
    learned = {answer.head.name: answer.probabilities for answer in answers}
    general, heads, topic = {}, [], np.zeros(TOPIC_INPUTS)
    for answer in answers:
        name, rows = answer.head.name, answer.rows
        if name == TOPIC:
            mixed = topic_inputs(answer.head.labels, learned[TOPIC][rows], _only(views, rows))
            topic = _topic_weights(mixed, answer.truth, answer.weights)
            margins = mixed @ topic
        else:
            inputs = general_inputs(learned, views)[rows]
            general[name] = _exclusive_weights(inputs, answer.truth, answer.weights)
            margins = inputs @ general[name]
        heads.append(_calibrated(answer.head, margins, answer.truth))
    return Blend(general, topic, tuple(heads))


def _only(views: Views, rows: Places) -> Views:
    return Views(views.general[rows], views.named[rows], views.near[rows])


def _exclusive_weights(inputs: Floats, truth: Flags, weights: Floats) -> Floats:
    """Return a column for each label; one that never stands is never said."""
    fitted = LogisticRegression(C=_STRICTNESS, fit_intercept=False, max_iter=_STEPS)
    said = truth.argmax(axis=1)
    columns = np.zeros((inputs.shape[1], truth.shape[1]))
    columns[-1] = -30.0
    present = np.unique(said)
    if present.size == 1:
        columns[-1, present] = 0.0
        return columns
    fitted.fit(inputs, said, sample_weight=weights)
    coefficients = fitted.coef_
    if present.size == 2:  # noqa: PLR2004 - scikit-learn gives one row for two labels
        coefficients = np.vstack([-coefficients / 2, coefficients / 2])
    columns[:, present] = coefficients.T
    return columns


def _topic_weights(inputs: Floats, truth: Flags, weights: Floats) -> Floats:
    fitted = LogisticRegression(C=_STRICTNESS, fit_intercept=False, max_iter=_STEPS)
    flat = inputs.reshape(-1, TOPIC_INPUTS)
    each = np.repeat(weights, truth.shape[1])
    found: Floats = fitted.fit(flat, truth.ravel(), sample_weight=each).coef_[0]
    return found


def _calibrated(head: Head, margins: Floats, truth: Flags) -> Head:
    """Return the head for blended margins, which are log odds already."""
    labels = len(head.labels)
    plain = Calibration(np.ones(labels), np.zeros(labels), is_exclusive=head.is_exclusive)
    guesses = plain.probabilities(margins)
    best = guesses.argmax(axis=1)
    right = truth[np.arange(best.size), best]
    judged = certainty(guesses, right)
    sure = judged.of(guesses)
    mine = [best == at for at in range(labels)]
    return replace(
        head,
        needs_one=False,
        calibration=plain,
        certainty=judged,
        choose=_common_thresholds(head.labels, guesses, truth),
        assign=np.array([assign_threshold(sure[one], right[one]) for one in mine]),
        assign_any=assign_threshold(sure, right),
    )


def _common_thresholds(labels: Sequence[str], guesses: Floats, truth: Flags) -> Floats:
    """Return one threshold for all tops and one for all leaves: most of them have few rows."""
    is_top = np.array(["." not in label for label in labels])
    thresholds = np.zeros(len(labels))
    for group in (is_top, ~is_top):
        if group.any():
            thresholds[group] = choose_threshold(guesses[:, group].ravel(), truth[:, group].ravel())
    return thresholds
