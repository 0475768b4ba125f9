"""What a customer or WeChat itself sends by a callback, and what of it is the customer's words."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from services.intake.channels.wechat.documents import Fields

EVENT = "event"
KNOWN_KINDS = frozenset(
    {"text", "image", "voice", "location", "link", "video", "shortvideo", "miniprogrampage"}
)
SCENE_PREFIX = "qrscene_"
STORE_SCENE = "store:"
LONGEST_ID = 64
LONGEST_KIND = 40
LONGEST_NUMBER = 20
LATEST_SECOND = 32_503_679_999
"""The year 3000: no message is younger."""


class BadMessage(ValueError):
    """It lacks a sender, a time or a kind."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message or event; `kind` is its MsgType, an unknown one too.

    `key` is the same for each repetition: its MsgId, else sender, second, event and key of it.
    """

    kind: str
    sender: str
    receiver: str
    sent_at: datetime
    key: str
    fields: Fields

    @property
    def event(self) -> str:
        """The event in lower case: WeChat writes some in capitals, some not; `` for a message."""
        return self.fields.get("Event", "").lower() if self.kind == EVENT else ""

    @property
    def event_key(self) -> str:
        return self.fields.get("EventKey", "")

    @property
    def scanned_store(self) -> str | None:
        """The code of the store whose QR code was scanned."""
        scene = self.event_key.removeprefix(SCENE_PREFIX)
        is_store = self.event in {"scan", "subscribe"} and scene.startswith(STORE_SCENE)
        return scene.removeprefix(STORE_SCENE).strip() or None if is_store else None


@dataclass(frozen=True, slots=True)
class Said:
    """The customer's words in a message; `media_id` is of a picture to be fetched."""

    text: str
    media_id: str | None = None


def message_of(fields: Fields) -> Message:
    """Return the message in these fields. Raises BadMessage."""
    sender, kind = fields.get("FromUserName", "").strip(), fields.get("MsgType", "").strip()
    created = fields.get("CreateTime", "").strip()
    is_number = created.isascii() and created.isdigit() and len(created) <= LONGEST_NUMBER
    is_time = is_number and int(created) < LATEST_SECOND
    if not (0 < len(sender) <= LONGEST_ID and 0 < len(kind) <= LONGEST_KIND and is_time):
        raise BadMessage("no sender, time or kind")
    return Message(
        kind=kind.lower(),
        sender=sender,
        receiver=fields.get("ToUserName", "").strip(),
        sent_at=datetime.fromtimestamp(int(created), UTC),
        key=repetition_key(fields, sender, created),
        fields=fields,
    )


def repetition_key(fields: Fields, sender: str, created: str) -> str:
    """Return what a message and its repetitions have in common, 80 signs at most."""
    given = fields.get("MsgId", "").strip()
    if given.isascii() and given.isdigit() and len(given) <= LONGEST_ID and int(given):
        return f"message:{given}"
    parts = (sender, created, fields.get("Event", ""), fields.get("EventKey", ""), given)
    return "event:" + hashlib.sha256("\n".join(parts).encode()).hexdigest()


def said_in(message: Message) -> Said | None:
    """Return the customer's words; None for an event and for what says nothing."""
    fields = message.fields
    if message.kind == EVENT:
        return None
    if message.kind == "text":
        text = fields.get("Content", "").strip()
        return Said(text) if text else None
    if message.kind == "image":
        return Said("[图片]", fields.get("MediaId") or None)
    if message.kind == "voice":
        heard = fields.get("Recognition", "").strip()
        return Said(heard or "[语音，未能识别]")
    return Said(described(message.kind, fields))


def described(kind: str, fields: Fields) -> str:
    """Return words for what is no text: a place, a link, a video, or a kind nobody foresaw."""
    if kind == "location":
        place = f"{fields.get('Location_X', '')},{fields.get('Location_Y', '')}"
        return joined("[位置]", fields.get("Label", ""), f"({place})")
    if kind == "link":
        return joined("[链接]", *(fields.get(tag, "") for tag in ("Title", "Description", "Url")))
    if kind in {"video", "shortvideo"}:
        return "[视频]"
    if kind == "miniprogrampage":
        return joined("[小程序]", fields.get("Title", ""))
    return f"[{kind}]"


def joined(*parts: str) -> str:
    return " ".join(part.strip() for part in parts if part.strip())
