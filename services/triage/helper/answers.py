"""What the helper answers about texts, as it goes over the pipe."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.triage.incidents.features import features_of
from services.triage.incidents.search_terms import terms_of
from services.triage.incidents.weights import usual_counts

Numbers = NDArray[np.int32]


def features_rows(texts: Sequence[str]) -> list[str]:
    """Return the terms of each text, packed."""
    return [packed(features_of(text).terms) for text in texts]


def terms_rows(texts: Sequence[str]) -> list[list[str]]:
    return [terms_of(text) for text in texts]


def usual_counts_row(part: int, parts: int) -> dict[str, Any]:
    """Return in how many texts of a part of the corpus each number occurs, zeros left out."""
    texts, counts = usual_counts(part, parts)
    terms = np.flatnonzero(counts).astype(np.int32)
    return {"texts": texts, "terms": packed(terms), "counts": packed(counts[terms])}


def packed(numbers: Numbers) -> str:
    return b64encode(numbers.astype("<i4").tobytes()).decode("ascii")


def array_of(text: str) -> Numbers:
    return np.frombuffer(b64decode(text), dtype="<i4")
