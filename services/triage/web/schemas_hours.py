"""The wire shapes of shifts, and of leave and other hours that hold instead."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, StringConstraints

from services.triage.models import Shift, ShiftOverride
from services.triage.rules.shifts import clock_text, minutes
from services.triage.web.schemas_organisation import PRINTABLE, Body, Changes, Uuid
from shared.validation import PlainDate, pattern

Weekdays = Annotated[
    list[Annotated[int, Field(ge=1, le=7, strict=True)]],
    Field(min_length=1, max_length=7, description="ISO weekdays the shift starts on, 1 Monday."),
]
TimeOfDay = Annotated[
    str,
    StringConstraints(
        pattern=pattern(
            r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$",
            zh="{field} 须为时刻，例如 09:00；一天的结束写作 24:00。",
            en="{field} must be a time of day such as 09:00; a day ends at 24:00.",
        )
    ),
    Field(examples=["09:00"], description="HH:MM; 24:00 is the midnight that ends the day."),
]
Timezone = Annotated[
    str,
    StringConstraints(
        pattern=pattern(
            r"^[A-Za-z0-9_+/-]{1,40}$",
            zh="{field} 须为 IANA 时区名称，例如 Asia/Shanghai。",
            en="{field} must be the IANA name of a time zone such as Asia/Shanghai.",
        )
    ),
]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=PRINTABLE)]


class ShiftBody(Body):
    """A weekly shift of a person or of a team; an `end` not after its `start` is the next day's."""

    staff_id: Uuid | None = None
    team_id: Uuid | None = None
    weekdays: Weekdays
    start: TimeOfDay
    end: TimeOfDay
    valid_from: PlainDate | None = None
    valid_to: PlainDate | None = None
    timezone: Timezone = "Asia/Shanghai"


class ShiftPatch(Changes):
    weekdays: Weekdays = Field(default_factory=list)
    start: TimeOfDay = Field(default_factory=str)
    end: TimeOfDay = Field(default_factory=str)
    valid_from: PlainDate | None = None
    valid_to: PlainDate | None = None
    timezone: Timezone = Field(default_factory=str)


class ShiftView(BaseModel):
    id: str
    staff_id: str | None
    team_id: str | None
    weekdays: list[int]
    start: str
    end: str
    valid_from: date | None
    valid_to: date | None
    timezone: str
    created_at: datetime

    @classmethod
    def of(cls, shift: Shift) -> Self:
        shown = shift.model_dump(exclude={"starts", "ends"})
        return cls(**shown, start=clock_text(shift.starts), end=clock_text(shift.ends))


def shift_columns(body: ShiftBody | ShiftPatch) -> dict[str, object]:
    """Return the columns that a request sets; times of day become minutes after midnight."""
    columns = body.model_dump(exclude_unset=isinstance(body, ShiftPatch))
    for wire, column in (("start", "starts"), ("end", "ends")):
        if wire in columns:
            columns[column] = minutes(columns.pop(wire))
    if "weekdays" in columns:
        columns["weekdays"] = sorted(set(columns["weekdays"]))
    return columns


class OverrideBody(Body):
    """Leave (请假), or other hours, of a person or of a team on the days from first to last.

    A `leave` without hours takes the shifts that start on these days, with hours that part of
    each day; `work` puts its hours in place of the shifts that would start on these days.
    """

    staff_id: Uuid | None = None
    team_id: Uuid | None = None
    kind: Literal["leave", "work"]
    first_day: PlainDate
    last_day: PlainDate
    start: TimeOfDay | None = None
    end: TimeOfDay | None = None
    timezone: Timezone = "Asia/Shanghai"
    note: Note = ""

    def columns(self) -> dict[str, object]:
        """Return the columns of the table; times of day become minutes after midnight."""
        return {
            **self.model_dump(exclude={"start", "end"}),
            "starts": None if self.start is None else minutes(self.start),
            "ends": None if self.end is None else minutes(self.end),
        }


class OverrideView(BaseModel):
    id: str
    staff_id: str | None
    team_id: str | None
    kind: str
    first_day: date
    last_day: date
    start: str | None
    end: str | None
    timezone: str
    note: str
    created_at: datetime

    @classmethod
    def of(cls, override: ShiftOverride) -> Self:
        shown = override.model_dump(exclude={"starts", "ends"})
        hours = {"start": override.starts, "end": override.ends}
        return cls(
            **shown,
            **{name: None if at is None else clock_text(at) for name, at in hours.items()},
        )
