"""Evidence: pictures that staff put beside a feedback, such as of what was put right."""

from collections.abc import Sequence

from services.intake.errors_files import AttachmentUnavailable
from services.intake.models.feedback import EVIDENCE, Attachment, Feedback
from services.intake.operations.attachments import UNCLAIMED_TIMER, hand_over
from services.intake.queries.feedback import uploads_of
from shared import timers
from shared.auth.principal import Principal
from shared.database import Session
from shared.sealing import Sealer


def keep_evidence(
    session: Session,
    feedback: Feedback,
    attachment_ids: Sequence[str],
    sealer: Sealer,
    *,
    by: Principal,
) -> Sequence[Attachment]:
    """Keep one's own uploads beside a feedback for good; again changes nothing.

    Raises AttachmentUnavailable.
    """
    own = {one.id: one for one in uploads_of(session, attachment_ids, by.reference)}
    for index, attachment_id in enumerate(attachment_ids):
        one = own.get(attachment_id)
        if one is None or not may_become_evidence(one, feedback):
            raise AttachmentUnavailable(index)
        if one.feedback_id is None:
            hand_over(one, feedback, sealer)
        one.message_seq = EVIDENCE
        timers.cancel(session, UNCLAIMED_TIMER, attachment_id)
    return [own[one] for one in attachment_ids]


def may_become_evidence(one: Attachment, feedback: Feedback) -> bool:
    return one.feedback_id is None or (
        one.feedback_id == feedback.id and one.message_seq == EVIDENCE
    )
