"""Any text gives a verdict, never an exception."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.triage.classifier import Classifier, Verdict

KINDS = {"complaint", "suggestion", "praise", "inquiry", "other"}
ODD_TEXTS = [
    "",
    " ",
    "。",
    "好",
    "a",
    "👨‍👩‍👧‍👦🏳️‍🌈",
    "'; DROP TABLE cases; --",
    "<script>alert('难吃')</script><b>",
    "The waiter was very rude and the food terrible",
    "\x00\x01\ufffe",
    "\ud800 难吃",
    "难" * 5000,
    "虫子" * 2500,
    "没" * 5000,
    "a1" * 2500,
    "﷽" * 5000,
    "e\u0301" * 2500,
]


def check(verdict: Verdict, text: str) -> None:
    assert verdict.kind in KINDS
    assert verdict.urgency in {"low", "normal", "high", "critical"}
    assert verdict.sentiment_label in {"negative", "neutral", "positive"}
    assert -1 <= verdict.sentiment_score <= 1
    assert 0 <= verdict.confidence <= 1
    assert all(0 <= topic.confidence <= 1 for topic in verdict.topics)
    assert all(text[piece.start : piece.end] == piece.text for piece in verdict.evidence)


class TestAnyText:
    @pytest.mark.parametrize("text", ODD_TEXTS, ids=range(len(ODD_TEXTS)))
    def test_odd_text_gives_a_verdict(self, classifier: Classifier, text: str) -> None:
        check(classifier.classify(text), text)

    @pytest.mark.parametrize("text", ["", "。", "？？？", "！！！", "😡😡", "…… ——", "(╯°□°)╯"])
    def test_what_says_nothing_is_about_nothing(self, classifier: Classifier, text: str) -> None:
        assert classifier.classify(text).topics == ()

    @given(text=st.text(max_size=300))
    @settings(max_examples=150, deadline=None)
    def test_arbitrary_text_gives_a_verdict(self, classifier: Classifier, text: str) -> None:
        check(classifier.classify(text), text)

    @given(
        text=st.text(
            alphabet="没不有很太好吃差虫子头发中毒过敏别家，。！？吗 建议谢Ａ１㎏\u200b",
            max_size=80,
        )
    )
    @settings(max_examples=150, deadline=None)
    def test_words_of_the_lexicon_in_any_order_give_a_verdict(
        self, classifier: Classifier, text: str
    ) -> None:
        check(classifier.classify(text), text)

    def test_many_are_as_one_by_one(self, classifier: Classifier) -> None:
        texts = ["菜太咸", "谢谢", "请问几点关门"]
        assert classifier.classify_many(texts) == [classifier.classify(text) for text in texts]
