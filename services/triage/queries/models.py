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
from services.triage.rules.figures import Said, figures
from services.triage.rules.review import is_drawn
from shared.columns import Id
from shared.database import Session

ERASED = "(已删除)"
"""What stands in place of an erased customer's words."""

SHIPPED = "shipped"
"""The name of the model that comes with the program."""

TEXT = col(Case.birth)["text"].as_string()


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text and the last that people said of it."""

    label_id: int
    case_id: str
    text: str
    kind: str
    topics: tuple[str, ...]
    urgency: str


def state(session: Session) -> ClassifierState:
    """Return which models judge; before anybody changed it, the one that comes with the program."""
    return session.get(ClassifierState, ONLY_ROW) or ClassifierState()


def labels_since(session: Session, label_id: int) -> int:
    """Return how many labels came after one."""
    counted = sa.select(sa.func.count()).where(col(Label.id) > label_id)
    return int(session.execute(counted).scalar_one())


def oldest_label_after(session: Session, label_id: int) -> datetime | None:
    """Return when the first label after one was given."""
    query = sa.select(col(Label.at)).where(col(Label.id) > label_id).order_by(col(Label.id))
    return session.execute(query.limit(1)).scalar_one_or_none()


def newest_label(session: Session) -> int:
    return int(session.execute(sa.select(sa.func.max(col(Label.id)))).scalar() or 0)


def labelled_texts(
    session: Session, *, after: int = 0, newest: int | None = None, limit: int = 200_000
) -> list[LabelledText]:
    """Return texts with the last label of each, by label; words of erased customers are gone.

    `after` and `newest` bound the labels by id.
    """
    last = sa.select(sa.func.max(col(Label.id))).group_by(col(Label.case_id))
    last = last.where(col(Label.id) > after)
    if newest is not None:
        last = last.where(col(Label.id) <= newest)
    rows = session.execute(
        sa.select(col(Label.id), col(Label.case_id), col(Label.after), TEXT.label("text"))
        .join(Case, col(Case.id) == col(Label.case_id))
        .where(col(Label.id).in_(last), TEXT != ERASED)
        .order_by(col(Label.id).desc())
        .limit(limit)
    )
    found = [
        LabelledText(
            label_id=row.id,
            case_id=row.case_id,
            text=row.text,
            kind=row.after["kind"],
            topics=tuple(row.after["topics"]),
            urgency=row.after["urgency"],
        )
        for row in rows
    ]
    return found[::-1]


def plain_texts(session: Session, limit: int) -> list[str]:
    """Return the newest texts of cases, whether labelled or not."""
    rows = session.execute(
        sa.select(TEXT)
        .where(col(Case.received_at).is_not(None), TEXT != ERASED)
        .order_by(col(Case.id).desc())
        .limit(limit)
    )
    return [str(text) for text in rows.scalars()]


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


def is_any_labelled(session: Session, case_ids: Collection[str]) -> bool:
    """Say whether people have labelled any of these cases."""
    labelled = sa.select(sa.literal(1)).where(col(Label.case_id).in_(case_ids)).limit(1)
    return session.execute(labelled).first() is not None


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


def stamp(session: Session) -> tuple[Any, ...]:
    """Return what changes whenever a process must judge with another setup: cheap to ask."""
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
    return (*session.execute(sa.select(*parts)).one(), *campaigns)


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


def checked(session: Session, version: str) -> dict[str, Any]:
    """Return how right people found the newest verdicts of a model, in all and of those by lot.

    Only the lot speaks for all verdicts; the others were looked at because they were doubtful.
    """
    named = col(Label.before)["model_version"].as_string()
    begins = "shipped-" if version == SHIPPED else f"{version}+"
    rows = session.execute(
        sa.select(col(Label.case_id), col(Label.before), col(Label.after))
        .where(sa.or_(named == version, named.startswith(begins, autoescape=True)))
        .order_by(col(Label.id).desc())
        .limit(MOST_CHECKED)
    ).all()
    drawn = [row for row in rows if is_drawn(row.case_id)]
    return {"all": rightness(rows), "drawn": rightness(drawn)}


MOST_CHECKED = 2_000


def rightness(rows: Sequence[sa.Row[Any]]) -> dict[str, Any]:
    """Return the figures of what verdicts said before people said what is right."""
    found = figures([said(row.after) for row in rows], [said(row.before) for row in rows])
    return {
        "rows": len(rows),
        "kind": found["kind"]["accuracy"],
        "topics": found["topics"]["micro_f1"],
        "urgency": found["urgency"]["accuracy"],
    }


def said(labelled: dict[str, Any]) -> Said:
    return Said(labelled["kind"], frozenset(labelled["topics"]), labelled["urgency"])


def label_page(
    session: Session, *, after: int | None, limit: int, case_id: str | None = None
) -> list[sa.Row[Any]]:
    """Return up to `limit` + 1 labels with the text of their case, newest first."""
    query: Any = sa.select(
        col(Label.id),
        col(Label.case_id),
        col(Label.at),
        col(Label.staff_id),
        col(Label.confirmed),
        col(Label.before),
        col(Label.after),
        TEXT.label("text"),
    ).join(Case, col(Case.id) == col(Label.case_id))
    if after is not None:
        query = query.where(col(Label.id) < after)
    if case_id is not None:
        query = query.where(col(Label.case_id) == case_id)
    return list(session.execute(query.order_by(col(Label.id).desc()).limit(limit + 1)))
