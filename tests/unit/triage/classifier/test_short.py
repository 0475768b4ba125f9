"""Texts of a few characters: a danger is believed, and emoji are feelings."""

import pytest

from services.triage.classifier import Classifier

DANGERS = [
    "着火了",
    "漏电",
    "电梯困人",
    "牙崩了",
    "摔倒了",
    "有人持刀",
    "米饭馊了",
    "蛋糕长毛了",
    "凉皮里有蟑螂",
    "被热汤烫了",
    "狗咬人了",
    "吃完就晕了",
]
NEAR = [
    "外套长毛球",
    "记者证",
    "炸裂！！",
    "臭豆腐真香",
    "仓库里有老鼠",
    "积分过期了",
    "打我电话",
    "空调坏了",
]
QUESTIONS = ["开专票要带什么资料", "现在过去大概要等几桌啊", "两个人的套餐有几种选择"]
NOTHING = ["在三楼等你", "我的", "门口", "王府井", "三号桌"]
FEELINGS = [
    ("😍", "positive"),
    ("❤️❤️❤️", "positive"),
    ("😋😋", "positive"),
    ("😡😡", "negative"),
    ("👎", "negative"),
    ("😭等了好久", "negative"),
]


@pytest.mark.parametrize("text", DANGERS)
def test_bare_danger_is_critical(text: str, classifier: Classifier) -> None:
    assert classifier.classify(text).urgency == "critical"


@pytest.mark.parametrize("text", NEAR)
def test_what_only_looks_like_one_is_not(text: str, classifier: Classifier) -> None:
    assert classifier.classify(text).urgency != "critical"


@pytest.mark.parametrize(("text", "feeling"), FEELINGS)
def test_emoji_tell_a_feeling(text: str, feeling: str, classifier: Classifier) -> None:
    assert classifier.classify(text).sentiment_label == feeling


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_without_a_question_mark_is_one(text: str, classifier: Classifier) -> None:
    assert classifier.classify(text).kind == "inquiry"


@pytest.mark.parametrize("text", NOTHING)
def test_what_says_nothing_complains_of_nothing(text: str, classifier: Classifier) -> None:
    assert classifier.classify(text).kind == "other"
