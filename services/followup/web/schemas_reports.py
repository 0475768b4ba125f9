"""The wire shapes of reports: figures, the rows behind them, late changes, daily figures."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, model_validator

from services.followup.web.schemas import Body
from shared.paging import Page
from shared.validation import Instant, invalid, must_be_a_date, pattern

A_WEEK = pattern(
    r"^20[0-9]{2}-W(0[1-9]|[1-4][0-9]|5[0-3])$",
    zh="{field} 须为 ISO 周，例如 2026-W47。",
    en="{field} must be an ISO week such as 2026-W47.",
)
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY), BeforeValidator(must_be_a_date)]
Number = float | int | None


class LateChange(BaseModel):
    """A figure of a closed day that changed afterwards: as it was first shown, and as it is now."""

    day: date
    figure: str
    first: int
    revised: int


class ReportItem(BaseModel):
    """The figures of one key in one period; `links` lead to the rows each count counts."""

    key: str | None
    name: str
    from_: date = Field(serialization_alias="from")
    to: date
    figures: dict[str, Number]
    links: dict[str, str]


class BacklogView(BaseModel):
    """What is open now, whatever the period; `link` leads to the cases."""

    open: int
    oldest_at: datetime | None
    median_age_hours: float | None
    by_age: dict[str, int]
    link: str


class Report(BaseModel):
    """Figures of a period, both days included; days are Shanghai's.

    `counts` says what a figure of it counts. `pending` changes of cases are not in it yet.
    """

    report: str
    from_: date = Field(serialization_alias="from")
    to: date
    group: str | None
    timezone: str = "Asia/Shanghai"
    counts: str
    as_of: datetime
    pending: int
    totals: ReportItem
    items: list[ReportItem]
    late: list[LateChange]
    customers: int | None = None
    flow: dict[str, int] | None = None
    backlog: BacklogView | None = None


class FactRow(BaseModel):
    """One thing that a figure counts; `case_id` opens the case."""

    case_id: str
    ticket_no: str
    day: date
    at: datetime
    cycle: int
    part: str
    store_code: str | None
    region: str | None
    team_id: str | None
    person_id: str | None
    channel: str | None
    campaign: str | None
    topics: tuple[str, ...]
    kind: str | None
    urgency: str | None
    state: str | None
    note: str | None
    seconds: int | None
    business_seconds: int | None
    score: int | None
    nps: int | None
    solved: bool | None


class FactRows(Page[FactRow]):
    """A page of rows; `total` is the figure itself."""

    figure: str
    total: int


class DailyBody(Body):
    """What a store sold on a day, how many came and how many ordered; at least one of them.

    `store_code` and `updated_at` may be repeated as they were read and never differ.
    """

    date: Day
    sales: float | None = Field(default=None, ge=0, le=1e12, allow_inf_nan=False, strict=True)
    visitors: int | None = Field(default=None, ge=0, le=10_000_000, strict=True)
    orders: int | None = Field(default=None, ge=0, le=10_000_000, strict=True)
    store_code: str | None = None
    updated_at: Instant | None = None

    @model_validator(mode="after")
    def _must_say_something(self) -> "DailyBody":
        if self.sales is None and self.visitors is None and self.orders is None:
            raise invalid(
                zh="请至少填写销售额、客流、订单数中的一项。",
                en="Give at least one of sales, visitors and orders.",
            )
        return self


class DailyView(BaseModel):
    store_code: str
    date: date
    sales: float | None
    visitors: int | None
    orders: int | None
    updated_at: datetime


class DailyImport(BaseModel):
    """How many lines of a CSV were taken, and what was wrong with the others, by line number."""

    accepted: int
    rejected: int
    errors: list[dict[str, Any]]
