"""A fitted model: plain arrays and JSON in one checksummed file, opinions out."""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from services.triage.learning.opinion import Opinion


class ModelFileError(ValueError):
    """A model file that is missing, damaged or of another format, said in one sentence."""


class Model:
    """Judges texts; one instance serves any number of threads."""

    def __init__(self, version: str) -> None:
        self.version = version

    @classmethod
    def load(cls, source: Path) -> Self:
        """Read a model file in well under a second.

        Raises:
            ModelFileError: the file is missing, damaged or of another format.

        """
        raise NotImplementedError

    def judge(self, texts: Sequence[str]) -> list[Opinion]:
        """Opinions in the order of `texts`; fast in batches of some hundreds."""
        raise NotImplementedError
