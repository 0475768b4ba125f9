"""Pictures that staff put beside a feedback: how it was, how it is now."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from services.intake import queries
from services.intake.operations.evidence import keep_evidence
from services.intake.web.desk import desk_of
from services.intake.web.presenting import attachment_out
from services.intake.web.schemas import AttachmentOut, must_be_distinct
from shared.auth import Principal, staff
from shared.database import Session
from shared.routes import Router

router = Router(prefix="/v1/feedback", tags=["feedback"])

FeedbackId = Annotated[UUID, Path(description="The feedback it is evidence for.")]
Doer = Annotated[Principal, staff("agent", "lead", "manager", "store_manager")]


class EvidenceIn(BaseModel):
    """One's own uploads."""

    model_config = ConfigDict(extra="forbid")

    attachment_ids: Annotated[
        tuple[UUID, ...], Field(min_length=1, max_length=20), AfterValidator(must_be_distinct)
    ]


class EvidenceOut(BaseModel):
    items: list[AttachmentOut]


@router.post("/{feedback_id}/evidence")
async def post_evidence(
    request: Request, feedback_id: FeedbackId, body: EvidenceIn, by: Doer
) -> EvidenceOut:
    """Keep uploads beside a feedback, for staff who may see it; the customer is not shown them."""
    ids = [str(one) for one in body.attachment_ids]
    desk = desk_of(request)

    def keep(session: Session) -> list[AttachmentOut]:
        feedback = queries.feedback_seen(session, str(feedback_id), by)
        kept = keep_evidence(session, feedback, ids, desk.sealer, by=by)
        return [attachment_out(one) for one in kept]

    return EvidenceOut(items=await desk.database.write(keep))
