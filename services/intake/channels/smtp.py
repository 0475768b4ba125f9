"""E-mail out: one mail a letter by SMTP, in the customer's own thread, marked as sent by a machine.

SMTP knows no id of ours and no look-up, so a mail cut off after its content had left is unknown for
good. Before that every failure is certain.
"""

import re
import ssl
from base64 import b64decode
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

import aiosmtplib
import httpx
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import Field, SecretStr, StringConstraints

from services.intake.channels.account_sender import AccountSender, Opened
from services.intake.channels.protocol import ChannelKind, Strict, TestOutcome
from services.intake.models.channels import ChannelAccount
from services.intake.rules.letters import Letter
from services.intake.rules.outcomes import Outcome, Refused, Retry, Sent, Unknown

TIMEOUT_SECONDS = 10.0
CONTENT_TIMEOUT_SECONDS = 25.0
FIRST_PERMANENT = 500
MESSAGE_ID = re.compile(r"<[^<>\s@]{1,200}@[^<>\s@]{1,200}>")
NO_RECORD = "cut off while the mail was handed over; mail servers keep no record to ask"

PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
MailAddress = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,250}$")
]


class SmtpSettings(Strict):
    """Where mail is handed in, and from whom it comes."""

    host: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.:_-]{1,253}$")]
    port: int = Field(default=465, ge=1, le=65535)
    security: Literal["tls", "starttls", "none"] = "tls"
    sender_address: Annotated[
        str, StringConstraints(pattern=r"^[^@\s<>]{1,64}@[A-Za-z0-9.-]{1,250}$")
    ]
    sender_name: Annotated[str, StringConstraints(pattern=r"^[^\r\n]{0,60}$")] = ""
    reply_to: MailAddress | None = None


class SmtpCredentials(Strict):
    """Who hands mail in; both absent where the server asks nobody."""

    username: Annotated[str, StringConstraints(max_length=254)] | None = None
    password: SecretStr | None = None


class Smtp(ChannelKind):
    """A mail server that takes our mail."""

    Settings: ClassVar = SmtpSettings
    Credentials: ClassVar = SmtpCredentials

    async def test(
        self, account: ChannelAccount, credentials: SmtpCredentials, http: httpx.AsyncClient
    ) -> TestOutcome:
        """Sign in and send nothing."""
        settings = SmtpSettings.model_validate(account.settings)
        try:
            async with session_with(settings) as client:
                await sign_in(client, credentials)
        except (aiosmtplib.SMTPException, OSError) as error:
            why = reason_of(error)
            return TestOutcome(
                ok=False, zh=f"无法登录邮件服务器：{why}。", en=f"Cannot sign in there: {why}."
            )
        return TestOutcome(ok=True, zh="已登录邮件服务器。", en="Signed in to the mail server.")


class SmtpSender(AccountSender):
    """The rung `email`."""

    rung: ClassVar = "email"
    needs: ClassVar = "email"
    channel: ClassVar = "smtp"
    kind: ClassVar = Smtp

    async def send_by(self, opened: Opened, letter: Letter) -> Outcome:
        settings: SmtpSettings = opened.settings
        content = mail(settings, letter).as_bytes()
        handing_over = False
        try:
            async with session_with(settings) as client:
                await sign_in(client, opened.credentials)
                await client.mail(settings.sender_address, encoding="utf-8")
                await client.rcpt(letter.address, encoding="utf-8")
                handing_over = True
                await client.data(content, timeout=CONTENT_TIMEOUT_SECONDS)
                handing_over = False
        except aiosmtplib.SMTPResponseException as error:
            return answered(error)
        except (aiosmtplib.SMTPException, OSError) as error:
            return Unknown(NO_RECORD) if handing_over else Retry(reason_of(error))
        return Sent(message_id(settings, letter))

    async def ask_by(self, opened: Opened, letter: Letter, since: datetime) -> Outcome:
        return Unknown(NO_RECORD)


def session_with(settings: SmtpSettings) -> aiosmtplib.SMTP:
    """Return a client that connects when it is entered, over TLS as the settings say."""
    return aiosmtplib.SMTP(
        hostname=settings.host,
        port=settings.port,
        use_tls=settings.security == "tls",
        start_tls=settings.security == "starttls",
        timeout=TIMEOUT_SECONDS,
        tls_context=ssl.create_default_context() if settings.security != "none" else None,
    )


async def sign_in(client: aiosmtplib.SMTP, credentials: SmtpCredentials) -> None:
    if credentials.username and credentials.password:
        await client.login(credentials.username, credentials.password.get_secret_value())


def answered(error: aiosmtplib.SMTPResponseException) -> Outcome:
    """Return what a refusal means: 5xx is for good, unless it is about our account."""
    reason = reason_of(error)
    is_ours = isinstance(error, aiosmtplib.SMTPAuthenticationError | aiosmtplib.SMTPHeloError)
    if error.code >= FIRST_PERMANENT and not is_ours:
        return Refused(reason)
    return Retry(reason)


def reason_of(error: Exception) -> str:
    """Return the code, or the kind of failure: a server's sentence may hold the address."""
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"SMTP {error.code}"
    return type(error).__name__


def message_id(settings: SmtpSettings, letter: Letter) -> str:
    return f"<{letter.id}@{domain_of(settings)}>"


def domain_of(settings: SmtpSettings) -> str:
    return settings.sender_address.rpartition("@")[2]


def mail(settings: SmtpSettings, letter: Letter) -> EmailMessage:
    """Return the mail: plain text and small HTML, in the thread of the customer's own mail.

    `Auto-Submitted` (RFC 3834) and its neighbours keep auto-repliers from answering it.
    """
    made = EmailMessage()
    made["From"] = Address(settings.sender_name, addr_spec=settings.sender_address)
    made["To"] = Address(addr_spec=letter.address)
    made["Subject"] = letter.title
    made["Message-ID"] = message_id(settings, letter)
    if settings.reply_to:
        made["Reply-To"] = Address(addr_spec=settings.reply_to)
    if letter.thread and MESSAGE_ID.fullmatch(letter.thread):
        made["In-Reply-To"] = made["References"] = letter.thread
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    made["Precedence"] = "list"
    made["List-Id"] = f"<feedback.{domain_of(settings)}>"
    made["Content-Language"] = letter.language
    made.set_content(plain(letter), cte="base64")
    made.add_alternative(html(letter), subtype="html", cte="base64")
    for file in letter.files:
        kind, _, subtype = file.media_type.partition("/")
        content = b64decode(file.content)
        made.add_attachment(content, maintype=kind, subtype=subtype, filename=file.name)
    return made


def plain(letter: Letter) -> str:
    """Return the text; a letter to staff has its links below."""
    if not letter.link_words:
        return letter.text
    below = (f"{letter.link_words}: {letter.link}", f"{letter.footnote}: {letter.footnote_link}")
    return "\n\n".join((letter.text, *below))


def html(letter: Letter) -> str:
    values: dict[str, Any] = {"letter": letter, "lines": letter.text.splitlines()}
    return PAGES.get_template("mail.html.j2").render(values)
