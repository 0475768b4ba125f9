"""Model routes: train, look at what came of it, let a model judge, or run it in the shadow."""

from datetime import datetime
from typing import Annotated

from fastapi import Path, Query, Request, Response

from services.triage.operations import models, training
from services.triage.queries import labels
from services.triage.queries import models as queries
from services.triage.queries.labels import ERASED, SHIPPED
from services.triage.rules.review import is_held_back
from services.triage.web.cursors import checked_id
from services.triage.web.identity import Here
from services.triage.web.schemas_models import (
    ActivateBody,
    FullModelView,
    LabelView,
    ModelView,
    ShadowView,
    TrainingRunView,
    Version,
)
from services.triage.web.schemas_organisation import Uuid
from shared import auth
from shared.auth import Principal
from shared.database import Session
from shared.idempotency import IdempotencyKey, idempotent
from shared.paging import Cursor, Limit, Page, decode_cursor, page_of
from shared.routes import Router

router = Router(prefix="/v1", tags=["models"])

Teacher = Annotated[Principal, auth.staff("manager", "admin")]
Reader = Annotated[Principal, auth.staff("manager", "admin", "auditor")]
OneVersion = Annotated[Version, Path(description="A model's version, or `shipped`.")]
SHOWN_DIFFERENCES = 50
NO_REASON = ActivateBody()


@router.post("/models/train", status_code=202, response_model=TrainingRunView)
async def train_model(
    principal: Teacher,
    request: Request,
    here: Here,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Train a model from what people said of verdicts; 409 while another training goes on."""
    now = here.now()
    return await idempotent(
        request,
        idempotency_key,
        principal,
        here.database,
        lambda session: TrainingRunView.of(
            training.request_training(session, by=principal, now=now)
        ),
        now=now,
        status=202,
    )


@router.get("/training-runs")
async def list_training_runs(
    _principal: Reader, here: Here, limit: Limit = 50, cursor: Cursor = None
) -> Page[TrainingRunView]:
    """Return the training runs, newest first."""
    after = after_time(cursor)
    if after is not None:
        checked_id(after[1])
    return await here.database.read(
        lambda session: page_of(
            queries.run_page(session, after=after, limit=limit),
            limit,
            key=lambda run: (run.requested_at, run.id),
            item=TrainingRunView.of,
        )
    )


@router.get("/training-runs/{run_id}")
async def show_training_run(run_id: Uuid, _principal: Reader, here: Here) -> TrainingRunView:
    """Return how far a training run is, and what came of it."""
    return await here.database.read(
        lambda session: TrainingRunView.of(queries.run(session, run_id))
    )


@router.get("/models")
async def list_models(
    _principal: Reader, here: Here, limit: Limit = 50, cursor: Cursor = None
) -> Page[ModelView]:
    """Return the models, newest first; last of all the one that comes with the program."""
    after = after_time(cursor)

    def unit(session: Session) -> Page[ModelView]:
        state = queries.state(session)
        page = page_of(
            queries.model_page(session, after=after, limit=limit),
            limit,
            key=lambda row: (row.trained_at, row.version),
            item=lambda row: ModelView.of(row, state),
        )
        if page.next_cursor is None:
            page.items.append(ModelView.shipped(state))
        return page

    return await here.database.read(unit)


@router.get("/models/{version}")
async def show_model(version: OneVersion, _principal: Reader, here: Here) -> FullModelView:
    """Return a model with its figures, thresholds, and what it would change."""
    return await here.database.read(lambda session: full_view(session, version))


@router.post("/models/{version}/activate")
async def activate_model(
    version: OneVersion, principal: Teacher, here: Here, body: ActivateBody = NO_REASON
) -> FullModelView:
    """Let a model judge from now on, in every process within seconds.

    One that was active before is gone back to by this too. A model that is worse than the active
    one needs a reason.
    """
    now = here.now()
    reason = body.reason

    def unit(session: Session) -> FullModelView:
        models.activate_model(session, version, reason=reason, by=principal, now=now)
        session.flush()
        return full_view(session, version)

    return await here.database.write(unit)


@router.post("/models/{version}/shadow")
async def start_shadow(version: OneVersion, principal: Teacher, here: Here) -> ShadowView:
    """Let a candidate judge new cases beside the active model; nothing is decided by it."""
    now = here.now()
    return await here.database.write(
        lambda session: ShadowView.of(models.start_shadow(session, version, by=principal, now=now))
    )


@router.delete("/models/{version}/shadow")
async def stop_shadow(version: OneVersion, principal: Teacher, here: Here) -> ShadowView:
    """End a candidate's run in the shadow; what was counted stays."""
    now = here.now()
    return await here.database.write(
        lambda session: ShadowView.of(models.stop_shadow(session, version, by=principal, now=now))
    )


@router.get("/labels")
async def list_labels(
    _principal: Reader,
    here: Here,
    case_id: Annotated[Uuid | None, Query()] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[LabelView]:
    """Return what people said of verdicts, newest first: the rows that training learns from."""
    after = None if cursor is None else after_number(cursor)
    return await here.database.read(
        lambda session: page_of(
            labels.label_page(session, after=after, limit=limit, case_id=case_id),
            limit,
            key=lambda row: (row.id,),
            item=lambda row: LabelView(
                **{**row._mapping, "text": None if row.text == ERASED else row.text},  # noqa: SLF001 - SQLAlchemy's name for it
                seq=row.id,
                held_back=is_held_back(row.case_id),
            ),
        )
    )


def full_view(session: Session, version: str) -> FullModelView:
    state = queries.state(session)
    checked = labels.checked(session, version)
    if version == SHIPPED:
        return FullModelView.shipped_with(state, checked)
    model = queries.model(session, version)
    return FullModelView.with_parts(
        model,
        state,
        queries.shadow_run(session, version),
        queries.shadow_differences(session, version, SHOWN_DIFFERENCES),
        checked=checked,
    )


def after_time(cursor: str | None) -> tuple[datetime, str] | None:
    """Return the time and text that the next page comes after. Raises BadCursor."""
    if cursor is None:
        return None
    at, text = decode_cursor(cursor, datetime, str)
    return at, text


def after_number(cursor: str) -> int:
    """Return the number that the next page comes after. Raises BadCursor."""
    (number,) = decode_cursor(cursor, int)
    return int(number)
