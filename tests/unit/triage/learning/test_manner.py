"""Texts written in signs of how their words are meant."""

import numpy as np
import pytest

from services.triage.learning.features import Vocabulary
from services.triage.learning.manner import written
from services.triage.learning.reader import Reader
from services.triage.learning.vocabulary import fit_vocabulary


@pytest.fixture(scope="module")
def vocabulary(reader: Reader) -> Vocabulary:
    return fit_vocabulary([], [], reader.senses())


def signs(text: str, reader: Reader, vocabulary: Vocabulary) -> str:
    _, cuts = reader.read([text])
    numbers = vocabulary.lexis.read(cuts)
    laid, _ = written(vocabulary.lexis.signs[numbers], np.zeros_like(numbers), 1)
    return "".join(map(chr, laid.codes))


class TestWritten:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("不好吃", "不干净"),
            ("没有一道菜踩雷", "没有一家店踩坑"),
            ("没热气", "没起色"),
            ("没糊", "不晃"),
            ("好吃，但是脏", "干净，但是慢"),
        ],
    )
    def test_what_is_meant_alike_is_written_alike(
        self, one: str, other: str, reader: Reader, vocabulary: Vocabulary
    ) -> None:
        assert signs(one, reader, vocabulary) == signs(other, reader, vocabulary)

    @pytest.mark.parametrize(
        ("one", "other"),
        [("不好吃", "好吃"), ("没热气", "没糊"), ("不脏", "不干净"), ("没有脏", "没有一处脏")],
    )
    def test_what_is_meant_otherwise_is_not(
        self, one: str, other: str, reader: Reader, vocabulary: Vocabulary
    ) -> None:
        assert signs(one, reader, vocabulary) != signs(other, reader, vocabulary)

    @pytest.mark.parametrize("ending", ["。", "。 ", "，   "])
    def test_what_ends_a_text_says_nothing(
        self, ending: str, reader: Reader, vocabulary: Vocabulary
    ) -> None:
        given = signs(f"昨天的汤不好喝{ending}", reader, vocabulary)
        assert given == signs("昨天的汤不好喝", reader, vocabulary)

    def test_without_a_word_of_sense_nothing_is_written(
        self, reader: Reader, vocabulary: Vocabulary
    ) -> None:
        assert signs("昨天上午星期三", reader, vocabulary) == ""
