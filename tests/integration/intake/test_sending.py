"""Replies leave by real connections: an SMS vendor's rules, a real mail server, a killed worker."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from services.intake.channels import Ladder
from services.intake.channels.aliyun_sms import AliyunSmsSender
from services.intake.channels.http import vendor_client
from services.intake.channels.smtp import SmtpSender
from services.intake.loops.replies import ReplyLoop
from services.intake.models.tables import REPLY
from services.intake.operations.letters import Writer
from shared.events import ReplyDelivered, ReplyFailed, ReplyRequested
from shared.ids import new_id
from tests.fixtures import sms_vendor as vendor_rules
from tests.fixtures.intake import Intake
from tests.fixtures.mail_server import PASSWORD, USER, MailServer, mail_server
from tests.fixtures.sms_vendor import SmsVendor, sms_vendor

PHONE, MAIL = "13812345678", "wang@example.com"
BOTH = {"name": "王女士", "phone": PHONE, "email": MAIL}
SMS_ACCOUNT = {
    "channel": "sms_aliyun",
    "name": "main",
    "title": "阿里云短信",
    "settings": {"sign_name": vendor_rules.SIGN_NAME, "template_codes": {"result": "SMS_100001"}},
    "credentials": {
        "access_key_id": vendor_rules.KEY_ID,
        "access_key_secret": vendor_rules.KEY_SECRET,
    },
}


@dataclass
class Post:
    """Intake with a vendor and a mail server, and the loop that sends."""

    intake: Intake
    sms: SmsVendor
    mails: MailServer
    loop: ReplyLoop

    async def account(self, body: dict[str, Any]) -> dict[str, Any]:
        answer = await self.intake.http.post(
            "/v1/channels", json=body, headers=self.intake.staff("manager")
        )
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def with_sms(self) -> dict[str, Any]:
        return await self.account(SMS_ACCOUNT)

    async def with_mail(self) -> dict[str, Any]:
        settings = {
            "host": "127.0.0.1",
            "port": self.mails.port,
            "security": "none",
            "sender_address": USER,
            "sender_name": "回音茶饮",
        }
        credentials = {"username": USER, "password": PASSWORD}
        named = {"channel": "smtp", "name": "main", "title": "客服邮箱"}
        return await self.account({**named, "settings": settings, "credentials": credentials})

    async def ask(self, customer: dict[str, str] | None = None, **fields: Any) -> str:
        """Have a reply requested to a new customer and return its id."""
        request = await self.request(customer, **fields)
        await self.intake.consume(request)
        return request.request_id

    async def request(
        self, customer: dict[str, str] | None = None, **fields: Any
    ) -> ReplyRequested:
        """Return the request for a reply to a new customer, which nobody has heard yet."""
        said = {key: fields.pop(key) for key in ("channel", "external_id", "text") if key in fields}
        headers = self.intake.staff("manager")
        answer = await self.intake.submit(headers, customer=customer or BOTH, **said)
        assert answer.status_code == 201, answer.text
        feedback_id = answer.json()["id"]
        found = await self.intake.http.get(f"/v1/feedback/{feedback_id}", headers=headers)
        request = ReplyRequested(
            **{
                "request_id": new_id(),
                "case_id": found.json()["case_id"],
                "feedback_id": feedback_id,
                "cycle": 1,
                "purpose": "result",
                "text": "已为您退款",
                "not_after": self.intake.clock.now() + timedelta(days=7),
                **{key: value for key, value in fields.items() if key != "told"},
            }
        )
        if "told" in fields:
            request = request.model_copy(update={"text": fields["told"]})
        return request

    async def work(self, **duration: float) -> None:
        """Send all that is due, as time goes by in minutes."""
        end = self.intake.clock.now() + timedelta(**duration)
        while True:
            while await self.loop.work_off():
                pass
            if self.intake.clock.now() >= end:
                return
            self.intake.clock.advance(minutes=1)

    async def reply(self, request_id: str) -> dict[str, Any]:
        answer = await self.intake.http.get(
            f"/v1/replies/{request_id}", headers=self.intake.staff("auditor")
        )
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def rungs(self, request_id: str) -> dict[str, tuple[str, str | None]]:
        found = await self.reply(request_id)
        return {one["rung"]: (one["state"], one["reason"]) for one in found["rungs"]}

    async def delivered(self) -> list[str]:
        return [one.via for one in await self.intake.published(ReplyDelivered)]


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest_asyncio.fixture
async def post(intake: Intake, mails: MailServer) -> AsyncIterator[Post]:
    desk = intake.service.app.state.desk
    async with sms_vendor() as sms, vendor_client() as http:
        ladder = Ladder(
            [
                AliyunSmsSender(desk.database, desk.sealer, http, intake.clock, sms.url),
                SmtpSender(desk.database, desk.sealer),
            ]
        )
        writer = Writer(desk.sealer, desk.links, "回音茶饮")
        yield Post(intake, sms, mails, ReplyLoop(desk.database, ladder, writer, intake.clock))


class TestSms:
    async def test_tells_once_with_our_id_and_the_template_s_parameters(self, post: Post) -> None:
        await post.with_sms()
        request_id = await post.ask()
        await post.work()

        (sent,) = post.sms.sent
        reply = await post.reply(request_id)
        assert await post.delivered() == ["sms"]
        assert (reply["state"], reply["via"]) == ("delivered", "sms")
        assert sent["PhoneNumbers"] == PHONE
        assert len(sent["OutId"]) == 32
        assert json.loads(sent["TemplateParam"]).keys() == {"ticket_no", "link"}
        assert reply["rungs"][3]["vendor_id"] == "biz-1"

    async def test_falls_through_in_order_and_records_each_step(self, post: Post) -> None:
        """Fault case 17: 500, rate limit, then a refusal; the customer is told once, by mail."""
        await post.with_sms()
        await post.with_mail()
        post.sms.answers.extend([500, "isv.BUSINESS_LIMIT_CONTROL", "isv.AMOUNT_NOT_ENOUGH"])
        request_id = await post.ask()
        await post.work(hours=2)

        reply = await post.reply(request_id)
        sms = next(one for one in reply["rungs"] if one["rung"] == "sms")
        assert [(one["outcome"], one["reason"]) for one in sms["attempts"]] == [
            ("retry", "HTTP 500"),
            ("retry", "isv.BUSINESS_LIMIT_CONTROL"),
        ]
        assert sms["state"] == "failed"
        assert await post.delivered() == ["email"]
        assert (len(post.sms.sent), len(post.mails.mails)) == (0, 1)
        assert await post.intake.published(ReplyFailed) == []

    async def test_asks_for_a_message_whose_answer_never_came(self, post: Post) -> None:
        await post.with_sms()
        await post.with_mail()
        post.sms.answers.append(SmsVendor.HANG)
        post.sms.let_go.set()
        request_id = await post.ask()
        await post.work()
        assert (await post.rungs(request_id))["sms"] == ("sending", "HTTP 502")
        await post.work(minutes=2)

        assert len(post.sms.sent) == 1
        assert await post.delivered() == ["sms"]
        assert post.mails.mails == []

    async def test_says_what_the_vendor_refused(self, post: Post) -> None:
        await post.with_sms()
        request_id = await post.ask(told="问题", purpose="question")
        await post.work()

        assert (await post.rungs(request_id))["sms"] == (
            "failed",
            "no approved SMS template for question.zh",
        )
        (failed,) = await post.intake.published(ReplyFailed)
        assert failed.reasons["sms"] == "no approved SMS template for question.zh"

    async def test_shows_the_account_s_last_success_and_error(self, post: Post) -> None:
        made = await post.with_sms()
        post.sms.answers.append("isv.SMS_SIGNATURE_ILLEGAL")
        await post.ask()
        await post.work()
        headers = post.intake.staff("manager")
        shown = (await post.intake.http.get(f"/v1/channels/{made['id']}", headers=headers)).json()

        assert shown["last_error"] == "isv.SMS_SIGNATURE_ILLEGAL"


class TestMail:
    async def test_answers_in_the_customer_s_own_thread(self, post: Post) -> None:
        await post.with_mail()
        thread = "<abc.123@mail.example.com>"
        await post.ask(channel="email", external_id=thread)
        await post.work()

        (mail,) = post.mails.mails
        assert mail["In-Reply-To"] == thread
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["Message-ID"].endswith("@huiyin.example>")
        assert mail["To"] == MAIL
        assert "已为您退款" in part(mail, "plain")
        assert await post.delivered() == ["email"]

    @pytest.mark.parametrize(
        "evil",
        [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            '"><svg onload=alert(1)>',
            "{{ 7*7 }}{link}",
        ],
    )
    async def test_runs_nothing_that_somebody_typed(self, post: Post, evil: str) -> None:
        """Fault case 19, e-mail: names and texts stay text, in the HTML part and the headers."""
        await post.with_mail()
        words = {"text": "{name}：{text}\n{link}", "title": "{name} {ticket_no}"}
        key = {"purpose": "result", "channel": "email", "language": "zh"}
        saved = await post.intake.http.post(
            "/v1/templates", json={**key, **words}, headers=post.intake.staff("manager")
        )
        assert saved.status_code == 201, saved.text
        await post.ask({"name": evil, "email": MAIL}, told=evil)
        await post.work()

        (mail,) = post.mails.mails
        page = part(mail, "html")
        assert "<script" not in page
        assert "<img" not in page
        assert "<svg" not in page
        assert "49" not in part(mail, "plain").split("\n")[0]
        assert evil in part(mail, "plain")

    async def test_refuses_for_good_what_the_server_refuses_for_good(self, post: Post) -> None:
        await post.with_mail()
        post.mails.refused[MAIL] = f"550 no mailbox {MAIL} here"
        request_id = await post.ask()
        await post.work()

        assert (await post.rungs(request_id))["email"] == ("failed", "SMTP 550")

    async def test_tries_again_when_the_server_asks_to(self, post: Post) -> None:
        await post.with_mail()
        post.mails.refused[MAIL] = "451 greylisted"
        await post.ask()
        await post.work()
        assert await post.delivered() == []
        post.mails.refused.clear()
        await post.work(minutes=3)

        assert len(post.mails.mails) == 1
        assert await post.delivered() == ["email"]

    async def test_never_sends_again_what_was_cut_off_after_its_content(self, post: Post) -> None:
        await post.with_mail()
        post.mails.cut_off = True
        request_id = await post.ask()
        await post.work()
        post.mails.cut_off = False
        await post.work(hours=3)

        assert (await post.reply(request_id))["state"] == "unknown"
        assert len(post.mails.mails) <= 1
        (failed,) = await post.intake.published(ReplyFailed)
        assert failed.reasons["email"].startswith("outcome unknown")


class TestSeveralWorkers:
    async def test_hear_one_request_twenty_times_at_once_and_send_it_once(self, post: Post) -> None:
        """Who loses the race for the row hears of it again, as the inbox does it."""
        await post.with_sms()
        request = await post.request()

        async def hear() -> None:
            try:
                await post.intake.consume(request)
            except IntegrityError:
                await post.intake.consume(request)

        await asyncio.gather(*(hear() for _ in range(20)))
        await post.work()

        reads = post.intake.service.database.read
        rows = await reads(lambda session: session.execute(sa.select(REPLY.c.request_id)).all())
        assert [row[0] for row in rows] == [request.request_id]
        assert len(post.sms.sent) == 1
        assert await post.delivered() == ["sms"]

    async def test_send_once(self, post: Post) -> None:
        await post.with_sms()
        for _ in range(6):
            await post.ask({"phone": f"139{_:08d}"})
        desk = post.intake.service.app.state.desk
        async with vendor_client() as http:
            ladder = Ladder(
                [AliyunSmsSender(desk.database, desk.sealer, http, desk.clock, post.sms.url)]
            )
            writer = Writer(desk.sealer, desk.links, "回音茶饮")
            others = [ReplyLoop(desk.database, ladder, writer, desk.clock) for _ in range(3)]
            await asyncio.gather(*(one.work_off() for one in (post.loop, *others)))
            await post.work()

        assert len(post.sms.sent) == 6
        assert len({one["OutId"] for one in post.sms.sent}) == 6
        assert await post.delivered() == ["sms"] * 6


class TestKilledWorker:
    @pytest.mark.parametrize("is_listed", [True, False])
    async def test_leaves_a_message_that_is_asked_for_and_never_sent_again(
        self, post: Post, database_url: str, is_listed: bool
    ) -> None:
        await post.with_sms()
        post.sms.answers.append(SmsVendor.HANG)
        post.sms.lists_nothing = not is_listed
        request_id = await post.ask(not_after=post.intake.clock.now() + timedelta(days=7))
        command = ("-m", "tests.fixtures.reply_worker", database_url, post.sms.url)
        worker = await asyncio.create_subprocess_exec(sys.executable, *command)
        try:
            async with asyncio.timeout(60):
                await post.sms.took_one.wait()
        finally:
            worker.kill()
            await worker.wait()
        post.sms.let_go.set()
        await post.work(hours=4)

        assert len(post.sms.sent) == 1
        assert post.sms.calls["SendSms"] == 1
        state = (await post.reply(request_id))["state"]
        assert state == ("delivered" if is_listed else "unknown")
        assert await post.delivered() == (["sms"] if is_listed else [])


class TestReplies:
    async def test_are_listed_for_whom_the_feedback_is_visible(self, post: Post) -> None:
        await post.with_sms()
        request_id = await post.ask()
        reply = await post.reply(request_id)
        asked = {"feedback_id": reply["feedback_id"]}
        http, staff = post.intake.http, post.intake.staff
        mine = await http.get("/v1/replies", params=asked, headers=staff("manager"))
        stranger = await http.get("/v1/replies", params=asked, headers=staff("agent"))
        hidden = await http.get(f"/v1/replies/{request_id}", headers=staff("agent"))

        assert [one["request_id"] for one in mine.json()["items"]] == [request_id]
        assert [one["rung"] for one in reply["rungs"]][-1] == "page"
        assert stranger.json()["items"] == []
        assert hidden.status_code == 404

    async def test_of_systems_without_a_provider_fail_as_they_did(self, post: Post) -> None:
        request_id = await post.ask()

        assert (await post.rungs(request_id))["sms"] == ("failed", "no provider configured")
        assert await post.loop.work_off() == 0


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert found is not None
    text: str = found.get_content()
    return text
