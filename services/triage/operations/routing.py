"""Routing rules: which cases go to which team, in which order they are tried."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.triage.errors import RoutingRuleUnknown, UnfitValue
from services.triage.models import RoutingRule, Team, Topic
from services.triage.models.cases import Store
from shared import audit
from shared.auth import Principal
from shared.database import Session
from shared.ids import new_id

POSITION_STEP = 10

Conditions = Mapping[str, Collection[str]]


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
    check_places(session, rule.conditions)
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
    before = audit.held(rule, changes)
    for name, value in changes.items():
        setattr(rule, name, value)
    with session.no_autoflush:
        check_rule(session, rule)
        check_places(session, changes.get("conditions", {}))
    detail = {**audit.altered(before, changes), "name": rule.name}
    record(session, "routing_rule.change", f"routing_rule:{rule_id}", detail, by=by, now=now)
    return rule


def remove_routing_rule(session: Session, rule_id: str, *, by: Principal, now: datetime) -> None:
    """Remove a rule. Raises RoutingRuleUnknown."""
    rule = session.get(RoutingRule, rule_id, with_for_update=True)
    if rule is None:
        raise RoutingRuleUnknown
    session.delete(rule)
    detail = {"name": rule.name, "conditions": rule.conditions, "team_id": rule.team_id}
    record(session, "routing_rule.remove", f"routing_rule:{rule_id}", detail, by=by, now=now)


def reorder_routing_rules(
    session: Session, ids: Sequence[str], *, by: Principal, now: datetime
) -> list[RoutingRule]:
    """Let the rules be tried in this order. Raises UnfitValue unless `ids` are all, each once."""
    rows = session.execute(
        sa.select(RoutingRule).order_by(col(RoutingRule.id)).with_for_update()
    ).scalars()
    rules = {rule.id: rule for rule in rows}
    if len(ids) != len(rules) or set(ids) != rules.keys():
        raise UnfitValue(
            "ids 须恰好包含全部分派规则，每条一次；请刷新后重试。",
            "ids must hold every routing rule, each once; read the list again.",
            pointer="/ids",
        )
    for place, rule_id in enumerate(ids, start=1):
        rules[rule_id].position = place * POSITION_STEP
    names = [rules[rule_id].name for rule_id in ids]
    record(session, "routing_rule.reorder", "routing_rules", {"names": names}, by=by, now=now)
    return [rules[rule_id] for rule_id in ids]


def check_rule(session: Session, rule: RoutingRule) -> None:
    known = set(session.execute(sa.select(col(Team.id))).scalars())
    named = {"/team_id": rule.team_id}
    named |= {f"/assist_team_ids/{at}": one for at, one in enumerate(rule.assist_team_ids)}
    for pointer, team_id in named.items():
        if team_id not in known:
            raise UnfitValue("没有这个团队。", "There is no such team.", pointer=pointer)
    check_topics(session, rule.conditions)


def check_drafts(
    session: Session, drafts: Sequence[Conditions], *, standing: Sequence[Conditions]
) -> None:
    """Raise UnfitValue for a topic, store or region that a rule to be tried may not name.

    What a standing rule names may be tried again, as it may stay.
    """
    for place, conditions in enumerate(drafts):
        at = f"/rules/{place}/conditions"
        check_topics(session, conditions, at=at)
        check_places(session, conditions, at=at, standing=standing)


def check_topics(session: Session, conditions: Conditions, *, at: str = "/conditions") -> None:
    wanted = conditions.get("topic", ())
    known = set(
        session.execute(sa.select(col(Topic.code)).where(col(Topic.code).in_(wanted))).scalars()
    )
    for index, code in enumerate(wanted):
        if code not in known:
            raise UnfitValue(
                "没有这个主题。", "There is no such topic.", pointer=f"{at}/topic/{index}"
            )


def check_places(
    session: Session,
    conditions: Conditions,
    *,
    at: str = "/conditions",
    standing: Sequence[Conditions] = (),
) -> None:
    """Raise UnfitValue for a store nobody has, or a region without one; a closed store will do.

    Only what is being set: of a rule that stands, the stores may have moved to other regions.
    """
    for name, column, zh, en in (
        ("store_code", col(Store.code), "没有这个门店。", "There is no such store."),
        ("region", col(Store.region), "没有门店属于这个区域。", "No store is in this region."),
    ):
        wanted = conditions.get(name, ())
        known = set(session.execute(sa.select(column).where(column.in_(wanted))).scalars())
        known.update(one for each in standing for one in each.get(name, ()))
        for index, one in enumerate(wanted):
            if one not in known:
                raise UnfitValue(zh, en, pointer=f"{at}/{name}/{index}")


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
