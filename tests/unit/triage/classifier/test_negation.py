"""Negation and degree turn a word round or weigh it differently."""

import pytest

from services.triage.classifier import Classifier

TURNED_BAD = [
    "一点都不新鲜",
    "不太干净",
    "并不好吃",
    "服务不怎么热情",
    "谈不上划算",
    "没有以前好吃了",
    "完全不值得推荐",
    "不是很满意",
    "端上来没有一点热气",
    "押金不给退",
    "没有一次是满意的",
    "没一只碗不缺口",
    "香薰没两天就没味了",
]
TURNED_GOOD = [
    "没有异味",
    "一点都不油腻",
    "价格不贵",
    "从来没有让我失望",
    "没踩过雷",
    "桌子一点也不脏",
    "上菜不慢",
    "不得不说真好吃",
    "没有哪道菜踩雷",
    "没有哪道菜是踩雷的",
    "汤没洒，杯子没碎",
    "从没见过这么耐心的店员",
    "没有一次不满意",
]


# A word that judges nothing by itself, on the scale of what stands before it.
ON_A_SCALE = [
    ("上菜蛮快", "positive"),
    ("上菜蛮慢", "negative"),
    ("价格不算高", "positive"),
    ("价格偏高", "negative"),
    ("分量也不少", "positive"),
    ("分量也不多", "negative"),
    ("油烟不大", "positive"),
    ("优惠力度不大", "negative"),
]


class TestScales:
    @pytest.mark.parametrize(("text", "label"), ON_A_SCALE)
    def test_judge_what_was_named_before(
        self, classifier: Classifier, text: str, label: str
    ) -> None:
        verdict = classifier.classify(text)
        assert verdict.sentiment_label == label
        assert {one.polarity for one in verdict.aspects} <= {label}

    def test_take_no_praise_for_what_only_strengthens(self) -> None:
        for text in ("服务员好敷衍", "馅好少"):
            assert Classifier.by_rules().classify(text).sentiment_label != "positive"


class TestNegation:
    @pytest.mark.parametrize("text", TURNED_BAD)
    def test_negated_praise_is_negative(self, classifier: Classifier, text: str) -> None:
        assert classifier.classify(text).sentiment_label == "negative"

    @pytest.mark.parametrize("text", TURNED_GOOD)
    def test_negated_blame_is_positive(self, classifier: Classifier, text: str) -> None:
        assert classifier.classify(text).sentiment_label == "positive"

    def test_negation_ends_with_its_clause(self, classifier: Classifier) -> None:
        assert classifier.classify("没有排队，菜很难吃").sentiment_label == "negative"

    def test_two_negations_cancel(self, classifier: Classifier) -> None:
        assert classifier.classify("没有不好吃的").sentiment_label == "positive"

    def test_a_strong_degree_weighs_more(self, classifier: Classifier) -> None:
        strong = classifier.classify("非常难吃").sentiment_score
        weak = classifier.classify("有点难吃").sentiment_score
        assert strong < weak < 0

    def test_negated_danger_word_is_not_critical(self, classifier: Classifier) -> None:
        assert classifier.classify("吃了两次都没有吃坏肚子，放心").urgency != "critical"

    def test_negation_reaches_over_a_list(self, classifier: Classifier) -> None:
        assert classifier.classify("菜里没有异物和虫子，很干净").urgency != "critical"

    def test_negated_handling_of_a_danger_stays_critical(self, classifier: Classifier) -> None:
        text = "孩子食物中毒的事到现在没有处理"
        assert classifier.classify(text).urgency == "critical"
        assert classifier.classify("你们没有处理食物中毒的事").urgency == "critical"

    def test_a_negated_blame_does_not_turn_the_praise_beside_it(
        self, classifier: Classifier
    ) -> None:
        assert classifier.classify("没有异味很干净").sentiment_label == "positive"
