"""Triage's tables, one module per subject."""

from services.triage.models.base import TriageModel
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
    "ClassifierState",
    "CustomerTag",
    "DictionaryVersion",
    "EffortWeight",
    "IssuedKey",
    "LexiconEntry",
    "ModelPart",
    "ModelVersion",
    "RefreshToken",
    "RoutingRule",
    "ShadowDifference",
    "ShadowRun",
    "Shift",
    "ShiftOverride",
    "SignInSession",
    "SigningKey",
    "Staff",
    "Team",
    "TeamPlace",
    "Topic",
    "TrainingRun",
    "TriageModel",
]
