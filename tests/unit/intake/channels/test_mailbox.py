"""Mails read as what they mean: who wrote, in which thread, and what nobody wrote."""

from base64 import b64encode
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.intake.channels.mail_reading import files_of, mail_of
from services.intake.channels.mailbox import Mailbox, MailboxSettings
from services.intake.channels.protocol import Append, Arrival, Ignored, Reading
from services.intake.models import ChannelAccount
from tests.fixtures.clock import NOON

SAMPLE = Path(__file__).parents[3] / "fixtures" / "payloads" / "email.eml"
SETTINGS = {
    "host": "imap.chain.example",
    "username": "care",
    "address": "care@chain.example",
    "trusted_authserv": "mx.chain.example",
}


def read(raw: bytes, **settings: object) -> Reading:
    account = ChannelAccount(
        id="care",
        channel="email",
        name="care",
        address="email/care",
        title="客服邮箱",
        settings={**SETTINGS, **settings},
        sealed_credentials=b"",
        created_at=NOON,
        changed_at=NOON,
    )
    arrival = Arrival("mail", {"raw": b64encode(raw).decode()}, NOON)
    return Mailbox().translate(account, arrival)


def mail(text: str = "面包硬", **headers: str) -> bytes:
    message = EmailMessage()
    given = {"From": "Li <li@example.com>", "Subject": "意见", "Message-ID": "<1@x.example>"}
    for name, value in {**given, **{k.replace("_", "-"): v for k, v in headers.items()}}.items():
        if value:
            message[name] = value
    message.set_content(text)
    return message.as_bytes()


def appended(raw: bytes) -> Append:
    reading = read(raw)
    assert isinstance(reading, Append)
    return reading


class TestSample:
    def test_is_read_from_its_old_charset(self) -> None:
        reading = appended(SAMPLE.read_bytes())

        assert reading.draft.text == "蛋糕发霉了请处理\n昨天买的蛋糕今天就发霉了，请帮我处理。"
        assert reading.draft.contact == {"email": "wang@example.com", "name": "王小明"}
        assert reading.draft.store_code == "S002"
        assert reading.draft.verified is False
        assert [file.name for file in files_of(SAMPLE.read_bytes())] == ["cake.png", "x.zip"]


class TestThread:
    def test_is_told_by_the_mails_it_answers(self) -> None:
        reading = appended(mail(In_Reply_To="<a@x>", References="<0@x> <a@x>", Subject="Re: 意见"))

        assert reading.threads == ("<a@x>", "<0@x>")
        assert reading.marks == ("<1@x.example>",)
        assert reading.of_sender
        assert reading.draft.text == "面包硬"

    def test_is_told_by_our_ticket_number_in_the_subject(self) -> None:
        assert appended(mail(Subject="回复：[20261122-7Q4K2] 意见")).ticket_no == "20261122-7Q4K2"

    def test_of_the_first_mail_begins_with_its_subject(self) -> None:
        assert appended(mail()).draft.text == "意见\n面包硬"
        assert appended(mail("")).draft.text == "意见"


class TestSender:
    @pytest.mark.parametrize(
        ("results", "is_proven"),
        [
            ("mx.chain.example; dkim=pass; dmarc=pass header.from=example.com", True),
            ("mx.chain.example; dmarc=fail", False),
            ("mx.evil.example; dmarc=pass", False),
            ("", False),
        ],
    )
    def test_is_proven_by_our_own_server_alone(self, results: str, is_proven: bool) -> None:
        draft = appended(mail(Authentication_Results=results)).draft

        assert (draft.verified, draft.proven == {"email"}) == (is_proven, is_proven)

    def test_who_takes_no_answer_names_another_address(self) -> None:
        raw = mail(From="noreply@forms.example", Reply_To="Li <li@example.com>")

        assert appended(raw).draft.contact["email"] == "li@example.com"


