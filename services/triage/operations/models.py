"""Which model judges: activating one, going back, and running a candidate in the shadow."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.triage.errors import (
    ActiveNeedsNoShadow,
    ModelForgotten,
    ModelNotShadowed,
    NotCompared,
    WorseModel,
)
from services.triage.models.learning import (
    ONLY_ROW,
    ClassifierState,
    ModelVersion,
    ShadowDifference,
    ShadowRun,
)
from services.triage.queries import models as queries
from services.triage.queries.labels import SHIPPED
from services.triage.rules.figures import Worse, worse_than
from shared import audit
from shared.auth.principal import Principal
from shared.database import Session, insert_for, wake

FIRST_ID = "00000000-0000-0000-0000-000000000000"

SETUP = "classifier_setup"
"""The signal after which processes look which model and words they judge with."""

Actor = Principal | str


def activate_model(
    session: Session, version: str, *, reason: str | None, by: Actor, now: datetime
) -> ClassifierState:
    """Let a model judge from now on; one that was active before needs no comparison.

    Raises ModelUnknown and ModelForgotten; WorseModel or NotCompared for a candidate that falls
    behind what is active or was not measured beside it, unless a reason is given.
    """
    state = locked_state(session)
    active = state.active or SHIPPED
    if version == active:
        return state
    candidate = None if version == SHIPPED else queries.model(session, version)
    if candidate is not None and not queries.is_kept(session, version):
        raise ModelForgotten
    goes_back = candidate is None or candidate.activated_at is not None
    worse: list[Worse] = []
    if candidate is not None and not goes_back:
        worse = fallen_behind(candidate, active, reason)
    state.previous, state.active = active, None if candidate is None else version
    state.is_pinned = goes_back
    if state.shadow == version:
        end_shadow(session, state, now)
    if candidate is not None:
        candidate.activated_at = now
    detail: dict[str, Any] = {
        "previous": active,
        "reason": reason,
        "worse": [asdict(one) for one in worse],
    }
    audit.record(
        session,
        actor=by,
        action="model.activate",
        subject=f"model:{version}",
        detail=detail,
        now=now,
    )
    wake(session, SETUP)
    return state


def fallen_behind(candidate: ModelVersion, active: str, reason: str | None) -> list[Worse]:
    """Return where a candidate is worse than the active model; raises unless there is a reason."""
    if candidate.compared_with != active:
        if reason is None:
            raise NotCompared(candidate.compared_with, active)
        return []
    worse = worse_than(candidate.figures, candidate.compared)
    if worse and reason is None:
        raise WorseModel([asdict(one) for one in worse])
    return worse


def activate_if_better(session: Session, version: str, *, now: datetime) -> bool:
    """Let a model judge that was trained by itself, unless it is worse or a person went back."""
    state = locked_state(session)
    candidate = queries.model(session, version)
    if state.is_pinned or candidate.activated_at is not None:
        return False
    if candidate.compared_with != (state.active or SHIPPED):
        return False
    if worse_than(candidate.figures, candidate.compared):
        return False
    activate_model(session, version, reason=None, by="system", now=now)
    return True


def start_shadow(session: Session, version: str, *, by: Principal, now: datetime) -> ShadowRun:
    """Let a candidate judge beside the active model, from the next case on.

    One candidate at a time: another one ends. Raises ModelUnknown, ModelForgotten and
    ActiveNeedsNoShadow.
    """
    state = locked_state(session)
    queries.model(session, version)
    if not queries.is_kept(session, version):
        raise ModelForgotten
    if state.active == version:
        raise ActiveNeedsNoShadow
    if state.shadow not in {None, version}:
        end_shadow(session, state, now)
    run = session.get(ShadowRun, version)
    if run is None or run.stopped_at is not None:
        session.execute(sa.delete(ShadowDifference).where(col(ShadowDifference.version) == version))
        run = session.merge(
            ShadowRun(
                version=version,
                started_at=now,
                started_by=by.reference,
                seen_to=queries.newest_case(session) or FIRST_ID,
            )
        )
    state.shadow = version
    record(session, "model.shadow_start", version, by, now)
    session.flush()
    return run


def stop_shadow(session: Session, version: str, *, by: Principal, now: datetime) -> ShadowRun:
    """End a candidate's run in the shadow; what was counted stays.

    Raises ModelUnknown, and ModelNotShadowed for one that never ran.
    """
    state = locked_state(session)
    queries.model(session, version)
    if state.shadow == version:
        end_shadow(session, state, now)
        record(session, "model.shadow_stop", version, by, now)
    run = session.get(ShadowRun, version, populate_existing=True)
    if run is None:
        raise ModelNotShadowed
    return run


def end_shadow(session: Session, state: ClassifierState, now: datetime) -> None:
    session.execute(
        sa.update(ShadowRun).where(col(ShadowRun.version) == state.shadow).values(stopped_at=now)
    )
    state.shadow = None


def locked_state(session: Session) -> ClassifierState:
    """Return the one row, held to the end of the transaction, made if absent."""
    session.execute(
        insert_for(session)(ClassifierState)
        .values(ClassifierState().model_dump())
        .on_conflict_do_nothing()
    )
    return session.get_one(ClassifierState, ONLY_ROW, with_for_update=True, populate_existing=True)


def words_changed(session: Session) -> None:
    """Have every process judge with the changed words."""
    locked_state(session).words += 1
    wake(session, SETUP)


def labelled_words_erased(session: Session) -> None:
    """Have every process forget the texts it lends labels from, and take those that are left."""
    locked_state(session).erasures += 1
    wake(session, SETUP)


def record(session: Session, action: str, version: str, by: Principal, now: datetime) -> None:
    audit.record(session, actor=by, action=action, subject=f"model:{version}", detail={}, now=now)
