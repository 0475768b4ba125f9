"""What a form may ask, and what an answer to one of its own questions may be."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

Shown = Literal["hidden", "optional", "required"]
FieldType = Literal["text", "choice", "number", "date"]

STANDARD_FIELDS: Mapping[str, Shown] = {
    "text": "required",
    "rating": "optional",
    "pictures": "optional",
    "name": "optional",
    "phone": "optional",
    "email": "optional",
    "order_no": "hidden",
}
STANDARD_VERSION = "standard-1"
STANDARD_CONSENT = (
    (
        "联系方式和图片加密保存，只用于处理这条反馈并告诉您结果；不留联系方式也会处理，"
        "结果在下一页查看。您可以随时在进度页撤回同意。提交即表示同意。"
    ),
    (
        "Your contact and pictures are kept encrypted and used only to handle this feedback and to "
        "tell you the result. Without a contact it is handled as well: the next page shows the "
        "result, and there you can withdraw your consent at any time. By sending you agree."
    ),
)
LONGEST_ANSWER = 500
LARGEST_NUMBER = 10**12
NUMBER = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,6})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
RATINGS = {
    5: ("非常满意", "Very good"),
    4: ("满意", "Good"),
    3: ("一般", "So-so"),
    2: ("不满意", "Poor"),
    1: ("非常不满意", "Very poor"),
}


class NotAnAnswer(ValueError):
    """What was given is none of the answers its question takes."""


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers that a choice offers."""

    value: str
    label_zh: str
    label_en: str


@dataclass(frozen=True, slots=True)
class ExtraField:
    """A form's own question; `key` names its answer among the feedback's extra values."""

    key: str
    type: FieldType
    label_zh: str
    label_en: str
    required: bool = False
    options: Sequence[Option] = field(default=())

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "ExtraField":
        """Return the question as a form keeps it."""
        options = [Option(**one) for one in kept.get("options", ())]
        return cls(**{**kept, "options": options})


Sentences = tuple[str, str]
"""The same in Chinese and in English."""

NEEDED: Sentences = ("请填写此项。", "Please fill this in.")
WRONG: Mapping[FieldType, Sentences] = {
    "text": (
        f"最多 {LONGEST_ANSWER} 个字；请写短一些。",
        f"At most {LONGEST_ANSWER} characters; please shorten it.",
    ),
    "choice": ("请从列出的选项中选择。", "Please choose one of the options."),
    "number": ("请只填数字，例如 3 或 12.5。", "Please give a number, such as 3 or 12.5."),
    "date": ("请填写日期，例如 2026-11-22。", "Please give a date, such as 2026-11-22."),
}


def answer_to(question: ExtraField, given: str) -> str | int | float | None:
    """Return the value of an answer, None when there is none. Raises NotAnAnswer."""
    plain = given.strip()
    if not plain:
        return None
    if question.type == "number":
        return number_in(plain)
    if question.type == "date":
        return day_in(plain)
    if question.type == "choice" and plain not in {one.value for one in question.options}:
        raise NotAnAnswer(question.key)
    if len(plain) > LONGEST_ANSWER:
        raise NotAnAnswer(question.key)
    return plain


def number_in(plain: str) -> int | float:
    if not NUMBER.fullmatch(plain):
        raise NotAnAnswer(plain)
    return float(plain) if "." in plain else int(plain)


def day_in(plain: str) -> str:
    try:
        day = date.fromisoformat(plain) if DAY.fullmatch(plain) else None
    except ValueError:
        day = None
    if day is None:
        raise NotAnAnswer(plain)
    return day.isoformat()


def words_without_text(rating: int | None, answers: Sequence[tuple[ExtraField, object]]) -> str:
    """Return what a feedback says whose customer chose and wrote nothing; "" for nothing at all."""
    said = [f"评分：{rating} 分（{RATINGS[rating][0]}）"] if rating in RATINGS else []
    for question, value in answers:
        label = next((one.label_zh for one in question.options if one.value == value), value)
        said.append(f"{question.label_zh}：{label}")
    return "；".join(said)
