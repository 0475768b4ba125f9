"""Events that followup publishes: how far a case is, what to tell the customer, what follows."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Literal
from zlib import crc32

from pydantic import Field

from shared.events.registry import EventData, Snapshot, event
from shared.events.vocabulary import NoticeFile, Part, PersonRef, Progress, TeamRef


class ClockState(Part):
    """An SLA clock: `due_at` is None while paused; `task_id` names the 协办 task it is of.

    `status` is running, paused, met, breached, or met_late when kept after it broke. `warned` is
    the percent of its target it last warned at; `escalation` counts how often a broken promise went
    up, last to `escalated_to`. `unconfirmed`: holidays up to the due time may still change.
    """

    kind: str
    due_at: datetime | None
    status: str
    task_id: str | None = None
    stopped_at: datetime | None = None
    breached_at: datetime | None = None
    warned: int = 0
    escalation: int = 0
    escalated_to: str | None = None
    unconfirmed: bool = False


FIRST_COMMENT = 1_000_000
COMMENTS = 1_000_000_000


def comment_seq(comment: str) -> int:
    """Return the number under which triage judges a survey comment beside further messages.

    It is beyond any message's, and the same for the same words, so that they are judged once.
    """
    return FIRST_COMMENT + crc32(comment.encode()) % COMMENTS


class SurveyState(Part):
    """The survey of the current cycle; `url` is absolute and stands on the progress page.

    Triage judges `comment` as it judges a further message; its verdict is the one in
    `case.triaged.messages` whose `seq` is `comment_seq(comment)`.
    """

    status: str
    score: int | None = None
    solved: bool | None = None
    comment: str | None = None
    url: str


@event(
    "huiyin.case.progressed.v1",
    producer="followup",
    consumers=("triage", "intake"),
    subject="case_id",
)
class CaseProgressed(Snapshot):
    """How far and how well: the full current value of all fields followup writes about a case.

    `public_status` and `public_words` (Chinese, and English) are what the customer may read.
    `result` is what the customer is told (masked). `owner` and `team` relay whose case it is, so
    that intake can hold the scope of its readers; they decide nothing else. `previous_owner_id` is
    who resolved last.
    """

    case_id: str
    feedback_id: str
    progress: Progress
    cycle: int = 1
    reopen_count: int = 0
    reopen_reason: str | None = None
    result: str | None = None
    resolved_at: datetime | None = None
    told_at: datetime | None = None
    closed_at: datetime | None = None
    closed_reason: str | None = None
    clocks: tuple[ClockState, ...] = ()
    tasks_done: tuple[str, ...] = ()
    survey: SurveyState | None = None
    public_status: Literal["received", "in_progress", "waiting_customer", "resolved", "closed"]
    public_words: str | None = None
    public_words_en: str | None = None
    question: str | None = None
    owner: PersonRef | None = None
    team: TeamRef | None = None
    attribution: PersonRef | None = None


@event("huiyin.reply.requested.v1", producer="followup", consumers=("intake",), subject="case_id")
class ReplyRequested(EventData):
    """Tell the customer something; `request_id` is unique per (case, cycle, purpose, ordinal,
    recipient) and never sent after `not_after`.
    """

    request_id: str
    case_id: str
    feedback_id: str
    cycle: int
    purpose: Literal["receipt", "question", "result", "survey", "reminder", "notice"]
    ordinal: int = 1
    text: str
    not_after: datetime


@event(
    "huiyin.notice.requested.v1", producer="followup", consumers=("triage",), subject="case_or_key"
)
class NoticeRequested(EventData):
    """Staff are to be told of something; each person at most once of a `key`.

    To whom: `staff_ids`, the leads of `team_id`, everybody with one of `roles`, or who watches over
    `region` and `store_code`. `facts` are codes, numbers and times, and no word of a customer.
    `only` names the one way to tell by, whatever people chose. None is told after `not_after`.
    """

    key: str
    occasion: str
    case_id: str | None = None
    staff_ids: tuple[str, ...] = ()
    team_id: str | None = None
    roles: tuple[str, ...] = ()
    watches: bool = False
    region: str | None = None
    store_code: str | None = None
    facts: Mapping[str, str] = Field(default_factory=dict)
    path: str
    critical: bool = False
    only: str | None = None
    file: NoticeFile | None = None
    not_after: datetime

    @property
    def case_or_key(self) -> str:
        """What the event is about: the case, where there is one; keys are longer than subjects."""
        return self.case_id or sha256(self.key.encode()).hexdigest()


@event(
    "huiyin.incident.requested.v1",
    producer="followup",
    consumers=("triage",),
    subject="incident_id",
)
class IncidentRequested(EventData):
    """Somebody opens an incident from an alert; `incident_id` is unique and becomes its id.

    Those of its cases that `requested_by` may move and that are in no other incident become its
    members, and `owner` theirs.
    """

    incident_id: str
    alert_id: str
    title: str
    store_code: str
    topic: str | None = None
    case_ids: tuple[str, ...]
    observed: float
    expected: float
    chance: float
    first_at: datetime
    last_at: datetime
    owner: PersonRef
    requested_by: PersonRef
    requested_at: datetime


@event(
    "huiyin.follow_on.requested.v1", producer="followup", consumers=("intake",), subject="cause_id"
)
class FollowOnRequested(EventData):
    """Open a new feedback linked to an old case; `cause_id` is unique."""

    cause_id: str
    origin_case_id: str
    origin_feedback_id: str
    cause: str
    text: str
    requested_at: datetime
