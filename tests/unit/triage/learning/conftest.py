"""Texts a small model learns from, and the reader they go through."""

import pytest

from services.triage.learning.examples import Example
from services.triage.learning.model import Model
from services.triage.learning.reader import Reader, shipped_reader
from services.triage.learning.trainer import train

_SAID = {
    ("complaint", "service.attitude", "negative"): (
        "服务员翻白眼", "店员态度很差", "收银员爱答不理", "服务员说话很冲", "店员骂人了",
    ),
    ("complaint", "delivery.late", "negative"): (
        "外卖送得太慢", "骑手晚到一个小时", "快递迟迟不到", "配送超时了", "外卖等到菜都凉了",
    ),
    ("praise", "quality.taste", "positive"): (
        "味道真不错", "蛋糕特别好吃", "面条很香", "奶茶好喝", "烤鱼味道一流",
    ),
    ("inquiry", "facility.hours", "neutral"): (
        "请问几点关门", "周末几点开门", "你们营业到几点", "春节开门吗", "晚上几点打烊",
    ),
}  # fmt: skip


def examples() -> list[Example]:
    return [
        Example(f"{before}{text}{after}", kind, (topic,), sentiment)
        for (kind, topic, sentiment), texts in _SAID.items()
        for text in texts
        for before, after in (("", ""), ("今天", "。"), ("", "，说一下"), ("上次", "！"))
    ]


@pytest.fixture(scope="session")
def reader() -> Reader:
    return shipped_reader()


@pytest.fixture(scope="session")
def model() -> Model:
    return train(examples(), base=None, name="small").model
