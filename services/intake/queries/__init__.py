"""Intake's reads, named after their answers."""

from services.intake.queries.feedback import (
    FeedbackFile,
    Wanted,
    feedback_file,
    progress_page,
    recent_feedback,
    sealed_attachment,
)
from services.intake.queries.ledger import LedgerCount, LedgerEntry, ledger_counts, ledger_entries
from services.intake.queries.stores import stores_after

__all__ = [
    "FeedbackFile",
    "LedgerCount",
    "LedgerEntry",
    "Wanted",
    "feedback_file",
    "ledger_counts",
    "ledger_entries",
    "progress_page",
    "recent_feedback",
    "sealed_attachment",
    "stores_after",
]