class TestReceipt:
    @pytest.mark.parametrize(
        ("result", "is_wanted"),
        [("dmarc=pass header.from=example.com", True), ("dmarc=fail", False)],
    )
    def test_is_for_proven_senders(self, result: str, is_wanted: bool) -> None:
        raw = mail(Authentication_Results=f"mx.chain.example; {result}")
        reading = read(raw, sends_receipt=True)

        assert isinstance(reading, Append)
        assert reading.draft.wants_receipt is is_wanted
        assert not appended(raw).draft.wants_receipt

    def test_needs_to_know_who_proves_them(self) -> None:
        with pytest.raises(ValidationError, match="forged senders"):
            MailboxSettings.model_validate(
                {**SETTINGS, "trusted_authserv": None, "sends_receipt": True}
            )


class TestNobody:
    @pytest.mark.parametrize(
        "headers",
        [
            {"Auto_Submitted": "auto-replied"},
            {"Auto_Submitted": "auto-generated; owner"},
            {"Precedence": "bulk"},
            {"Precedence": "auto_reply"},
            {"X_Auto_Response_Suppress": "All"},
            {"X_Autoreply": "yes"},
            {"Return_Path": "<>"},
            {"From": "MAILER-DAEMON@mx.example"},
            {"From": "care@chain.example"},
            {"From": "nobody"},
            {"From": ""},
            {"Subject": "自动回复: 您好"},
            {"Subject": "Out of Office: back on Monday"},
        ],
        ids=str,
    )
    def test_is_told_by_the_headers(self, headers: dict[str, str]) -> None:
        assert isinstance(read(mail(**headers)), Ignored)

    @pytest.mark.parametrize(
        "headers", [{"Auto_Submitted": "no"}, {"X_Auto_Response_Suppress": "None"}], ids=str
    )
    def test_is_no_person_s_mail(self, headers: dict[str, str]) -> None:
        assert isinstance(read(mail(**headers)), Append)

    def test_wrote_a_delivery_report(self) -> None:
        raw = b"From: a@x.cn\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\nx"

        assert isinstance(read(raw), Ignored)


class TestBrokenMail:
    @pytest.mark.parametrize(
        "raw",
        [
            "From: li@example.com\r\nSubject: 面包太硬\r\n\r\n没有编码声明".encode("gb18030"),
            "From: li@example.com\r\nSubject: 面包太硬\r\n\r\n没有编码声明".encode(),
        ],
    )
    def test_without_a_charset_is_read_all_the_same(self, raw: bytes) -> None:
        assert appended(raw).draft.text == "面包太硬\n没有编码声明"

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"\xff\xfe\x00",
            b"From: a@x.cn\r\nSubject: =?x-unknown?B?////?=\r\n\r\nx",
            b"From: a@x.cn\r\nSubject: =?utf-8?B?***?=\r\n\r\nx",
            b"From: a@x.cn\r\nContent-Type: text/plain; charset=\xff\r\n\r\nx",
            b"From: a@x.cn\r\nContent-Type: multipart/mixed\r\n\r\nx",
            b"From: a@x.cn\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!",
            b"From: a@x.cn\r\nContent-Disposition: attachment; filename*=x'y\r\n\r\nx",
            b"From: =?utf-8?q?=00?= <a@x.cn>\r\n\r\nx\x00y",
        ],
    )
    def test_has_a_meaning(self, raw: bytes) -> None:
        assert isinstance(read(raw), Append | Ignored)

    @given(st.binary(max_size=400))
    def test_of_any_bytes_has_a_meaning(self, raw: bytes) -> None:
        files_of(raw)
        assert isinstance(read(raw), Append | Ignored)

    @given(st.data())
    def test_of_any_bytes_in_a_real_mail_has_a_meaning(self, data: st.DataObject) -> None:
        whole = bytearray(SAMPLE.read_bytes())
        for _ in range(data.draw(st.integers(1, 5))):
            at = data.draw(st.integers(0, len(whole) - 1))
            whole[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
        files_of(bytes(whole))
        assert isinstance(read(bytes(whole)), Append | Ignored)

    def test_of_endless_parts_is_read_no_further_than_it_is_long(self) -> None:
        raw = (
            b"From: a@x.cn\r\n" + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" * 300
        )
        assert len(list(message_from_bytes(raw).walk())) > 1
        assert isinstance(mail_of(raw).text, str)
