"""The API for managers about outgoing webhooks: set up, tried, rotated; deliveries and replays."""

import time
from http import HTTPStatus
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Request
from starlette.responses import Response

from services.intake.channels.outgoing_webhook import post
from services.intake.operations import webhooks as operations
from services.intake.operations.deliveries import as_text
from services.intake.queries import webhooks as queries
from services.intake.rules.webhooks import TEST_EVENT, Job, document, is_delivered
from services.intake.web.api import before
from services.intake.web.desk import desk_of
from services.intake.web.webhook_schemas import (
    DeliveryOut,
    RotatedOut,
    WebhookIn,
    WebhookOut,
    WebhookTestOut,
    delivery_out,
    must_be_reachable,
    webhook_out,
)
from shared.auth import Principal, staff
from shared.idempotency import REPLAY_HEADERS, IdempotencyKey, idempotent
from shared.ids import new_id
from shared.paging import Cursor, Limit, Page, page_of
from shared.routes import Router

router = Router(prefix="/v1/webhooks", tags=["webhooks"])

Keeper = Annotated[Principal, staff("manager", "admin")]
Reader = Annotated[Principal, staff("manager", "admin", "auditor")]
State = Annotated[
    Literal["waiting", "sending", "delivered", "dead"] | None,
    Query(description="Only deliveries in this state."),
]


@router.get("")
async def list_webhooks(
    request: Request, _reader: Reader, limit: Limit = 50, cursor: Cursor = None
) -> Page[WebhookOut]:
    """List the webhooks in the order in which they were set up."""
    after = before(cursor)
    rows = await desk_of(request).database.read(
        lambda session: queries.webhooks_after(session, after, limit=limit + 1)
    )
    return page_of(rows, limit, key=lambda row: (row.id,), item=webhook_out)


@router.post("", status_code=201, responses={201: {"model": RotatedOut}}, response_model=None)
async def post_webhook(
    request: Request, new: WebhookIn, principal: Keeper, key: IdempotencyKey = None
) -> Response:
    """Set up a webhook; its secret is shown in this answer and never again."""
    desk = desk_of(request)
    await must_be_reachable(desk.outgoing, new.url)
    asked = None if key is None else f"{principal.reference}\n{key}"
    now, secret = desk.clock.now(), operations.new_secret(desk.sealer, asked)
    answer = await idempotent(
        request,
        key,
        principal,
        desk.database,
        lambda session: webhook_out(
            operations.add_webhook(session, new.facts(), secret, desk.sealer, by=principal, now=now)
        ),
        now=now,
    )
    return with_secret(answer, secret)


def with_secret(answer: Response, secret: str) -> Response:
    """Return the first answer with the secret, which is kept nowhere in clear."""
    made = RotatedOut(
        **WebhookOut.model_validate_json(bytes(answer.body)).model_dump(), secret=secret
    )
    is_replay = answer.status_code == HTTPStatus.OK
    return Response(
        made.model_dump_json(),
        status_code=answer.status_code,
        headers=REPLAY_HEADERS if is_replay else None,
        media_type="application/json",
    )


@router.get("/{webhook_id}")
async def get_webhook(request: Request, webhook_id: UUID, _reader: Reader) -> WebhookOut:
    """Show one webhook, and how it last fared."""
    return webhook_out(
        await desk_of(request).database.read(
            lambda session: queries.webhook_shown(session, str(webhook_id))
        )
    )


@router.put("/{webhook_id}")
async def put_webhook(
    request: Request, webhook_id: UUID, changed: WebhookIn, principal: Keeper
) -> WebhookOut:
    """Replace what is said of a webhook, or switch it on again."""
    desk = desk_of(request)
    await must_be_reachable(desk.outgoing, changed.url)
    now = desk.clock.now()
    return webhook_out(
        await desk.database.write(
            lambda session: operations.change_webhook(
                session, str(webhook_id), changed.facts(), by=principal, now=now
            )
        )
    )


@router.delete("/{webhook_id}", status_code=204)
async def delete_webhook(request: Request, webhook_id: UUID, principal: Keeper) -> None:
    """Remove a webhook with its deliveries."""
    desk = desk_of(request)
    now = desk.clock.now()
    await desk.database.write(
        lambda session: operations.remove_webhook(session, str(webhook_id), by=principal, now=now)
    )


@router.post("/{webhook_id}/rotate")
async def rotate_webhook_secret(
    request: Request, webhook_id: UUID, principal: Keeper
) -> RotatedOut:
    """Make a new secret, shown once; for a day the one before signs as well."""
    desk = desk_of(request)
    now, secret = desk.clock.now(), operations.new_secret(desk.sealer)
    webhook = await desk.database.write(
        lambda session: webhook_out(
            operations.rotate_secret(
                session, str(webhook_id), secret, desk.sealer, by=principal, now=now
            )
        )
    )
    return RotatedOut(**webhook.model_dump(), secret=secret)


@router.post("/{webhook_id}/test")
async def try_webhook(request: Request, webhook_id: UUID, _keeper: Keeper) -> WebhookTestOut:
    """Send a signed `webhook.test` now and say what came back; it is not kept as a delivery."""
    desk = desk_of(request)
    webhook = await desk.database.read(
        lambda session: queries.webhook_shown(session, str(webhook_id))
    )
    now = desk.clock.now()
    body = document(TEST_EVENT, as_text(now), {"webhook_id": webhook.id}).encode()
    secrets = webhook.secrets(desk.sealer, now)
    began = time.monotonic()
    result = await post(
        desk.outgoing, Job(new_id(), webhook.id, "", webhook.url, body, secrets), now
    )
    return WebhookTestOut(
        ok=result.status is not None and is_delivered(result.status),
        status=result.status,
        error=result.error,
        milliseconds=round((time.monotonic() - began) * 1000),
    )


@router.get("/{webhook_id}/deliveries")
async def list_deliveries(  # query parameters
    request: Request,
    webhook_id: UUID,
    _reader: Reader,
    state: State = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[DeliveryOut]:
    """List what was delivered, what waits and what was given up, newest first."""
    older = before(cursor)
    rows = await desk_of(request).database.read(
        lambda session: queries.deliveries_of(
            session, str(webhook_id), state, older, limit=limit + 1
        )
    )
    return page_of(rows, limit, key=lambda row: (row.id,), item=delivery_out)


@router.post("/{webhook_id}/deliveries/{delivery_id}/replay", status_code=202)
async def replay_webhook_delivery(
    request: Request, webhook_id: UUID, delivery_id: UUID, principal: Keeper
) -> DeliveryOut:
    """Deliver once more with the same id and body, whatever became of it before."""
    desk = desk_of(request)
    now = desk.clock.now()
    return delivery_out(
        await desk.database.write(
            lambda session: operations.replay_delivery(
                session, str(webhook_id), str(delivery_id), by=principal, now=now
            )
        )
    )
