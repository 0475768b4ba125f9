"""From rows to what staff read: contacts and free values masked."""

from collections.abc import Sequence
from typing import Any

import orjson

from services.intake.models import Attachment, Feedback, KnownProgress, OutboundMessage, Reply
from services.intake.operations.customers import opened_contact
from services.intake.operations.envelopes import unsealed
from services.intake.queries import FeedbackFile
from services.intake.rules.contacts import masked_contact
from services.intake.rules.masking import masked_value
from services.intake.web.desk import Desk
from services.intake.web.schemas import (
    AttachmentOut,
    FeedbackBrief,
    FeedbackOut,
    MessageOut,
    ReplyOut,
    RungOut,
)

RECEIVED = "received"
DETAILS = ("extra", "external_id", "verified", "entered_by_name")


def brief(feedback: Feedback, progress: KnownProgress | None) -> FeedbackBrief:
    return FeedbackBrief(**brief_values(feedback, progress))


def brief_values(feedback: Feedback, progress: KnownProgress | None) -> dict[str, Any]:
    own = {"status", "reachable"}
    values = {name: getattr(feedback, name) for name in FeedbackBrief.model_fields.keys() - own}
    status = progress.public_status if progress else RECEIVED
    return {**values, "status": status, "reachable": feedback.is_reachable}


def full(found: FeedbackFile, desk: Desk) -> FeedbackOut:
    feedback = found.feedback
    return FeedbackOut(
        **brief_values(feedback, found.progress),
        contact=masked_contact(opened_contact(feedback, desk.sealer)),
        **masked_details(feedback, desk),
        entered_by=feedback.entered_by,
        track_url=desk.links.url(feedback.id),
        messages=[
            MessageOut(seq=one.seq, text=one.text, appended_at=one.appended_at)
            for one in found.messages
        ],
        replies=[reply_out(one, found.outbound) for one in found.replies],
        files=[attachment_out(one) for one in found.attachments],
    )


def masked_details(feedback: Feedback, desk: Desk) -> dict[str, Any]:
    """Return what was given as extra and external_id, with the numbers in it hidden."""
    nothing: dict[str, Any] = dict.fromkeys(DETAILS)
    if feedback.sealed_details is None:
        return nothing
    plain = unsealed(feedback, feedback.sealed_details, "details", desk.sealer)
    masked: dict[str, Any] = masked_value(orjson.loads(plain))
    return {**nothing, **masked}


def reply_out(reply: Reply, outbound: Sequence[OutboundMessage]) -> ReplyOut:
    rungs = [
        RungOut(rung=one.rung, state=one.state, reason=one.reason)
        for one in outbound
        if one.request_id == reply.request_id
    ]
    own = {"rungs"}
    values = {name: getattr(reply, name) for name in ReplyOut.model_fields.keys() - own}
    return ReplyOut(**values, rungs=rungs)


def attachment_out(one: Attachment) -> AttachmentOut:
    return AttachmentOut(id=one.id, sha256=one.sha256, media_type=one.media_type, size=one.size)
