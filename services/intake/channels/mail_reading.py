"""A mail read as far as it can be, whatever its bytes are: who, what, which thread, which files."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parseaddr

from services.intake.rules.drafts import File
from services.intake.rules.mail_text import text_of_html, written

MOST_PARTS = 200
MOST_FILES = 20
MOST_TEXT = 1_000_000
LONGEST_HEADER = 8_000
MOST_REFERENCES = 50
SMALLEST_INLINE = 10 * 1024
"""Pictures within the text are mostly logos and smileys below this size."""

CHINESE = {"gb2312", "gbk", "x-gbk", "gb_2312-80", "cp936", "gb-2312", "chinese", "hz", "gb18030"}
MESSAGE_ID = re.compile(r"<[^<>\s]{3,400}>")
FORWARDED = re.compile(r"\s*(?:fwd?|转发|轉寄|转寄)\s*[:：]", re.IGNORECASE)
REPLY = re.compile(
    r"\s*(?:re|回复|答复|回覆|回信|aw|sv)\s*(?:\[\d+\]|\(\d+\))?\s*[:：]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Mail:
    """What is in a mail. `headers` have lower-case names, the first of each; none is decoded."""

    message_id: str
    references: tuple[str, ...]
    sender: str
    sender_name: str
    reply_to: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "text/plain"
    auth_results: str = ""

    @property
    def is_reply(self) -> bool:
        return bool(self.references) or REPLY.match(self.subject) is not None


def mail_of(raw: bytes) -> Mail:
    """Return the mail in these bytes, of which any may be wrong."""
    message = message_from_bytes(raw)
    headers = headers_of(message)
    subject = decoded(headers.get("subject", ""))
    sender_name, sender = parseaddr(headers.get("from", ""))
    ids = MESSAGE_ID.findall(headers.get("message-id", ""))
    replied = MESSAGE_ID.findall(headers.get("in-reply-to", ""))
    referred = MESSAGE_ID.findall(headers.get("references", ""))
    named = [headers.get(name, "") for name in ("delivered-to", "x-original-to", "to", "cc")]
    return Mail(
        message_id=ids[0] if ids else "",
        references=tuple(dict.fromkeys([*replied, *reversed(referred)]))[:MOST_REFERENCES],
        sender=sender.strip().lower(),
        sender_name=decoded(sender_name).strip("\"' "),
        reply_to=parseaddr(headers.get("reply-to", ""))[1].strip().lower(),
        recipients=tuple(address.lower() for _, address in getaddresses(named) if address),
        subject=subject,
        text=text_of(message, keep_quotes=FORWARDED.match(subject) is not None),
        headers=headers,
        content_type=message.get_content_type(),
        auth_results=headers.get("authentication-results", ""),
    )


def headers_of(message: Message) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in message.raw_items():
        raw = str(value).encode("utf-8", "surrogateescape")[:LONGEST_HEADER]
        text = raw.decode("ascii") if raw.isascii() else guessed(raw)
        found.setdefault(name.lower(), " ".join(text.split()))
    return found


def decoded(value: str) -> str:
    """Return a header's words; adjacent encoded words of one charset are joined before."""
    try:
        parts = decode_header(value)
    except (HeaderParseError, MessageError, ValueError, LookupError):
        return clean(value)
    words = [
        part if isinstance(part, str) else in_charset(part, charset) for part, charset in parts
    ]
    return clean("".join(words))


def clean(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text).strip()


def in_charset(raw: bytes, charset: str | None) -> str:
    """Return text in the charset it claims, else in the one it seems to be in."""
    name = (charset or "utf-8").lower().strip("\"' ")
    name = "gb18030" if name in CHINESE else name
    try:
        return raw.decode(name)
    except (UnicodeError, LookupError, ValueError):
        return guessed(raw)


def guessed(raw: bytes) -> str:
    for charset in ("utf-8", "gb18030"):
        try:
            return raw.decode(charset)
        except UnicodeError:
            continue
    from charset_normalizer import from_bytes  # for the few mails that name no charset of theirs

    best = from_bytes(raw[:MOST_TEXT]).best()
    return str(best) if best is not None else raw.decode("gb18030", "replace")


def parts_of(message: Message) -> Iterator[Message]:
    """Yield the parts that hold something; what is inside an attached mail is its own."""
    waiting, count = [message], 0
    while waiting and count < MOST_PARTS:
        part = waiting.pop()
        count += 1
        inner = part.get_payload()
        is_mail = part.get_content_type() == "message/rfc822"
        if isinstance(inner, list) and not is_mail:
            waiting.extend(one for one in reversed(inner) if isinstance(one, Message))
        elif not is_mail:
            yield part


def content_of(part: Message) -> bytes:
    """Return what a part holds, undone of its transfer encoding as far as that goes."""
    try:
        found = part.get_payload(decode=True)
    except (ValueError, LookupError, MessageError, AssertionError):
        return b""
    return found if isinstance(found, bytes) else b""


def is_file(part: Message) -> bool:
    disposition = str(part.get("content-disposition", "")).lower().lstrip()
    return disposition.startswith("attachment") or bool(part.get_filename(""))


def text_of(message: Message, *, keep_quotes: bool) -> str:
    """Return what was written: of plain text and HTML the first that says something."""
    plain: list[str] = []
    html: list[str] = []
    for part in parts_of(message):
        kind = part.get_content_type()
        if kind not in {"text/plain", "text/html"} or is_named(part):
            continue
        words = in_charset(content_of(part)[:MOST_TEXT], charset_of(part))
        (plain if kind == "text/plain" else html).append(words)
    for words in plain:
        if said := written(words, keep_quotes=keep_quotes):
            return said
    for words in html:
        found = text_of_html(words, keep_quotes=keep_quotes)
        if said := written(found, keep_quotes=keep_quotes):
            return said
    return ""


def is_named(part: Message) -> bool:
    try:
        return is_file(part)
    except (ValueError, LookupError, TypeError, AttributeError):
        return True


def charset_of(part: Message) -> str | None:
    try:
        return part.get_content_charset()
    except (ValueError, LookupError, TypeError, AttributeError):
        return None


def files_of(raw: bytes) -> list[File]:
    """Return the attachments of a mail, and the pictures in its text that are no decoration."""
    found = []
    for number, part in enumerate(parts_of(message_from_bytes(raw))):
        is_picture = part.get_content_maintype() == "image"
        if not is_named(part) and not is_picture:
            continue
        content = content_of(part)
        is_inline = "attachment" not in str(part.get("content-disposition", "")).lower()
        if content and not (is_picture and is_inline and len(content) < SMALLEST_INLINE):
            found.append(File(name_of(part) or f"file-{number}", content))
    return found[:MOST_FILES]


def name_of(part: Message) -> str:
    try:
        return decoded(part.get_filename("") or "")[:120]
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""
