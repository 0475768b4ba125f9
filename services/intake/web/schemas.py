"""What travels over intake's API, where it differs from what is stored."""

from datetime import UTC, datetime
from typing import Annotated, Any
from unicodedata import category
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StringConstraints

from services.intake.operations.stores import StoreFacts
from services.intake.rules.drafts import Draft
from services.intake.rules.identity import LATEST
from shared.validation import EMPTY, Instant, invalid, pattern

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
MOST_ATTACHMENTS = 9


def must_say_something(text: str) -> str:
    """Refuse what is made of signs nobody sees: such a text would be an empty line in a queue."""
    if any(map(is_seen, text)):
        return text
    zh, en = EMPTY
    raise invalid(zh=zh, en=en)


def is_seen(sign: str) -> bool:
    return category(sign)[0] not in "CZ"


Seen = AfterValidator(must_say_something)
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000), Seen]
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), Seen
]
Line20 = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20)]
Line40 = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)]
Line80 = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]
Named40 = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Named80 = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
CODE = pattern(
    r"^[A-Za-z0-9_-]{1,40}$",
    zh="{field} 由 1–40 个字母、数字、下划线或连字符组成。",
    en="{field} takes 1–40 letters, digits, _ and -.",
)
StoreCode = Annotated[str, StringConstraints(pattern=CODE)]


def must_be_plausible(moment: datetime) -> datetime:
    if moment < EARLIEST:
        raise invalid(
            zh="occurred_at 早于 2000 年；请检查时间。",
            en="occurred_at lies before the year 2000; check the time.",
        )
    if moment > LATEST:
        raise invalid(
            zh="occurred_at 不能晚于现在；请检查时间和时区。",
            en="occurred_at lies in the future; check the time and its zone.",
        )
    return moment.astimezone(UTC)


def must_be_distinct(ids: tuple[UUID, ...]) -> tuple[UUID, ...]:
    if len(set(ids)) != len(ids):
        raise invalid(
            zh="attachment_ids 中有重复的附件；每个只写一次。",
            en="attachment_ids names an attachment twice; name each once.",
        )
    return ids


class CustomerIn(BaseModel):
    """Who the customer says to be; all absent is anonymous."""

    model_config = ConfigDict(extra="forbid")

    name: Line80 | None = None
    phone: Annotated[str, StringConstraints(strip_whitespace=True, max_length=32)] | None = None
    email: Annotated[str, StringConstraints(strip_whitespace=True, max_length=254)] | None = None
    wechat_openid: Annotated[str, StringConstraints(max_length=64)] | None = None

    def contact(self) -> dict[str, str]:
        given = {
            "name": self.name,
            "phone": self.phone,
            "email": self.email,
            "wechat_openid": self.wechat_openid,
        }
        return {kind: value for kind, value in given.items() if value}


class FeedbackIn(BaseModel):
    """A feedback as it is handed in."""

    model_config = ConfigDict(extra="forbid")

    text: Text
    channel: Line40 | None = None
    store_code: Line40 | None = None
    customer: CustomerIn | None = None
    rating: Annotated[int, Field(strict=True, ge=1, le=5)] | None = None
    occurred_at: Annotated[Instant, AfterValidator(must_be_plausible)] | None = None
    campaign: Line80 | None = None
    order_no: Line80 | None = None
    attachment_ids: Annotated[
        tuple[UUID, ...], Field(max_length=MOST_ATTACHMENTS), AfterValidator(must_be_distinct)
    ] = ()
    external_id: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] | None = (
        None
    )
    extra: dict[str, Any] | None = None

    def draft(self) -> Draft:
        """Return it as the operations take it; an empty line is none at all."""
        return Draft(
            text=self.text,
            channel=self.channel or None,
            store_code=self.store_code or None,
            contact=self.customer.contact() if self.customer else {},
            rating=self.rating,
            occurred_at=self.occurred_at,
            campaign=self.campaign or None,
            order_no=self.order_no or None,
            attachment_ids=tuple(map(str, self.attachment_ids)) if self.attachment_ids else (),
            external_id=self.external_id or None,
            extra=self.extra,
        )


