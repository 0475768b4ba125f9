"""Asks the helper process what a text is compared by and found by."""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, Final, TypeVar

import numpy as np

from services.triage.classifier.process import ClassifierProcess
from services.triage.helper.answers import (
    array_of,
    features_rows,
    terms_rows,
    usual_counts_row,
)
from services.triage.incidents.features import TERMS, Features
from services.triage.incidents.weights import Weights

T = TypeVar("T")

AT_ONCE: Final = 20
"""Texts of one question; verdicts that others wait for come in between."""

PARTS: Final = 100
"""The corpus is asked for in so many parts, each of about 170 texts."""


class TextReader:
    """Reads texts in the helper process, and here in a thread when there is none."""

    def __init__(self, process: ClassifierProcess | None = None) -> None:
        self._process = process

    async def features(self, texts: Sequence[str]) -> list[Features]:
        """Return what each text is compared by."""
        rows = [row async for row in self._rows("features", texts, features_rows)]
        return [Features(array_of(row).astype(np.int32)) for row in rows]

    async def terms(self, texts: Sequence[str]) -> list[list[str]]:
        """Return what each text can be found by."""
        return [row async for row in self._rows("terms", texts, terms_rows)]

    async def weights(self) -> Weights:
        """Return weights that know the project's own corpus."""
        texts, counts = 0, np.zeros(TERMS, dtype=np.int32)
        for part in range(PARTS):
            row = await self._ask(
                {"usual": [part, PARTS]},
                lambda: usual_counts_row(part, PARTS),  # noqa: B023
            )
            texts += row["texts"]
            counts[array_of(row["terms"])] += array_of(row["counts"])
        return Weights.knowing(texts, counts)

    async def _rows(
        self, what: str, texts: Sequence[str], here: Callable[[Sequence[str]], list[Any]]
    ) -> AsyncIterator[Any]:
        for start in range(0, len(texts), AT_ONCE):
            part = list(texts[start : start + AT_ONCE])
            for row in await self._ask({what: part}, lambda: here(part)):  # noqa: B023
                yield row

    async def _ask(self, command: dict[str, Any], here: Callable[[], T]) -> T:
        process = self._process or ClassifierProcess()
        answer: T = await process.ask(command, here)
        return answer
