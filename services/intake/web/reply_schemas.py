"""What travels of replies and message templates."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.intake.queries.replies import ReplyFile
from services.intake.queries.templates import Offered
from services.intake.rules.ladder import NO_CONTACT, PAGE, RUNGS
from services.intake.rules.templates import ROOMS, Template

Purpose = Literal["receipt", "question", "result", "survey", "reminder", "notice"]
Channel = Literal["wechat", "wechat_subscription", "wecom", "sms", "email"]
Language = Literal["zh", "en"]
Title = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]
VendorTemplate = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,80}$")]


class AttemptOut(BaseModel):
    """One attempt, or one question to the vendor what became of it."""

    number: int
    kind: str
    began_at: datetime
    ended_at: datetime | None
    outcome: str | None
    reason: str | None


class RungFileOut(BaseModel):
    """One rung: `reason` says why it was skipped, failed, is unknown or is tried again."""

    rung: str
    state: str
    reason: str | None
    changed_at: datetime | None
    vendor_id: str | None
    attempts: list[AttemptOut]


class ReplyFileOut(BaseModel):
    """A reply with its whole ladder, the page last; `next_at` is when a worker looks at it."""

    request_id: str
    case_id: str
    feedback_id: str
    cycle: int
    purpose: str
    ordinal: int
    text: str
    state: str
    via: str | None
    requested_at: datetime
    not_after: datetime
    delivered_at: datetime | None
    viewed_at: datetime | None
    next_at: datetime | None
    rungs: list[RungFileOut]


def reply_file_out(found: ReplyFile) -> ReplyFileOut:
    own = {"rungs", "next_at"}
    values = {name: getattr(found.reply, name) for name in ReplyFileOut.model_fields.keys() - own}
    return ReplyFileOut(**values, next_at=found.reply.due_at, rungs=whole_ladder(found))


def whole_ladder(found: ReplyFile) -> list[RungFileOut]:
    """Return every rung in its order, those too for which the customer gave no contact."""
    known = {
        row.rung: RungFileOut(
            rung=row.rung,
            state=row.state,
            reason=row.reason,
            changed_at=row.changed_at,
            vendor_id=row.vendor_id,
            attempts=[
                AttemptOut.model_validate(one, from_attributes=True)
                for one in found.attempts
                if one.rung == row.rung
            ],
        )
        for row in found.rungs
    }
    names = [rung.name for rung in RUNGS] + [PAGE]
    return [known.get(name) or not_there(name) for name in names]


def not_there(rung: str) -> RungFileOut:
    return RungFileOut(
        rung=rung,
        state="skipped",
        reason=NO_CONTACT,
        changed_at=None,
        vendor_id=None,
        attempts=[],
    )


class TemplateWordsIn(BaseModel):
    """What a template says; `vendor_template` names the vendor's own, where it has one."""

    model_config = ConfigDict(extra="forbid")

    text: Words
    title: Title = ""
    vendor_template: VendorTemplate | None = None


class TemplateIn(TemplateWordsIn):
    """A template with the key it is found by."""

    purpose: Purpose
    channel: Channel
    language: Language

    def words(self) -> Template:
        return Template(
            self.purpose,
            self.channel,
            self.language,
            self.text,
            self.title,
            self.vendor_template,
        )


class ChangedTemplateIn(TemplateWordsIn):
    """A template anew; its key may be repeated and never changes."""

    purpose: Purpose | None = None
    channel: Channel | None = None
    language: Language | None = None

    def words(self) -> Template:
        return Template(
            self.purpose or "",
            self.channel or "",
            self.language or "",
            self.text,
            self.title,
            self.vendor_template,
        )


class TemplateOut(BaseModel):
    """A template in use; `is_shipped` until the company saves words of its own."""

    id: str
    purpose: str
    channel: str
    language: str
    title: str
    text: str
    vendor_template: str | None
    is_shipped: bool
    changed_at: datetime | None


def template_out(one: Offered) -> TemplateOut:
    words = one.words
    return TemplateOut(
        id=one.id,
        purpose=words.purpose,
        channel=words.channel,
        language=words.language,
        title=words.title,
        text=words.text,
        vendor_template=words.vendor_template,
        is_shipped=one.changed_at is None,
        changed_at=one.changed_at,
    )


class PreviewOut(BaseModel):
    """A template filled with a sample; `length` of `limit`, both in `unit`."""

    title: str
    text: str
    length: int
    limit: int
    unit: Literal["characters", "bytes"] = Field(description="What the vendor counts.")


def preview_out(words: Template, title: str, text: str) -> PreviewOut:
    room = ROOMS[words.channel]
    unit: Literal["characters", "bytes"] = "bytes" if room.in_bytes else "characters"
    return PreviewOut(title=title, text=text, length=room.taken(text), limit=room.most, unit=unit)
