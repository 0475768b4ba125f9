"""What the lexicon and the rules say of many texts, as numbers a blend can weigh."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from services.triage.classifier.taxonomy import top_of
from services.triage.classifier.verdict import Verdict
from services.triage.learning.blend import Views

Floats = npt.NDArray[np.float64]

KINDS: Final = ("complaint", "suggestion", "praise", "inquiry", "other")
SENTIMENTS: Final = ("negative", "neutral", "positive")
LEVELS: Final = ("low", "normal", "high", "critical")


def views_of(verdicts: Sequence[Verdict], topics: Sequence[str]) -> Views:
    """Lay out verdicts of the rules beside the labels of a head of topics."""
    general = np.zeros((len(verdicts), len(KINDS) + len(SENTIMENTS) + len(LEVELS) + 2))
    named = np.zeros((len(verdicts), len(topics)))
    near = np.zeros((len(verdicts), len(topics)))
    columns = {code: at for at, code in enumerate(topics)}
    under: dict[str, list[int]] = {}
    for code, at in columns.items():
        under.setdefault(top_of(code), []).append(at)
    for row, verdict in enumerate(verdicts):
        _fill(general[row], verdict)
        for topic in verdict.topics:
            top = top_of(topic.code)
            near[row, under.get(top, [])] = topic.confidence
            for code in (topic.code, top):
                if code in columns:
                    named[row, columns[code]] = topic.confidence
    return Views(general, named, near)


def _fill(row: Floats, verdict: Verdict) -> None:
    at = len(KINDS)
    row[KINDS.index(verdict.kind)] = verdict.confidence
    row[at + SENTIMENTS.index(verdict.sentiment_label)] = 1.0
    at += len(SENTIMENTS)
    row[at + LEVELS.index(verdict.urgency)] = 1.0
    row[-2] = verdict.sentiment_score
    row[-1] = verdict.small_talk
