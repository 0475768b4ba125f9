"""Routing rule routes, with their rehearsal on past cases, and the tags of customers."""

from dataclasses import replace
from typing import Annotated

from fastapi import Path, Request, Response
from pydantic import StringConstraints

from services.triage.assignment.rehearsal import rehearse
from services.triage.operations import customers, routing
from services.triage.queries import directory, past_cases
from services.triage.web.case_desk import Desk
from services.triage.web.cursors import after_position_and_id
from services.triage.web.identity import Here
from services.triage.web.planners import Overseer, Planner, PlanReader
from services.triage.web.schemas_organisation import Uuid
from services.triage.web.schemas_routing import (
    CustomerTags,
    DryRunBody,
    DryRunView,
    OrderBody,
    RoutingRuleBody,
    RoutingRulePatch,
    RoutingRuleView,
    RuleOrder,
    rule_columns,
)
from shared.database import Session
from shared.idempotency import IdempotencyKey, idempotent
from shared.paging import Cursor, Limit, Page, page_of
from shared.routes import Router

router = Router(prefix="/v1", tags=["organisation"])

Handle = Annotated[
    str,
    StringConstraints(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9_.:-]+$"),
    Path(description="The customer's handle."),
]


@router.get("/routing-rules")
async def list_routing_rules(
    _principal: PlanReader, here: Here, limit: Limit = 50, cursor: Cursor = None
) -> Page[RoutingRuleView]:
    """Return the rules in the order they are tried."""
    after = after_position_and_id(cursor)
    return await here.database.read(
        lambda session: page_of(
            directory.rule_page(session, after=after, limit=limit),
            limit,
            key=lambda rule: (rule.position, rule.id),
            item=RoutingRuleView.of,
        )
    )


@router.get("/routing-rules/{rule_id}")
async def show_routing_rule(rule_id: Uuid, _principal: PlanReader, here: Here) -> RoutingRuleView:
    """Return one rule."""
    return await here.database.read(
        lambda session: RoutingRuleView.of(directory.rule(session, rule_id))
    )


@router.post("/routing-rules", status_code=201, response_model=RoutingRuleView)
async def add_routing_rule(
    body: RoutingRuleBody,
    principal: Planner,
    request: Request,
    here: Here,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Add a rule; it decides from the next case on."""
    now = here.now()
    return await idempotent(
        request,
        idempotency_key,
        principal,
        here.database,
        lambda session: RoutingRuleView.of(
            routing.add_routing_rule(session, rule_columns(body), by=principal, now=now)
        ),
        now=now,
    )


@router.patch("/routing-rules/{rule_id}")
async def change_routing_rule(
    rule_id: Uuid, body: RoutingRulePatch, principal: Planner, here: Here
) -> RoutingRuleView:
    """Change a rule."""
    now = here.now()
    return await here.database.write(
        lambda session: RoutingRuleView.of(
            routing.change_routing_rule(session, rule_id, rule_columns(body), by=principal, now=now)
        )
    )


@router.delete("/routing-rules/{rule_id}", status_code=204)
async def remove_routing_rule(rule_id: Uuid, principal: Planner, here: Here) -> None:
    """Remove a rule."""
    now = here.now()
    await here.database.write(
        lambda session: routing.remove_routing_rule(session, rule_id, by=principal, now=now)
    )


@router.post("/routing-rules/order")
async def order_routing_rules(body: OrderBody, principal: Planner, here: Here) -> RuleOrder:
    """Let the rules be tried in this order; `ids` are all of them, each once."""
    now = here.now()

    def unit(session: Session) -> RuleOrder:
        rules = routing.reorder_routing_rules(session, body.ids, by=principal, now=now)
        return RuleOrder(items=[RoutingRuleView.of(rule) for rule in rules])

    return await here.database.write(unit)


@router.post("/routing-rules/dry-run")
async def try_routing_rules(body: DryRunBody, _principal: Planner, desk: Desk) -> DryRunView:
    """Say where past cases would have gone by these rules, against those that hold now.

    Nothing is changed. At most the newest 20,000 cases of the period are looked at.
    """
    since, until = body.period(desk.clock.now())

    def unit(session: Session) -> DryRunView:
        board = desk.boards.current(session, desk.clock.now())
        drafts = body.drafts(board.active_teams)
        routing.check_drafts(
            session, body.conditions, standing=[rule.conditions for rule in board.rules]
        )
        found = past_cases.between(session, since, until)
        known = customers.tags_of(session, {one.customer for one in found if one.customer})
        return DryRunView.of(
            rehearse(
                [one.with_tags(known) for one in found],
                before=board.route,
                after=replace(board, rules=drafts).route,
                examples=body.examples,
            )
        )

    return await desk.database.read(unit)


@router.get("/customers/{handle}/tags")
async def show_customer_tags(handle: Handle, _principal: Overseer, here: Here) -> CustomerTags:
    """Return the tags that routing rules may ask for."""

    def unit(session: Session) -> CustomerTags:
        customers.check_known(session, handle)
        return CustomerTags(tags=sorted(customers.own_tags(session, [handle])[handle]))

    return await here.database.read(unit)


@router.put("/customers/{handle}/tags")
async def tag_customer(
    handle: Handle, body: CustomerTags, principal: Planner, here: Here
) -> CustomerTags:
    """Give a customer exactly these tags.

    Routing rules ask for them when the next case comes, cases that are here stay with whom they
    are; promises ask for them at once, and the running clocks of open cases are timed anew.
    """
    now = here.now()
    return await here.database.write(
        lambda session: CustomerTags(
            tags=customers.tag_customer(session, handle, body.tags, by=principal, now=now)
        )
    )
