"""Models, training runs, what training learns from, and which model judges."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.triage.errors import ModelUnknown, TrainingRunUnknown
from services.triage.models.cases import Case, Label, Store
from services.triage.models.learning import (
    ONLY_ROW,
    ClassifierState,
    LexiconEntry,
    ModelPart,
    ModelVersion,
    ShadowDifference,
    ShadowRun,
    TrainingRun,
)
from services.triage.models.organisation import RoutingRule, Topic
from services.triage.queries.labels import ERASED, TEXT
from shared.columns import Id
from shared.database import Session


def state(session: Session) -> ClassifierState:
    """Return which models judge; before anybody changed it, the one that comes with the program."""
    return session.get(ClassifierState, ONLY_ROW) or ClassifierState()


def newest_births(session: Session, limit: int) -> list[sa.Row[Any]]:
    """Return (id, birth) of the newest cases whose words stand."""
    return list(
        session.execute(
            sa.select(col(Case.id), col(Case.birth))
            .where(col(Case.received_at).is_not(None), TEXT != ERASED)
            .order_by(col(Case.id).desc())
            .limit(limit)
        )
    )


def born_after(session: Session, case_id: str, limit: int) -> list[sa.Row[Any]]:
    """Return (id, birth, verdict, urgency_base) of cases whose id comes after one, oldest first."""
    return list(
        session.execute(
            sa.select(col(Case.id), col(Case.birth), col(Case.verdict), col(Case.urgency_base))
            .where(
                col(Case.id) > sa.literal(case_id, Id),
                col(Case.received_at).is_not(None),
                TEXT != ERASED,
            )
            .order_by(col(Case.id))
            .limit(limit)
        )
    )


def newest_case(session: Session) -> str | None:
    return session.execute(
        sa.select(col(Case.id)).order_by(col(Case.id).desc()).limit(1)
    ).scalar_one_or_none()


def model_page(
    session: Session, *, after: tuple[datetime, str] | None, limit: int
) -> list[sa.Row[Any]]:
    """Return up to `limit` + 1 models without their report and changes, newest first."""
    trained_at, version = col(ModelVersion.trained_at), col(ModelVersion.version)
    query = sa.select(*MODEL_COLUMNS).order_by(trained_at.desc(), version.desc())
    if after is not None:
        at, last = after
        query = query.where(sa.or_(trained_at < at, sa.and_(trained_at == at, version < last)))
    return list(session.execute(query.limit(limit + 1)))


MODEL_COLUMNS = tuple(
    column
    for column in sa.inspect(ModelVersion).local_table.columns
    if column.name not in {"report", "changes"}
)


def model(session: Session, version: str) -> ModelVersion:
    """Return a model. Raises ModelUnknown."""
    found = session.get(ModelVersion, version)
    if found is None:
        raise ModelUnknown
    return found


def model_bytes(session: Session, version: str) -> bytes:
    """Return a model's file."""
    parts = session.execute(
        sa.select(col(ModelPart.content))
        .where(col(ModelPart.version) == version)
        .order_by(col(ModelPart.part))
    )
    return b"".join(bytes(part) for part in parts.scalars())


def is_kept(session: Session, version: str) -> bool:
    """Say whether a model's file is still there."""
    part = sa.select(sa.literal(1)).where(col(ModelPart.version) == version).limit(1)
    return session.execute(part).first() is not None


def run_page(
    session: Session, *, after: tuple[datetime, str] | None, limit: int
) -> Sequence[TrainingRun]:
    """Return up to `limit` + 1 training runs, newest first."""
    requested_at, key = col(TrainingRun.requested_at), col(TrainingRun.id)
    query = sa.select(TrainingRun).order_by(requested_at.desc(), key.desc()).limit(limit + 1)
    if after is not None:
        at, last = after
        query = query.where(
            sa.or_(requested_at < at, sa.and_(requested_at == at, key < sa.literal(last, Id)))
        )
    return session.execute(query).scalars().all()


def run(session: Session, run_id: str) -> TrainingRun:
    """Return a training run. Raises TrainingRunUnknown."""
    found = session.get(TrainingRun, run_id)
    if found is None:
        raise TrainingRunUnknown
    return found


def run_under_way(session: Session) -> TrainingRun | None:
    """Return the run that is queued or running."""
    return session.execute(
        sa.select(TrainingRun).where(col(TrainingRun.slot).is_not(None))
    ).scalar_one_or_none()


def last_run(session: Session, *, states: Collection[str]) -> TrainingRun | None:
    """Return the newest run in one of `states`."""
    return session.execute(
        sa.select(TrainingRun)
        .where(col(TrainingRun.state).in_(states))
        .order_by(col(TrainingRun.requested_at).desc(), col(TrainingRun.id).desc())
        .limit(1)
    ).scalar_one_or_none()


def shadow_run(session: Session, version: str) -> ShadowRun | None:
    return session.get(ShadowRun, version)


def shadow_differences(session: Session, version: str, limit: int) -> Sequence[ShadowDifference]:
    """Return the newest cases on which a candidate differed."""
    return (
        session.execute(
            sa.select(ShadowDifference)
            .where(col(ShadowDifference.version) == version)
            .order_by(col(ShadowDifference.id).desc())
            .limit(limit)
        )
        .scalars()
        .all()
    )


@dataclass(frozen=True, slots=True)
class Stamp:
    """What changes whenever a process must judge with another setup.

    `stores` changes in long rows when stores are imported; their names can wait a little.
    """

    decided: tuple[Any, ...]
    stores: tuple[Any, ...]


def stamp(session: Session) -> Stamp:
    """Return what the setup now follows from: cheap to ask."""
    parts = (
        sa.select(col(ClassifierState.active)).scalar_subquery(),
        sa.select(col(ClassifierState.words)).scalar_subquery(),
        sa.select(col(ClassifierState.erasures)).scalar_subquery(),
        sa.select(sa.func.max(col(Label.id))).scalar_subquery(),
        sa.select(sa.func.sum(col(Topic.version))).scalar_subquery(),
        sa.select(sa.func.count()).select_from(Store).scalar_subquery(),
        sa.select(sa.func.sum(col(Store.version))).scalar_subquery(),
    )
    campaigns = sorted(campaigns_of_rules(session))
    row = tuple(session.execute(sa.select(*parts)).one())
    return Stamp((*row[:-2], *campaigns), row[-2:])


def campaigns_of_rules(session: Session) -> set[str]:
    """Return the campaigns that active routing rules name."""
    rules = session.execute(sa.select(col(RoutingRule.conditions)).where(col(RoutingRule.active)))
    return {name for conditions in rules.scalars() for name in conditions.get("campaign", ())}


def words(session: Session) -> list[dict[str, Any]]:
    """Return what the organisation says of words: word, kind, topic and strength."""
    rows = session.execute(
        sa.select(
            col(LexiconEntry.word),
            col(LexiconEntry.kind),
            col(LexiconEntry.topic),
            col(LexiconEntry.strength),
        ).order_by(col(LexiconEntry.word), col(LexiconEntry.kind), col(LexiconEntry.id))
    )
    return [dict(row) for row in rows.mappings()]


def store_names(session: Session) -> set[str]:
    rows = session.execute(sa.select(col(Store.name)).where(col(Store.closed).is_(False)))
    return set(rows.scalars())


def switched_off_topics(session: Session) -> set[str]:
    rows = session.execute(sa.select(col(Topic.code)).where(col(Topic.active).is_(False)))
    return set(rows.scalars())
