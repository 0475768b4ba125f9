"""The word cutter cuts as jieba does, and leaves jieba's noise alone."""

import csv
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.triage.classifier.lexicon import Lexicon
from services.triage.classifier.words import JiebaCutter, WordCutter

DEMO = Path(__file__).parents[4] / "demo" / "feedback.csv"
SENTENCES = [
    "我来到北京清华大学，顺便吃了碗牛肉面",
    "服务员一点都不热情，下次再也不来了！！",
    "The wifi在3楼连不上，app也 crash 了 v2.0",
    "乒乓球拍卖完了\r\n结婚的和尚未结婚的",
    "电话138****8000，订单A1-B2_c，优惠50%",
    "㐀㐁𠀀 🙏👌 ～～",
    "叫了三次服务员都没人理翻白眼吃坏肚子",
    "",
    "\x00\ufffe﷽ e\u0301",
]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon()


@pytest.fixture(scope="module")
def cutter(lexicon: Lexicon) -> WordCutter:
    return WordCutter(lexicon.entries)


@pytest.fixture(scope="module")
def reference(lexicon: Lexicon) -> WordCutter:
    return WordCutter(lexicon.entries, cutter=JiebaCutter())


def varied_texts(lexicon: Lexicon) -> Iterator[str]:
    """Yield what customers wrote, and words and single characters of theirs thrown together."""
    with DEMO.open(encoding="utf-8", newline="") as lines:
        written = [row["text"] for row in csv.DictReader(lines)]
    yield from written
    chance = random.Random(20261122)  # noqa: S311 - the same texts every time
    characters = "".join(written)
    words = [*lexicon.entries, *characters]
    for _ in range(4000):
        yield "".join(chance.choices(words, k=chance.randint(1, 30)))


class TestWordCutter:
    def test_cuts_as_jieba_does(
        self, cutter: WordCutter, reference: WordCutter, lexicon: Lexicon
    ) -> None:
        texts = [*SENTENCES, *varied_texts(lexicon)]
        same = [cutter.cut(text) == reference.cut(text) for text in texts]
        assert len(texts) > 4000
        assert sum(same) >= 0.995 * len(same)

    def test_a_word_of_the_lexicon_stays_whole(self, cutter: WordCutter) -> None:
        assert cutter.cut("他翻白眼") == ["他", "翻白眼"]

    def test_a_word_added_later_stays_whole(self) -> None:
        cutter = WordCutter()
        assert len(cutter.cut("回音广场店")) > 1
        cutter.add(["回音广场店"])
        assert cutter.cut("在回音广场店买的") == ["在", "回音广场店", "买", "的"]

    def test_the_words_are_the_text_again(self, cutter: WordCutter) -> None:
        for sentence in SENTENCES:
            assert "".join(cutter.cut(sentence)) == sentence

    def test_loading_warns_of_nothing_and_writes_nothing(self) -> None:
        code = (
            "import sys, tempfile; tempfile.tempdir = '/nonexistent'\n"
            "from services.triage.classifier import Classifier\n"
            "Classifier.load().classify('菜太咸')\n"
            "assert 'jieba' not in sys.modules\n"
        )
        ended = subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-W", "error", "-c", code],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
