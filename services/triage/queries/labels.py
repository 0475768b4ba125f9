"""What people said of verdicts, and the texts they said it of: what training learns from."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.triage.models.cases import Case, Label
from services.triage.rules.figures import Said, figures
from services.triage.rules.review import is_drawn
from shared.database import Session

ERASED = "(已删除)"
"""What stands in place of an erased customer's words."""

TEXT = col(Case.birth)["text"].as_string()

SHIPPED = "shipped"
"""The name of the model that comes with the program."""


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text and the last that people said of it."""

    label_id: int
    case_id: str
    text: str
    kind: str
    topics: tuple[str, ...]
    urgency: str


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


def is_any_labelled(session: Session, case_ids: Collection[str]) -> bool:
    """Say whether people have labelled any of these cases."""
    labelled = sa.select(sa.literal(1)).where(col(Label.case_id).in_(case_ids)).limit(1)
    return session.execute(labelled).first() is not None


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
