"""The index finds what looking at each text would find."""

import random
from functools import cache

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from services.triage.incidents.features import Features, features_of, jaccard
from services.triage.incidents.gists import directions
from services.triage.incidents.index import Block, TextIndex
from services.triage.incidents.weights import Weights, usual_counts

WORDS = ["奶茶", "有虫", "太甜", "烤鱼", "拉肚子", "退款", "不给", "排队", "很久", "空调", "坏了"]
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map("".join)


USUAL = cache(usual_counts)


def filled(texts: list[str], *, step: int) -> TextIndex[int]:
    index: TextIndex[int] = TextIndex(Weights.knowing(*USUAL()))
    for start in range(0, len(texts), step):
        part = texts[start : start + step]
        index.add({start + place: features_of(text) for place, text in enumerate(part)})
    return index


class TestTextIndex:
    @given(st.lists(TEXTS, min_size=1, max_size=40), TEXTS, st.integers(1, 9), st.data())
    def test_finds_near_duplicates_as_comparing_each_would(
        self, texts: list[str], sought: str, step: int, data: st.DataObject
    ) -> None:
        index = filled(texts, step=step)
        removed = data.draw(st.sets(st.integers(0, len(texts) - 1)))
        index.remove(removed)
        text = features_of(sought)

        found = dict(index.nearly_the_same(text, 0.4))

        expected = {
            place: jaccard(text, features_of(one))
            for place, one in enumerate(texts)
            if place not in removed
        }
        assert found.keys() == {place for place, value in expected.items() if value >= 0.4}
        assert all(abs(value - expected[place]) < 1e-5 for place, value in found.items())
        assert len(index) == len(texts) - len(removed)

    def test_finds_similar_ones_as_the_weights_say(self) -> None:
        chance = random.Random(7)  # noqa: S311 - the same texts every time
        texts = ["".join(chance.sample(WORDS, 4)) for _ in range(60)]
        index = filled(texts, step=60)
        features = [features_of(text) for text in texts]
        row = index.weights.similarities(features)[0]

        found = dict(index.similar(features[0], 0.2, 100))

        near, nearer = (
            {place for place in range(60) if row[place] >= least} for least in (0.2, 0.24)
        )
        assert nearer <= found.keys() <= near
        assert all(-0.04 < value - row[place] < 1e-4 for place, value in found.items())
        assert next(iter(found)) == 0

    def test_shows_the_most_similar_only(self) -> None:
        index = filled(["奶茶有虫"] * 30, step=7)

        assert len(index.similar(features_of("奶茶有虫"), 0.1, 5)) == 5

    def test_forgets_what_was_removed_when_blocks_become_one(self) -> None:
        index = filled(["奶茶有虫", "烤鱼拉肚子"], step=1)
        index.remove([0, 99])
        index.add({place: features_of(f"退款{place}") for place in range(2, 30)})

        assert index.nearly_the_same(features_of("奶茶有虫")) == []
        assert [key for key, _ in index.nearly_the_same(features_of("烤鱼拉肚子"))] == [1]
        assert 0 not in index
        assert 1 in index

    def test_takes_texts_without_a_word(self) -> None:
        index = filled(["!!!", "😀", "奶茶"], step=3)

        assert index.nearly_the_same(features_of("😡")) == []
        assert index.similar(Features(features_of("").terms), 0.1, 9) == []

    def test_keeps_the_gists_of_its_texts_whatever_blocks_become_one(self) -> None:
        texts = dict(enumerate(["奶茶太甜", "裙子掉色", "😀", "大厅很热", "电梯坏了"]))
        index = TextIndex[int](Weights())
        for key, text in texts.items():
            index.add({key: features_of(text)})
        index.remove([1])

        kept = index.gists_of([4, 0, 2])
        anew = index.weights.gists_of([features_of(texts[key]) for key in (4, 0, 2)])
        np.testing.assert_array_equal(kept, anew)


class TestBlock:
    def test_compares_gists_from_whatever_middle_they_are_seen(self) -> None:
        weights = Weights()
        texts = {one: features_of(one) for one in ("奶茶太甜", "裙子掉色", "😀", "大厅很热")}
        gists = weights.gists_of(list(texts.values()))
        block = Block.of(texts, weights, gists)
        sought = weights.gists_of([features_of("店里像蒸笼")])

        for middle in (weights.middle, gists[1], weights.middle * 2):
            direction = directions(sought, middle)[0]
            found = block.gist_cosines(direction, middle)
            np.testing.assert_allclose(found, directions(gists, middle) @ direction, atol=1e-3)
