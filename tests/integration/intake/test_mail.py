"""A mailbox on a real IMAP server, polled into either database."""

import imaplib
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from deploy.local.dovecot import DovecotServer
from deploy.local.ports import HOST, free_port
from services.intake.operations.mail_withheld import ARRIVED, GONE, TRIES
from shared.delays import DELAYS
from shared.events import FeedbackReceived
from shared.ids import new_id
from tests.fixtures.intake import Intake

SAMPLE = (Path(__file__).parents[2] / "fixtures" / "payloads" / "email.eml").read_bytes()


class Box:
    """A mailbox of its own on the test server, and the account that polls it."""

    def __init__(self, server: DovecotServer) -> None:
        self._server = server
        self.user = f"care-{new_id()[-12:]}"

    @property
    def said(self) -> dict[str, Any]:
        return {
            "settings": {
                "host": HOST,
                "port": self._server.port,
                "security": "none",
                "username": self.user,
                "address": "care@chain.example",
            },
            "credentials": {"password": self._server.password},
        }

    @contextmanager
    def opened(self) -> Iterator[imaplib.IMAP4]:
        client = imaplib.IMAP4(HOST, self._server.port)
        client.login(self.user, self._server.password)
        client.select("INBOX")
        yield client
        client.logout()

    def put(self, *mails: bytes) -> None:
        with self.opened() as client:
            for mail in mails:
                client.append("INBOX", "", "", mail)

    def unread(self) -> int:
        with self.opened() as client:
            return len(client.search(None, "UNSEEN")[1][0].split())

    def remove(self, uid: str) -> None:
        with self.opened() as client:
            client.uid("store", uid, "+FLAGS", "\\Deleted")
            client.expunge()

    def number_anew(self) -> None:
        """Give the mailbox another UIDVALIDITY, as a restored server has."""
        folder = self._server.folder / "mail" / self.user
        for name in ("dovecot-uidlist", *(path.name for path in folder.glob("dovecot.index*"))):
            (folder / name).unlink()


def mail(
    number: int, text: str = "面包太硬", *, sender: str = "li@example.com", **headers: str
) -> bytes:
    message = EmailMessage()
    message["From"] = f"Li <{sender}>"
    message["Message-ID"] = f"<{number}@example.com>"
    message["Subject"] = headers.pop("subject", "意见")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


@pytest.fixture
def box(mail_server: DovecotServer) -> Box:
    return Box(mail_server)


async def polled(intake: Intake) -> None:
    """Let the mailboxes have their turn, and their mails become what they mean."""
    intake.clock.advance(minutes=20)
    await intake.service.app.state.mail.round()
    await intake.settled()


async def feedback(intake: Intake) -> list[dict[str, Any]]:
    headers = intake.staff("manager")
    page = await intake.http.get("/v1/feedback", params={"channel": "email"}, headers=headers)
    return [
        (await intake.http.get(f"/v1/feedback/{one['id']}", headers=headers)).json()
        for one in page.json()["items"]
    ][::-1]


class TestMailbox:
    async def test_is_read_once_with_threads_files_and_all(self, intake: Intake, box: Box) -> None:
        await intake.account("email", "care", **box.said)
        box.put(SAMPLE, mail(1), mail(2, "补充：三号店", In_Reply_To="<1@example.com>"))
        await polled(intake)
        box.put(
            mail(1), mail(3, "不是我", sender="other@example.com", References="<1@example.com>")
        )
        box.put(mail(4, Auto_Submitted="auto-replied"), mail(5, sender="care@chain.example"))
        await polled(intake)

        by_text = {one["text"][:2]: one for one in await feedback(intake)}
        cake, bread, other = by_text["蛋糕"], by_text["意见"], by_text["不是"]
        assert cake["text"].startswith("蛋糕发霉了请处理")
        assert (cake["store_code"], cake["verified"]) == ("S002", False)
        assert [one["media_type"] for one in cake["files"]] == ["image/png"]
        assert cake["extra"]["files_left_out"] == ["x.zip"]
        assert [one["text"] for one in bread["messages"]] == ["补充：三号店"]
        assert other["text"] == "不是我"
        assert box.unread() == 0
        assert len(await intake.published(FeedbackReceived)) == 3

    async def test_is_continued_by_the_ticket_number_of_its_sender_alone(
        self, intake: Intake, box: Box
    ) -> None:
        await intake.account("email", "care", **box.said)
        box.put(mail(1))
        await polled(intake)
        (first,) = await feedback(intake)
        subject = f"Re: 关于 {first['ticket_no']}"
        box.put(
            mail(2, "还有一点", subject=subject),
            mail(3, "我也说一句", sender="other@example.com", subject=subject),
        )
        await polled(intake)

        first, second = await feedback(intake)
        assert [one["text"] for one in first["messages"]] == ["还有一点"]
        assert second["text"] == "我也说一句"

    async def test_numbered_anew_gives_nothing_twice(self, intake: Intake, box: Box) -> None:
        await intake.account("email", "care", **box.said)
        box.put(mail(1), mail(2, "另一件事"))
        await polled(intake)
        box.number_anew()
        box.put(mail(3, "第三件事"))
        await polled(intake)

        assert len(await feedback(intake)) == 3

    async def test_of_many_mails_is_read_to_its_end(self, intake: Intake, box: Box) -> None:
        await intake.account("email", "care", **box.said)
        box.put(*(mail(number) for number in range(23)))
        await polled(intake)

        assert len(await intake.published(FeedbackReceived)) == 23


