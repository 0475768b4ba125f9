"""Events that triage publishes: what a case is about, who owns it, and who may sign in."""

from datetime import datetime
from typing import Literal

from shared.events.intake import Birth
from shared.events.registry import EventData, Snapshot, event
from shared.events.vocabulary import (
    Disposition,
    EvidenceSpan,
    Kind,
    NoticeFile,
    Part,
    PersonRef,
    Sentiment,
    TeamRef,
    TopicConfidence,
    Urgency,
)


class TaskAssignment(Part):
    """A 协办 task as triage routes it."""

    task_id: str
    team: TeamRef
    owner: PersonRef | None = None
    text: str
    opened_at: datetime


class MessageVerdict(Part):
    """What triage makes of a further message of the customer."""

    seq: int
    kind: Kind
    small_talk: bool
    urgency: Urgency


@event("huiyin.case.triaged.v1", producer="triage", consumers=("followup",), subject="case_id")
class CaseTriaged(Snapshot):
    """Everything triage decides about a case, with its birth relayed.

    `cycle` is the followup cycle that `owner` and `accepted_at` answer: an owner named before
    triage knew of a reopening is no owner of the new cycle.
    """

    case_id: str
    cycle: int = 1
    birth: Birth
    kind: Kind
    topics: tuple[TopicConfidence, ...] = ()
    sentiment: Sentiment
    urgency: Urgency
    confidence: float
    evidence: tuple[EvidenceSpan, ...] = ()
    model_version: str = ""
    disposition: Disposition = "live"
    disposition_reason: str | None = None
    merged_into: str | None = None
    incident_id: str | None = None
    owner: PersonRef | None = None
    team: TeamRef | None = None
    store_code: str | None = None
    assigned_at: datetime | None = None
    accepted_at: datetime | None = None
    tasks: tuple[TaskAssignment, ...] = ()
    messages: tuple[MessageVerdict, ...] = ()


@event("huiyin.incident.changed.v1", producer="triage", consumers=("followup",), subject="id")
class IncidentChanged(Snapshot):
    """An incident that was accepted: who answers for it; `case.triaged` says what belongs to it."""

    id: str
    title: str
    state: Literal["accepted", "split"]
    owner: PersonRef | None = None


@event(
    "huiyin.incident.refused.v1",
    producer="triage",
    consumers=("followup",),
    subject="incident_id",
)
class IncidentRefused(EventData):
    """An incident asked for from an alert does not come to be; `reason` is a sentence for staff."""

    incident_id: str
    alert_id: str
    reason: str
    refused_at: datetime


@event("huiyin.staff.changed.v1", producer="triage", consumers=("intake", "followup"), subject="id")
class StaffChanged(Snapshot):
    """A member of staff: what the other services need to name them and to trust their tokens."""

    id: str
    username: str
    name: str
    roles: tuple[str, ...]
    teams: tuple[str, ...] = ()
    stores: tuple[str, ...] = ()
    active: bool = True
    tokens_valid_from: datetime


@event("huiyin.team.changed.v1", producer="triage", consumers=("intake", "followup"), subject="id")
class TeamChanged(Snapshot):
    id: str
    name: str
    leads: tuple[str, ...] = ()
    active: bool = True


@event("huiyin.topic.changed.v1", producer="triage", consumers=("followup",), subject="code")
class TopicChanged(Snapshot):
    code: str
    name_zh: str
    name_en: str
    parent: str | None = None
    active: bool = True


@event("huiyin.customer.tagged.v1", producer="triage", consumers=("followup",), subject="handle")
class CustomerTagged(Snapshot):
    """The words staff gave a customer, such as VIP, which promises may ask for."""

    handle: str
    tags: tuple[str, ...] = ()


@event("huiyin.key.changed.v1", producer="triage", consumers=("intake", "followup"), subject="id")
class KeyChanged(Snapshot):
    """An API key: `digest` is the hex SHA-256 of the whole key; the key itself is shown once."""

    id: str
    name: str
    digest: str
    scopes: tuple[str, ...]
    channel: str | None = None
    stores: tuple[str, ...] = ()
    revoked: bool = False


@event("huiyin.notice.released.v1", producer="triage", consumers=("intake",), subject="push_id")
class NoticeReleased(EventData):
    """Tell a member of staff by `channel` now; `push_id` is unique and sent at most once.

    Intake keeps the addresses. `path` leads on in the console.
    """

    push_id: str
    staff_id: str
    channel: str
    language: str
    title: str
    lines: tuple[str, ...]
    path: str
    critical: bool = False
    file: NoticeFile | None = None
    not_after: datetime
