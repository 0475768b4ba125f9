"""E-mail: a mailbox that is polled over IMAP. Who wrote is what the mail says; see `verified`."""

import hashlib
import imaplib
import re
import ssl
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal, Self

import anyio.to_thread
import httpx
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxLoginError
from pydantic import Field, SecretStr, StringConstraints, model_validator

from services.intake.channels.mail_reading import Mail, files_of, mail_of
from services.intake.channels.protocol import (
    Append,
    Arrival,
    Draft,
    File,
    Ignored,
    InboundKind,
    Reading,
    Strict,
    TestOutcome,
)
from services.intake.models.channels import ChannelAccount
from services.intake.rules.contacts import comparable
from services.intake.rules.mail_cursor import Fetched, MailAt, MailCursorAt
from shared.attempts import AttemptFailed
from shared.validation import invalid

TIMEOUT_SECONDS = 20.0
MOST_MAIL_BYTES = 25 * 1024 * 1024
AT_ONCE = 10
FIRST_LOOK_BACK = timedelta(days=1)
MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"

TICKET = re.compile(r"(?<![0-9A-Z])(20\d{6}-[0-9A-Z]{5})(?![0-9A-Z])")
STORE = re.compile(r"[^@+]+\+([A-Za-z0-9_-]{1,40})@")
OUT_OF_OFFICE = re.compile(
    r"\s*(?:自动回复|自动答复|自動回覆|automatic reply|auto[- ]?reply|auto:|out of (?:the )?office"
    r"|系统退信|退信|undeliverable|undelivered mail|delivery status notification"
    r"|mail delivery failed)",
    re.IGNORECASE,
)
DAEMONS = ("mailer-daemon@", "postmaster@")
NOBODY = ("no-reply@", "noreply@", "donotreply@", "do-not-reply@")
BULK = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
WRITTEN_BY_A_PERSON = {
    "auto-submitted": frozenset({"no"}),
    "x-auto-response-suppress": frozenset({"", "none"}),
    "x-autoreply": frozenset({"no"}),
    "x-autorespond": frozenset({""}),
    "x-auto-reply": frozenset({""}),
    "x-loop": frozenset({""}),
    "x-failed-recipients": frozenset({""}),
}
"""What these headers say in a person's mail, if they are there at all (RFC 3834 and custom)."""

REFUSALS = (ImapToolsError, imaplib.IMAP4.error)
"""What the library raises when a server does not play along."""

Address = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, max_length=254)]
Host = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,253}$")]


class MailboxSettings(Strict):
    """Where the mailbox is; `address` is ours, and `other_addresses` too: what they send is a loop.

    With `trusted_authserv` (the name of the company's own mail server in Authentication-Results),
    a sender whose DMARC passed there counts as proven. With `sends_receipt` a proven sender gets a
    receipt for what begins a feedback.
    """

    host: Host
    port: int = Field(default=993, ge=1, le=65535)
    security: Literal["tls", "starttls", "none"] = "tls"
    username: Annotated[str, StringConstraints(min_length=1, max_length=254)]
    folder: Annotated[str, StringConstraints(min_length=1, max_length=200)] = "INBOX"
    address: Address
    other_addresses: list[Address] = Field(default_factory=list, max_length=50)
    poll_seconds: int = Field(default=60, ge=5, le=3600)
    mark_seen: bool = True
    trusted_authserv: Annotated[str, StringConstraints(max_length=253)] | None = None
    sends_receipt: bool = False

    @model_validator(mode="after")
    def must_know_whom_to_answer(self) -> Self:
        if self.sends_receipt and not self.trusted_authserv:
            raise invalid(
                zh="发送回执需要先填写 trusted_authserv：否则会回复给伪造的发件人。",
                en="Receipts need trusted_authserv: without it they would go to forged senders.",
            )
        return self


class MailboxPassword(Strict):
    """The password, or the authorisation code that QQ and 163 give for IMAP."""

    password: SecretStr = Field(min_length=1, max_length=500)


