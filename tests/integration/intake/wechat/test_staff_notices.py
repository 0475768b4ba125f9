"""Staff are told by real mail and by an application of WeCom, each notice at most once."""

from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from services.intake.channels.smtp import SmtpSender
from services.intake.channels.wechat.staff_app import StaffAppSender
from services.intake.loops.notices import NoticeLoop
from services.intake.models.notices import StaffNotice
from services.intake.operations.notices import NO_ADDRESS, Reach, claim_due
from shared.events import NoticeReleased, NoticeSettled, StaffChanged
from shared.events.vocabulary import NoticeFile
from shared.ids import new_id
from tests.fixtures.intake import PUBLIC_URL
from tests.fixtures.mail_server import PASSWORD, USER, MailServer, mail_server
from tests.fixtures.wechat_play import Play

SEND = "/cgi-bin/message/send"
MAIL = "zhangsan@huiyin.example"


@pytest.fixture(scope="module")
def mails() -> Iterator[MailServer]:
    with mail_server() as made:
        yield made


@dataclass
class Post:
    """Intake with somebody to be told, by mail and by WeCom."""

    play: Play
    mails: MailServer
    reach: Reach
    loop: NoticeLoop
    person: str

    async def release(self, way: str, **given: Any) -> str:
        """Let triage release a notice; return its push id."""
        fields = {
            "push_id": new_id(),
            "staff_id": self.person,
            "channel": way,
            "language": "zh",
            "title": "工单 20261122-7Q4K2 的解决已超时",
            "lines": ("门店：人民广场店 <东>", "截止：2026-11-22 18:00"),
            "path": "/cases/1",
            "not_after": self.play.intake.clock.now() + timedelta(hours=24),
            **given,
        }
        notice = NoticeReleased.model_validate(fields)
        await self.play.intake.consume(notice, notice)
        await self.play.intake.consume(notice)
        return notice.push_id

    async def work_off(self) -> None:
        while await self.loop.work_off():
            pass

    async def settled(self) -> list[tuple[str, str | None]]:
        told = await self.play.intake.published(NoticeSettled)
        return [(one.state, one.reason) for one in told]

    async def killed_in_the_middle(self) -> None:
        """Claim what is due, as a worker does that is then killed; its lease ends."""
        now = self.play.intake.clock.now()
        claimed = await self.play.intake.service.database.write(
            lambda session: claim_due(session, self.reach, now=now, limit=9)
        )
        assert claimed
        self.play.intake.clock.advance(minutes=3)


@pytest_asyncio.fixture
async def post(play: Play, mails: MailServer) -> AsyncIterator[Post]:
    mails.mails.clear()
    intake, person = play.intake, new_id()
    await intake.consume(
        StaffChanged(
            generation=1,
            version=1,
            id=person,
            username="zhangsan",
            name="张三",
            roles=("agent",),
            tokens_valid_from=intake.clock.now() - timedelta(days=1),
        )
    )
    smtp = {
        "host": "127.0.0.1",
        "port": mails.port,
        "security": "none",
        "sender_address": USER,
    }
    await intake.account(
        "smtp", settings=smtp, credentials={"username": USER, "password": PASSWORD}
    )
    app = {"corp_id": play.wecom.corp_id, "agent_id": play.wecom.agent_id}
    await intake.account("wecom_app", settings=app, credentials={"secret": play.wecom.secret})
    kept = await play.http.put(
        "/v1/me/addresses",
        json={"email": MAIL, "wecom": "zhangsan"},
        headers=intake.staff("agent", staff_id=person),
    )
    assert kept.status_code == 200, kept.text
    desk = play.desk
    senders = {
        "email": SmtpSender(desk.database, desk.sealer),
        "wecom": StaffAppSender(desk.database, desk.sealer, desk.clouds, desk.clock),
    }
    reach = Reach(desk.sealer, f"{PUBLIC_URL}/console", senders)
    loop = NoticeLoop(desk.database, senders, reach, desk.clock)
    yield Post(play, mails, reach, loop, person)


