"""Topics and what cases weigh: what decides whom a case is for and how much of it they own."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from services.triage.errors import NameTaken, TopicUnknown, UnfitValue
from services.triage.models import EffortWeight, Team, Topic
from services.triage.operations.waking import roster_changed
from shared import audit, outbox
from shared.auth import Principal
from shared.database import Session
from shared.events import TopicChanged

POSITION_STEP = 10


def add_topic(
    session: Session, fields: Mapping[str, Any], *, by: Principal, now: datetime
) -> Topic:
    """Add a topic from its columns; its code says whose leaf it is.

    Raises NameTaken and UnfitValue.
    """
    code = fields["code"]
    fields = {**fields, "parent": fields["parent"] or parent_of(code)}
    if session.get(Topic, code) is not None:
        raise NameTaken(code)
    last = session.execute(sa.select(sa.func.max(col(Topic.position)))).scalar() or 0
    topic = Topic(
        generation=outbox.generation(session),
        version=0,
        position=last + POSITION_STEP,
        **fields,
    )
    check_topic(session, topic)
    session.add(topic)
    try:
        session.flush()
    except IntegrityError as error:
        raise NameTaken(code) from error
    record(session, "topic.add", f"topic:{code}", fields, by=by, now=now)
    publish_topic(session, topic, change="added", by=by, now=now)
    return topic


def change_topic(
    session: Session, code: str, changes: Mapping[str, Any], *, by: Principal, now: datetime
) -> Topic:
    """Change a topic; its code stays. Raises TopicUnknown and UnfitValue."""
    topic = session.get(Topic, code, with_for_update=True)
    if topic is None:
        raise TopicUnknown
    before = audit.held(topic, changes)
    for name, value in changes.items():
        setattr(topic, name, value)
    with session.no_autoflush:
        check_topic(session, topic)
    detail = audit.altered(before, changes)
    record(session, "topic.change", f"topic:{code}", detail, by=by, now=now)
    publish_topic(session, topic, change="changed", by=by, now=now)
    if "skills" in changes:
        roster_changed(session, now)
    return topic


def publish_topic(
    session: Session, topic: Topic, *, change: str, by: Principal | str, now: datetime
) -> None:
    """Publish the next snapshot of a topic."""
    topic.version += 1
    topic.generation = outbox.generation(session)
    outbox.add(
        session,
        TopicChanged(
            generation=topic.generation,
            version=topic.version,
            change=change,
            actor=by if isinstance(by, str) else by.reference,
            code=topic.code,
            name_zh=topic.name_zh,
            name_en=topic.name_en,
            parent=topic.parent,
            active=topic.active,
        ),
        now=now,
    )


def set_efforts(
    session: Session, weights: Sequence[Mapping[str, Any]], *, by: Principal, now: datetime
) -> None:
    """Let cases weigh this from now on: each weight has `topic`, `urgency` (or None) and `effort`.

    Open cases keep their effort until they are given anew or corrected. Raises UnfitValue for an
    unknown topic, or when two weights are of the same.
    """
    rows = [
        {
            "topic": one["topic"] or "",
            "urgency": one["urgency"] or "",
            "effort": one["effort"],
        }
        for one in weights
    ]
    topics = set(session.execute(sa.select(col(Topic.code))).scalars())
    seen = set()
    for index, row in enumerate(rows):
        key = (row["topic"], row["urgency"])
        if row["topic"] and row["topic"] not in topics:
            raise UnfitValue(
                "没有这个主题。", "There is no such topic.", pointer=f"/items/{index}/topic"
            )
        if key in seen:
            raise UnfitValue(
                "同一主题与紧急程度只能出现一次。",
                "A topic and urgency stand here once.",
                pointer=f"/items/{index}",
            )
        seen.add(key)
    session.execute(sa.delete(EffortWeight))
    if rows:
        session.execute(sa.insert(EffortWeight), rows)
    record(session, "effort.set", "efforts", {"items": list(weights)}, by=by, now=now)
    roster_changed(session, now)


def parent_of(code: str) -> str | None:
    """Return the code of the topic that one of this code is a leaf of."""
    top, _, leaf = code.partition(".")
    return top if leaf else None


def check_topic(session: Session, topic: Topic) -> None:
    if topic.parent != parent_of(topic.code):
        raise UnfitValue(
            "上级主题须与编号一致：refund.money 的上级是 refund，编号中没有点的主题没有上级。",
            "The parent must be what the code says: refund is that of refund.money, "
            "and a code without a dot has none.",
            pointer="/parent",
        )
    parent = session.get(Topic, topic.parent) if topic.parent else None
    if topic.parent is not None and parent is None:
        raise UnfitValue(
            "上级主题不存在，请先添加它。",
            "There is no such parent topic; add it first.",
            pointer="/parent",
        )
    if topic.default_team_id is not None:
        must_be_team(session, topic.default_team_id, "/default_team_id")


def must_be_team(session: Session, team_id: str, pointer: str) -> None:
    if session.get(Team, team_id) is None:
        raise UnfitValue("没有这个团队。", "There is no such team.", pointer=pointer)


def record(
    session: Session,
    action: str,
    subject: str,
    detail: Mapping[str, Any],
    *,
    by: Principal,
    now: datetime,
) -> None:
    audit.record(session, actor=by, action=action, subject=subject, detail=detail, now=now)
