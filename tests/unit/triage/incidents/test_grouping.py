"""Groups are what points the same way, whatever the order."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from services.triage.incidents.features import features_of
from services.triage.incidents.grouping import groups
from services.triage.incidents.weights import Weights


def links(*rows: list[float]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return np.array(rows, dtype=np.float32)


class TestGroups:
    def test_of_nothing_are_none(self) -> None:
        assert groups(np.zeros((0, 0), dtype=np.float32)) == []

    def test_do_not_chain(self) -> None:
        """0–1 and 1–2 are near, 0–2 far: one link of two does not make one group of three."""
        found = groups(links([1, 0.9, 0.0], [0.9, 1, 0.5], [0.0, 0.5, 1]), 0.4)

        assert found == [[0, 1], [2]]

    def test_show_more_plainly_what_they_are_about_than_a_text(self) -> None:
        """2 is as near to the pair as 3 is to a text alone; with the pair it shares the matter."""
        near, far = 0.5, 0.22
        found = groups(
            links(
                [1, near, far, 0, 0],
                [near, 1, far, 0, 0],
                [far, far, 1, 0, 0],
                [0, 0, 0, 1, far],
                [0, 0, 0, far, 1],
            ),
            0.24,
        )

        assert found == [[0, 1, 2], [3], [4]]

    @given(st.integers(1, 25), st.floats(0.05, 0.9), st.randoms(use_true_random=False))
    def test_hold_every_text_once(self, count: int, at_least: float, chance: object) -> None:
        random = np.random.default_rng(getattr(chance, "randrange")(2**32))  # noqa: B009
        half = random.random((count, count), dtype=np.float32)

        found = groups(((half + half.T) / 2).astype(np.float32), at_least)

        assert sorted(place for group in found for place in group) == list(range(count))
        assert [len(group) for group in found] == sorted(map(len, found), reverse=True)


class TestSimilarities:
    def test_see_one_matter_in_other_words(self) -> None:
        texts = [
            "人民路店的烤鱼吃完全家拉肚子",
            "在人民路店吃了烤鱼,我们都腹泻了",
            "人民路那家的烤鱼不行,吃完上吐下泻",
            "送得太慢了,等了一个小时",
            "真的很慢",
            "真的太慢",
            "价格有点贵,下次不来了",
        ]

        found = groups(Weights.usual().similarities([features_of(text) for text in texts]))

        assert found[0] == [0, 1, 2]
        assert max(len(group) for group in found[1:]) <= 2
