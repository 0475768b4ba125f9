"""The wire shapes of calendars and of their days."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    Field,
    StringConstraints,
    model_validator,
)

from services.followup.models import BusinessCalendar, CalendarDay
from services.followup.operations.calendars import CalendarDraft, DayDraft
from services.followup.rules.calendar import WHOLE_DAY, DayKind, Opening
from services.followup.rules.promises import (
    CHINA,
    SHIPPED_CALENDARS,
    CalendarSetting,
    clock_text,
    minutes,
)
from services.followup.web.schemas import Body
from shared.validation import Instant, PlainDate, invalid, pattern

FIRST_YEAR, LAST_YEAR = 2000, 2199
LONGEST_TARGET = 366 * WHOLE_DAY

CALENDAR_NAME = pattern(
    r"^[A-Za-z0-9\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff._-]*$",
    zh="{field} 只能含字母、汉字、数字和 . _ -，且以字母、汉字或数字开头。",
    en="{field} takes letters, digits and . _ - and begins with a letter or digit.",
)
PRINTABLE = pattern(
    r"^[^\x00-\x1f\x7f]*$",
    zh="{field} 不能含有换行或控制字符，请去掉。",
    en="{field} must hold no line breaks or control characters; remove them.",
)
TIME_OF_DAY = pattern(
    r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$",
    zh="{field} 须为 00:00 至 24:00 的时刻，例如 08:30。",
    en="{field} must be a time of day from 00:00 to 24:00, such as 08:30.",
)
CalendarName = Annotated[str, StringConstraints(max_length=40, pattern=CALENDAR_NAME)]
Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=PRINTABLE),
]
Word = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=PRINTABLE),
]
TimeOfDay = Annotated[str, StringConstraints(pattern=TIME_OF_DAY)]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR, strict=True)]


def must_be_in_range(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise invalid(
            zh="{field} 须在 2000 年至 2199 年之间；请检查年份。",
            en="{field} must lie between the years 2000 and 2199; check the year.",
        )
    return day


def moment_in_range(moment: datetime) -> datetime:
    must_be_in_range(moment.date())
    return moment.astimezone(UTC)


Moment = Annotated[Instant, AfterValidator(moment_in_range)]
Date = Annotated[PlainDate, AfterValidator(must_be_in_range)]


class Hours(Body):
    """From `start` to `end`; an end no later than the start is on the next day."""

    start: TimeOfDay
    end: TimeOfDay

    def check(self) -> None:
        if minutes(self.start) == WHOLE_DAY or self.start == self.end:
            raise invalid(
                zh="开始与结束不能相同；全天请写 00:00–24:00。",
                en="start and end must differ; a whole day is 00:00 to 24:00.",
            )


def must_differ(hours: Hours) -> Hours:
    hours.check()
    return hours


class WeeklyHours(Hours):
    """The same hours on some weekdays: 1 is Monday, 7 Sunday."""

    weekdays: Annotated[
        list[Annotated[int, Field(ge=1, le=7, strict=True)]], Field(min_length=1, max_length=7)
    ]


class CalendarChange(Body):
    """A calendar: open hours by weekday, the holiday table it follows, and who keeps it.

    `teams` are team ids, `stores` store codes; whoever is in none keeps the default calendar.
    """

    title: Title | None = None
    timezone: Annotated[str, Field(max_length=60)] = "Asia/Shanghai"
    weekly: Annotated[
        list[Annotated[WeeklyHours, AfterValidator(must_differ)]], Field(max_length=100)
    ]
    holidays: Literal["CN"] | None = CHINA  # type: ignore[assignment]
    teams: Annotated[list[Word], Field(max_length=1000, default_factory=list)]
    stores: Annotated[list[Word], Field(max_length=10_000, default_factory=list)]
    is_default: bool = Field(default=False, strict=True)

    def draft(self, name: str) -> CalendarDraft:
        return CalendarDraft(
            title=self.title or name,
            timezone=self.timezone,
            weekly=[one.model_dump() for one in self.weekly],
            holidays=self.holidays,
            is_default=self.is_default,
            teams=self.teams,
            stores=self.stores,
        )


class CalendarBody(CalendarChange):
    name: CalendarName


class CalendarView(BaseModel):
    """A calendar; `shipped` ones can be changed and not removed."""

    name: str
    title: str
    timezone: str
    weekly: list[dict[str, Any]]
    holidays: str | None
    is_default: bool
    teams: list[str]
    stores: list[str]
    shipped: bool
    confirmed_years: list[int]

    @classmethod
    def of(
        cls,
        setting: CalendarSetting,
        row: BusinessCalendar | None,
        users: Iterable[tuple[str, str]],
        *,
        default: str,
        years: Iterable[int],
    ) -> Self:
        known = list(users)
        return cls(
            name=setting.name,
            title=setting.title,
            timezone=setting.timezone,
            weekly=row.weekly if row else weekly_of(setting.weekly),
            holidays=setting.holidays,
            is_default=setting.name == default,
            teams=sorted(key for kind, key in known if kind == "team"),
            stores=sorted(key for kind, key in known if kind == "store"),
            shipped=setting.name in SHIPPED_CALENDARS,
            confirmed_years=sorted(set(years)),
        )


def weekly_of(openings: Sequence[Opening]) -> list[dict[str, Any]]:
    """Return the openings with the weekdays of the same hours together."""
    hours: dict[tuple[int, int], list[int]] = {}
    for one in openings:
        hours.setdefault((one.starts, one.ends), []).append(one.weekday)
    return [
        {"weekdays": days, "start": clock_text(starts), "end": clock_text(ends)}
        for (starts, ends), days in hours.items()
    ]


class DayBody(Body):
    """What a date is: a holiday, or a workday with the weekday's hours or its own."""

    date: Date
    kind: DayKind
    note: Annotated[str, StringConstraints(max_length=200, pattern=PRINTABLE)] | None = None
    hours: (
        Annotated[
            list[Annotated[Hours, AfterValidator(must_differ)]], Field(min_length=1, max_length=20)
        ]
        | None
    ) = None

    def draft(self) -> DayDraft:
        hours = None
        if self.kind == "workday" and self.hours:
            hours = [one.model_dump() for one in self.hours]
        return DayDraft(self.date, self.kind, hours, self.note)


