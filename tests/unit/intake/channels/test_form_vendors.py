"""Form vendors' deliveries: any bytes, headers and addresses give a verdict or a refusal."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from services.intake.channels import KINDS, standard_webhook
from services.intake.channels.form_vendors import Delivery, FormVendor, json_object
from services.intake.channels.protocol import Append, Arrival, Draft, Ignored
from services.intake.models import ChannelAccount
from shared.problems import Problem
from tests.fixtures.clock import NOON
from tests.fixtures.vendors import CREDENTIALS, MAPPINGS, WEBHOOK_KEY, WEBHOOK_SECRET, sample

VENDORS = {key: kind for key, kind in KINDS.items() if isinstance(kind, FormVendor)}
TEXT = st.text(st.characters(max_codepoint=255), max_size=30)
NAMES = st.sampled_from(
    ["webhook-id", "webhook-timestamp", "webhook-signature", "x-jdy-signature", "x-jdy-deliverid"]
)


def account(channel: str, mapping: dict[str, Any] | None = None) -> ChannelAccount:
    return ChannelAccount(
        id="one",
        channel=channel,
        name="one",
        address="hooks/one",
        title="表单",
        settings={"mapping": mapping if mapping is not None else MAPPINGS[channel]},
        sealed_credentials=b"",
        created_at=NOON,
        changed_at=NOON,
    )


def verdict(channel: str, delivery: Delivery) -> object:
    """Return what a delivery comes to, a refusal too."""
    kind = VENDORS[channel]
    credentials = kind.Credentials.model_validate(kind.prepared(dict(CREDENTIALS[channel])))
    try:
        is_verified = kind.check(account(channel), credentials, delivery)
        payload = json_object(delivery.body)
        kind.key(delivery, payload)
    except Problem as refusal:
        return refusal
    arrival = Arrival("answer", {"body": payload, "verified": is_verified}, NOON)
    return kind.translate(account(channel), arrival)


@pytest.mark.parametrize("channel", VENDORS)
class TestAnyDelivery:
    @given(
        body=st.binary(max_size=300),
        headers=st.dictionaries(NAMES, TEXT),
        query=st.dictionaries(st.sampled_from(["nonce", "timestamp", "token"]), TEXT),
    )
    def test_gets_a_verdict(
        self, channel: str, body: bytes, headers: dict[str, str], query: dict[str, str]
    ) -> None:
        delivery = Delivery(headers, query, body, "127.0.0.1", NOON)
        assert isinstance(verdict(channel, delivery), Problem | Draft | Append | Ignored)

    @given(data=st.data())
    def test_with_anything_in_its_place_has_a_meaning(
        self, channel: str, data: st.DataObject
    ) -> None:
        scalar = st.none() | st.booleans() | st.integers() | st.text(max_size=10)
        payload = sample(channel)
        for key in data.draw(st.lists(st.sampled_from(sorted(payload)), max_size=3)):
            payload[key] = data.draw(scalar | st.lists(scalar) | st.dictionaries(TEXT, scalar))
        arrival = Arrival("answer", {"body": payload, "verified": False}, NOON)
        kind = VENDORS[channel]
        delivery = Delivery({"x-jdy-deliverid": "1", "webhook-id": "1"}, {}, b"", "", NOON)
        try:
            kind.key(delivery, payload)
        except Problem:
            return
        meaning = kind.translate(account(channel, {}), arrival)
        assert isinstance(meaning, Draft | Append | Ignored)


class TestStandardWebhook:
    def test_is_signed_as_the_reference_library_does(self) -> None:
        body = json.dumps(sample("hook"), ensure_ascii=False)
        theirs = Webhook(WEBHOOK_SECRET).sign("d-1", NOON, body)
        timestamp = str(int(NOON.timestamp()))

        assert standard_webhook.signature(WEBHOOK_KEY, "d-1", timestamp, body.encode()) == theirs

    def test_takes_one_of_several_signatures(self) -> None:
        body = json.dumps(sample("hook")).encode()
        timestamp = str(int(NOON.timestamp()))
        right = standard_webhook.signature(WEBHOOK_KEY, "d-1", timestamp, body)
        headers = {
            "webhook-id": "d-1",
            "webhook-timestamp": timestamp,
            "webhook-signature": f"v1,AAAA v2,BBBB {right}",
        }
        assert isinstance(verdict("hook", Delivery(headers, {}, body, "", NOON)), Draft)


TELLS = {
    "wjx": "第 1 题：2\n第 2 题：等了四十分钟奶茶才做好\n第 3 题：13812345678\n"
    "第 4 题：上海南京西路店",
    "tencent_survey": "您的评分：4星\n您的意见：厕所没有纸\n邮箱：li@example.com",
    "jinshuju": "不太满意\n面包有点硬\n早餐、外带\n上海市黄浦区",
    "jiandaoyun": "收银员态度很好\n5\nS003",
    "hook": "外卖漏了一杯\n评分：1\n门店：S002\n电话：13900001111\n订单号：E2026112201\n"
    "时间：2026-11-22 09:30:00",
}


class TestWithoutAMapping:
    @pytest.mark.parametrize("channel", VENDORS)
    def test_the_answers_are_told_as_people_would_and_nothing_of_the_vendor_s_own(
        self, channel: str
    ) -> None:
        payload = {**sample(channel), **({"sign": "a sign"} if channel == "wjx" else {})}
        arrival = Arrival("answer", {"body": payload, "verified": False}, NOON)
        reading = VENDORS[channel].translate(account(channel, {}), arrival)

        assert isinstance(reading, Draft)
        assert reading.text == TELLS[channel]


class TestTencentSurvey:
    def test_counts_answers_within_their_survey(self) -> None:
        first, second = sample("tencent_survey"), sample("tencent_survey")
        second["payload"]["survey_id"] = 1
        ids = set()
        for payload in (first, second):
            arrival = Arrival("answer", {"body": payload, "verified": False}, NOON)
            reading = VENDORS["tencent_survey"].translate(account("tencent_survey"), arrival)
            assert isinstance(reading, Draft)
            ids.add(reading.external_id)
        assert len(ids) == 2
