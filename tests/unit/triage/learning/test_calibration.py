"""Confidence is probability, and a threshold keeps its promise."""

import numpy as np
import pytest

from services.triage.learning.calibration import (
    NEVER,
    assign_threshold,
    calibrate_each,
    calibrate_exclusive,
    certainty,
    choose_threshold,
    platt,
    sigmoid,
    wilson_lower,
)
from services.triage.learning.figures import calibration_error, f1_by_label, micro_f1


@pytest.fixture
def chance() -> np.random.Generator:
    return np.random.default_rng(7)


class TestPlatt:
    def test_finds_the_curve_that_made_the_labels(self, chance: np.random.Generator) -> None:
        margins = chance.normal(size=20_000)
        truth = chance.random(20_000) < sigmoid(3 * margins - 1)
        assert platt(margins, truth) == pytest.approx((3, -1), abs=0.15)

    def test_survives_labels_that_all_agree(self) -> None:
        slope, offset = platt(np.linspace(-1, 1, 9), np.ones(9, np.bool_))
        assert np.isfinite([slope, offset]).all()

    def test_each_label_has_its_own(self, chance: np.random.Generator) -> None:
        margins = chance.normal(size=(5_000, 2))
        truth = chance.random((5_000, 2)) < sigmoid(margins * [1, 4])
        assert calibrate_each(margins, truth).slopes == pytest.approx([1, 4], rel=0.15)


class TestExclusive:
    def test_probabilities_are_as_sure_as_they_are_right(self, chance: np.random.Generator) -> None:
        margins = chance.normal(size=(8_000, 3))
        shares = np.exp(2.5 * margins) / np.exp(2.5 * margins).sum(axis=1, keepdims=True)
        said = (chance.random(8_000)[:, None] > shares.cumsum(axis=1)).sum(axis=1)
        truth = np.eye(3, dtype=np.bool_)[said]
        found = calibrate_exclusive(margins, truth).probabilities(margins)
        best = found.argmax(axis=1)
        error = calibration_error(found.max(axis=1), truth[np.arange(8_000), best])
        assert error < 0.02

    def test_unfair_rows_move_no_label(self, chance: np.random.Generator) -> None:
        margins = chance.normal(size=(300, 3))
        truth = np.eye(3, dtype=np.bool_)[np.zeros(300, int)]
        assert calibrate_exclusive(margins, truth, is_fair=False).offsets.tolist() == [0, 0, 0]


class TestCertainty:
    def test_a_close_second_makes_unsure(self, chance: np.random.Generator) -> None:
        likely = chance.random((4_000, 4))
        two = np.sort(likely, axis=1)[:, -2:]
        right = chance.random(4_000) < np.clip(0.5 + (two[:, 1] - two[:, 0]), 0, 1)
        found = certainty(likely, right)
        alone, contested = found.of(np.array([[0.8, 0.1, 0.1, 0.1], [0.8, 0.79, 0.1, 0.1]]))
        assert alone > contested


class TestThresholds:
    @pytest.mark.parametrize(("right", "total"), [(51, 51), (52, 52)])
    def test_wilson_bound_of_a_clean_sheet(self, right: int, total: int) -> None:
        assert (wilson_lower(right, total) >= 0.95) == (total >= 52)

    def test_too_few_items_are_never_enough(self) -> None:
        assert assign_threshold(np.linspace(0, 1, 51), np.ones(51, np.bool_)) == NEVER

    def test_promise_holds_on_other_items(self, chance: np.random.Generator) -> None:
        confidences = chance.random(6_000)
        right = chance.random(6_000) < confidences
        threshold = assign_threshold(confidences[:3_000], right[:3_000])
        kept = confidences[3_000:] >= threshold
        assert right[3_000:][kept].mean() > 0.94

    def test_chosen_one_parts_what_can_be_parted(self) -> None:
        guesses = np.array([0.05] * 40 + [0.3] * 20)
        assert 0.05 < choose_threshold(guesses, guesses > 0.2) <= 0.3

    def test_a_label_nobody_has_is_never_chosen(self) -> None:
        assert choose_threshold(np.linspace(0, 1, 9), np.zeros(9, np.bool_)) == NEVER


class TestFigures:
    def test_f1_of_labels(self) -> None:
        said = np.array([[1, 0], [1, 0], [0, 0]], np.bool_)
        truth = np.array([[1, 0], [0, 1], [0, 0]], np.bool_)
        assert f1_by_label(said, truth).tolist() == [pytest.approx(2 / 3), 0]
        assert micro_f1(said, truth) == pytest.approx(0.5)

    def test_calibration_error(self) -> None:
        assert calibration_error(np.full(10, 0.8), np.arange(10) < 8) == pytest.approx(0, abs=1e-9)
        assert calibration_error(np.full(10, 0.8), np.arange(10) < 5) == pytest.approx(0.3)