class FeedbackReceipt(BaseModel):
    """The acknowledgement of a feedback: from here on it is on disk, with its event."""

    id: str
    ticket_no: str
    status: str = "received"
    received_at: datetime
    track_url: str


class FeedbackBrief(BaseModel):
    """A feedback in a list; `status` is what its customer is shown, `text` is masked."""

    id: str
    case_id: str
    ticket_no: str
    status: str
    channel: str
    store_code: str | None
    region: str | None
    text: str
    rating: int | None
    campaign: str | None
    order_no: str | None
    customer: str | None
    reachable: bool
    attachments: int
    received_at: datetime
    occurred_at: datetime | None
    linked_case_id: str | None


class MessageOut(BaseModel):
    seq: int
    text: str
    appended_at: datetime


class RungOut(BaseModel):
    rung: str
    state: str
    reason: str | None


class ReplyOut(BaseModel):
    request_id: str
    purpose: str
    cycle: int
    text: str
    state: str
    via: str | None
    requested_at: datetime
    delivered_at: datetime | None
    viewed_at: datetime | None
    rungs: list[RungOut]


class AttachmentOut(BaseModel):
    """An attachment; `sha256` and `size` (in bytes) are of the file as it is kept."""

    id: str
    sha256: str
    media_type: str
    size: int


class FeedbackOut(FeedbackBrief):
    """A feedback with all that belongs to it; contact, extra and external_id are masked.

    `verified` says whether the channel's delivery proved its sender: a contact of one that did not
    is what somebody typed. None where that is no question. `entered_by` is who handed it in, with
    the name of a member of staff who took it down.
    """

    contact: dict[str, str]
    external_id: str | None
    extra: dict[str, Any] | None
    verified: bool | None
    entered_by: str
    entered_by_name: str | None
    track_url: str | None
    messages: list[MessageOut]
    replies: list[ReplyOut]
    files: list[AttachmentOut]


class MessageIn(BaseModel):
    """Words a customer adds on the progress page; `key` makes a repetition harmless."""

    model_config = ConfigDict(extra="forbid")

    text: Words
    key: Annotated[str, StringConstraints(max_length=80)] | None = None


def must_be_timezone(name: str) -> str:
    if name not in available_timezones():
        raise invalid(
            zh=f"没有时区“{name}”；请使用 IANA 名称，例如 Asia/Shanghai。",
            en=f"There is no time zone '{name}'; use an IANA name such as Asia/Shanghai.",
        )
    return name


class StoreIn(BaseModel):
    """What may be said of a store; `successor` takes the place of a closed one."""

    model_config = ConfigDict(extra="forbid")

    name: Named80
    region: Named40
    city: Named40
    timezone: Annotated[str, AfterValidator(must_be_timezone)] = "Asia/Shanghai"
    closed: StrictBool = False
    successor: StoreCode | None = None

    def facts(self) -> StoreFacts:
        return StoreFacts(
            self.name, self.region, self.city, self.timezone, self.closed, self.successor
        )


class NewStoreIn(StoreIn):
    code: StoreCode


class ChangedStoreIn(StoreIn):
    """A store as it shall be; `code` may be repeated but never differs from the path."""

    code: StoreCode | None = None


class StoreOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    code: str
    name: str
    region: str
    city: str
    timezone: str
    closed: bool
    successor: str | None
    version: int


class UnmaskIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=200)]


class ContactOut(BaseModel):
    """A contact in clear."""

    handle: str
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    wechat_openid: str | None = None
    wecom_userid: str | None = None


class LedgerLine(BaseModel):
    """The received of one channel and store; `progress` counts them by what was last heard."""

    channel: str
    store_code: str | None
    received: int
    progress: dict[str, int]


class LedgerOut(BaseModel):
    service: str = "intake"
    totals: dict[str, int]
    lines: list[LedgerLine]