class MailboxFailed(AttemptFailed):
    """The server did not do what was asked; `en` says it in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.en = en


class MailWithheld(MailboxFailed):
    """A mail is there, and the server did not hand it over."""

    def __init__(self, uid: int) -> None:
        super().__init__(
            f"邮件服务器没有交出邮件（UID {uid}）",
            f"The mail server did not hand over mail UID {uid}",
        )


class Mailbox(InboundKind):
    Settings = MailboxSettings
    Credentials = MailboxPassword

    async def test(
        self, account: ChannelAccount, credentials: MailboxPassword, http: httpx.AsyncClient
    ) -> TestOutcome:
        settings = MailboxSettings.model_validate(account.settings)
        try:
            found = await anyio.to_thread.run_sync(look, settings, credentials)
        except AttemptFailed as failed:
            en = failed.en if isinstance(failed, MailboxFailed) else str(failed)
            return TestOutcome(ok=False, zh=f"{failed}。", en=f"{en}.")
        return TestOutcome(
            ok=True,
            zh="已登录邮箱并打开文件夹。",
            en="Signed in and opened the folder.",
            found=found,
        )

    async def collect(
        self,
        account: ChannelAccount,
        credentials: Any,
        arrival: Arrival,
        http: httpx.AsyncClient,
    ) -> Sequence[File]:
        return await anyio.to_thread.run_sync(files_of, raw_of(arrival))

    def translate(self, account: ChannelAccount, arrival: Arrival) -> Reading:
        settings = MailboxSettings.model_validate(account.settings)
        mail = mail_of(raw_of(arrival))
        reason = nothing_said(mail, settings)
        return Ignored(reason) if reason else reading_of(mail, settings)


class ImapMailboxes:
    """The mailboxes of accounts, reached over IMAP; every call waits for the network."""

    def poll_seconds(self, account: ChannelAccount) -> int:
        return MailboxSettings.model_validate(account.settings).poll_seconds

    def fetch(
        self,
        account: ChannelAccount,
        credentials: dict[str, str],
        cursor: MailCursorAt | None,
        set_aside: Collection[MailAt],
    ) -> Fetched:
        return next_mails(*ways_in(account, credentials), cursor, account.created_at, set_aside)

    def fetch_one(
        self, account: ChannelAccount, credentials: dict[str, str], at: MailAt
    ) -> list[bytes]:
        return one_mail(*ways_in(account, credentials), at)

    def mark_seen(
        self, account: ChannelAccount, credentials: dict[str, str], uids: Sequence[int]
    ) -> None:
        settings, password = ways_in(account, credentials)
        if settings.mark_seen:
            with opened(settings, password) as mailbox:
                mailbox.flag([str(uid) for uid in uids], "\\Seen", True)

    def delivered(self, raw: bytes) -> tuple[str, dict[str, Any]]:
        """Return what tells a mail apart, its Message-ID where it has one, and its payload."""
        key = mail_of(raw).message_id or hashlib.sha256(raw).hexdigest()
        return key, {"raw": b64encode(raw).decode()}


def ways_in(
    account: ChannelAccount, credentials: dict[str, str]
) -> tuple[MailboxSettings, MailboxPassword]:
    settings = MailboxSettings.model_validate(account.settings)
    return settings, MailboxPassword.model_validate(credentials)


def raw_of(arrival: Arrival) -> bytes:
    return b64decode(arrival.payload["raw"])


def nothing_said(mail: Mail, settings: MailboxSettings) -> str:
    """Return why no person is behind the mail, the empty text when one seems to be."""
    if mail.sender in {settings.address, *settings.other_addresses}:
        return "本邮箱自己发出的邮件"
    if mail.content_type == "multipart/report" or mail.sender.startswith(DAEMONS):
        return "退信或投递报告"
    if mail.headers.get("return-path") == "<>" or mail.headers.get("precedence", "") in BULK:
        return "自动发送的邮件"
    for name, usual in WRITTEN_BY_A_PERSON.items():
        value = mail.headers.get(name)
        if value is not None and value.partition(";")[0].strip().lower() not in usual:
            return f"自动发送的邮件（{name}）"
    if OUT_OF_OFFICE.match(mail.subject):
        return "自动回复"
    return "" if comparable("email", mail.sender) else "没有可用的发件人"


def reading_of(mail: Mail, settings: MailboxSettings) -> Append:
    """Return the mail as words for the feedback of its thread, of which its sender takes part."""
    words = mail.text
    if mail.subject and not mail.is_reply:
        words = f"{mail.subject}\n{words}".strip()
    answers_elsewhere = mail.sender.startswith(NOBODY) and comparable("email", mail.reply_to)
    contact = {"email": answers_elsewhere or mail.sender}
    if mail.sender_name and mail.sender_name.lower() != mail.sender:
        contact["name"] = mail.sender_name
    is_proven = passed_dmarc(mail, settings)
    ticket = TICKET.search(mail.subject)
    draft = Draft(
        text=words or mail.subject,
        contact=contact,
        proven=frozenset({"email"} if is_proven and not answers_elsewhere else ()),
        verified=is_proven,
        store_code=store_in(mail, settings),
        external_id=mail.message_id or None,
        extra={"subject": mail.subject[:200]} if mail.subject else None,
        wants_receipt=settings.sends_receipt and is_proven and not answers_elsewhere,
    )
    return Append(
        draft,
        threads=mail.references,
        marks=(mail.message_id,) if mail.message_id else (),
        ticket_no=ticket[1] if ticket else None,
        of_sender=True,
    )


def store_in(mail: Mail, settings: MailboxSettings) -> str | None:
    """Return the store in an address such as `care+S001@…` of ours."""
    own = settings.address.partition("@")
    for address in mail.recipients:
        found = STORE.match(address)
        if found and address.startswith(f"{own[0]}+") and address.endswith(f"@{own[2]}"):
            return found[1].upper()
    return None


def passed_dmarc(mail: Mail, settings: MailboxSettings) -> bool:
    """Say whether our own mail server found the sender's domain to stand by the mail (RFC 8601)."""
    server, _, results = mail.auth_results.partition(";")
    if not settings.trusted_authserv or server.split()[:1] != [settings.trusted_authserv]:
        return False
    return re.search(r"(?:^|;)\s*dmarc\s*=\s*pass\b", results, re.IGNORECASE) is not None


