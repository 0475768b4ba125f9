"""Sending on both databases: windows and counts, consents, our ids, and what each failure means."""

import asyncio
from dataclasses import replace
from typing import Any

import httpx
import pytest

from services.intake.channels.sending import (
    Letter,
    Outcome,
    Refused,
    Reserved,
    Retry,
    Sent,
    Unknown,
)
from services.intake.channels.wechat.clouds import Clouds, Roots
from services.intake.channels.wechat.family import wechat_senders
from services.intake.channels.wechat.sending import MessageSender, WeComSender
from services.intake.channels.wechat.template_sending import TemplateSender
from services.intake.models.tables import ACCESS_TOKEN, CONTACT_WINDOW, SUBSCRIPTION_CONSENT
from tests.fixtures.clouds.serving import served
from tests.fixtures.wechat_play import MINI_PATH, OFFICIAL_PATH, WECOM_PATH, Play

OPENID = "oABCD-1234567890_efgh"
CUSTOM = "/cgi-bin/message/custom/send"
SUBSCRIBE = "/cgi-bin/message/subscribe/send"
TEMPLATE = "/cgi-bin/message/template/send"
LETTER = Letter(
    id="0123456789abcdef0123456789abcdef",
    request_id="case/1/result/1",
    rung="wechat",
    purpose="result",
    feedback_id="01930000-0000-7000-8000-000000000001",
    address=OPENID,
    text="您好，已为您退款",
    values={"text": "已为您退款并向您道歉，欢迎再次光临我们的门店"},
    link="http://127.0.0.1:8000/intake/t/abc",
    ticket_no="20261122-7Q4K2",
)


async def sent_by(play: Play, sender: Any, letter: Letter = LETTER) -> Outcome:
    """Send as the ladder does: reserve, send, settle."""
    database, now = play.desk.database, play.intake.clock.now()
    reserved = await database.write(lambda session: sender.reserve(session, letter, now=now))
    if not isinstance(reserved, Reserved):
        return reserved  # type: ignore[no-any-return]
    outcome: Outcome = await sender.send(letter, reserved)
    await database.write(lambda session: sender.settle(session, letter, reserved, outcome, now=now))
    return outcome


def messages(play: Play) -> MessageSender:
    return MessageSender(play.desk.clouds, play.desk.sealer)


def templates(play: Play) -> TemplateSender:
    return TemplateSender(play.desk.clouds, play.desk.sealer, play.desk.clock)


async def greeted(play: Play) -> None:
    """Let the customer have written to the official account."""
    await play.set_up_official(receipt_words="")
    await play.says(OPENID, "奶茶太甜了")


class TestMessage:
    async def test_is_sent_inside_the_window_and_budgeted(self, play: Play) -> None:
        await greeted(play)
        sender = messages(play)
        purposes = ["question"] * 4 + ["result", "survey", "notice"]
        outcomes = [
            await sent_by(play, sender, replace(LETTER, purpose=purpose)) for purpose in purposes
        ]

        kinds = [type(one) for one in outcomes]
        assert kinds == [Sent, Sent, Sent, Refused, Sent, Sent, Refused]
        assert "留给" in outcomes[3].reason  # type: ignore[union-attr]
        assert len(play.wechat.sent) == 5
        assert play.wechat.texts()[0] == LETTER.text

    async def test_outside_the_window_is_refused_without_asking_wechat(self, play: Play) -> None:
        await greeted(play)
        play.intake.clock.advance(hours=49)
        late = await sent_by(play, messages(play))
        stranger = await sent_by(play, messages(play), replace(LETTER, address="oNobody_1234"))

        assert isinstance(late, Refused)
        assert "45015" in late.reason
        assert isinstance(stranger, Refused)
        assert play.wechat.asked[CUSTOM] == 0

    @pytest.mark.parametrize("code", [45015, 45047])
    async def test_that_wechat_refuses_closes_the_window_here(self, play: Play, code: int) -> None:
        await greeted(play)
        play.wechat.faults.next(CUSTOM, code)
        outcomes = [await sent_by(play, messages(play)) for _ in range(2)]

        assert [type(one) for one in outcomes] == [Refused, Refused]
        assert play.wechat.asked[CUSTOM] == 1
        await play.says(OPENID, "在吗")
        assert isinstance(await sent_by(play, messages(play)), Sent)

    @pytest.mark.parametrize("fault", [500, 503, 429, -1, 45011, 45009])
    async def test_that_was_surely_not_sent_is_tried_later_and_costs_nothing(
        self, play: Play, fault: int
    ) -> None:
        await greeted(play)
        play.wechat.faults.next(CUSTOM, fault)
        outcome = await sent_by(play, messages(play))

        assert isinstance(outcome, Retry)
        (window,) = await play.rows(CONTACT_WINDOW)
        assert (window.used, window.told) == (0, "")

    @pytest.mark.parametrize("fault", [502, 504])
    async def test_whose_answer_is_lost_is_unknown_and_stays_counted(
        self, play: Play, fault: int
    ) -> None:
        await greeted(play)
        play.wechat.faults.next(CUSTOM, fault)
        outcome = await sent_by(play, messages(play))
        asked = await messages(play).ask(LETTER, Reserved(), since=play.intake.clock.now())

        assert isinstance(outcome, Unknown)
        assert isinstance(asked, Unknown)
        (window,) = await play.rows(CONTACT_WINDOW)
        assert window.used == 1

    async def test_that_times_out_is_unknown(self, play: Play) -> None:
        await greeted(play)
        async with served(play.wechat.app) as root, httpx.AsyncClient(timeout=0.3) as http:
            desk = play.desk
            clouds = Clouds(desk.database, desk.sealer, desk.clock, http, Roots(root, root))
            await clouds.tokens.renew((await play.rows(CONTACT_WINDOW))[0].account_id)
            play.wechat.faults.next(CUSTOM, "hang after")
            outcome = await sent_by(play, MessageSender(clouds, desk.sealer))
            play.wechat.faults.hanging.set()

        assert isinstance(outcome, Unknown)
        assert len(play.wechat.sent) == 1

    async def test_that_finds_nobody_listening_is_tried_later(self, play: Play) -> None:
        await greeted(play)
        desk = play.desk
        dead = Clouds(
            desk.database,
            desk.sealer,
            desk.clock,
            desk.clouds._http,
            Roots("http://127.0.0.1:9", ""),
        )
        assert isinstance(await sent_by(play, messages(play)), Sent)
        outcome = await sent_by(play, MessageSender(dead, desk.sealer))

        assert isinstance(outcome, Retry)

    async def test_to_somebody_who_clicked_uses_that_minute_first(self, play: Play) -> None:
        await greeted(play)
        event = play.wechat.event(OPENID, "CLICK", EventKey="A")
        await play.wechat.push(play.http, OFFICIAL_PATH, event, app=play.official)
        await sent_by(play, messages(play))

        used = {one.trigger: one.used for one in await play.rows(CONTACT_WINDOW)}
        assert used == {"menu": 1, "message": 0}


