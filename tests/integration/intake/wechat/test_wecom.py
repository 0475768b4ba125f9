"""微信客服 on both databases: called, pulled once and completely, also after an outage."""

import asyncio
from typing import Any

import pytest
from wechatpy.enterprise.crypto import WeChatCrypto

from services.intake.models.tables import CONTACT_WINDOW, INBOUND_ITEM, WECOM_CURSOR
from shared.events import FeedbackReceived
from tests.fixtures.clouds.wechat import as_xml, between
from tests.fixtures.pictures import picture
from tests.fixtures.wechat_play import WECOM_PATH, Play

WHO = "wmABCDEFG-1234567890"


async def pulled(play: Play) -> None:
    puller = play.puller()
    while await puller.tick():
        pass
    await play.intake.settled()


class TestAddressCheck:
    async def test_gives_the_decrypted_echo_byte_for_byte(self, play: Play) -> None:
        await play.set_up_wecom()
        stamp, echo = str(int(play.intake.clock.now().timestamp())), "1616140317555161061"
        crypto = WeChatCrypto(play.wecom.callback_token, play.wecom.aes_key, play.wecom.corp_id)
        sealed = crypto.encrypt_message(echo, "n", stamp)
        query = {
            "msg_signature": between(sealed, "<MsgSignature><![CDATA[", "]]>"),
            "timestamp": stamp,
            "nonce": "n",
            "echostr": between(sealed, "<Encrypt><![CDATA[", "]]>"),
        }
        answer = await play.http.get(WECOM_PATH, params=query)
        forged = await play.http.get(WECOM_PATH, params={**query, "nonce": "m"})

        assert (answer.status_code, answer.content) == (200, echo.encode())
        assert forged.status_code == 403


