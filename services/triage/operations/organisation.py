"""Shifts, topics and routing rules: what decides who is given which case."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from services.triage.errors import (
    NameTaken,
    RoutingRuleUnknown,
    ShiftUnknown,
    TopicUnknown,
    UnfitValue,
)
from services.triage.models import RoutingRule, Shift, Staff, Team, Topic
from services.triage.rules.shifts import WHOLE_DAY, is_timezone
from shared import audit, outbox
from shared.auth import Principal
from shared.database import Session
from shared.events import TopicChanged
from shared.ids import new_id

POSITION_STEP = 10


def add_shift(
    session: Session, fields: Mapping[str, Any], *, by: Principal, now: datetime
) -> Shift:
    """Add a shift from its columns. Raises UnfitValue for an unknown person or team."""
    shift = Shift(id=new_id(), created_at=now, **fields)
    check_shift(session, shift)
    session.add(shift)
    session.flush()
    record(session, "shift.add", f"shift:{shift.id}", fields, by=by, now=now)
    return shift


def change_shift(
    session: Session, shift_id: str, changes: Mapping[str, Any], *, by: Principal, now: datetime
) -> Shift:
    """Change when a shift is; whose it is stays. Raises ShiftUnknown and UnfitValue."""
    shift = session.get(Shift, shift_id, with_for_update=True)
    if shift is None:
        raise ShiftUnknown
    for name, value in changes.items():
        setattr(shift, name, value)
    check_shift(session, shift)
    record(session, "shift.change", f"shift:{shift_id}", changes, by=by, now=now)
    return shift


def remove_shift(session: Session, shift_id: str, *, by: Principal, now: datetime) -> None:
    """Remove a shift. Raises ShiftUnknown."""
    shift = session.get(Shift, shift_id, with_for_update=True)
    if shift is None:
        raise ShiftUnknown
    session.delete(shift)
    whose = {"staff_id": shift.staff_id, "team_id": shift.team_id}
    record(session, "shift.remove", f"shift:{shift_id}", whose, by=by, now=now)


def add_topic(
    session: Session, fields: Mapping[str, Any], *, by: Principal, now: datetime
) -> Topic:
    """Add a topic from its columns. Raises NameTaken and UnfitValue."""
    code = fields["code"]
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
    for name, value in changes.items():
        setattr(topic, name, value)
    with session.no_autoflush:
        check_topic(session, topic)
    record(session, "topic.change", f"topic:{code}", changes, by=by, now=now)
    publish_topic(session, topic, change="changed", by=by, now=now)
    return topic


def publish_topic(
    session: Session, topic: Topic, *, change: str, by: Principal, now: datetime
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
            actor=by.reference,
            code=topic.code,
            name_zh=topic.name_zh,
            name_en=topic.name_en,
            parent=topic.parent,
            active=topic.active,
        ),
        now=now,
    )


def add_routing_rule(
    session: Session, fields: Mapping[str, Any], *, by: Principal, now: datetime
) -> RoutingRule:
    """Add a rule from its columns, after the others unless it has a position.

    Raises UnfitValue.
    """
    position = fields.get("position")
    if position is None:
        last = session.execute(sa.select(sa.func.max(col(RoutingRule.position)))).scalar() or 0
        position = last + POSITION_STEP
    rule = RoutingRule(id=new_id(), created_at=now, **{**fields, "position": position})
    check_rule(session, rule)
    session.add(rule)
    session.flush()
    record(session, "routing_rule.add", f"routing_rule:{rule.id}", fields, by=by, now=now)
    return rule


def change_routing_rule(
    session: Session, rule_id: str, changes: Mapping[str, Any], *, by: Principal, now: datetime
) -> RoutingRule:
    """Change a rule. Raises RoutingRuleUnknown and UnfitValue."""
    rule = session.get(RoutingRule, rule_id, with_for_update=True)
    if rule is None:
        raise RoutingRuleUnknown
    for name, value in changes.items():
        setattr(rule, name, value)
    with session.no_autoflush:
        check_rule(session, rule)
    record(session, "routing_rule.change", f"routing_rule:{rule_id}", changes, by=by, now=now)
    return rule


def remove_routing_rule(session: Session, rule_id: str, *, by: Principal, now: datetime) -> None:
    """Remove a rule. Raises RoutingRuleUnknown."""
    rule = session.get(RoutingRule, rule_id, with_for_update=True)
    if rule is None:
        raise RoutingRuleUnknown
    session.delete(rule)
    detail = {"name": rule.name, "conditions": rule.conditions, "team_id": rule.team_id}
    record(session, "routing_rule.remove", f"routing_rule:{rule_id}", detail, by=by, now=now)


def check_shift(session: Session, shift: Shift) -> None:
    if (shift.staff_id is None) == (shift.team_id is None):
        raise UnfitValue(
            "请只填写 staff_id 或 team_id 之一。",
            "Name either a staff_id or a team_id.",
            pointer="/staff_id",
        )
    if shift.staff_id is not None and session.get(Staff, shift.staff_id) is None:
        raise UnfitValue("没有这名员工。", "There is no such member of staff.", pointer="/staff_id")
    if shift.team_id is not None:
        must_be_team(session, shift.team_id, "/team_id")
    if shift.starts in {shift.ends, WHOLE_DAY}:
        raise UnfitValue(
            "开始与结束不能相同；全天请写 00:00–24:00。",
            "Start and end must differ; a whole day is 00:00–24:00.",
            pointer="/end",
        )
    if shift.valid_from and shift.valid_to and shift.valid_to < shift.valid_from:
        raise UnfitValue(
            "valid_to 不能早于 valid_from。",
            "valid_to must not be before valid_from.",
            pointer="/valid_to",
        )
    if not is_timezone(shift.timezone):
        raise UnfitValue("没有这个时区。", "There is no such time zone.", pointer="/timezone")


def check_topic(session: Session, topic: Topic) -> None:
    parent = session.get(Topic, topic.parent) if topic.parent else None
    if topic.parent is not None and (parent is None or parent.parent or parent is topic):
        raise UnfitValue(
            "上级主题不存在，或本身已有上级。",
            "There is no such parent topic, or it has a parent itself.",
            pointer="/parent",
        )
    if topic.default_team_id is not None:
        must_be_team(session, topic.default_team_id, "/default_team_id")


def check_rule(session: Session, rule: RoutingRule) -> None:
    must_be_team(session, rule.team_id, "/team_id")
    wanted: Sequence[str] = rule.conditions.get("topic", [])
    known = set(
        session.execute(sa.select(col(Topic.code)).where(col(Topic.code).in_(wanted))).scalars()
    )
    for index, code in enumerate(wanted):
        if code not in known:
            raise UnfitValue(
                "没有这个主题。",
                "There is no such topic.",
                pointer=f"/conditions/topic/{index}",
            )


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