class TestTemplate:
    async def test_of_a_mini_program_spends_one_consent(self, play: Play) -> None:
        await consented(play, times=1)
        first, second = [await sent_by(play, templates(play)) for _ in range(2)]

        assert isinstance(first, Sent)
        assert isinstance(second, Refused)
        assert "43101" in second.reason
        (sent,) = play.wechat.sent
        assert sent.body["data"]["thing1"]["value"] == "已为您退款并向您道歉，欢迎再次光临我们…"
        assert sent.body["data"]["character_string2"]["value"] == LETTER.ticket_no
        assert sent.body["page"].endswith("link=http%3A%2F%2F127.0.0.1%3A8000%2Fintake%2Ft%2Fabc")

    async def test_gives_the_consent_back_when_it_was_not_sent(self, play: Play) -> None:
        await consented(play, times=1)
        play.wechat.faults.next(SUBSCRIBE, 500)
        outcomes = [await sent_by(play, templates(play)) for _ in range(2)]

        assert [type(one) for one in outcomes] == [Retry, Sent]

    async def test_that_the_customer_has_switched_off_forgets_the_consents(
        self, play: Play
    ) -> None:
        await consented(play, times=3)
        play.wechat.faults.next(SUBSCRIBE, 43101)
        outcomes = [await sent_by(play, templates(play)) for _ in range(2)]

        assert [type(one) for one in outcomes] == [Refused, Refused]
        assert play.wechat.asked[SUBSCRIBE] == 1
        assert all(one.spent_at for one in await play.rows(SUBSCRIPTION_CONSENT))

    async def test_of_a_service_account_is_sent_once_under_our_id(self, play: Play) -> None:
        template = {"purpose": "result", "template_id": "S-1", "fields": {"thing2": "{text}"}}
        await play.set_up_official(templates=[template], receipt_words="")
        await play.says(OPENID, "奶茶太甜了")
        play.wechat.faults.next(TEMPLATE, "hang after")
        sender, now = templates(play), play.intake.clock.now()
        reserved = await play.desk.database.write(
            lambda session: sender.reserve(session, LETTER, now=now)
        )
        assert isinstance(reserved, Reserved)
        play.wechat.faults.hanging.set()
        cut_off = await sender.send(LETTER, reserved)
        asked = await sender.ask(LETTER, reserved, since=now)
        play.intake.clock.advance(minutes=11)
        too_late = await sender.ask(LETTER, reserved, since=now)

        assert [type(one) for one in (cut_off, asked, too_late)] == [Unknown, Sent, Unknown]
        (sent,) = play.wechat.sent
        assert sent.body["client_msg_id"] == LETTER.id
        assert sent.body["url"] == LETTER.link

    async def test_to_who_does_not_follow_is_refused(self, play: Play) -> None:
        template = {"purpose": "result", "template_id": "S-1", "fields": {"thing2": "{text}"}}
        await play.set_up_official(templates=[template], receipt_words="")
        await play.says(OPENID, "奶茶太甜了")
        play.wechat.strangers.add(OPENID)
        outcome = await sent_by(play, templates(play))

        assert outcome == Refused("require subscribe (43004)")


