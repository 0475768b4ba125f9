"""Judging texts that are no cases, and triage's side of the ledger."""

from typing import Annotated

from services.triage.queries import cases as queries
from services.triage.rules.cases import status
from services.triage.web.case_desk import Desk
from services.triage.web.schemas import ClassifyBody, LedgerRow, LedgerView, VerdictView
from shared.auth import Principal, staff, staff_or_key
from shared.request_body import body_limit
from shared.routes import Router

router = Router(prefix="/v1", tags=["classification"])

LARGEST_BATCH = 16 * 1024 * 1024
"""1,000 texts of 5,000 characters, three bytes each."""


@router.post("/classify")
@body_limit(LARGEST_BATCH)
async def classify(
    body: ClassifyBody, desk: Desk, _caller: Annotated[Principal, staff_or_key("classify")]
) -> VerdictView | list[VerdictView]:
    """Return the verdict of `text`, or a list of those of `texts`, in their order."""
    if body.text is not None:
        (verdict,) = await desk.classifier.classify([body.text])
        return VerdictView.of(verdict)
    return [VerdictView.of(one) for one in await desk.classifier.classify(body.texts or [])]


@router.get("/ledger")
async def ledger(
    desk: Desk, _caller: Annotated[Principal, staff("admin", "auditor", "manager")]
) -> LedgerView:
    """Return how many cases of each channel and store stand where."""
    found = await desk.read(lambda session, _board: queries.ledger(session))
    rows = [
        LedgerRow(
            channel=row.channel,
            store_code=row.reported_store,
            disposition=row.disposition,
            progress=row.progress,
            status=status(row.disposition, row.progress),
            cases=row.cases,
        )
        for row in found
    ]
    live = [row for row in rows if row.disposition == "live"]
    closed = sum(row.cases for row in live if row.progress == "closed")
    return LedgerView(
        received=sum(row.cases for row in rows),
        dismissed=sum(row.cases for row in rows if row.disposition == "dismissed"),
        merged=sum(row.cases for row in rows if row.disposition == "merged"),
        open=sum(row.cases for row in live) - closed,
        closed=closed,
        rows=rows,
    )
