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


class TestWithoutAMapping:
    @pytest.mark.parametrize(
        ("channel", "said", "technical"),
        [
            ("wjx", "等了四十分钟奶茶才做好", ("62398527", "103852671234", "a sign")),
            ("jinshuju", "面包有点硬", ("203.0.113.9", "wx_openid_of_form", "123")),
            ("jiandaoyun", "收银员态度很好", ("64f0c1d2e3", "店员小王")),
            ("tencent_survey", "厕所没有纸", ("9012345", "A-7781")),
        ],
    )
    def test_the_answers_are_the_text_and_what_is_the_vendor_s_own_is_not(
        self, channel: str, said: str, technical: tuple[str, ...]
    ) -> None:
        payload = {**sample(channel), **({"sign": "a sign"} if channel == "wjx" else {})}
        arrival = Arrival("answer", {"body": payload, "verified": False}, NOON)
        reading = VENDORS[channel].translate(account(channel, {}), arrival)

        assert isinstance(reading, Draft)
        assert said in reading.text
        assert not any(part in reading.text for part in technical)
