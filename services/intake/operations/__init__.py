"""Intake's use cases that write, one module per subject."""

from services.intake.operations.attachments import keep_attachment, remove_unclaimed
from services.intake.operations.customers import unmask_customer
from services.intake.operations.follow_ons import open_follow_ons
from services.intake.operations.forms import open_form
from services.intake.operations.identity import republish_customers
from services.intake.operations.messages import append_message
from services.intake.operations.progress import know_progress
from services.intake.operations.receiving import receive_feedback
from services.intake.operations.replies import mark_viewed, request_replies
from services.intake.operations.republishing import republish
from services.intake.operations.stores import change_store, open_store, republish_stores

__all__ = [
    "append_message",
    "change_store",
    "keep_attachment",
    "know_progress",
    "mark_viewed",
    "open_follow_ons",
    "open_form",
    "open_store",
    "receive_feedback",
    "remove_unclaimed",
    "republish",
    "republish_customers",
    "republish_stores",
    "request_replies",
    "unmask_customer",
]
