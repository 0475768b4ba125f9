"""The weights of a model, held once: all columns as in its file, or as blocks to work with."""

from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from services.triage.learning.halves import Floats, widened

Numbers = npt.NDArray[Any]
"""As a file holds them: 8 bits with a scale for each row, or, in older files, 16 without."""
Places = npt.NDArray[np.int64]

_LARGEST: Final = 127
_NEXT_TO_NOTHING: Final = np.float32(1e-30)


@dataclass(frozen=True, slots=True)
class Block:
    """A contiguous matrix of weights, kept short: a row is `numbers` times its scale, if any.

    Numbers of 32 bits are made of the few that a text needs.
    """

    numbers: Numbers
    scales: Floats | None = None

    @classmethod
    def of(cls, weights: Floats) -> Self:
        """Round each row to 255 steps, of its largest weight up and down."""
        scales = np.maximum(np.abs(weights).max(axis=1, initial=0), _NEXT_TO_NOTHING) / _LARGEST
        return cls(np.rint(weights / scales[:, None]).astype(np.int8), scales.astype(np.float32))

    @property
    def shape(self) -> tuple[int, int]:
        rows, columns = self.numbers.shape
        return rows, columns

    def wide(self) -> Floats:
        """Return all of it."""
        return self.weighed(np.arange(self.shape[0]), np.ones(self.shape[0], np.float32))

    def weighed(self, rows: Places, values: Floats) -> Floats:
        """Return these rows, each multiplied by its value."""
        taken = _widened(self.numbers.take(rows, axis=0))
        taken *= self._scaled(rows, values)[:, None]
        return taken

    def summed(self, rows: Places, values: Floats) -> Floats:
        """Return the sum of these rows, each multiplied by its value, or of several sets of values.

        One row of `values` gives one sum.
        """
        sums: Floats = self._scaled(rows, values) @ _widened(self.numbers.take(rows, axis=0))
        return sums

    def single(self, rows: Places, columns: Places) -> Floats:
        """Return one weight for each row and column; two indices would take twice as long."""
        taken = _widened(self.numbers.reshape(-1).take(rows * self.shape[1] + columns))
        return self._scaled(rows, taken)

    def columns(self, first: int, last: int) -> Self:
        """Return these columns, contiguous: the rows of a text are gathered far faster."""
        return type(self)(np.ascontiguousarray(self.numbers[:, first:last]), self.scales)

    def _scaled(self, rows: Places, values: Floats) -> Floats:
        return values if self.scales is None else values * self.scales[rows]


def _widened(numbers: Numbers) -> Floats:
    if numbers.dtype == np.float16:
        return widened(numbers)
    return numbers.astype(np.float32)


class Weights:
    """A row for each feature, a column for each label of each head.

    Who serves works with two blocks of columns. Once the blocks hold every column the whole is let
    go.
    """

    def __init__(self, whole: Block) -> None:
        self.rows: int
        self.columns: int
        self.rows, self.columns = whole.shape
        self._whole: Block | None = whole
        self._kind = whole.numbers.dtype
        self._scales = whole.scales
        self._blocks: dict[tuple[int, int], Block] = {}

    def whole(self) -> Block:
        """Return all columns as a file holds them."""
        if self._whole is not None:
            return self._whole
        numbers = np.empty((self.rows, self.columns), self._kind)
        for (first, last), block in tuple(self._blocks.items()):
            numbers[:, first:last] = block.numbers
        return Block(numbers, self._scales)

    def arrays(self) -> dict[str, Numbers]:
        """Return what a file holds of them, by name."""
        whole = self.whole()
        scales = {} if whole.scales is None else {"scales": whole.scales}
        return {"weights": whole.numbers, **scales}

    def block(self, first: int, last: int) -> Block:
        """Return these columns."""
        found = self._blocks.get((first, last))
        if found is None:
            found = self.whole().columns(first, last)
            self._blocks[first, last] = found
            if self._are_all_held():
                self._whole = None
        return found

    def holding(self, first: int, last: int) -> tuple[Block, int]:
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
