"""The word cutter cuts as jieba does, and leaves jieba's noise alone."""

import importlib
import subprocess
import sys
import warnings
from typing import Any

import pytest

from services.triage.classifier.words import WordCutter, jieba_dictionary

SENTENCES = [
    "我来到北京清华大学，顺便吃了碗牛肉面",
    "服务员一点都不热情，下次再也不来了！！",
    "The wifi在3楼连不上，app也 crash 了 v2.0",
    "乒乓球拍卖完了\r\n结婚的和尚未结婚的",
    "电话138****8000，订单A1-B2_c，优惠50%",
    "㐀㐁𠀀 🙏👌 ～～",
    "叫了三次服务员都没人理翻白眼吃坏肚子",
]
ADDED = ["翻白眼", "吃坏肚子", "没人理", "wifi连不上"]


@pytest.fixture(scope="module")
def jieba() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba's own source warns when it is compiled
        module = importlib.import_module("jieba")
        module.setLogLevel("CRITICAL")
        module.initialize()
    return module


@pytest.fixture(scope="module")
def cutter() -> WordCutter:
    return WordCutter(jieba_dictionary())


class TestWordCutter:
    def test_cuts_like_jieba(self, cutter: WordCutter, jieba: Any) -> None:
        reference = jieba.Tokenizer()
        reference.initialize()
        for sentence in SENTENCES:
            assert cutter.cut(sentence) == reference.lcut(sentence, HMM=False)

    def test_cuts_like_jieba_with_added_words(self, cutter: WordCutter, jieba: Any) -> None:
        reference = jieba.Tokenizer()
        reference.initialize()
        for word in ADDED:
            cutter.add(word)
            reference.add_word(word)
        for sentence in SENTENCES:
            assert cutter.cut(sentence) == reference.lcut(sentence, HMM=False)

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
