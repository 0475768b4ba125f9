"""Events that intake publishes: what customers said, and what became of our replies."""

from datetime import datetime
from typing import Literal

from shared.events.registry import EventData, Snapshot, event
from shared.events.vocabulary import Part


class Birth(Part):
    """What is known of a case when it begins; written once, by intake, and relayed unchanged.

    `text` is masked. `customer` is a random handle, stable per contact, None when anonymous.
    `reachable` says that intake holds a contact besides the progress page. Times are UTC.
    """

    case_id: str
    feedback_id: str
    ticket_no: str
    text: str
    channel: str
    store_code: str | None = None
    region: str | None = None
    rating: int | None = None
    campaign: str | None = None
    order_no: str | None = None
    customer: str | None = None
    reachable: bool = False
    attachments: int = 0
    received_at: datetime
    occurred_at: datetime | None = None
    linked_case_id: str | None = None


@event("huiyin.feedback.received.v1", producer="intake", consumers=("triage",), subject="case_id")
class FeedbackReceived(Birth, EventData):
    """A customer's feedback was accepted; `case_id` is unique."""


@event(
    "huiyin.feedback.appended.v1",
    producer="intake",
    consumers=("triage", "followup"),
    subject="case_id",
)
class FeedbackAppended(EventData):
    """The customer added words or pictures; a set, keyed by (feedback_id, seq)."""

    case_id: str
    feedback_id: str
    seq: int
    text: str
    attachments: int = 0
    appended_at: datetime


@event(
    "huiyin.reply.delivered.v1", producer="intake", consumers=("followup",), subject="request_id"
)
class ReplyDelivered(EventData):
    """A reply reached the customer; delivered beats failed.

    `via` is the rung that worked: a channel name, or `page` when the progress page is all there is.
    """

    request_id: str
    case_id: str
    via: str
    delivered_at: datetime


@event("huiyin.reply.failed.v1", producer="intake", consumers=("followup",), subject="request_id")
class ReplyFailed(EventData):
    """No rung of the ladder reached the customer; `reasons` names why, rung by rung.

    `taken_back`: a vendor had reported a delivery that did not come about; one told of up to
    `failed_at` counts no more.
    """

    request_id: str
    case_id: str
    reasons: dict[str, str]
    failed_at: datetime
    taken_back: bool = False


@event("huiyin.notice.settled.v1", producer="intake", consumers=("triage",), subject="push_id")
class NoticeSettled(EventData):
    """What became of a notice to staff; `unknown` may have arrived and is not sent again."""

    push_id: str
    state: Literal["delivered", "failed", "unknown", "expired"]
    reason: str | None = None
    settled_at: datetime


@event(
    "huiyin.store.changed.v1",
    producer="intake",
    consumers=("triage", "followup"),
    subject="code",
)
class StoreChanged(Snapshot):
    """A store as intake keeps it; codes never change."""

    code: str
    name: str
    region: str
    city: str
    timezone: str = "Asia/Shanghai"
    closed: bool = False
    successor: str | None = None


@event(
    "huiyin.customer.changed.v1",
    producer="intake",
    consumers=("triage", "followup"),
    subject="handle",
)
class CustomerChanged(Snapshot):
    """A customer handle was merged into another, split again, or erased.

    `case_ids` are the cases whose words are to be forgotten with an erased handle; of a feedback
    without a customer that grew too old, the handle is its own id.
    """

    handle: str
    canonical: str
    erased: bool = False
    case_ids: tuple[str, ...] = ()
