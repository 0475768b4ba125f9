"""Callbacks of form vendors: checked, kept, answered at once; the worker makes feedback of them."""

from typing import Annotated

from fastapi import Path, Request
from pydantic import BaseModel

from services.intake.channels.form_vendors import (
    Delivery,
    FormVendor,
    json_object,
    must_be_allowed,
)
from services.intake.errors_channels import AccountNotFound
from services.intake.operations.inbound import handed_in
from services.intake.web.desk import Desk, address_of, desk_of
from shared.auth import public
from shared.routes import Router

router = Router(prefix="/v1/hooks", tags=["callbacks"], dependencies=[public()])

Source = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
Token = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,200}$")]
BODY = {
    "requestBody": {
        "description": "The vendor's JSON, as it signs it.",
        "required": True,
        "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class Taken(BaseModel):
    """The delivery is on disk; one that is repeated is taken again and comes to nothing."""

    status: str = "received"


@router.post("/{source}", openapi_extra=BODY)
async def post_hook(request: Request, source: Source) -> Taken:
    """Take a signed delivery of a form vendor."""
    return await take(desk_of(request), source, await delivery_of(request))


@router.post("/{source}/{token}", openapi_extra=BODY)
async def post_unsigned_hook(request: Request, source: Source, token: Token) -> Taken:
    """Take a delivery of a vendor that signs nothing, at the address only it knows."""
    return await take(desk_of(request), source, await delivery_of(request, token))


async def delivery_of(request: Request, token: str | None = None) -> Delivery:
    query = {**request.query_params}
    query.pop("token", None)
    return Delivery(
        headers={name.lower(): value for name, value in request.headers.items()},
        query=query if token is None else {**query, "token": token},
        body=await request.body(),
        address=address_of(request),
        now=desk_of(request).clock.now(),
    )


async def take(desk: Desk, source: str, delivery: Delivery) -> Taken:
    """Keep the delivery once its sender was checked. Raises CallbackRefused and its kin."""
    account = await desk.accounts.at(f"hooks/{source}")
    kind = desk.kinds.get(account.channel)
    if not isinstance(kind, FormVendor):
        raise AccountNotFound
    must_be_allowed(account, delivery.address)
    credentials = kind.Credentials.model_validate(account.opened(desk.sealer))
    is_verified = kind.check(account, credentials, delivery)
    payload = json_object(delivery.body)
    item = handed_in(
        account,
        kind.key(delivery, payload),
        {"body": payload, "verified": is_verified},
        desk.sealer,
        now=delivery.now,
        kind="answer",
    )
    await desk.handing_in.submit(item)
    return Taken()
