"""The wire shapes of what staff are told, and of how they want to be told."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StringConstraints

from services.triage.models.notices import Notice, NoticePush
from services.triage.rules.notices import (
    DAY,
    OCCASIONS,
    AnyTime,
    Choice,
    Hours,
    Language,
    Way,
    Wishes,
    told,
)
from services.triage.web.schemas_organisation import Body, Uuid
from shared.paging import Page
from shared.validation import invalid, pattern

PushWay = Literal["wecom", "email"]
PushState = Literal["held", "released", "delivered", "failed", "unknown", "expired", "dropped"]
TIME = pattern(
    r"^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$",
    zh="{field} 为 00:00 到 24:00 之间的时间，例如 08:30。",
    en="{field} is a time from 00:00 to 24:00, such as 08:30.",
)
TimeOfDay = Annotated[str, StringConstraints(pattern=TIME)]


def must_be_known(chosen: dict[str, "NoticeChoice"]) -> dict[str, "NoticeChoice"]:
    for key in chosen.keys() - OCCASIONS.keys():
        raise invalid(
            zh=f"没有提醒类型 {key[:40]}；可用的有：{'、'.join(OCCASIONS)}。",
            en=f"There is no occasion {key[:40]}; there are {', '.join(OCCASIONS)}.",
        )
    return chosen


class PushView(BaseModel):
    """What became of one way out; `held` waits until `until`, when the person's hours begin."""

    way: PushWay
    state: PushState
    reason: str | None
    until: datetime | None

    @classmethod
    def of(cls, push: NoticePush) -> Self:
        return cls.model_validate(
            {"way": push.way, "state": push.state, "reason": push.reason, "until": push.due_at}
        )


class NoticeView(BaseModel):
    """One thing one was told; `path` leads on in the console, `pops` says it came within hours."""

    id: str
    occasion: str
    title: str
    lines: list[str]
    path: str
    critical: bool
    pops: bool
    created_at: datetime
    read_at: datetime | None
    pushes: list[PushView]

    @classmethod
    def of(cls, notice: Notice, pushes: list[NoticePush], language: str) -> Self:
        title, lines = told(notice.occasion, notice.facts, language)
        return cls(
            **notice.model_dump(include=set(cls.model_fields)),
            title=title,
            lines=list(lines),
            pushes=[PushView.of(one) for one in pushes],
        )


class NoticesView(Page[NoticeView]):
    """A page of notices, newest first; `unread` counts all of one's own."""

    unread: int


class ReadBody(Body):
    """Which of one's own notices one has read; without ids, all of them."""

    ids: Annotated[list[Uuid], Field(max_length=500)] | None = None


class UnreadView(BaseModel):
    unread: int


class NoticeHours(Body):
    """From `start` to `end` on ISO `weekdays`, in Shanghai; an end before it is on the next day."""

    start: TimeOfDay = "08:00"
    end: TimeOfDay = "22:00"
    weekdays: Annotated[
        list[Annotated[int, Field(ge=1, le=7, strict=True)]], Field(min_length=1, max_length=7)
    ] = Field(default=[1, 2, 3, 4, 5, 6, 7])

    @classmethod
    def of(cls, hours: Hours) -> Self:
        return cls(
            start=as_text(hours.start), end=as_text(hours.end), weekdays=list(hours.weekdays)
        )

    def kept(self) -> Hours:
        return Hours(
            minutes_in(self.start) % DAY,
            minutes_in(self.end),
            tuple(sorted(set(self.weekdays))),
        )


class NoticeChoice(Body):
    """By which ways, and what may come outside of the hours.

    `is_default` may be repeated as it was read: then it stays so, if the choice is the default.
    """

    ways: Annotated[list[Way], Field(max_length=3)]
    any_time: AnyTime
    is_default: bool = Field(default=False, strict=True)

    def kept(self) -> Choice:
        return Choice(tuple(dict.fromkeys(self.ways)), self.any_time)


def by_key(given: object) -> object:
    """Return occasions as they are shown, a list, by their keys; what only is shown left out."""
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        return given
    chosen = {}
    for one in given:
        key = str(one.get("key", ""))
        known = OCCASIONS.get(key)
        shown = {"key": key} | ({"name_zh": known.zh, "name_en": known.en} if known else {})
        chosen[key] = {
            name: value for name, value in one.items() if name not in shown or value != shown[name]
        }
    return chosen


class NoticeSettingsBody(Body):
    """How one wants to be told; an occasion that is not named keeps its default, hours null is
    any time. Occasions may come as the list that is shown.
    """

    language: Language = "zh"
    hours: NoticeHours | None
    occasions: Annotated[
        dict[str, NoticeChoice], BeforeValidator(by_key), AfterValidator(must_be_known)
    ] = Field(default_factory=dict, max_length=50)

    def kept(self, roles: list[str]) -> Wishes:
        """Return what a person with these roles chose."""
        own = {
            key: one.kept()
            for key, one in self.occasions.items()
            if not one.is_default or one.kept() != Wishes().choice(key, roles)
        }
        return Wishes(self.language, self.hours.kept() if self.hours else None, own)


class OccasionView(NoticeChoice):
    """What holds for one occasion; `is_default` until one has chosen."""

    key: str
    name_zh: str
    name_en: str


class NoticeSettingsView(BaseModel):
    language: Language
    hours: NoticeHours | None
    timezone: str = "Asia/Shanghai"
    occasions: list[OccasionView]

    @classmethod
    def of(cls, wishes: Wishes, roles: list[str]) -> Self:
        chosen = wishes.choices or {}
        occasions = []
        for one in OCCASIONS.values():
            choice = wishes.choice(one.key, roles)
            occasions.append(
                OccasionView(
                    key=one.key,
                    name_zh=one.zh,
                    name_en=one.en,
                    ways=list(choice.ways),
                    any_time=choice.any_time,
                    is_default=one.key not in chosen,
                )
            )
        hours = NoticeHours.of(wishes.hours) if wishes.hours else None
        return cls(language=wishes.language, hours=hours, occasions=occasions)


def minutes_in(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)


def as_text(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