class TestPull:
    async def test_turns_messages_into_one_conversation(self, play: Play) -> None:
        await play.set_up_wecom()
        media_id = play.wecom.upload(picture("JPEG"))
        play.wecom.says(WHO, content="奶茶太甜了")
        play.wecom.says(WHO, "image", media_id=media_id)
        play.wecom.says(WHO, "voice", media_id="m")
        play.wecom.says(
            WHO, "location", name="天河店", address="天河路1号", latitude=23, longitude=113
        )
        play.wecom.says(WHO, "link", title="题", desc="", url="https://a")
        play.wecom.says(WHO, "miniprogram", title="点单", appid="wx1")
        answer = await play.wecom.call(play.http, WECOM_PATH)
        await pulled(play)

        assert (answer.status_code, answer.text) == (200, "success")
        (feedback,) = await play.feedback()
        said = {feedback["text"], *(one["text"] for one in feedback["messages"])}
        assert said == {
            "奶茶太甜了",
            "[图片]",
            "[语音]",
            "[位置] 天河店 天河路1号 (23,113)",
            "[链接] 题 https://a",
            "[小程序] 点单",
        }
        assert (feedback["channel"], len(feedback["files"])) == ("wecom", 1)
        assert list(feedback["contact"]) == ["wecom_userid"]

    async def test_goes_on_while_there_is_more_and_keeps_its_place(self, play: Play) -> None:
        await play.set_up_wecom()
        play.wecom.pull_size = 2
        for number in range(5):
            play.wecom.says(f"wmPerson-{number:09}", content=f"第{number}条")
        await play.wecom.call(play.http, WECOM_PATH)
        await pulled(play)

        assert len(await play.feedback()) == 5
        assert [one.get("cursor") for one in play.wecom.pulls] == [None, "2", "4"]
        play.wecom.says(WHO, content="第6条")
        await play.wecom.call(play.http, WECOM_PATH)
        await pulled(play)
        assert play.wecom.pulls[-1]["cursor"] == "5"
        assert len(await play.feedback()) == 6

    async def test_of_the_same_messages_again_changes_nothing(self, play: Play) -> None:
        await play.set_up_wecom()
        play.wecom.says(WHO, content="奶茶太甜了")
        play.wecom.log.append(dict(play.wecom.log[0]))
        for _ in range(2):
            await play.wecom.call(play.http, WECOM_PATH)
            await pulled(play)

        (feedback,) = await play.feedback()
        assert feedback["messages"] == []
        assert await play.count(INBOUND_ITEM) == 1

    async def test_is_done_by_one_of_several_workers(self, play: Play) -> None:
        await play.set_up_wecom()
        for number in range(3):
            play.wecom.says(f"wmPerson-{number:09}", content=f"第{number}条")
        await play.wecom.call(play.http, WECOM_PATH)
        await asyncio.gather(*(play.puller().tick() for _ in range(4)))
        await play.intake.settled()

        assert len(play.wecom.pulls) == 1
        assert len(await play.intake.published(FeedbackReceived)) == 3

    async def test_leaves_out_what_our_own_staff_wrote(self, play: Play) -> None:
        await play.set_up_wecom()
        play.wecom.says(WHO, content="您好，有什么可以帮您")["origin"] = 5
        await play.wecom.call(play.http, WECOM_PATH)
        await pulled(play)

        assert await play.count(INBOUND_ITEM) == 0

    async def test_binds_the_store_by_whose_link_the_chat_was_entered(self, play: Play) -> None:
        await play.set_up_wecom()
        play.wecom.happens(WHO, "enter_session", scene="123", scene_param="store:S002")
        await play.wecom.call(play.http, WECOM_PATH)
        await pulled(play)
        play.wecom.says(WHO, content="厕所没有纸")
        await play.wecom.call(play.http, WECOM_PATH)
        await pulled(play)

        (feedback,) = await play.feedback()
        assert feedback["store_code"] == "S002"
        assert [one.trigger for one in await play.rows(CONTACT_WINDOW)] == ["wecom_message"]

    async def test_with_a_token_grown_old_goes_without(self, play: Play) -> None:
        await play.set_up_wecom()
        play.wecom.says(WHO, content="奶茶太甜了")
        await play.wecom.call(play.http, WECOM_PATH)
        play.wecom.event_tokens.clear()
        await pulled(play)

        assert len(await play.feedback()) == 1
        assert ["token" in one for one in play.wecom.pulls] == [True, False]

    @pytest.mark.parametrize("fault", [500, 45009, -1])
    async def test_that_fails_is_made_again_and_says_why_meanwhile(
        self, play: Play, fault: int
    ) -> None:
        account = await play.set_up_wecom()
        play.wecom.faults.next("/cgi-bin/kf/sync_msg", fault)
        play.wecom.says(WHO, content="奶茶太甜了")
        await play.wecom.call(play.http, WECOM_PATH)
        await pulled(play)

        shown = await shown_account(play, account["id"])
        assert str(fault) in shown["last_error"]
        assert await play.feedback() == []
        play.intake.clock.advance(seconds=11)
        await pulled(play)
        assert len(await play.feedback()) == 1

    async def test_after_four_days_says_what_may_be_missing(self, play: Play) -> None:
        account = await play.set_up_wecom()
        play.wecom.says(WHO, content="第1条")
        await play.wecom.call(play.http, WECOM_PATH)
        await pulled(play)
        play.wecom.says(WHO, content="丢失的一条")
        play.intake.clock.advance(days=4)
        play.wecom.says(WHO, content="第3条")
        await play.wecom.call(play.http, WECOM_PATH)
        await pulled(play)

        assert [one["text"] for one in await play.feedback()] == ["第1条", "第3条"]
        assert "可能缺失" in (await shown_account(play, account["id"]))["last_error"]
        cursors = await play.http.get(
            f"/v1/channels/{account['id']}/cursors", headers=play.intake.staff("manager")
        )
        (cursor,) = cursors.json()["items"]
        assert cursor["gap_from"] == "2026-11-22T04:00:00Z"
        assert cursor["gap_until"] == "2026-11-23T04:00:00Z"

    async def test_looks_from_time_to_time_without_a_call(self, play: Play) -> None:
        account = await play.set_up_wecom()
        await play.wecom.call(play.http, WECOM_PATH)
        await pulled(play)
        play.wecom.says(WHO, content="回调丢失的一条")
        play.intake.clock.advance(hours=1, seconds=1)
        await pulled(play)

        assert len(await play.feedback()) == 1
        assert (await shown_account(play, account["id"]))["last_error"] is None

    async def test_tells_the_ticket_number_by_a_message(self, play: Play) -> None:
        await play.set_up_wecom()
        play.wecom.says(WHO, content="奶茶太甜了")
        await play.wecom.call(play.http, WECOM_PATH)
        await pulled(play)
        play.intake.clock.advance(seconds=6)
        await play.receipts().tick()

        (feedback,) = await play.feedback()
        (sent,) = play.wecom.sent
        assert feedback["ticket_no"] in sent["text"]["content"]
        assert (sent["touser"], sent["open_kfid"]) == (WHO, "wkA")
        assert len(sent["msgid"]) == 32


class TestAbuse:
    async def test_is_refused_and_nothing_is_stored(self, play: Play) -> None:
        await play.set_up_wecom()
        query, body = play.wecom.envelope("<xml><Event>kf_msg_or_event</Event></xml>")
        plain = as_xml({"Event": "kf_msg_or_event", "OpenKfId": "wkA", "Token": "t"}).encode()
        tries: list[tuple[Any, bytes]] = [
            ({**query, "msg_signature": "0" * 40}, body),
            ({}, body),
            (query, plain),
            (query, b"<xml>" + b"a" * 1_000_000),
        ]
        statuses = [
            (await play.http.post(WECOM_PATH, params=one, content=content)).status_code
            for one, content in tries
        ]

        assert all(400 <= status < 500 for status in statuses)
        assert await play.count(WECOM_CURSOR) == 0


async def shown_account(play: Play, account_id: str) -> dict[str, Any]:
    answer = await play.http.get(f"/v1/channels/{account_id}", headers=play.intake.staff("manager"))
    found: dict[str, Any] = answer.json()
    return found
