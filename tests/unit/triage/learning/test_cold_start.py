"""A word list and few corrections teach more than either alone."""

import numpy as np
import pytest

from services.triage.learning.cold_start import Known, start, votes
from services.triage.learning.ground import Ground, lay_ground
from services.triage.learning.queue_of_corrections import corrected
from services.triage.learning.reader import Reader

LABELS = ("动力", "空间")
WORDS = {"动力": ["发动机", "加速"], "空间": ["后排", "后备箱"]}
TEXTS = [
    *(f"{word}{how}，涡轮{n}" for n, word in enumerate(("发动机", "加速") * 20) for how in ("好",)),
    *(f"{word}{how}，腿部{n}" for n, word in enumerate(("后排", "后备箱") * 20) for how in ("大",)),
    *(["涡轮介入很早"] * 3),
    *(["腿部放不下"] * 3),
]
TRUTH = np.array([[1, 0]] * 40 + [[0, 1]] * 40 + [[1, 0]] * 3 + [[0, 1]] * 3, np.bool_)


@pytest.fixture(scope="module")
def ground(reader: Reader) -> Ground:
    return lay_ground(TEXTS, reader, None, has_signs=False)


class TestGround:
    def test_weights_of_gists_do_the_same_to_all_columns(self, ground: Ground) -> None:
        weights = np.random.default_rng(1).normal(size=(ground.gists.shape[1], 2))
        np.testing.assert_allclose(
            ground.matrix @ ground.of_gists(weights), ground.gists @ weights, atol=1e-4
        )
        assert ground.gists.any(axis=1).all()


class TestVotes:
    def test_count_the_words_of_a_label(self) -> None:
        said = votes(TEXTS, LABELS, WORDS)
        assert said[0, 0] > 0 == said[0, 1]
        assert said[-1].tolist() == [0, 0]

    def test_a_negated_word_speaks_for_the_other_of_two(self) -> None:
        said = votes(["不好吃", "好吃"], ("坏", "好"), {"好": ["好吃"]})
        assert said[0, 0] > 0 == said[0, 1]
        assert said[1, 1] > 0 == said[1, 0]


class TestStart:
    def test_reaches_texts_that_hold_no_listed_word(self, ground: Ground) -> None:
        none = Known(np.zeros(0, np.int64), TRUTH, np.zeros(0, np.int64))
        begun = start(ground, votes(TEXTS, LABELS, WORDS), none, many=False)
        assert (begun.margins.argmax(axis=1) == TRUTH.argmax(axis=1)).all()

    def test_corrections_outweigh_a_wrong_list(self, ground: Ground) -> None:
        wrong = votes(TEXTS, LABELS, {"动力": ["后排"], "空间": ["发动机"]})
        known, begun = corrected(ground, wrong, TRUTH, wanted=60, many=False, seed=1)
        assert known.rows.size == np.unique(known.rows).size == 60
        assert (begun.margins.argmax(axis=1) == TRUTH.argmax(axis=1)).mean() > 0.9

    def test_never_asks_for_more_than_was_wanted(self, ground: Ground) -> None:
        nothing = np.zeros((len(TEXTS), 2))
        known, _ = corrected(ground, nothing, TRUTH, wanted=7, many=False, seed=1)
        assert known.rows.size == 7

    def test_a_first_wrong_correction_does_not_shout_down_the_list(self, ground: Ground) -> None:
        said = votes(TEXTS, LABELS, WORDS)
        wrong = Known(np.array([0, 81]), ~TRUTH, np.zeros(0, np.int64))
        begun = start(ground, said, wrong, many=False)
        right = begun.margins.argmax(axis=1) == TRUTH.argmax(axis=1)
        assert right[1:80].mean() > 0.9