class TestByMail:
    async def test_comes_once_with_its_file_and_a_link_to_the_settings(self, post: Post) -> None:
        content = b64encode(b"%PDF-1.4 a report").decode()
        file = NoticeFile(name="weekly.pdf", media_type="application/pdf", content=content)
        await post.release("email", file=file)

        await post.work_off()
        await post.work_off()

        (mail,) = post.mails.mails
        assert mail["To"] == MAIL
        assert mail["Subject"] == "工单 20261122-7Q4K2 的解决已超时"
        plain, page = (mail.get_body((kind,)) for kind in ("plain", "html"))
        assert plain is not None
        assert page is not None
        assert f"{PUBLIC_URL}/console/cases/1" in plain.get_content()
        assert "人民广场店 &lt;东&gt;" in page.get_content()
        assert f"{PUBLIC_URL}/console/me/notices" in page.get_content()
        (attached,) = mail.iter_attachments()
        assert attached.get_filename() == "weekly.pdf"
        assert attached.get_content() == b"%PDF-1.4 a report"
        assert await post.settled() == [("delivered", None)]

    async def test_cut_off_in_the_middle_is_not_sent_again(self, post: Post) -> None:
        await post.release("email")
        await post.killed_in_the_middle()
        await post.work_off()
        ((state, _),) = await post.settled()
        assert (state, post.mails.mails) == ("unknown", [])

    async def test_refused_for_good_is_told_so(self, post: Post) -> None:
        post.mails.refused[MAIL] = "550 no such user"
        await post.release("email")
        await post.work_off()
        post.mails.refused.clear()
        assert await post.settled() == [("failed", "SMTP 550")]


class TestByWeCom:
    async def test_is_a_card_of_the_application(self, post: Post) -> None:
        await post.release("wecom")
        await post.work_off()
        (told,) = post.play.wecom.told
        card = told["textcard"]
        assert (told["touser"], told["agentid"]) == ("zhangsan", post.play.wecom.agent_id)
        assert card["title"] == "工单 20261122-7Q4K2 的解决已超时"
        assert "人民广场店 &lt;东&gt;" in card["description"]
        assert card["url"].startswith(f"{PUBLIC_URL}/console/cases/1?")
        assert await post.settled() == [("delivered", None)]

    async def test_of_which_nobody_knows_is_asked_for_under_the_vendor_s_own_check(
        self, post: Post
    ) -> None:
        await post.release("wecom")
        post.play.wecom.faults.next(SEND, 504)
        await post.work_off()
        post.play.intake.clock.advance(seconds=31)
        await post.work_off()
        assert len(post.play.wecom.told) == 1
        assert await post.settled() == [("delivered", None)]

        await post.release("wecom", title="另一件")
        await post.killed_in_the_middle()
        post.play.intake.clock.advance(hours=1)
        await post.work_off()
        assert len(post.play.wecom.told) == 1
        assert (await post.settled())[-1][0] == "unknown"

    async def test_goes_on_with_a_new_token_when_the_old_one_is_dead(self, post: Post) -> None:
        post.play.wecom.faults.next(SEND, 42001)
        await post.release("wecom")
        await post.work_off()
        assert await post.settled() == [("delivered", None)]

    async def test_waits_when_asked_too_often(self, post: Post) -> None:
        post.play.wecom.faults.next(SEND, 45009)
        await post.release("wecom")
        await post.work_off()
        assert await post.settled() == []
        post.play.intake.clock.advance(minutes=61)
        await post.work_off()
        assert await post.settled() == [("delivered", None)]

    @pytest.mark.parametrize(("account", "code"), [("nobody", "81013"), ("zhangsan", "60011")])
    async def test_to_who_is_no_member_is_told_so(
        self, post: Post, account: str, code: str
    ) -> None:
        admin = post.play.intake.staff("admin")
        path = f"/v1/staff/{post.person}/addresses"
        body = {"email": None, "wecom": account}
        kept = await post.play.http.put(path, json=body, headers=admin)
        assert kept.json() == body
        if code == "60011":
            post.play.wecom.faults.next(SEND, 60011)
        await post.release("wecom")
        await post.work_off()
        ((state, reason),) = await post.settled()
        assert state == "failed"
        assert reason is not None
        assert code in reason

    async def test_test_button_asks_for_a_token(self, post: Post) -> None:
        http, by = post.play.http, post.play.intake.staff("manager")
        listed = (await http.get("/v1/channels", headers=by)).json()["items"]
        (app,) = [one for one in listed if one["channel"] == "wecom_app"]
        tried = await http.post(f"/v1/channels/{app['id']}/test", headers=by)
        assert tried.json()["ok"] is True


class TestWhatCannotBeSent:
    async def test_says_why(self, post: Post) -> None:
        await post.release("email", staff_id=new_id())
        await post.release("sms")
        now = post.play.intake.clock.now()
        await post.release("email", not_after=now)
        await post.work_off()
        assert sorted(state for state, _ in await post.settled()) == ["expired", "failed", "failed"]
        assert ("failed", NO_ADDRESS) in await post.settled()

    async def test_keeps_no_address_in_clear(self, post: Post) -> None:
        push_id = await post.release("email")
        row = await post.play.desk.database.read(
            lambda session: session.get_one(StaffNotice, push_id).model_dump()
        )
        assert MAIL not in str(row)
