"""Replies by WeChat, from the request to what is shown: the ladder climbs and tells once."""

from datetime import timedelta
from typing import Any

import pytest

from services.intake.channels import Ladder
from services.intake.channels.wechat.family import wechat_senders
from services.intake.loops.replies import ReplyLoop
from services.intake.models.tables import CONTACT_WINDOW, WECHAT_USER
from services.intake.operations.letters import Writer
from services.intake.operations.replies import mark_viewed
from shared.events import FeedbackReceived, ReplyDelivered, ReplyFailed, ReplyRequested
from shared.ids import new_id
from tests.fixtures.wechat_play import WECOM_PATH, Play

OPENID = "oABCD-1234567890_efgh"
CUSTOM = "/cgi-bin/message/custom/send"


async def asked(play: Play, purpose: str = "result") -> str:
    """Let followup ask to tell the customer something; return the request's id."""
    (born,) = await play.intake.published(FeedbackReceived)
    request = ReplyRequested(
        request_id=new_id(),
        case_id=born.case_id,
        feedback_id=born.feedback_id,
        cycle=1,
        purpose=purpose,
        text="已为您退款",
        not_after=play.intake.clock.now() + timedelta(days=7),
    )
    await play.intake.consume(request)
    return request.request_id


async def work(play: Play) -> None:
    desk = play.desk
    ladder = Ladder(wechat_senders(desk.clouds, desk.sealer, desk.clock))
    writer = Writer(desk.sealer, desk.links, "回音茶饮")
    loop = ReplyLoop(desk.database, ladder, writer, desk.clock)
    while await loop.work_off():
        pass


async def rungs(play: Play, request_id: str) -> dict[str, tuple[str, str]]:
    auditor = play.intake.staff("auditor")
    found: Any = (await play.http.get(f"/v1/replies/{request_id}", headers=auditor)).json()
    return {one["rung"]: (one["state"], one["reason"] or "") for one in found["rungs"]}


async def spoken(play: Play, **settings: Any) -> None:
    await play.set_up_official(receipt_words="", **settings)
    await play.says(OPENID, "奶茶太甜了")
    await play.intake.settled()


class TestReply:
    async def test_is_a_customer_service_message_inside_the_window(self, play: Play) -> None:
        await spoken(play)
        request_id = await asked(play)
        await work(play)

        (text,) = play.wechat.texts()
        assert "已为您退款" in text
        assert "/intake/t/" in text
        assert (await rungs(play, request_id))["wechat"][0] == "delivered"
        assert [one.via for one in await play.intake.published(ReplyDelivered)] == ["wechat"]

    @pytest.mark.parametrize("code", [45015, 45047])
    async def test_falls_to_the_template_when_wechat_shuts_the_window(
        self, play: Play, code: int
    ) -> None:
        fields = {
            "thing2": "{text}",
            "thing3": "{store}{brand}",
            "character_string1": "{ticket_no}",
        }
        template = {"purpose": "result", "template_id": "S-1", "fields": fields}
        await spoken(play, templates=[template])
        play.wechat.faults.next(CUSTOM, code)
        request_id = await asked(play)
        await work(play)

        found = await rungs(play, request_id)
        assert (found["wechat"][0], found["wechat_subscription"][0]) == ("failed", "delivered")
        assert str(code) in found["wechat"][1]
        (sent,) = play.wechat.sent
        said = {name: one["value"] for name, one in sent.body["data"].items()}
        assert (sent.kind, said["thing2"], said["thing3"]) == (
            "template",
            "已为您退款",
            "回音茶饮回音茶饮",
        )

    async def test_that_no_rung_bears_says_why_of_each(self, play: Play) -> None:
        await spoken(play)
        request_id = await asked(play)
        play.intake.clock.advance(hours=49)
        await work(play)

        found = await rungs(play, request_id)
        assert "45015" in found["wechat"][1]
        assert "模板" in found["wechat_subscription"][1]
        (failed,) = await play.intake.published(ReplyFailed)
        assert set(failed.reasons) >= {"wechat", "wechat_subscription"}

    async def test_whose_answer_was_lost_is_never_sent_again(self, play: Play) -> None:
        await spoken(play)
        play.wechat.faults.hanging.set()
        play.wechat.faults.next(CUSTOM, "hang after")
        request_id = await asked(play)
        for _ in range(6):
            await work(play)
            play.intake.clock.advance(hours=1)

        assert len(play.wechat.texts()) == 1
        assert (await rungs(play, request_id))["wechat"][0] == "unknown"

    async def test_after_an_outage_of_wechat_is_sent_once(self, play: Play) -> None:
        await spoken(play)
        play.wechat.faults.next(CUSTOM, 500, -1)
        await asked(play)
        for _ in range(5):
            await work(play)
            play.intake.clock.advance(minutes=2)

        assert len(play.wechat.texts()) == 1


class TestWeCom:
    async def told(self, play: Play) -> str:
        """Return the id of a reply that WeCom took."""
        await play.set_up_wecom(receipt_words="")
        play.wecom.says("wmABCDEFG-1234567890", content="奶茶太甜了")
        await play.wecom.call(play.http, WECOM_PATH)
        await play.puller().tick()
        await play.intake.settled()
        request_id = await asked(play)
        await work(play)
        return request_id

    async def fails_after_all(self, play: Play) -> None:
        (sent,) = play.wecom.sent
        play.wecom.happens(
            "wmABCDEFG-1234567890", "msg_send_fail", fail_msgid=sent["msgid"], fail_type=10
        )
        await play.wecom.call(play.http, WECOM_PATH)
        await play.puller().tick()
        await work(play)

    async def test_goes_on_with_what_did_not_arrive_after_all(self, play: Play) -> None:
        request_id = await self.told(play)
        assert len(await play.intake.published(ReplyDelivered)) == 1
        play.intake.clock.advance(minutes=1)
        await self.fails_after_all(play)

        why = "企业微信随后报告未送达：顾客拒收"
        assert (await rungs(play, request_id))["wecom"] == ("failed", why)
        (failed,) = await play.intake.published(ReplyFailed)
        assert (failed.reasons["wecom"], failed.taken_back) == (why, True)
        await self.fails_after_all(play)
        assert len(await play.intake.published(ReplyFailed)) == 1

    async def test_says_it_beside_the_rung_when_the_page_was_viewed(self, play: Play) -> None:
        request_id = await self.told(play)
        (born,) = await play.intake.published(FeedbackReceived)
        now = play.intake.clock.advance(minutes=1)
        await play.desk.database.write(
            lambda session: mark_viewed(session, born.feedback_id, now=now)
        )
        await self.fails_after_all(play)

        why = "企业微信随后报告未送达：顾客拒收"
        assert (await rungs(play, request_id))["wecom"] == ("delivered", why)
        assert await play.intake.published(ReplyFailed) == []


class TestAccount:
    async def test_takes_what_was_remembered_with_it(self, play: Play) -> None:
        account = await play.set_up_official(receipt_words="")
        await play.says(OPENID, "奶茶太甜了")
        await play.intake.settled()
        answer = await play.http.delete(
            f"/v1/channels/{account['id']}", headers=play.intake.staff("manager")
        )

        assert answer.status_code == 204
        assert await play.count(WECHAT_USER) == await play.count(CONTACT_WINDOW) == 0
        assert len(await play.feedback()) == 1
