"""How strict a fit is, is chosen by what rows that were left out say of it."""

import numpy as np
import pytest
import scipy.sparse as sp

from services.triage.learning.fitting import Rows, _losses, _strictest_of_equals, fit

ROWS = 400


class TestFit:
    @pytest.mark.parametrize("labels", [2, 5])
    def test_is_the_same_in_two_processes_as_in_one(self, labels: int) -> None:
        chance = np.random.default_rng(1)
        matrix = sp.csr_matrix(
            np.round(chance.random((ROWS, 40)), 1) * (chance.random((ROWS, 40)) < 0.2)
        )
        truth = np.eye(labels, dtype=np.bool_)[chance.integers(labels, size=ROWS)]
        rows = Rows(matrix, truth, np.ones(ROWS))
        one, two = (fit(rows, seed=1, many=False, processes=number) for number in (1, 2))

        assert one.strictness == two.strictness
        for name in ("weights", "offsets", "unseen"):
            assert getattr(one, name).any()
            assert np.array_equal(getattr(one, name), getattr(two, name))


class TestStrictness:
    def test_is_the_least_where_another_is_clearly_better_row_by_row(self) -> None:
        chance = np.random.default_rng(1)
        each = chance.gamma(0.3, 1.0, ROWS)  # a few rows cost much whatever is tried
        losses = {0.1: each + 0.02, 0.2: each + chance.normal(0, 0.01, ROWS), 0.4: each}
        assert _strictest_of_equals(losses) == 0.2

    def test_is_told_apart_by_how_sure_fits_are_of_what_both_get_right(self) -> None:
        truth = np.tile([[True, False], [False, True]], (ROWS // 2, 1))
        lean = np.where(truth, 1.0, -1.0)
        noise = np.random.default_rng(1).normal(0, 0.3, truth.shape)
        rows = Rows(None, truth, np.ones(ROWS))
        plain, noisy = (_losses(margins, rows) for margins in (lean, lean + noise))
        assert plain.mean() < noisy.mean()
        assert plain.shape == (ROWS,)

    def test_of_several_labels_a_text_costs_the_mean_of_all(self) -> None:
        truth = np.tile([[True, True, False], [False, False, True]], (ROWS // 2, 1))
        rows = Rows(None, truth, np.full(ROWS, 2.0))
        found = _losses(np.where(truth, 1.0, -1.0), rows)
        assert found == pytest.approx(found[0])
        assert 0 < found[0] < 0.1
