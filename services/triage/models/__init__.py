"""Triage's tables, one module per subject."""

from services.triage.models.base import TriageModel
from services.triage.models.desk import SavedFilter
from services.triage.models.incidents import (
    CaseCount,
    Duplicate,
    Incident,
    IncidentCase,
    SearchTerm,
    WatchPosition,
)
from services.triage.models.learning import (
    ClassifierState,
    DictionaryVersion,
    LexiconEntry,
    ModelPart,
    ModelVersion,
    ShadowDifference,
    ShadowRun,
    TrainingRun,
)
from services.triage.models.links import ResetRequest, StaffIdentity, StaffLink
from services.triage.models.notices import Notice, NoticePush, NoticeSettings
from services.triage.models.organisation import (
    CustomerTag,
    EffortWeight,
    IssuedKey,
    RoutingRule,
    Shift,
    ShiftOverride,
    Staff,
    Team,
    TeamPlace,
    Topic,
)
from services.triage.models.sign_in import (
    AccountAttempts,
    AddressAttempts,
    RefreshToken,
    SigningKey,
    SignInSession,
)

__all__ = [
    "AccountAttempts",
    "AddressAttempts",
    "CaseCount",
    "ClassifierState",
    "CustomerTag",
    "DictionaryVersion",
    "Duplicate",
    "EffortWeight",
    "Incident",
    "IncidentCase",
    "IssuedKey",
    "LexiconEntry",
    "ModelPart",
    "ModelVersion",
    "Notice",
    "NoticePush",
    "NoticeSettings",
    "RefreshToken",
    "ResetRequest",
    "RoutingRule",
    "SavedFilter",
    "SearchTerm",
    "ShadowDifference",
    "ShadowRun",
    "Shift",
    "ShiftOverride",
    "SignInSession",
    "SigningKey",
    "Staff",
    "StaffIdentity",
    "StaffLink",
    "Team",
    "TeamPlace",
    "Topic",
    "TrainingRun",
    "TriageModel",
    "WatchPosition",
]