@contextmanager
def opened(settings: MailboxSettings, credentials: MailboxPassword) -> Iterator[BaseMailBox]:
    """Yield the mailbox, signed in. Raises AttemptFailed for whatever the server does."""
    try:
        mailbox = connected(settings)
        try:
            password = credentials.password.get_secret_value()
            yield mailbox.login(settings.username, password, settings.folder)
            with suppress(*REFUSALS, OSError, EOFError):  # what was asked for has been answered
                mailbox.logout()
        finally:
            with suppress(OSError):
                mailbox.client.shutdown()
    except MailboxLoginError:
        raise MailboxFailed(
            "用户名或密码（授权码）被拒绝", "The user name or the password was refused"
        ) from None
    except REFUSALS as error:
        name = type(error).__name__
        raise MailboxFailed(
            f"邮件服务器拒绝了操作（{name}）", f"The mail server refused what was asked ({name})"
        ) from error
    except (OSError, EOFError) as error:
        name = type(error).__name__
        raise MailboxFailed(
            f"无法连接邮件服务器（{name}）；请核对主机、端口和加密方式",
            f"The mail server could not be reached ({name}); compare host, port and encryption",
        ) from error


def connected(settings: MailboxSettings) -> BaseMailBox:
    host, port, seconds = settings.host, settings.port, TIMEOUT_SECONDS
    if settings.security == "none":
        return MailBoxUnencrypted(host, port, timeout=seconds)
    context = ssl.create_default_context()
    if settings.security == "starttls":
        return MailBoxStartTls(host, port, timeout=seconds, ssl_context=context)
    return MailBox(host, port, timeout=seconds, ssl_context=context)


