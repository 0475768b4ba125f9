"""The word cutter cuts as jieba does, and leaves jieba's noise alone."""

import csv
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.triage.classifier import Classifier
from services.triage.classifier.engine import SHIPPED_MODEL
from services.triage.classifier.lexicon import Lexicon
from services.triage.classifier.words import JiebaCutter, WordCutter
from services.triage.learning.model import Model

CORPUS = Path(__file__).parents[4] / "services" / "triage" / "corpus"
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


def written_texts(files: str) -> list[str]:
    paths = sorted(CORPUS.glob(f"{files}.jsonl"))
    return [json.loads(line)["text"] for path in paths for line in path.read_text().splitlines()]


def varied_texts(lexicon: Lexicon) -> Iterator[str]:
    """Yield what customers wrote, and words and single characters of theirs thrown together."""
    with DEMO.open(encoding="utf-8", newline="") as lines:
        written = [row["text"] for row in csv.DictReader(lines)]
    yield from written
    yield from written_texts("train_*")
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
        assert len(texts) > 19_000
        assert sum(same) >= 0.995 * len(same)

    def test_leads_to_the_verdicts_that_jieba_leads_to(
        self, classifier: Classifier, reference: WordCutter, lexicon: Lexicon
    ) -> None:
        by_jieba = Classifier(lexicon, reference)
        by_jieba.use_model(Model.load(SHIPPED_MODEL))
        texts = written_texts("golden")

        assert len(texts) > 700
        assert classifier.classify_many(texts) == by_jieba.classify_many(texts)

    def test_a_word_of_the_lexicon_stays_whole(self, cutter: WordCutter) -> None:
        assert cutter.cut("他翻白眼") == ["他", "翻白眼"]

    def test_a_word_added_later_stays_whole(self) -> None:
        cutter = WordCutter()
        assert len(cutter.cut("回音广场店")) > 1
        cutter.add(["回音广场店"])
        assert cutter.cut("在回音广场店买的") == ["在", "回音广场店", "买", "的"]

    def test_a_word_added_to_one_cutter_is_none_to_another(self) -> None:
        one, other = WordCutter(), WordCutter()
        one.add(["回音广场店"])
        assert "回音广场店" not in other.cut("在回音广场店买的")
        assert "回音广场店" not in WordCutter().cut("在回音广场店买的")

    def test_added_words_can_be_cut_apart_again(self) -> None:
        cutter = WordCutter(["回音广场店", "广场店员"])
        cutter.add(["回音广场店员工"])

        for text in ("在回音广场店买的", "回音广场店员工很热情", "广场店员不理人"):
            assert cutter.cut(text) != WordCutter().cut(text)
            assert cutter.cut_apart(text) == WordCutter().cut(text)

    def test_texts_are_cut_apart_as_a_plain_one_cuts_them(self, cutter: WordCutter) -> None:
        plain, texts = WordCutter(), written_texts("train_*")

        same = [cutter.cut_apart(text) == plain.cut(text) for text in texts]

        assert len(texts) > 10_000
        assert sum(same) >= 0.98 * len(same)

    def test_the_dictionary_of_the_import_is_taken_first_and_cleared_in_the_end(self) -> None:
        code = (
            "import gc, rjieba\n"
            "from services.triage.classifier.words import WordCutter\n"
            "first = WordCutter(['回音广场店'])\n"
            "assert '回音广场店' in rjieba.cut('在回音广场店买的', False)\n"
            "second = WordCutter(['南京路店'])\n"
            "assert '南京路店' not in first.cut('在南京路店买的')\n"
            "assert '南京路店' not in WordCutter().cut('在南京路店买的')\n"
            "del first; gc.collect()\n"
            "assert not rjieba.has_word('服务员')\n"
            "assert '服务员' in WordCutter().cut('服务员很好')\n"
            "assert '服务员' in second.cut('服务员很好')\n"
        )
        subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own interpreter

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
