"""Official Accounts on both databases: checked, taken once, one conversation one feedback."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from services.intake.models.tables import (
    CONTACT_WINDOW,
    INBOUND_ITEM,
    WECHAT_RECEIPT,
    WECHAT_USER,
)
from shared.events import CaseProgressed, FeedbackAppended, FeedbackReceived
from tests.fixtures.clouds.wechat import App, as_xml, signed
from tests.fixtures.pictures import picture
from tests.fixtures.wechat_play import OFFICIAL_PATH, Play

OPENID = "oABCD-1234567890_efgh"
MODES = ("plain", "compatible", "safe")


class TestAddressCheck:
    async def test_gives_the_echo_back_unchanged(self, play: Play) -> None:
        await play.set_up_official()
        stamp = str(int(play.intake.clock.now().timestamp()))
        query = {"timestamp": stamp, "nonce": "n", "echostr": '59<8&"71'}
        answer = await play.http.get(
            OFFICIAL_PATH, params={**query, "signature": signed(play.official, stamp, "n")}
        )

        assert (answer.status_code, answer.text) == (200, query["echostr"])
        assert answer.headers["content-type"].startswith("text/plain")

    @pytest.mark.parametrize("given", [{}, {"signature": "0" * 40}, {"signature": "汉"}])
    async def test_refuses_what_is_not_signed(self, play: Play, given: dict[str, str]) -> None:
        await play.set_up_official()
        stamp = str(int(play.intake.clock.now().timestamp()))
        query = {"timestamp": stamp, "nonce": "n", "echostr": "secret", **given}
        answer = await play.http.get(OFFICIAL_PATH, params=query)

        assert answer.status_code == 403
        assert "secret" not in answer.text

    async def test_knows_no_other_account(self, play: Play) -> None:
        assert (await play.http.get("/v1/wechat/official/nobody")).status_code == 404


class TestMessage:
    @pytest.mark.parametrize("mode", MODES)
    async def test_becomes_a_feedback_whose_number_is_told_at_once(
        self, play: Play, mode: str
    ) -> None:
        await play.set_up_official(mode)
        async with play.working():
            body = await play.says(OPENID, "奶茶太甜了")

        (feedback,) = await play.feedback()
        assert (feedback["text"], feedback["channel"]) == ("奶茶太甜了", "wechat_official")
        assert feedback["verified"] is True
        assert feedback["ticket_no"] in body
        assert feedback["track_url"] in body
        assert play.wechat.sent == []

    async def test_repeated_three_times_is_one_ticket_and_one_reply(self, play: Play) -> None:
        await play.set_up_official()
        message = play.wechat.message(OPENID, Content="等太久了")
        async with play.working():
            answers = await asyncio.gather(
                *(
                    play.wechat.push(play.http, OFFICIAL_PATH, message, app=play.official)
                    for _ in range(3)
                )
            )

        assert {one.status for one in answers} == {200}
        (feedback,) = await play.feedback()
        assert [feedback["ticket_no"] in one.body for one in answers].count(True) == 1
        assert [one.body for one in answers].count("success") == 2

    async def test_whose_worker_is_slow_is_answered_in_time_and_told_by_a_message(
        self, play: Play
    ) -> None:
        await play.set_up_official()
        play.wait(seconds=0.3)
        message = play.wechat.message(OPENID, Content="等太久了")
        answers = [
            await play.wechat.push(play.http, OFFICIAL_PATH, message, app=play.official)
            for _ in range(3)
        ]
        play.intake.clock.advance(seconds=10)
        await play.intake.settled()
        receipts = play.receipts()
        await receipts.tick()
        await receipts.tick()

        assert [one.body for one in answers] == ["success"] * 3
        assert max(one.seconds for one in answers) < 1
        (feedback,) = await play.feedback()
        (text,) = play.wechat.texts()
        assert feedback["ticket_no"] in text

    async def test_of_one_conversation_is_appended(self, play: Play) -> None:
        await play.set_up_official()
        for text in ("奶茶太甜了", "而且是凉的", "还等了很久"):
            await play.says(OPENID, text)
            play.intake.clock.advance(minutes=20)
            await play.intake.settled()
        await play.says("oSomebody-else_000000", "面包很好吃")
        await play.intake.settled()

        first, other = await play.feedback()
        assert [one["text"] for one in first["messages"]] == ["而且是凉的", "还等了很久"]
        assert (other["text"], other["messages"]) == ("面包很好吃", [])
        assert len(await play.intake.published(FeedbackReceived)) == 2
        assert len(await play.intake.published(FeedbackAppended)) == 2

    async def test_of_several_people_at_once_begins_a_feedback_of_each(self, play: Play) -> None:
        await play.set_up_official()
        for person, text in enumerate(("太甜了", "太咸了", "太慢了")):
            await play.says(f"oPerson-000{person}", text)
        await play.says(OPENID, "奶茶太甜了")
        await play.says(OPENID, "而且是凉的")
        await play.intake.settled()
        await play.says("oPerson-0001", "还很贵")
        await play.intake.settled()

        found = await play.feedback()
        assert [one["text"] for one in found] == ["太甜了", "太咸了", "太慢了", "奶茶太甜了"]
        further = [[said["text"] for said in one["messages"]] for one in found]
        assert further == [[], ["还很贵"], [], ["而且是凉的"]]

    async def test_after_the_window_is_a_new_feedback(self, play: Play) -> None:
        await play.set_up_official(conversation_minutes=5)
        await play.says(OPENID, "奶茶太甜了")
        await play.intake.settled()
        play.intake.clock.advance(minutes=6)
        await play.says(OPENID, "今天的很好喝")
        await play.intake.settled()

        assert [one["text"] for one in await play.feedback()] == ["奶茶太甜了", "今天的很好喝"]

    async def test_after_its_case_was_closed_is_a_new_feedback(self, play: Play) -> None:
        await play.set_up_official()
        await play.says(OPENID, "奶茶太甜了")
        await play.intake.settled()
        (born,) = await play.intake.published(FeedbackReceived)
        await play.intake.consume(closed(born))
        await play.says(OPENID, "又太甜了")
        await play.says(OPENID, "还是凉的")
        await play.intake.settled()

        first, second = await play.feedback()
        assert first["messages"] == []
        assert [second["text"], second["messages"][0]["text"]] == ["又太甜了", "还是凉的"]

    async def test_of_a_kind_nobody_foresaw_is_kept_as_it_came(self, play: Play) -> None:
        await play.set_up_official()
        message = play.wechat.message(OPENID, "hologram", Depth="3")
        (answer,) = await play.wechat.deliver(play.http, OFFICIAL_PATH, message, app=play.official)
        await play.intake.settled()

        (feedback,) = await play.feedback()
        assert answer.status == 200
        assert (feedback["text"], feedback["extra"]["message"]["Depth"]) == ("[hologram]", "3")

    async def test_of_one_person_has_one_customer(self, play: Play) -> None:
        await play.set_up_official(conversation_minutes=1)
        for text in ("太甜了", "太咸了"):
            await play.says(OPENID, text)
            await play.intake.settled()
            play.intake.clock.advance(minutes=2)

        first, second = await play.feedback()
        assert first["customer"] == second["customer"] is not None
        assert first["contact"]["wechat_openid"].endswith("efgh")
        assert OPENID not in str(first)


class TestPicture:
    async def test_is_fetched_and_kept(self, play: Play) -> None:
        await play.set_up_official()
        media_id = play.wechat.upload(picture("JPEG"))
        message = play.wechat.message(OPENID, "image", MediaId=media_id, PicUrl="http://x/y")
        await play.wechat.deliver(play.http, OFFICIAL_PATH, message, app=play.official)
        await play.intake.settled()
        await play.says(OPENID, "里面有根头发")
        await play.intake.settled()

        (feedback,) = await play.feedback()
        assert feedback["text"] == "[图片]"
        assert [one["media_type"] for one in feedback["files"]] == ["image/jpeg"]
        assert feedback["messages"][0]["text"] == "里面有根头发"

    async def test_that_has_expired_leaves_the_words_with_a_note(self, play: Play) -> None:
        await play.set_up_official()
        message = play.wechat.message(OPENID, "image", MediaId="gone")
        await play.wechat.deliver(play.http, OFFICIAL_PATH, message, app=play.official)
        await play.intake.settled()

        (feedback,) = await play.feedback()
        assert feedback["text"] == "[图片]\n（未能保存：图片）"
        assert feedback["files"] == []

    async def test_is_waited_for_while_wechat_is_down_but_not_for_ever(self, play: Play) -> None:
        await play.set_up_official()
        play.wechat.faults.next("/cgi-bin/media/get", 500, -1)
        media_id = play.wechat.upload(picture("JPEG"))
        message = play.wechat.message(OPENID, "image", MediaId=media_id)
        await play.wechat.deliver(play.http, OFFICIAL_PATH, message, app=play.official)
        for minutes in (0, 1, 2):
            play.intake.clock.advance(minutes=minutes)
            await play.intake.settled()

        (feedback,) = await play.feedback()
        assert len(feedback["files"]) == 1


class TestEvent:
    async def test_greets_who_follows_once(self, play: Play) -> None:
        await play.set_up_official(subscribe_words="欢迎", scan_words="请说说这家店")
        event = play.wechat.event(OPENID, "subscribe", EventKey="qrscene_store:S002")
        first = await play.wechat.push(play.http, OFFICIAL_PATH, event, app=play.official)
        again = await play.wechat.push(play.http, OFFICIAL_PATH, event, app=play.official)
        await play.intake.settled()

        assert "欢迎\n请说说这家店" in first.body
        assert again.body == "success"
        assert await play.feedback() == []

    async def test_of_the_menu_gets_the_words_of_its_key(self, play: Play) -> None:
        await play.set_up_official(menu_words={"FEEDBACK": "请直接发文字或图片"})
        known = play.wechat.event(OPENID, "CLICK", EventKey="FEEDBACK")
        other = play.wechat.event(OPENID, "CLICK", EventKey="HELP")

        answers = [
            await play.wechat.push(play.http, OFFICIAL_PATH, one, app=play.official)
            for one in (known, other)
        ]
        assert "请直接发文字或图片" in answers[0].body
        assert answers[1].body == "success"

    async def test_of_a_scanned_store_says_which_store_the_words_are_about(
        self, play: Play
    ) -> None:
        await play.set_up_official()
        event = play.wechat.event(OPENID, "SCAN", EventKey="store:S002")
        await play.wechat.push(play.http, OFFICIAL_PATH, event, app=play.official)
        await play.says(OPENID, "厕所没有纸")
        await play.intake.settled()
        play.intake.clock.advance(hours=25)
        await play.says(OPENID, "面包很好吃")
        await play.intake.settled()

        assert [one["store_code"] for one in await play.feedback()] == ["S002", None]

    async def test_opens_the_window_of_its_kind(self, play: Play) -> None:
        await play.set_up_official()
        for event in (
            play.wechat.event(OPENID, "subscribe"),
            play.wechat.event(OPENID, "CLICK", EventKey="A"),
            play.wechat.event(OPENID, "VIEW", EventKey="http://a"),
            play.wechat.event(OPENID, "unsubscribe"),
            play.wechat.message(OPENID, Content="你好"),
        ):
            await play.wechat.push(play.http, OFFICIAL_PATH, event, app=play.official)

        found = {one.trigger: one.most for one in await play.rows(CONTACT_WINDOW)}
        assert found == {"follow": 3, "menu": 3, "message": 5}


BOMB = as_xml({}).replace("<xml>", '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><xml>&b;')


def garbled(play: Play, plain: str, **app: Any) -> tuple[dict[str, str], bytes]:
    known = play.official
    made = App(known.app_id, known.secret, known.callback_token, known.aes_key, known.mode)
    for name, value in app.items():
        setattr(made, name, value)
    return play.wechat.envelope(made, plain)


def unsigned(play: Play) -> tuple[dict[str, str], bytes]:
    query, body = garbled(play, as_xml(play.wechat.message(OPENID, Content="嗨")))
    return {"timestamp": query["timestamp"], "nonce": query["nonce"]}, body


def cut(play: Play) -> tuple[dict[str, str], bytes]:
    cipher = "QUJDREVGRw"
    query = {"timestamp": str(int(play.intake.clock.now().timestamp())), "nonce": "n"}
    sign = signed(play.official, query["timestamp"], "n", cipher)
    body = as_xml({"ToUserName": "gh", "Encrypt": cipher}).encode()
    return {**query, "encrypt_type": "aes", "msg_signature": sign}, body


ABUSE: dict[str, Callable[[Play], tuple[dict[str, str], bytes]]] = {
    "no signature": unsigned,
    "a wrong signature": lambda play: garbled(play, "<xml/>", callback_token="guessed-token"),
    "plaintext in safe mode": lambda play: garbled(play, "<xml/>", mode="plain"),
    "another app id": lambda play: garbled(play, "<xml/>", app_id="wx-another-one-00"),
    "truncated base64": cut,
    "an entity bomb": lambda play: garbled(play, BOMB),
    "an entity bomb around": lambda play: (garbled(play, "<xml/>")[0], BOMB.encode()),
    "no message": lambda play: garbled(play, "<xml><a>1</a></xml>"),
    "a body of 1 MB": lambda play: (garbled(play, "<xml/>")[0], b"<xml>" + b"a" * 1_000_000),
    "nothing": lambda _: ({}, b""),
}


class TestAbuse:
    async def test_is_refused_at_once_and_nothing_is_stored(self, play: Play) -> None:
        await play.set_up_official()
        for what, made in ABUSE.items():
            query, body = made(play)
            answer = await play.http.post(OFFICIAL_PATH, params=query, content=body)

            assert 400 <= answer.status_code < 500, what
            assert answer.headers["content-type"] == "application/problem+json", what
            assert "Traceback" not in answer.text, what
        too_much = await play.http.post("/v1/wechat/official/nobody", content=b"a" * 1_000_000)
        assert too_much.status_code == 413  # before anybody asked whose it is
        for table in (INBOUND_ITEM, WECHAT_USER, CONTACT_WINDOW, WECHAT_RECEIPT):
            assert await play.count(table) == 0


def closed(born: FeedbackReceived) -> CaseProgressed:
    return CaseProgressed(
        generation=1,
        version=1,
        change="closed",
        actor="system",
        case_id=born.case_id,
        feedback_id=born.feedback_id,
        progress="closed",
        public_status="closed",
    )
