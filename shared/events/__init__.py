"""Every event of the system in one readable place: one module per producer.

The catalogue in docs/events.md and docs/asyncapi.yaml are generated from these models.
"""

from shared.events.followup import (
    CaseProgressed,
    ClockState,
    FollowOnRequested,
    IncidentRequested,
    NoticeRequested,
    ReplyRequested,
    SurveyState,
    comment_seq,
)
from shared.events.intake import (
    Birth,
    CustomerChanged,
    FeedbackAppended,
    FeedbackReceived,
    NoticeSettled,
    ReplyDelivered,
    ReplyFailed,
    StoreChanged,
)
from shared.events.registry import REGISTRY, EventData, Received, Snapshot
from shared.events.triage import (
    CaseTriaged,
    CustomerTagged,
    IncidentChanged,
    IncidentRefused,
    KeyChanged,
    MessageVerdict,
    NoticeReleased,
    StaffChanged,
    TaskAssignment,
    TeamChanged,
    TopicChanged,
)

__all__ = [
    "REGISTRY",
    "Birth",
    "CaseProgressed",
    "CaseTriaged",
    "ClockState",
    "CustomerChanged",
    "CustomerTagged",
    "EventData",
    "FeedbackAppended",
    "FeedbackReceived",
    "FollowOnRequested",
    "IncidentChanged",
    "IncidentRefused",
    "IncidentRequested",
    "KeyChanged",
    "MessageVerdict",
    "NoticeReleased",
    "NoticeRequested",
    "NoticeSettled",
    "Received",
    "ReplyDelivered",
    "ReplyFailed",
    "ReplyRequested",
    "Snapshot",
    "StaffChanged",
    "StoreChanged",
    "SurveyState",
    "TaskAssignment",
    "TeamChanged",
    "TopicChanged",
    "comment_seq",
]
