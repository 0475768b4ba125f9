"""What the lexicon and the rules say of many texts, as numbers a blend can weigh."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
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


_COLUMNS: Final = {name: at for at, name in enumerate((*KINDS, *SENTIMENTS, *LEVELS))}


def views_of(verdicts: Sequence[Verdict], topics: Sequence[str]) -> Views:
    """Lay out verdicts of the rules beside the labels of a head of topics."""
    tops, columns, own_tops = _columns_of(tuple(topics))
    by_top = np.zeros((len(verdicts), len(tops)))
    named = np.zeros((len(verdicts), len(topics)))
    for row, verdict in enumerate(verdicts):
        for topic in verdict.topics:
            top = top_of(topic.code)
            if top in tops:
                by_top[row, tops[top]] = topic.confidence
            for code in (topic.code, top):
                if code in columns:
                    named[row, columns[code]] = topic.confidence
    return Views(_general(verdicts), named, by_top[:, own_tops])


@lru_cache(maxsize=16)
def _columns_of(
    topics: tuple[str, ...],
) -> tuple[Mapping[str, int], Mapping[str, int], npt.NDArray[np.int64]]:
    """Return the columns of the tops and of the topics, and of the top of each topic."""
    tops = {top: at for at, top in enumerate(dict.fromkeys(map(top_of, topics)))}
    columns = {code: at for at, code in enumerate(topics)}
    return tops, columns, np.array([tops[top_of(code)] for code in topics], np.int64)


def _general(verdicts: Sequence[Verdict]) -> Floats:
    general = np.zeros((len(verdicts), len(_COLUMNS) + 2))
    for row, verdict in enumerate(verdicts):
        general[row, _COLUMNS[verdict.kind]] = verdict.confidence
        general[row, _COLUMNS[verdict.sentiment_label]] = 1.0
        general[row, _COLUMNS[verdict.urgency]] = 1.0
    general[:, -2] = [verdict.sentiment_score for verdict in verdicts]
    general[:, -1] = [verdict.small_talk for verdict in verdicts]
    return general