class TestAMailThatIsNotHandedOver:
    @pytest.mark.parametrize(
        ("part", "answer"),
        [
            ("(RFC822.SIZE)", ("NO", [b"[UNAVAILABLE] Try later"])),
            ("(BODY.PEEK[])", ("NO", [b"[UNAVAILABLE] Try later"])),
            ("(BODY.PEEK[])", ("OK", [None])),
        ],
    )
    async def test_is_asked_for_again(
        self,
        intake: Intake,
        box: Box,
        monkeypatch: pytest.MonkeyPatch,
        part: str,
        answer: tuple[str, list[Any]],
    ) -> None:
        account = await intake.account("email", "care", **box.said)
        box.put(mail(1), mail(2, "第二件事"), mail(3, "第三件事"))
        asked, withheld = imaplib.IMAP4.uid, ["2"]

        def uid(client: imaplib.IMAP4, command: str, *said: str) -> tuple[str, list[Any]]:
            if command == "fetch" and said[0] in withheld and said[1] == part:
                withheld.clear()
                return answer
            return asked(client, command, *said)

        monkeypatch.setattr(imaplib.IMAP4, "uid", uid)
        await polled(intake)
        path = f"/v1/channels/{account['id']}"
        shown = (await intake.http.get(path, headers=intake.staff("manager"))).json()
        await polled(intake)

        assert shown["last_error"] == "邮件服务器没有交出邮件（UID 2）"
        assert await texts(intake) == ["第三件事", "第二件事", "面包太硬"]

    async def test_because_it_is_gone_holds_up_no_other(
        self, intake: Intake, box: Box, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await intake.account("email", "care", **box.said)
        box.put(mail(1), mail(2, "第二件事"), mail(3, "第三件事"))
        asked, left = imaplib.IMAP4.uid, ["2"]

        def uid(client: imaplib.IMAP4, command: str, *said: str) -> tuple[str, list[Any]]:
            if command == "fetch" and said[0] in left:
                left.clear()
                box.remove("2")
            return asked(client, command, *said)

        monkeypatch.setattr(imaplib.IMAP4, "uid", uid)
        for _ in range(2):
            await polled(intake)

        assert await texts(intake) == ["第三件事", "面包太硬"]


NO = ("NO", [b"[UNAVAILABLE] Try later"])


class Withholding:
    """Has the server hand over no mail with these UIDs, by an answer or by what the link does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, answer: Any = NO) -> None:
        self.uids = {"2"}
        asked = imaplib.IMAP4.uid

        def uid(client: imaplib.IMAP4, command: str, *said: str) -> Any:
            if command != "fetch" or said[0] not in self.uids:
                return asked(client, command, *said)
            if isinstance(answer, Exception):
                raise answer
            return answer

        monkeypatch.setattr(imaplib.IMAP4, "uid", uid)


async def held_up(intake: Intake, box: Box) -> str:
    """Let a mailbox of three mails, the second withheld, be read until the third has come."""
    account = await intake.account("email", "care", **box.said)
    box.put(mail(1), mail(2, "第二件事"), mail(3, "第三件事"))
    for number in range(TRIES):
        assert len(await feedback(intake)) == min(number, 1)
        await polled(intake)
    return str(account["id"])


async def texts(intake: Intake) -> list[str]:
    return sorted(one["text"].partition("\n")[2] for one in await feedback(intake))


async def deliveries(intake: Intake, account_id: str, state: str) -> list[dict[str, Any]]:
    page = await intake.http.get(
        f"/v1/channels/{account_id}/items",
        params={"state": state},
        headers=intake.staff("manager"),
    )
    items: list[dict[str, Any]] = page.json()["items"]
    return [one for one in items if one["kind"] == "withheld"]


class TestAMailThatIsNeverHandedOver:
    @pytest.mark.parametrize(
        "answer",
        [NO, ("OK", [None]), imaplib.IMAP4.error("BAD"), imaplib.IMAP4.abort("gone"), OSError()],
        ids=repr,
    )
    async def test_is_set_aside_after_some_tries_and_the_later_ones_come(
        self, intake: Intake, box: Box, monkeypatch: pytest.MonkeyPatch, answer: Any
    ) -> None:
        Withholding(monkeypatch, answer)

        account_id = await held_up(intake, box)

        assert await texts(intake) == ["第三件事", "面包太硬"]
        path, headers = f"/v1/channels/{account_id}", intake.staff("manager")
        shown = (await intake.http.get(path, headers=headers)).json()
        (item,) = await deliveries(intake, account_id, "failed")
        assert shown["last_error"] == "邮件服务器没有交出邮件（UID 2），已搁置"
        assert shown["last_success_at"]
        assert item["error"] == "邮件服务器没有交出邮件（UID 2）"
        assert item["attempts"] == TRIES
        assert item["next_at"]

    async def test_is_set_aside_in_a_mailbox_that_was_never_read_too(
        self, intake: Intake, box: Box, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        withholding = Withholding(monkeypatch)
        withholding.uids = {"1"}
        await intake.account("email", "care", **box.said)
        box.put(mail(1), mail(2, "第二件事"))
        for _ in range(TRIES):
            await polled(intake)

        assert await texts(intake) == ["第二件事"]

    async def test_comes_by_itself_once_it_is_handed_over(
        self, intake: Intake, box: Box, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        withholding = Withholding(monkeypatch)
        account_id = await held_up(intake, box)
        await polled(intake)
        (item,) = await deliveries(intake, account_id, "failed")
        withholding.uids.clear()
        await polled(intake)

        assert item["attempts"] == TRIES + 1
        assert await texts(intake) == ["第三件事", "第二件事", "面包太硬"]
        assert await deliveries(intake, account_id, "failed") == []
        (ended,) = await deliveries(intake, account_id, "ignored")
        assert ended["error"] == ARRIVED
        assert box.unread() == 0

    async def test_is_asked_for_at_once_when_a_manager_says_so(
        self, intake: Intake, box: Box, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        withholding = Withholding(monkeypatch)
        account_id = await held_up(intake, box)
        for _ in range(len(DELAYS)):
            intake.clock.advance(hours=2)
            await polled(intake)
        (item,) = await deliveries(intake, account_id, "failed")
        replayed = await intake.http.post(
            f"/v1/channels/{account_id}/items/{item['id']}/replay", headers=intake.staff("manager")
        )
        withholding.uids.clear()
        await polled(intake)

        assert item["next_at"] is None
        assert (replayed.status_code, replayed.json()["state"]) == (200, "failed")
        assert await texts(intake) == ["第三件事", "第二件事", "面包太硬"]

    async def test_is_asked_for_no_more_once_it_is_gone(
        self, intake: Intake, box: Box, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        withholding = Withholding(monkeypatch)
        account_id = await held_up(intake, box)
        withholding.uids.clear()
        box.remove("2")
        await polled(intake)

        assert await texts(intake) == ["第三件事", "面包太硬"]
        (ended,) = await deliveries(intake, account_id, "ignored")
        assert ended["error"] == GONE

    async def test_comes_once_when_the_mailbox_is_numbered_anew(
        self, intake: Intake, box: Box, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        withholding = Withholding(monkeypatch)
        account_id = await held_up(intake, box)
        withholding.uids.clear()
        box.number_anew()
        box.put(mail(4, "第四件事"))
        await polled(intake)

        assert await texts(intake) == ["第三件事", "第二件事", "第四件事", "面包太硬"]
        assert await deliveries(intake, account_id, "failed") == []


class TestUnreachableMailbox:
    async def test_shows_why_and_is_tried_again(self, intake: Intake, box: Box) -> None:
        said = box.said
        wrong = {**said, "credentials": {"password": "wrong"}}
        nowhere = {**said, "settings": {**said["settings"], "port": free_port()}}
        accounts = [
            await intake.account("email", name, **one)
            for name, one in (("wrong", wrong), ("nowhere", nowhere), ("right", said))
        ]
        box.put(mail(1))
        await polled(intake)

        headers = intake.staff("manager")
        shown = [
            (await intake.http.get(f"/v1/channels/{one['id']}", headers=headers)).json()
            for one in accounts
        ]
        assert shown[0]["last_error"] == "用户名或密码（授权码）被拒绝"
        assert shown[1]["last_error"].startswith("无法连接邮件服务器")
        assert shown[2]["last_error"] is None
        assert shown[2]["last_success_at"]
        assert len(await feedback(intake)) == 1
        tried = [
            await intake.http.post(f"/v1/channels/{one['id']}/test", headers=headers)
            for one in accounts
        ]
        assert [one.json()["ok"] for one in tried] == [False, False, True]
        assert tried[2].json()["found"]["messages"] == 1
