"""Answers told without a mapping: questions, choices, tables and places; nothing of machines."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.rules.answers import told

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["title", "text", "options", "value", "id", "name", "groups"])
            | st.text(max_size=8),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)
OFFERED = [{"id": "a", "text": "排队"}, {"id": "b", "text": "价格"}]


@pytest.mark.parametrize(
    ("answers", "lines"),
    [
        ([{"title": "<p>您的评分：</p>", "text": "4星"}], "您的评分：4星"),
        ([{"title": "满意吗？", "options": [{"id": 1, "text": "满意"}]}], "满意吗？满意"),
        ([{"label": "What else?", "value": "Cold food"}], "What else? Cold food"),
        ([{"label": "哪些", "value": ["b"], "options": OFFERED}], "哪些：价格"),
        ([{"title": "哪些", "options": [{**OFFERED[0], "checked": 1}]}], "哪些：排队"),
        ([{"title": "哪些", "options": [{**one, "checked": 0} for one in OFFERED]}], ""),
        (
            [{"title": "各项", "groups": [{"title": "服务", "options": [{"text": "满意"}]}]}],
            "各项：服务 满意",
        ),
        ([{"title": "没有回答", "text": ""}, {"title": "回答了", "text": "好"}], "回答了：好"),
        ([{"id": "q-7", "text": "没有题目"}], "没有题目"),
        ({"q2": {"title": "意见", "answer": "好吃"}}, "意见：好吃"),
        ({"title": "投诉", "content": "太甜", "phone": "139"}, "主题：投诉\n太甜\n电话：139"),
        ({"明细": [{"品名": "奶茶", "数量": 2}]}, "明细：品名 奶茶，数量 2"),
        (
            {"field_6": {"province": "陕西省", "city": "西安市", "street": "高新路"}},
            "陕西省西安市高新路",
        ),
        ({"接待": {"_id": "u1", "name": "小王", "username": "w"}}, "接待：小王"),
        ({"customer": {"name": "王", "email": "a@b.cn"}}, "姓名：王\n邮箱：a@b.cn"),
        ({"visitReason": "birthday", "stars": 5}, "visit reason：birthday\n评分：5"),
        (
            {"website": "taobao.com", "action": "退款", "op": "x1"},
            "website：taobao.com\naction：退款",
        ),
        ({"type": "form.submitted", "formName": "意见卡", "createdAt": "x", "a": "好"}, "a：好"),
        ({"field_3": ["早餐", "外带"], "field_4": None}, "早餐、外带"),
        (
            {"responseId": "abc", "createdAt": "x", "说": "0b8f4f4c-6d9e-4a1a-9a55-0f7b1c0d2e11"},
            "",
        ),
    ],
)
def test_are_told_as_people_would(answers: Any, lines: str) -> None:
    assert told({"data": answers}, ["data"]) == lines


def test_leave_out_what_a_mapping_tells_elsewhere() -> None:
    payload = {"data": [{"id": "1", "title": "评分", "text": "4"}, {"title": "意见", "text": "好"}]}
    assert told(payload, ["data"], mapped_elsewhere=["data[id=1].text"]) == "意见：好"


def test_are_looked_for_where_the_payload_has_any() -> None:
    payload = {"event_type": "form.submitted", "说明": "好"}
    assert told(payload, ["data", ""], technical=("event",)) == "说明：好"


@given(ANY_JSON)
def test_of_any_payload_are_a_text(value: Any) -> None:
    assert isinstance(told({"data": value}, ["data", ""]), str)