def look(settings: MailboxSettings, credentials: MailboxPassword) -> dict[str, Any]:
    """Return how many mails are in the folder. Raises AttemptFailed."""
    with opened(settings, credentials) as mailbox:
        status = mailbox.folder.status(settings.folder)
        return {"folder": settings.folder, "messages": status["MESSAGES"]}


def next_mails(
    settings: MailboxSettings,
    credentials: MailboxPassword,
    cursor: MailCursorAt | None,
    since: datetime,
    set_aside: Collection[MailAt] = (),
) -> Fetched:
    """Return the next mails behind the cursor, AT_ONCE at most. Raises AttemptFailed.

    Without a cursor, those not yet read of the day before `since` and later; after the server has
    numbered the folder anew, all of them: what was taken before is known by its Message-ID. Ends
    before a mail that is not handed over, but for those that were set aside.
    """
    with opened(settings, credentials) as mailbox:
        status = mailbox.folder.status(settings.folder)
        validity = int(status["UIDVALIDITY"])
        found = mailbox.uids(search_of(cursor, validity, since.date()))
        last = cursor.last_uid if cursor and cursor.uid_validity == validity else 0
        behind = sorted(uid for uid in map(int, found) if uid > last)
        uids = [uid for uid in behind if MailAt(validity, uid) not in set_aside]
        now, mails = uids[:AT_ONCE], []
        for uid in now:
            at = MailAt(validity, uid)
            try:
                mails += [(at, raw) for raw in raw_mail(mailbox, uid)]
            except MailWithheld as withheld:
                # How to search the first time is told by there being no cursor.
                before = MailCursorAt(validity, uid - 1) if last else None
                return Fetched(before, mails, False, withheld=at, reason=str(withheld))
        reached = now[-1] if len(uids) > AT_ONCE else max([*now, int(status["UIDNEXT"]) - 1, last])
        return Fetched(MailCursorAt(validity, reached), mails, len(uids) > AT_ONCE)


def one_mail(settings: MailboxSettings, credentials: MailboxPassword, at: MailAt) -> list[bytes]:
    """Return the bytes of a mail, nothing of one that is gone. Raises AttemptFailed."""
    with opened(settings, credentials) as mailbox:
        validity = int(mailbox.folder.status(settings.folder)["UIDVALIDITY"])
        return raw_mail(mailbox, at.uid) if validity == at.uid_validity else []


def search_of(cursor: MailCursorAt | None, validity: int, since: date) -> str:
    if cursor is not None and cursor.uid_validity == validity:
        return f"UID {cursor.last_uid + 1}:*"
    day = since - FIRST_LOOK_BACK
    dated = f"SINCE {day.day}-{MONTHS[3 * day.month - 3 : 3 * day.month]}-{day.year}"
    return dated if cursor else f"UNSEEN {dated}"


def raw_mail(mailbox: BaseMailBox, uid: int) -> list[bytes]:
    """Return the bytes of a mail without marking it read; of one too large the headers alone.

    Nothing of one that is gone by now. Raises MailWithheld for one that is there and not given.
    """
    try:
        size = size_in(fetched(mailbox, uid, "(RFC822.SIZE)"))
        part = "(BODY.PEEK[])" if size <= MOST_MAIL_BYTES else "(BODY.PEEK[HEADER])"
        found = [bytes(one[1]) for one in fetched(mailbox, uid, part) if isinstance(one, tuple)][:1]
        if not found and mailbox.uids(f"UID {uid}"):
            raise MailWithheld(uid)
    except (*REFUSALS, OSError, EOFError) as error:
        raise MailWithheld(uid) from error
    return found


def fetched(mailbox: BaseMailBox, uid: int, part: str) -> Sequence[Any]:
    status, answer = mailbox.client.uid("fetch", str(uid), part)
    if status != "OK":
        raise MailWithheld(uid)
    return answer or ()


def size_in(answer: Sequence[Any]) -> int:
    found = re.search(rb"RFC822\.SIZE (\d+)", b" ".join(x for x in answer if isinstance(x, bytes)))
    return int(found[1]) if found else 0
