"""The routes of SLA policies: what is promised to which cases, and a rehearsal on past ones."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Request, Response

from services.followup.operations import policies
from services.followup.web.desk import Desk
from services.followup.web.schemas_policies import (
    PolicyBody,
    PolicyView,
    RehearsalBody,
    RehearsalView,
)
from shared.auth import Principal, staff
from shared.database import Session
from shared.idempotency import IdempotencyKey, idempotent
from shared.paging import Cursor, Limit, Page, decode_cursor, page_of
from shared.routes import Router

router = Router(prefix="/v1/sla-policies", tags=["promises"])

Planner = Annotated[Principal, staff("admin", "manager")]
Reader = Annotated[Principal, staff("lead", "manager", "admin", "auditor")]
PolicyId = Annotated[UUID, Path(description="The policy's id.")]


@router.get("")
async def list_policies(
    _by: Reader, desk: Desk, limit: Limit = 50, cursor: Cursor = None
) -> Page[PolicyView]:
    """Return the policies in the order they are tried; the first that fits a case holds."""
    (after,) = decode_cursor(cursor, int) if cursor else (0,)

    def work(session: Session) -> Page[PolicyView]:
        found = list(enumerate(policies.list_policies(session, desk.policy), start=1))
        return page_of(
            [one for one in found if one[0] > (after or 0)],
            limit,
            key=lambda one: (one[0],),
            item=lambda one: PolicyView.of(one[1][0], one[1][1], shipped=one[1][2]),
        )

    return await desk.read(work)


def view_of(session: Session, policy_id: str, desk: Desk) -> PolicyView:
    policy, position, shipped = policies.show_policy(session, policy_id, desk.policy)
    return PolicyView.of(policy, position, shipped=shipped)


@router.post("", status_code=201, response_model=PolicyView)
async def add_policy(
    body: PolicyBody,
    by: Planner,
    request: Request,
    desk: Desk,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Add a policy; running clocks follow, what was held and every verdict stay."""
    now = desk.clock.now()

    def work(session: Session) -> PolicyView:
        policy_id = policies.add_policy(session, body.draft(), by=by, now=now)
        session.flush()
        return view_of(session, policy_id, desk)

    return await idempotent(request, idempotency_key, by, desk.database, work, now=now)


@router.post("/dry-run")
async def try_policies(body: RehearsalBody, _by: Planner, desk: Desk) -> RehearsalView:
    """Say what past cases would have been promised by these policies, and how it would have ended.

    Nothing is changed. At most the newest 5,000 cases of the period are looked at.
    """
    since, until = body.period(desk.clock.now())
    drafts = [one.draft() for one in body.policies]
    return await desk.read(
        lambda session: RehearsalView.of(
            policies.rehearse(session, drafts, since=since, until=until, policy=desk.policy),
            examples=body.examples,
        )
    )


@router.get("/{policy_id}")
async def show_policy(policy_id: PolicyId, _by: Reader, desk: Desk) -> PolicyView:
    """Return one policy."""
    return await desk.read(lambda session: view_of(session, str(policy_id), desk))


@router.put("/{policy_id}")
async def change_policy(
    policy_id: PolicyId, body: PolicyBody, by: Planner, desk: Desk
) -> PolicyView:
    """Replace a policy; running clocks follow, what was held and every verdict stay."""
    now, wanted = desk.clock.now(), str(policy_id)

    def work(session: Session) -> PolicyView:
        policies.change_policy(session, wanted, body.draft(), policy=desk.policy, by=by, now=now)
        session.flush()
        return view_of(session, wanted, desk)

    return await desk.database.write(work)


@router.delete("/{policy_id}", status_code=204)
async def remove_policy(policy_id: PolicyId, by: Planner, desk: Desk) -> None:
    """Remove a policy; a shipped one that was changed is as it came again."""
    now, wanted = desk.clock.now(), str(policy_id)
    await desk.database.write(
        lambda session: policies.remove_policy(session, wanted, policy=desk.policy, by=by, now=now)
    )
