"""Weighs what a model learned against what the rules say, and calibrates the outcome."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from services.triage.learning.calibration import log_odds
from services.triage.learning.heads import Head

Floats = npt.NDArray[np.float64]

KIND: Final = "kind"
TOPIC: Final = "topic"
SENTIMENT: Final = "sentiment"
URGENCY: Final = "urgency"
_GENERAL: Final = (KIND, SENTIMENT, URGENCY)
TOPIC_INPUTS: Final = 6


@dataclass(frozen=True, slots=True)
class Views:
    """One row a text. `named`: the confidence of each topic, `near`: of any topic of its top."""

    general: Floats
    named: Floats
    near: Floats


@dataclass(frozen=True)
class Blend:
    """`general` makes every other head of both; `topic` weighs TOPIC_INPUTS for any topic.

    `heads` are calibrated on what is blended, as those of the model are on what it says alone.
    """

    general: Mapping[str, Floats]
    topic: Floats
    heads: tuple[Head, ...]

    def probabilities(self, learned: Mapping[str, Floats], views: Views) -> dict[str, Floats]:
        """Return the probabilities of each head; `learned` are those of the model."""
        found = {}
        general = general_inputs(learned, views)
        for head in self.heads:
            if head.name == TOPIC:
                margins = topic_inputs(head.labels, learned[TOPIC], views) @ self.topic
            else:
                margins = general @ self.general[head.name]
            found[head.name] = head.probabilities(margins)
        return found


def general_inputs(learned: Mapping[str, Floats], views: Views) -> Floats:
    """Return what all heads but topics are decided by: log odds, what the rules say, and 1."""
    count = views.general.shape[0]
    known = [learned[one] for one in _GENERAL if one in learned]
    odds = log_odds(np.concatenate([np.empty((count, 0)), *known], axis=1)) / 4
    return np.concatenate([odds, views.general, np.ones((count, 1))], axis=1)


def topic_inputs(labels: Sequence[str], learned: Floats, views: Views) -> Floats:
    """Return TOPIC_INPUTS for each text and topic."""
    tops, is_top = _tops_among(tuple(labels))
    odds = log_odds(learned)
    inputs = np.empty((*learned.shape, TOPIC_INPUTS))
    inputs[..., 0] = odds
    inputs[..., 1] = odds[:, tops]
    inputs[..., 2] = views.named
    inputs[..., 3] = views.near
    inputs[..., 4] = is_top
    inputs[..., 5] = 1.0
    return inputs


@lru_cache(maxsize=16)
def _tops_among(labels: tuple[str, ...]) -> tuple[npt.NDArray[np.int64], Floats]:
    """Return the column of each label's top, its own where that is none, and which are tops."""
    columns = {label: at for at, label in enumerate(labels)}
    tops = [columns.get(label.partition(".")[0], at) for label, at in columns.items()]
    is_top = np.array(["." not in label for label in labels], np.float64)
    return np.array(tops, np.int64), is_top
