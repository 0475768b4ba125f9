"""Training runs: asked for by a manager, by the night or by corrections; one at a time."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from services.triage.errors import TrainingUnderWay
from services.triage.models.learning import ModelPart, ModelVersion, TrainingRun
from services.triage.operations.models import Actor
from services.triage.queries import labels
from services.triage.queries import models as queries
from shared import audit, timers
from shared.auth.principal import Principal
from shared.database import Session, wake
from shared.ids import new_id

SYSTEM = "system"

TRAINING = "training"
"""The signal after which a worker looks for a run to do."""

CONSIDER_TRAINING = "consider_training"
"""The timer, of one key, that asks whether there is enough to learn from."""

CONSIDER_EVERY = timedelta(minutes=1)

ENOUGH_LABELS = 30
"""So many new labels are worth a training."""

NIGHT_HOUR = 3
NIGHT_ZONE = ZoneInfo("Asia/Shanghai")

LOST_AFTER = timedelta(seconds=60)
"""A run of which nothing was heard for so long has ended with its process."""

ATTEMPTS = 2
"""A run is begun anew once when its process ended; then it has failed."""

PART = 256 * 1024
"""Bytes of a model's file in one row."""

KEPT_CANDIDATES = 5
"""The files of so many models that never judged are kept; those that did, for ever."""


def request_training(session: Session, *, by: Actor, now: datetime) -> TrainingRun:
    """Ask for a training. Raises TrainingUnderWay while there is another."""
    under_way = queries.run_under_way(session)
    if under_way is not None:
        raise TrainingUnderWay(under_way.id)
    run = TrainingRun(
        id=new_id(),
        requested_by=by.reference if isinstance(by, Principal) else by,
        requested_at=now,
    )
    session.add(run)
    try:
        session.flush()
    except IntegrityError as error:
        raise TrainingUnderWay(None) from error
    audit.record(
        session, actor=by, action="model.train", subject=f"training:{run.id}", detail={}, now=now
    )
    wake(session, TRAINING)
    return run


def consider_training(session: Session, now: datetime) -> None:
    """Ask for a training when enough was corrected; at night when anything was, or was erased."""
    timers.schedule(session, CONSIDER_TRAINING, "triage", now + CONSIDER_EVERY)
    if queries.run_under_way(session) is not None:
        return
    last = queries.last_run(session, states=("finished", "failed"))
    fresh = labels.labels_since(session, last.up_to_label if last else 0)
    if fresh >= ENOUGH_LABELS or is_due_by_night(session, last, now):
        request_training(session, by=SYSTEM, now=now)


def is_due_by_night(session: Session, last: TrainingRun | None, now: datetime) -> bool:
    """Say whether labels wait since before the night, or words were erased that a model knows."""
    oldest = labels.oldest_label_after(session, last.up_to_label if last else 0)
    if oldest is not None and oldest < night(now):
        return True
    if last is None or last.requested_at >= night(now):
        return False
    return queries.state(session).erasures > last.erasures


def night(now: datetime) -> datetime:
    """Return the last time it was NIGHT_HOUR."""
    local = now.astimezone(NIGHT_ZONE)
    at = local.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
    return at if at <= local else at - timedelta(days=1)


def has_work(session: Session, now: datetime) -> bool:
    """Say whether a run waits to be done, or was lost with its process."""
    run = queries.run_under_way(session)
    return run is not None and (run.state == "queued" or is_lost(run, now))


def is_lost(run: TrainingRun, now: datetime) -> bool:
    return run.state == "running" and (run.beat_at is None or run.beat_at + LOST_AFTER < now)


def take_run(session: Session, holder: str, now: datetime) -> TrainingRun | None:
    """Return the run that is now ours to do; a lost one is begun anew, or has failed."""
    run: TrainingRun | None = session.execute(
        sa.select(TrainingRun)
        .where(col(TrainingRun.slot).is_not(None))
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if run is None or not (run.state == "queued" or is_lost(run, now)):
        return None
    if run.attempts >= ATTEMPTS:
        end(run, "failed", now, error="the training process ended before it was done, twice")
        return None
    run.state, run.stage, run.done = "running", "reading", 0.0
    run.holder, run.attempts = holder, run.attempts + 1
    run.started_at = run.beat_at = now
    run.up_to_label = labels.newest_label(session)
    run.erasures = queries.state(session).erasures
    return run


def beat(session: Session, run_id: str, holder: str, now: datetime, **progress: Any) -> bool:
    """Say that a run goes on and how far it is; False when it is no longer ours."""
    done = session.execute(
        sa.update(TrainingRun)
        .where(
            col(TrainingRun.id) == run_id,
            col(TrainingRun.holder) == holder,
            col(TrainingRun.state) == "running",
        )
        .values(beat_at=now, **progress)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def give_back(session: Session, run_id: str, holder: str) -> None:
    """Let another process do a run that this one cannot end; it does not count as an attempt."""
    session.execute(
        sa.update(TrainingRun)
        .where(col(TrainingRun.id) == run_id, col(TrainingRun.holder) == holder)
        .where(col(TrainingRun.state) == "running")
        .values(
            state="queued",
            stage="waiting",
            done=0.0,
            holder=None,
            attempts=col(TrainingRun.attempts) - 1,
        )
    )
    wake(session, TRAINING)


def fail(session: Session, run_id: str, holder: str, error: str, now: datetime) -> None:
    """End a run that cannot succeed, with the reason in one sentence."""
    run = session.get(TrainingRun, run_id, with_for_update=True)
    if run is not None and run.holder == holder and run.state == "running":
        end(run, "failed", now, error=error)


def finish(
    session: Session,
    run_id: str,
    holder: str,
    *,
    model: ModelVersion,
    content: bytes,
    now: datetime,
) -> bool:
    """Keep a trained model with its figures and end its run; False when it is no longer ours."""
    run = session.get(TrainingRun, run_id, with_for_update=True)
    if run is None or run.holder != holder or run.state != "running":
        return False
    known = session.get(ModelVersion, model.version)
    if known is None:
        session.add(model)
        session.flush()
        session.add_all(
            ModelPart(version=model.version, part=number, content=content[start : start + PART])
            for number, start in enumerate(range(0, len(content), PART))
        )
    else:
        known.compared_with, known.compared = model.compared_with, model.compared
        known.figures, known.changes = model.figures, model.changes
    run.version, run.labels = model.version, model.labels
    end(run, "finished", now)
    session.flush()
    forget_old_candidates(session)
    return True


def end(run: TrainingRun, state: str, now: datetime, *, error: str | None = None) -> None:
    run.state, run.slot, run.ended_at, run.error = state, None, now, error
    if state == "finished":
        run.stage, run.done = "finished", 1.0


def forget_old_candidates(session: Session) -> None:
    """Remove the files of models that never judged and are not the newest; figures stay."""
    state = queries.state(session)
    old = (
        sa.select(col(ModelVersion.version))
        .where(col(ModelVersion.activated_at).is_(None))
        .where(col(ModelVersion.version) != (state.shadow or ""))
        .order_by(col(ModelVersion.trained_at).desc())
        .offset(KEPT_CANDIDATES)
    )
    versions = list(session.execute(old).scalars())
    session.execute(sa.delete(ModelPart).where(col(ModelPart.version).in_(versions)))


def checksum(content: bytes) -> str:
    return sha256(content).hexdigest()
