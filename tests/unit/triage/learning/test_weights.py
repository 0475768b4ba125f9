"""Weights are held once and stay the same, whichever way they are held."""

import numpy as np
import pytest

from services.triage.learning.halves import Halves
from services.triage.learning.weights import Weights


@pytest.fixture
def short() -> Halves:
    return np.random.default_rng(1).normal(size=(7, 6)).astype(np.float16)


class TestWeights:
    def test_a_block_holds_the_columns_that_were_asked_for(self, short: Halves) -> None:
        block = Weights(short).block(2, 5)
        assert block.dtype == np.float16
        assert block.flags.c_contiguous
        assert (block == short[:, 2:5]).all()

    def test_are_the_same_once_blocks_hold_them_all(self, short: Halves) -> None:
        weights = Weights(short)
        weights.block(0, 4)
        weights.block(3, 6)
        assert weights.short() is not short
        assert weights.short().tobytes() == short.tobytes()
        assert (weights.block(1, 6) == short[:, 1:6]).all()

    def test_stay_short_while_a_column_is_in_no_block(self, short: Halves) -> None:
        weights = Weights(short)
        weights.block(0, 2)
        weights.block(3, 6)
        assert weights.short() is short

    def test_columns_are_found_in_a_block_that_holds_more(self, short: Halves) -> None:
        weights = Weights(short)
        wide = weights.block(1, 5)
        block, first = weights.holding(2, 4)
        assert block is wide
        assert first == 1

    def test_columns_in_no_block_get_one_of_their_own(self, short: Halves) -> None:
        block, first = Weights(short).holding(2, 4)
        assert first == 2
        assert (block == short[:, 2:4]).all()