class TestWeCom:
    async def test_is_sent_under_our_id_inside_the_window(self, play: Play) -> None:
        await play.set_up_wecom(receipt_words="")
        play.wecom.says("wmABCDEFG-1234567890", content="奶茶太甜了")
        await play.wecom.call(play.http, WECOM_PATH)
        await play.puller().tick()
        letter = replace(LETTER, address="wmABCDEFG-1234567890", rung="wecom")
        sender = WeComSender(play.desk.clouds, play.desk.sealer)
        outcome = await sent_by(play, sender, letter)
        play.wecom.faults.next("/cgi-bin/kf/send_msg", 95001)
        used_up = await sent_by(play, sender, letter)
        play.intake.clock.advance(hours=49)
        late = await sent_by(play, sender, letter)

        assert outcome == Sent(LETTER.id)
        assert play.wecom.sent[0]["msgid"] == LETTER.id
        assert isinstance(used_up, Refused)
        assert "95001" in used_up.reason
        assert isinstance(late, Refused)


class TestAccessToken:
    async def test_has_one_refresher_whoever_needs_it(self, play: Play) -> None:
        await greeted(play)
        desk = play.desk
        processes = [
            Clouds(desk.database, desk.sealer, desk.clock, desk.clouds._http, desk.clouds._roots)
            for _ in range(4)
        ]
        (window,) = await play.rows(CONTACT_WINDOW)
        tokens = await asyncio.gather(
            *(one.tokens.token(window.account_id) for one in processes for _ in range(3))
        )

        assert len(set(tokens)) == 1
        assert play.wechat.asked["/cgi-bin/token"] == 1

    async def test_is_renewed_ahead_of_its_end(self, play: Play) -> None:
        await greeted(play)
        await sent_by(play, messages(play))
        play.intake.clock.advance(minutes=114)
        await sent_by(play, messages(play))
        play.intake.clock.advance(minutes=2)
        outcome = await sent_by(play, messages(play))

        assert isinstance(outcome, Sent)
        assert play.wechat.asked["/cgi-bin/token"] == 2

    async def test_that_died_elsewhere_is_replaced_and_the_message_sent_once(
        self, play: Play
    ) -> None:
        await greeted(play)
        await sent_by(play, messages(play))
        play.wechat.newest.clear()
        outcomes = await asyncio.gather(*(sent_by(play, messages(play)) for _ in range(2)))

        assert [type(one) for one in outcomes] == [Sent, Sent]
        assert len(play.wechat.sent) == 3
        assert play.wechat.asked["/cgi-bin/token"] == 2

    async def test_that_cannot_be_had_says_why(self, play: Play) -> None:
        await greeted(play)
        play.official.secret = "changed at WeChat"
        outcome = await sent_by(play, messages(play))

        assert isinstance(outcome, Retry)
        assert "40125" in outcome.reason

    async def test_is_sealed_where_it_is_kept(self, play: Play) -> None:
        await greeted(play)
        await sent_by(play, messages(play))
        (kept,) = await play.rows(ACCESS_TOKEN)

        assert next(iter(play.wechat.tokens)).encode() not in bytes(kept.sealed)

    async def test_is_tried_by_the_test_button(self, play: Play) -> None:
        account = await play.set_up_official()
        manager = play.intake.staff("manager")
        url = f"/v1/channels/{account['id']}/test"
        right = (await play.http.post(url, headers=manager)).json()
        play.official.secret = "changed at WeChat"
        wrong = (await play.http.post(url, headers=manager)).json()

        assert (right["ok"], wrong["ok"]) == (True, False)
        assert "40125" in wrong["detail"]


class TestFamily:
    async def test_bears_only_what_has_an_account(self, play: Play) -> None:
        desk = play.desk
        senders = wechat_senders(desk.clouds, desk.sealer, desk.clock)

        async def bearing() -> list[str]:
            return await desk.database.read(
                lambda session: [one.rung for one in senders if one.is_configured(session)]
            )

        assert await bearing() == []
        await play.set_up_wecom()
        assert await bearing() == ["wecom"]


async def consented(play: Play, *, times: int) -> None:
    """Let the customer have opened the mini-program and agreed to so many messages."""
    await play.set_up_mini()
    code = play.wechat.code_for(OPENID)
    session = (await play.http.post(f"{MINI_PATH}/session", json={"code": code})).json()
    consent = {"template_id": "T-result", "accepted": True}
    await play.http.post(
        f"{MINI_PATH}/consents",
        json={"consents": [consent] * times},
        headers={"Authorization": f"Bearer {session['token']}"},
    )
    play.wechat.consents_to(OPENID, "T-result", times)
