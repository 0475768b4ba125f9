"""What somebody hands in, before intake has decided anything about it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """What the sender agreed to: the version of a form's text, in the language it was shown."""

    form_code: str
    version: str
    language: str


@dataclass(slots=True)
class Draft:
    """A feedback as handed in, not yet masked or sealed.

    `contact` maps name, phone, email and wechat_openid to what was given; `proven` names those of
    them that the channel vouches for (a signed callback's openid), and that nobody merely typed.
    `verified` says whether the delivery proved its sender, None where that is no question;
    `wants_receipt` that its form or account promises one by SMS or mail. What
    people hand in is trimmed and within its limits; what vendors do is made so on its way.
    """

    text: str
    channel: str | None = None
    store_code: str | None = None
    contact: dict[str, str] = field(default_factory=dict)
    proven: frozenset[str] = frozenset()
    verified: bool | None = None
    rating: int | None = None
    occurred_at: datetime | None = None
    campaign: str | None = None
    order_no: str | None = None
    attachment_ids: tuple[str, ...] = ()
    external_id: str | None = None
    extra: dict[str, Any] | None = None
    consent: ConsentGiven | None = None
    wants_receipt: bool = False


@dataclass(frozen=True, slots=True)
class Append:
    """Words that continue a thread: a conversation, an exchange of mails, a corrected answer.

    They are appended to the feedback that the first known of `threads` stands for, that has the
    draft's `external_id`, or that has `ticket_no` and is the sender's. The draft becomes a new one
    when there is none, when the last words of the thread are longer ago than `within`, when
    `unless_closed` is set and its case is closed, or when `of_sender` is set and the feedback is of
    another customer than the draft. From then on `threads` and `marks` stand for it.
    """

    draft: Draft
    threads: tuple[str, ...]
    marks: tuple[str, ...] = ()
    ticket_no: str | None = None
    within: timedelta | None = None
    of_sender: bool = False
    unless_closed: bool = False


@dataclass(frozen=True, slots=True)
class Ignored:
    """Nothing a customer said: a test, a receipt, an event of no consequence.

    `reason` is a few words for the list of items, without personal data.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a channel delivered: what kind of thing it is, and its JSON."""

    kind: str
    payload: dict[str, Any]
    received_at: datetime


@dataclass(frozen=True, slots=True)
class File:
    """A picture or document that came with an arrival; its type is told by its bytes."""

    name: str
    content: bytes
