"""One move on many cases: each in a transaction of its own, with its own answer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from fastapi import Request

from services.triage.assignment.board import LoadBoard
from services.triage.models.cases import Case
from services.triage.operations import cases, dispositions, verdicts
from services.triage.operations.verdicts import Correction
from services.triage.web.case_desk import CaseDesk, Desk
from services.triage.web.cases_api import Mover
from services.triage.web.schemas import CaseView, CorrectBody, DismissBody
from services.triage.web.schemas_desk import BulkBody, BulkItem, BulkResult, BulkView, Undo
from shared.auth import Principal
from shared.database import Session
from shared.languages import preferred_language
from shared.masking import mask_numbers
from shared.problems import Problem
from shared.routes import Router

router = Router(prefix="/v1/cases", tags=["cases"])

OK: Final = 200
UNDOABLE: Final = frozenset({"dismiss", "merge"})

Unit = Callable[[Session, LoadBoard, datetime], Case]
Move = Callable[..., Case]


@router.post("/bulk")
async def move_many(body: BulkBody, desk: Desk, principal: Mover, request: Request) -> BulkView:
    """Make a move on up to a hundred cases; what is refused leaves the others done."""
    move, given = MOVES[body.action], details_of(body)
    language = preferred_language(request.headers.get("accept-language"))
    results = []
    for item in body.items:
        unit = bound(move, item, given, principal)
        try:
            results.append(await done(desk, item, unit))
        except Problem as problem:
            said = problem.body(language)
            results.append(BulkResult(id=item.id, status=problem.status, problem=said))
    return summary(body.action, results)


def details_of(body: BulkBody) -> dict[str, Any]:
    """Return what the move takes besides the case; texts are masked as alone."""
    details = body.given
    if details is None:
        return {}
    if isinstance(details, CorrectBody):
        parts = (details.kind, details.topic_codes, details.urgency, details.store_code)
        return {"correction": Correction(*parts)}
    given = details.model_dump()
    if not isinstance(details, DismissBody):  # whose reason is one of a few words
        given["reason"] = mask_numbers(given["reason"])
    return given


def bound(move: Move, item: BulkItem, given: dict[str, Any], by: Principal) -> Unit:
    return lambda session, boards, now: move(
        session, boards, item.id, by=by, if_match=item.etag, now=now, **given
    )


async def done(desk: CaseDesk, item: BulkItem, unit: Unit) -> BulkResult:
    """Make the move on one case and commit it. Raises what the move alone would."""

    def work(session: Session, boards: LoadBoard, now: datetime) -> CaseView:
        return CaseView.of(unit(session, boards, now), boards.current(session, now))

    return BulkResult(id=item.id, status=OK, case=await desk.write(work))


def summary(action: str, results: list[BulkResult]) -> BulkView:
    made = [one.case for one in results if one.case is not None]
    undo = [BulkItem(id=case.id, etag=case.etag) for case in made] if action in UNDOABLE else []
    return BulkView(
        done=len(made),
        refused=len(results) - len(made),
        items=results,
        undo=Undo(items=undo) if undo else None,
    )


def correct(
    session: Session, boards: LoadBoard, case_id: str, *, correction: Correction, **rest: Any
) -> Case:
    return verdicts.correct_verdict(session, boards, case_id, correction, **rest)


MOVES: Final[dict[str, Move]] = {
    "accept": cases.accept_case,
    "confirm": verdicts.confirm_verdict,
    "restore": dispositions.restore_case,
    "decline": cases.decline_case,
    "transfer": cases.transfer_case,
    "correct": correct,
    "dismiss": dispositions.dismiss_case,
    "merge": dispositions.merge_case,
}
