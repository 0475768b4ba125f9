"""Message templates: placeholders in braces, filled once, and fitted to what a rung carries."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

PURPOSES = ("receipt", "question", "result", "survey", "reminder", "notice")
LANGUAGES = ("zh", "en")
CHANNELS = ("wechat", "wechat_subscription", "wecom", "sms", "email")

PLACEHOLDERS: Mapping[str, Mapping[str, str]] = {
    "brand": {"zh": "回音", "en": "Huiyin"},
    "name": {"zh": "王女士", "en": "Ms Wang"},
    "store": {"zh": "静安寺店", "en": "Jing'an Temple store"},
    "ticket_no": {"zh": "20261122-7Q4K2", "en": "20261122-7Q4K2"},
    "text": {"zh": "已为您全额退款。", "en": "You have been refunded in full."},
    "link": {
        "zh": "https://example.com/intake/t/AbCdEf",
        "en": "https://example.com/intake/t/AbCdEf",
    },
    "survey_link": {
        "zh": "https://example.com/followup/s/AbCdEf",
        "en": "https://example.com/followup/s/AbCdEf",
    },
}
"""What a template may say, each with a sample of both languages for the preview."""

ROOM_FOR_TEXT = 40
"""Characters that must be left for what is told, besides the template's own words."""
SHORTENED = "…"
BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
LATIN = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Room:
    """How long a message may be, in characters or in bytes of UTF-8."""

    most: int
    in_bytes: bool = False

    def taken(self, text: str) -> int:
        return len(text.encode(errors="replace")) if self.in_bytes else len(text)


ROOMS: Mapping[str, Room] = {
    "wechat": Room(2048, in_bytes=True),
    "wechat_subscription": Room(200),
    "wecom": Room(2048, in_bytes=True),
    "sms": Room(500),
    "email": Room(20_000),
}
"""What the vendors take: a customer-service text 2,048 bytes, a Chinese SMS 500 characters."""


@dataclass(frozen=True, slots=True)
class Template:
    """The words for one purpose, rung and language; `title` only where the rung has one."""

    purpose: str
    channel: str
    language: str
    text: str
    title: str = ""
    vendor_template: str | None = None


def placeholders_in(text: str) -> tuple[str, ...]:
    """Return the names in braces, each once, in their order."""
    names = (match.group(1) for match in BRACES.finditer(text))
    return tuple(dict.fromkeys(name for name in names if name is not None))


def stray_braces(text: str) -> bool:
    """Say whether a brace stands alone."""
    return any(match.group(1) is None for match in BRACES.finditer(text))


def unknown_placeholders(text: str) -> tuple[str, ...]:
    return tuple(name for name in placeholders_in(text) if name not in PLACEHOLDERS)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with each placeholder replaced once; what a value says is never one itself."""
    return BRACES.sub(lambda match: values.get(match.group(1) or "", match.group(0)), text)


def fitted(text: str, values: Mapping[str, str], room: Room) -> str:
    """Return the filled template within its room: what is told is shortened, links never are."""
    whole = filled(text, values)
    if room.taken(whole) <= room.most:
        return whole
    told = values.get("text", "")
    fixed = room.taken(filled(text, {**values, "text": SHORTENED}))
    return clipped(
        filled(
            text,
            {**values, "text": clipped(told, Room(room.most - fixed, room.in_bytes)) + SHORTENED},
        ),
        room,
    )


def clipped(text: str, room: Room) -> str:
    """Return as much of the beginning of `text` as there is room for."""
    if room.taken(text) <= room.most:
        return text
    most = max(0, room.most)
    if not room.in_bytes:
        return text[:most]
    return text.encode(errors="replace")[:most].decode(errors="ignore")


def too_long_by(template: Template) -> int:
    """Return by how much the template's own words and links leave no room for what is told."""
    room = ROOMS[template.channel]
    sample = {**sample_values(template.language), "text": "字" * ROOM_FOR_TEXT}
    return max(0, room.taken(filled(template.text, sample)) - room.most)


def sample_values(language: str) -> dict[str, str]:
    return {name: samples[language] for name, samples in PLACEHOLDERS.items()}


def language_of(text: str) -> str:
    """Return the language in which to answer `text`: English only if no Chinese sign is in it."""
    return "en" if LATIN.search(text) and not CHINESE.search(text) else "zh"
