"""Triage's tables, one module per subject."""

from services.triage.models.base import TriageModel
from services.triage.models.organisation import (
    IssuedKey,
    RoutingRule,
    Shift,
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
    "IssuedKey",
    "RefreshToken",
    "RoutingRule",
    "Shift",
    "SignInSession",
    "SigningKey",
    "Staff",
    "Team",
    "TeamPlace",
    "Topic",
    "TriageModel",
]
