"""Intake's reads, named after their answers."""

from services.intake.queries.customers import (
    CustomerFile,
    canonical_of,
    customer_file,
    handles_of,
    said_by_customer,
)
from services.intake.queries.feedback import (
    FeedbackFile,
    Wanted,
    feedback_file,
    feedback_seen,
    own_attachment,
    progress_page,
    recent_feedback,
    sealed_attachment,
    uploads_of,
)
from services.intake.queries.forms import form_named, form_of_store, forms_after
from services.intake.queries.imports import import_with, imports_before, rejects_after
from services.intake.queries.ledger import LedgerCount, LedgerEntry, ledger_counts, ledger_entries
from services.intake.queries.stores import codes_by_name, open_stores, store_named, stores_after

__all__ = [
    "CustomerFile",
    "FeedbackFile",
    "LedgerCount",
    "LedgerEntry",
    "Wanted",
    "canonical_of",
    "codes_by_name",
    "customer_file",
    "feedback_file",
    "feedback_seen",
    "form_named",
    "form_of_store",
    "forms_after",
    "handles_of",
    "import_with",
    "imports_before",
    "ledger_counts",
    "ledger_entries",
    "open_stores",
    "own_attachment",
    "progress_page",
    "recent_feedback",
    "rejects_after",
    "said_by_customer",
    "sealed_attachment",
    "store_named",
    "stores_after",
    "uploads_of",
]
