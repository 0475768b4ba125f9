"""The weights of a model, held once: all columns as in its file, or as blocks to work with."""

import numpy as np

from services.triage.learning.halves import Halves


class Weights:
    """A row for each feature, a column for each label of each head.

    Who serves works with two blocks of columns. Once the blocks hold every column the whole is let
    go. Numbers of 32 bits are made of the few rows that a text needs.
    """

    def __init__(self, short: Halves) -> None:
        self.rows: int
        self.columns: int
        self.rows, self.columns = short.shape
        self._short: Halves | None = short
        self._blocks: dict[tuple[int, int], Halves] = {}

    def short(self) -> Halves:
        """Return all columns as a file holds them."""
        short = self._short
        if short is None:
            short = np.empty((self.rows, self.columns), np.float16)
            for (first, last), block in tuple(self._blocks.items()):
                short[:, first:last] = block
        return short

    def block(self, first: int, last: int) -> Halves:
        """Return these columns, contiguous: those of a text are gathered far faster."""
        found = self._blocks.get((first, last))
        if found is None:
            found = np.ascontiguousarray(self.short()[:, first:last])
            self._blocks[first, last] = found
            if self._are_all_held():
                self._short = None
        return found

    def holding(self, first: int, last: int) -> tuple[Halves, int]:
        """Return a block that holds these columns among others, and its first column."""
        for begin, end in tuple(self._blocks):
            if begin <= first and last <= end:
                return self._blocks[begin, end], begin
        return self.block(first, last), first

    def _are_all_held(self) -> bool:
        reached = 0
        for first, last in sorted(self._blocks):
            if first > reached:
                return False
            reached = max(reached, last)
        return reached == self.columns
