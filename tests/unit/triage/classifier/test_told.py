"""The rules tell what is said of us now from what is denied, heard, past or said of others."""

import pytest

from services.triage.classifier import Classifier

BAD = [
    "没人理",
    "没人帮忙",
    "热气都没有",
    "新鲜？骗人的",
    "这味道哪里好吃了",
    "谁说这家好吃",
    "听说很好吃，去了很失望",
    "之前很好吃，现在很难吃",
    "涂了跟没涂一样",
    "除了便宜没别的优点",
]
GOOD = [
    "没人刁难",
    "没有人吵架",
    "线头一根没有",
    "不新鲜才怪",
    "说不出哪里不好",
    "不比大店差",
    "听说很难吃，去了很满意",
    "之前很难吃，现在很好吃",
    "别家都涨价",
    "再也不想去别家",
    "除了停车没毛病",
    "怎么可能不喜欢",
]


@pytest.fixture(scope="module")
def rules() -> Classifier:
    return Classifier.by_rules()


class TestRules:
    @pytest.mark.parametrize("text", BAD)
    def test_read_as_bad(self, rules: Classifier, text: str) -> None:
        assert rules.classify(text).sentiment_label == "negative"

    @pytest.mark.parametrize("text", GOOD)
    def test_read_as_good(self, rules: Classifier, text: str) -> None:
        assert rules.classify(text).sentiment_label == "positive"

    def test_what_is_long_past_takes_nothing_back(self, rules: Classifier) -> None:
        text = "以前来过。很难吃。很脏。很吵。很慢。现在结账"
        assert rules.classify(text).sentiment_score < rules.classify("很难吃").sentiment_score

    @pytest.mark.parametrize(
        "text", ["犯不着打12315，退我三块就行", "等到发霉才轮到我们上菜", "米老鼠蛋糕掉了耳朵"]
    )
    def test_a_danger_in_a_figure_of_speech_is_none(self, rules: Classifier, text: str) -> None:
        assert rules.classify(text).urgency == "normal"

    @pytest.mark.parametrize(
        "text",
        [
            "孩子在学校吃了午餐食物中毒",
            "同事在单位吃完外卖食物中毒",
            "新买的水壶在家里烫伤了孩子",
            "排到晕倒了",
        ],
    )
    def test_a_danger_at_home_or_at_work_is_one(self, rules: Classifier, text: str) -> None:
        assert rules.classify(text).urgency == "critical"

    def test_an_insect_in_food_is_critical_whatever_the_food(self, rules: Classifier) -> None:
        assert rules.classify("态度没得说，可是蛋挞里有一只苍蝇").urgency == "critical"

    @pytest.mark.parametrize("text", ["吃了十年没在你家吃出过一只蟑螂", "后厨里没看见一只老鼠"])
    def test_a_denied_danger_is_none(self, rules: Classifier, text: str) -> None:
        assert rules.classify(text).urgency in {"low", "normal"}