class DaysBody(Body):
    """Dates to set, the State Council's notice to read, and a year to confirm.

    `notice` is its whole text, read for `confirm_year`, or for the year it names itself.
    """

    days: Annotated[list[DayBody], Field(max_length=800, default_factory=list)]
    notice: Annotated[str, Field(max_length=20_000)] | None = None
    confirm_year: Year | None = None

    @model_validator(mode="after")
    def _must_say_something_once(self) -> Self:
        if not self.days and self.notice is None and self.confirm_year is None:
            raise invalid(
                zh="请给出日期、放假通知或要确认的年份。",
                en="Give dates, a notice, or a year to confirm.",
            )
        dates = [one.date for one in self.days]
        if len(dates) != len(set(dates)):
            raise invalid(zh="每个日期只能写一次。", en="Give each date once.")
        return self


class DayView(BaseModel):
    """A date of a calendar; `calendar` says whether it is its own or the holiday table's."""

    date: date
    kind: str
    hours: list[dict[str, str]] | None
    note: str | None
    source: str
    calendar: str

    @classmethod
    def of(cls, row: CalendarDay) -> Self:
        return cls(
            date=row.day,
            kind=row.kind,
            hours=row.hours,
            note=row.note,
            source=row.source,
            calendar=row.calendar,
        )


class DaysView(BaseModel):
    """The dates of a calendar that are not as their weekday says, in order."""

    name: str
    confirmed_years: list[int]
    days: list[DayView]


class DueView(BaseModel):
    """What a calendar makes of a start and a target."""

    start: datetime
    is_open: bool
    next_open: datetime
    minutes: int
    due_at: datetime
    unconfirmed: bool
