"""Weights are held once and stay the same, whichever way they are held."""

import numpy as np
import pytest

from services.triage.learning.halves import Floats
from services.triage.learning.weights import Block, Weights

ROWS = np.array([3, 0, 3])
VALUES = np.array([0.5, 2.0, -1.0], np.float32)


@pytest.fixture
def exact() -> Floats:
    return np.random.default_rng(1).normal(size=(7, 6)).astype(np.float32)


@pytest.fixture(params=["8 bits", "16 bits"])
def whole(request: pytest.FixtureRequest, exact: Floats) -> Block:
    return Block.of(exact) if request.param == "8 bits" else Block(exact.astype(np.float16))


class TestBlock:
    def test_is_near_what_it_was_made_of(self, exact: Floats) -> None:
        steps = np.abs(exact).max(axis=1, keepdims=True) / 127
        assert (np.abs(Block.of(exact).wide() - exact) <= steps * 0.501).all()

    def test_the_largest_weight_of_a_row_stays_itself(self) -> None:
        kept = Block.of(np.array([[0.25, -8.0], [0.0, 1e-4]], np.float32)).wide()
        assert kept[:, 1] == pytest.approx([-8.0, 1e-4])

    def test_nothing_stays_nothing(self) -> None:
        assert Block.of(np.zeros((2, 3), np.float32)).wide().tolist() == [[0, 0, 0], [0, 0, 0]]
        assert Block.of(np.zeros((2, 0), np.float32)).wide().shape == (2, 0)

    def test_rows_come_multiplied_by_their_values(self, whole: Block) -> None:
        expected = whole.wide()[ROWS] * VALUES[:, None]
        assert whole.weighed(ROWS, VALUES) == pytest.approx(expected)
        assert whole.summed(ROWS, VALUES) == pytest.approx(expected.sum(axis=0), abs=1e-6)

    def test_several_sets_of_values_give_a_sum_each(self, whole: Block) -> None:
        sets = np.stack([VALUES, -VALUES])
        assert whole.summed(ROWS, sets) == pytest.approx(sets @ whole.wide()[ROWS], abs=1e-6)

    def test_single_weights_are_found_by_row_and_column(self, whole: Block) -> None:
        columns = np.array([5, 1, 0])
        assert whole.single(ROWS, columns) == pytest.approx(whole.wide()[ROWS, columns])


class TestWeights:
    def test_a_block_holds_the_columns_that_were_asked_for(self, whole: Block) -> None:
        block = Weights(whole).block(2, 5)
        assert block.numbers.dtype == whole.numbers.dtype
        assert block.numbers.flags.c_contiguous
        assert (block.wide() == whole.wide()[:, 2:5]).all()

    def test_are_the_same_once_blocks_hold_them_all(self, whole: Block) -> None:
        weights, expected = Weights(whole), Weights(whole).arrays()
        weights.block(0, 4)
        weights.block(3, 6)
        assert weights.whole() is not whole
        held = weights.arrays()
        assert held.keys() == expected.keys()
        assert all(held[name].tobytes() == expected[name].tobytes() for name in expected)
        assert (weights.block(1, 6).wide() == whole.wide()[:, 1:6]).all()

    def test_stay_whole_while_a_column_is_in_no_block(self, whole: Block) -> None:
        weights = Weights(whole)
        weights.block(0, 2)
        weights.block(3, 6)
        assert weights.whole() is whole

    def test_columns_are_found_in_a_block_that_holds_more(self, whole: Block) -> None:
        weights = Weights(whole)
        wide = weights.block(1, 5)
        block, first = weights.holding(2, 4)
        assert block is wide
        assert first == 1

    def test_columns_in_no_block_get_one_of_their_own(self, whole: Block) -> None:
        block, first = Weights(whole).holding(2, 4)
        assert first == 2
        assert (block.wide() == whole.wide()[:, 2:4]).all()
