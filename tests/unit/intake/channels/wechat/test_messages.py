"""Messages and events: told apart from their repetitions, and turned into the customer's words."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy import parse_message

from services.intake.channels.wechat.documents import document, fields_of
from services.intake.channels.wechat.messages import BadMessage, Message, message_of, said_in


def message(kind: str, **fields: Any) -> Message:
    common = {"ToUserName": "gh_1", "FromUserName": "oOpen1", "CreateTime": 1_700_000_000}
    return message_of(fields_of(document({**common, "MsgType": kind, **fields}).encode()))


class TestMessageOf:
    def test_reads_what_wechatpy_reads(self) -> None:
        fields = {
            "ToUserName": "gh_1",
            "FromUserName": "oOpen1",
            "CreateTime": 1_700_000_000,
            "MsgType": "text",
            "Content": "太咸了",
            "MsgId": 1234567890123456,
        }
        theirs, ours = parse_message(document(fields)), message("text", **fields)

        assert ours.key == f"message:{theirs.id}"
        assert (ours.sender, ours.receiver) == (theirs.source, theirs.target)
        assert ours.sent_at == datetime.fromtimestamp(theirs.time, UTC)
        assert said_in(ours).text == theirs.content  # type: ignore[union-attr]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"FromUserName": ""},
            {"FromUserName": "o" * 65},
            {"CreateTime": "now"},
            {"CreateTime": "9" * 30},
            {"MsgType": ""},
            {"MsgType": "t" * 41},
        ],
    )
    def test_refuses_one_without_sender_time_or_kind(self, wrong: dict[str, str]) -> None:
        fields = {"FromUserName": "oOpen1", "CreateTime": "1700000000", "MsgType": "text"}

        with pytest.raises(BadMessage):
            message_of({**fields, **wrong})

    @given(
        st.dictionaries(
            st.sampled_from(
                ["FromUserName", "CreateTime", "MsgType", "MsgId", "Event", "EventKey", "Content"]
            ),
            st.text(max_size=70),
        )
    )
    def test_has_a_verdict_on_any_fields(self, fields: dict[str, str]) -> None:
        try:
            found = message_of(fields)
        except BadMessage:
            return
        assert len(found.key) <= 80
        said_in(found)


class TestKey:
    def test_is_the_same_for_a_repetition(self) -> None:
        event = {"Event": "CLICK", "EventKey": "FEEDBACK"}

        assert message("event", **event).key == message("event", **event).key
        assert message("text", Content="a", MsgId=5).key == message("text", MsgId=5).key

    @pytest.mark.parametrize(
        "other",
        [
            {"EventKey": "HELP"},
            {"Event": "VIEW"},
            {"CreateTime": 1_700_000_001},
            {"FromUserName": "oOpen2"},
        ],
    )
    def test_tells_events_of_one_second_apart(self, other: dict[str, Any]) -> None:
        event = {"Event": "CLICK", "EventKey": "FEEDBACK"}

        assert message("event", **event).key != message("event", **{**event, **other}).key


class TestScannedStore:
    def test_is_the_store_of_the_scene(self) -> None:
        scan = message("event", Event="SCAN", EventKey="store:S001")
        follow = message("event", Event="subscribe", EventKey="qrscene_store:S001")

        assert (scan.scanned_store, follow.scanned_store) == ("S001", "S001")

    @pytest.mark.parametrize(
        ("event", "key"),
        [("SCAN", "campaign:1"), ("subscribe", ""), ("CLICK", "store:S001"), ("SCAN", "store:")],
    )
    def test_is_none_for_any_other_event(self, event: str, key: str) -> None:
        assert message("event", Event=event, EventKey=key).scanned_store is None


class TestSaidIn:
    @pytest.mark.parametrize(
        ("kind", "fields", "text"),
        [
            ("text", {"Content": " 太咸了\n"}, "太咸了"),
            ("voice", {"Recognition": "等了一个小时", "MediaId": "m"}, "等了一个小时"),
            ("voice", {"MediaId": "m"}, "[语音，未能识别]"),
            ("image", {}, "[图片]"),
            ("video", {"MediaId": "m"}, "[视频]"),
            (
                "location",
                {"Location_X": "23.1", "Location_Y": "113.3", "Label": "天河路"},
                "[位置] 天河路 (23.1,113.3)",
            ),
            ("link", {"Title": "题", "Description": "", "Url": "https://a"}, "[链接] 题 https://a"),
            ("miniprogrampage", {"Title": "点单"}, "[小程序] 点单"),
            ("hologram", {}, "[hologram]"),
        ],
    )
    def test_is_the_words_of_each_kind(self, kind: str, fields: dict[str, str], text: str) -> None:
        said = said_in(message(kind, **fields))

        assert said is not None
        assert said.text == text

    def test_names_the_picture_to_fetch(self) -> None:
        said = said_in(message("image", MediaId="media-1"))

        assert said is not None
        assert said.media_id == "media-1"

    def test_is_nothing_for_events_and_empty_texts(self) -> None:
        assert said_in(message("event", Event="subscribe")) is None
        assert said_in(message("text", Content=" ")) is None
