"""Signed callbacks and pulled messages that hold anything: none is a failure of ours."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.intake.models.channels import DONE, IGNORED
from services.intake.models.tables import CHANNEL_ACCOUNT, INBOUND_ITEM, WECOM_CURSOR
from tests.fixtures.absurd import ABSURD, ABSURD_TEXT, FEW, spoilt
from tests.fixtures.wechat_play import OFFICIAL_PATH, WECOM_PATH, Play

TAGS = ("FromUserName", "ToUserName", "CreateTime", "MsgType", "MsgId", "Event", "EventKey")
WORDS = ("Content", "Recognition", "MediaId", "Label", "Location_X", "Title", "Url")
KINDS = st.sampled_from(["text", "image", "voice", "location", "link", "event", "hologram"])
EVENTS = st.sampled_from(["subscribe", "SCAN", "CLICK", "unsubscribe", "TEMPLATESENDJOBFINISH"])
SCENES = st.sampled_from(["store:S001", "store:" + "9" * 500, "qrscene_store:\u202e"])


@st.composite
def messages(draw: st.DrawFn) -> dict[str, Any]:
    """Return what WeChat sends, some of it absurd."""
    whole: dict[str, Any] = {
        "ToUserName": "gh_original",
        "FromUserName": "oOpen1",
        "CreateTime": 1_763_000_000,
        "MsgType": draw(KINDS),
        "Event": draw(EVENTS),
        "EventKey": draw(SCENES),
        "MsgId": 10**17 + draw(st.integers(0, 10**9)),
    }
    for tag in draw(st.lists(st.sampled_from(TAGS + WORDS), min_size=1, max_size=4)):
        whole[tag] = draw(ABSURD_TEXT | st.just({"a": {"b": "c"}}))
    return whole


@st.composite
def pulled_messages(draw: st.DrawFn) -> dict[str, Any]:
    """Return what WeCom is asked for, some of it absurd; its time is one that is still given."""
    kind = draw(st.sampled_from(["text", "image", "location", "event", "hologram"]))
    return spoilt(
        draw,
        {
            "msgid": draw(st.uuids().map(str)),
            "open_kfid": "wkA",
            "external_userid": "wmPerson",
            "send_time": 1_763_000_000,
            "origin": draw(st.sampled_from([3, 4, 5])),
            "msgtype": kind,
            kind: {
                "event_type": draw(st.sampled_from(["enter_session", "msg_send_fail", ""])),
                "external_userid": "wmPerson",
                "scene_param": "store:S001",
                "welcome_code": "c",
                "fail_msgid": "m-1",
                "fail_type": 4,
                "content": "太咸了",
                "latitude": 23.1,
            },
        },
    )


async def unsettled(play: Play) -> list[Any]:
    rows = await play.rows(INBOUND_ITEM)
    return [(one.state, one.error) for one in rows if one.state not in {DONE, IGNORED}]


class TestAnyCallback:
    @settings(FEW, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    async def test_is_taken_or_refused(self, play: Play, data: st.DataObject) -> None:
        if not await play.rows(CHANNEL_ACCOUNT):
            await play.set_up_official()
        message = data.draw(messages())
        answer = await play.wechat.push(play.http, OFFICIAL_PATH, message, app=play.official)
        await play.intake.settled()

        assert answer.status < 500
        assert await unsettled(play) == []

    async def test_of_a_time_with_leading_noughts_is_refused(self, play: Play) -> None:
        await play.set_up_official()
        for created in ("0" * 20 + "9" * 30, "0" * 20 + "9" * 5000):
            message = {**play.wechat.message("oOpen1", Content="太咸了"), "CreateTime": created}
            answer = await play.wechat.push(play.http, OFFICIAL_PATH, message, app=play.official)

            assert answer.status == 400


class TestAnyPulledMessage:
    @settings(FEW, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    async def test_holds_up_no_other(self, play: Play, data: st.DataObject) -> None:
        if not await play.rows(CHANNEL_ACCOUNT):
            await play.set_up_wecom()
        odd = st.lists(pulled_messages() | ABSURD, min_size=1, max_size=4)
        await pulled_beside_another(play, *data.draw(odd))

    @pytest.mark.parametrize(
        "wrong",
        [
            {"origin": []},
            {"send_time": True},
            {"send_time": -1},
            {"msgid": {}},
            {"external_userid": ["wm\0"]},
            {"event": {"event_type": "enter_session", "scene_param": "store:S\0001"}},
            {"event": {"event_type": "msg_send_fail", "fail_msgid": "m-1\0", "fail_type": []}},
        ],
        ids=str,
    )
    async def test_of_a_wrong_shape_holds_up_no_other(
        self, play: Play, wrong: dict[str, Any]
    ) -> None:
        await play.set_up_wecom()
        usual = {"msgid": "m-1", "external_userid": "wmPerson", "send_time": 1_763_000_000}
        await pulled_beside_another(
            play, {**usual, "origin": 4, "msgtype": "event", "open_kfid": "wkA", **wrong}
        )


async def pulled_beside_another(play: Play, *odd: Any) -> None:
    before = len(await play.rows(INBOUND_ITEM))
    play.wecom.says(f"wmSomebody{before}", content="太咸了")
    play.wecom.odd = list(odd)
    play.intake.clock.advance(seconds=60)
    await play.wecom.call(play.http, WECOM_PATH)
    puller = play.puller()
    while await puller.tick():
        pass
    await play.intake.settled()

    assert [one.error for one in await play.rows(WECOM_CURSOR)] == [None]
    assert len(await play.rows(INBOUND_ITEM)) > before
    assert await unsettled(play) == []
