"""Gists lie near where texts mean the like, and add up however texts come."""

import numpy as np
import pytest

from services.triage.incidents.features import features_of
from services.triage.incidents.gists import Gists, directions


def cosines(*texts: str) -> list[float]:
    """How near the gist of the first text is to those of the others."""
    gists = Gists.load()
    first, *others = directions(gists.of([features_of(text) for text in texts]), gists.usual)
    return [float(first @ other) for other in others]


class TestGists:
    @pytest.mark.parametrize(
        ("text", "alike", "other"),
        [
            ("保温杯的盖子拧不紧", "水壶盖松松的", "客房的窗帘拉不上"),
            ("楼道的灯不亮", "走廊黑漆漆的", "走廊里铺了地毯"),
            ("裙子的拉链卡住了", "连衣裙拉锁坏了", "连环画少了两页"),
        ],
    )
    def test_are_nearer_where_texts_mean_the_like(self, text: str, alike: str, other: str) -> None:
        near, far = cosines(text, alike, other)
        assert near > far + 0.1

    def test_of_nothing_known_are_zeros(self) -> None:
        found = Gists.load().of([features_of(text) for text in ("😀", "", "奶茶太甜", "!!!")])
        assert found.any(axis=1).tolist() == [False, False, True, False]

    def test_of_no_texts_are_no_rows(self) -> None:
        assert Gists.load().of([]).shape == (0, Gists.load().size)

    def test_are_the_same_alone_and_among_others(self) -> None:
        gists = Gists.load()
        texts = [features_of(text) for text in ("奶茶太甜", "?", "等了一个小时", "wifi 连不上")]
        together = gists.of(texts)
        alone = np.concatenate([gists.of([text]) for text in texts])
        np.testing.assert_allclose(together, alone, rtol=1e-5)


class TestDirections:
    def test_are_of_length_one_as_seen_from_the_middle(self) -> None:
        gists = np.array([[3.0, 5.0], [1.0, 1.0]], dtype=np.float32)
        found = directions(gists, np.array([3.0, 1.0], dtype=np.float32))
        assert found.tolist() == [[0.0, 1.0], [-1.0, 0.0]]

    def test_of_none_and_of_the_middle_itself_are_zeros(self) -> None:
        middle = np.array([3.0, 1.0], dtype=np.float32)
        found = directions(np.stack([np.zeros(2, dtype=np.float32), middle]), middle)
        assert not found.any()
