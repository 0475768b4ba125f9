"""What a teacher says of texts is found again in their characters and pairs."""

from itertools import product
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from services.triage.incidents.features import features_of
from services.triage.incidents.gists import Gists, directions
from services.triage.incidents.teaching import SIZE, Lessons, learned
from services.triage.learning.gist_table import GistTable

ALIKE = {"摩托": "机车", "雨衣": "雨披", "漏水": "渗水", "断电": "停电"}
THINGS = ["摩托", "机车", "雨衣", "雨披", "书架", "地毯", "窗帘", "花盆", "台灯", "鞋柜"]
TROUBLES = ["漏水", "渗水", "断电", "停电", "褪色", "开裂", "倾斜", "发霉"]
HELD_BACK = {"摩托漏水", "机车渗水", "雨衣褪色", "雨披褪色", "台灯断电", "台灯停电"}


def teacher(texts: list[str]) -> NDArray[np.float32]:
    """Tell of each text the sum of its words, alike ones being one."""
    words = [[text[start : start + 2] for start in range(0, len(text), 2)] for text in texts]
    return np.stack([sum(map(meant, each)) for each in words]).astype(np.float32)


def meant(word: str) -> NDArray[np.float64]:
    chance = np.random.default_rng(crc32(ALIKE.get(word, word).encode()))
    return chance.normal(size=2 * SIZE)


def taught() -> Gists:
    told = ["".join(pair) for pair in product(THINGS, TROUBLES)]
    texts = [text for text in told if text not in HELD_BACK]
    matters = [(text, text[:2]) for text in texts]
    made = learned(Lessons.of(texts, teacher), Lessons.of([*THINGS, *TROUBLES], teacher), matters)
    return Gists(GistTable(made["terms"], made["rows"], made["scales"]), made["usual"])


class TestLearned:
    def test_gists_of_new_texts_are_near_as_the_teacher_has_them(self) -> None:
        gists = taught()
        texts = ["摩托漏水", "机车渗水", "雨衣褪色", "台灯断电", "台灯停电"]
        found = directions(gists.of([features_of(text) for text in texts]), gists.usual)
        near = found @ found.T
        assert near[0, 1] > 0.8
        assert near[0, 2] < 0.4
        assert near[3, 4] > 0.8
