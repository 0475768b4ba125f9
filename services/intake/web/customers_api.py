"""The API of customers: who they are across channels, and what the law lets them ask for."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Annotated
from zipfile import ZIP_DEFLATED, ZipFile

from fastapi import Path, Query, Request
from starlette.responses import Response, StreamingResponse

from services.intake import queries
from services.intake.errors import InvalidField
from services.intake.models import Contact, Customer
from services.intake.operations.customers import look_up_customers, opened_contact
from services.intake.operations.erasing import erase_customer
from services.intake.operations.exporting import (
    Export,
    content_of,
    document_of,
    export_customer,
    name_of,
)
from services.intake.operations.identity import merge_customers, split_customer
from services.intake.queries import CustomerFile
from services.intake.rules.contacts import comparable, masked_contact
from services.intake.web.api import before
from services.intake.web.desk import Desk, desk_of
from services.intake.web.presenting import brief
from services.intake.web.schemas import FeedbackBrief
from services.intake.web.schemas_customers import (
    CustomerOut,
    FoundCustomer,
    FoundCustomers,
    IdentityOut,
    KnownContact,
    MergeIn,
    ReasonIn,
)
from shared.auth import Principal, Staff, staff
from shared.database import Session
from shared.paging import Cursor, Limit, Page, page_of
from shared.routes import Router

router = Router(prefix="/v1/customers", tags=["customers"])

Handle = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,80}$")]
Asker = Annotated[Principal, staff("agent", "lead", "manager", "store_manager", "admin")]
Joiner = Annotated[Principal, staff("lead", "manager", "admin")]
Guardian = Annotated[Principal, staff("manager", "admin")]
IN_MEMORY = 4 * 1024 * 1024
PART = 256 * 1024


@router.get("")
async def find_customers(
    request: Request,
    principal: Asker,
    *,
    phone: Annotated[str | None, Query(max_length=32)] = None,
    email: Annotated[str | None, Query(max_length=254)] = None,
    wechat_openid: Annotated[str | None, Query(max_length=64)] = None,
    wechat_unionid: Annotated[str | None, Query(max_length=64)] = None,
    wecom_userid: Annotated[str | None, Query(max_length=64)] = None,
) -> FoundCustomers:
    """Find who has exactly this phone, e-mail or WeChat id; each look-up is recorded."""
    desk = desk_of(request)
    kind, plain = asked_for(
        phone=phone,
        email=email,
        wechat_openid=wechat_openid,
        wechat_unionid=wechat_unionid,
        wecom_userid=wecom_userid,
    )
    now, index = desk.clock.now(), desk.sealer.blind_index(plain, f"contact {kind}")

    def look_up(session: Session) -> FoundCustomers:
        found = look_up_customers(session, kind, index, by=principal, now=now)
        return FoundCustomers(items=[found_out(session, one) for one in found])

    return await desk.database.write(look_up)


def asked_for(**given: str | None) -> tuple[str, str]:
    """Return the one contact that was asked for, in its comparable form. Raises InvalidField."""
    asked = {kind: value for kind, value in given.items() if value}
    if len(asked) != 1:
        raise InvalidField(
            "/phone",
            zh=f"请用 {'、'.join(given)} 中的一个查找。",
            en=f"Look up by exactly one of {', '.join(given)}.",
        )
    ((kind, value),) = asked.items()
    plain = comparable(kind, value)
    if plain is None:
        raise InvalidField(
            f"/{kind}", zh="请填写完整、正确的联系方式。", en="Give the whole contact as it is."
        )
    return kind, plain


def found_out(session: Session, one: Contact) -> FoundCustomer:
    return FoundCustomer(
        handle=one.customer,
        canonical=queries.canonical_of(session, one.customer),
        verified=one.is_verified,
        first_seen_at=one.first_seen_at,
    )


@router.get("/{handle}")
async def show_customer(request: Request, handle: Handle, reader: Staff) -> CustomerOut:
    """Show one person across channels; contacts are masked, proven and typed ones apart."""
    desk = desk_of(request)
    return customer_out(
        await desk.database.read(lambda session: queries.customer_file(session, handle, reader)),
        desk,
    )


@router.get("/{handle}/feedback")
async def list_feedback_of_customer(
    request: Request, handle: Handle, reader: Staff, limit: Limit = 50, cursor: Cursor = None
) -> Page[FeedbackBrief]:
    """List everything a person said, in every channel, newest first."""
    last = before(cursor)
    rows = await desk_of(request).database.read(
        lambda session: queries.said_by_customer(session, handle, reader, last, limit=limit + 1)
    )
    return page_of(rows, limit, key=lambda row: (row[0].id,), item=lambda row: brief(*row))


@router.post("/{handle}/merge")
async def merge_customer(
    request: Request, handle: Handle, body: MergeIn, principal: Joiner
) -> IdentityOut:
    """Let one customer be another from now on; a split undoes it."""
    desk = desk_of(request)
    now = desk.clock.now()

    def merge(session: Session) -> IdentityOut:
        merge_customers(session, handle, body.into, body.reason, by=principal, now=now)
        return identity_out(session, handle)

    return await desk.database.write(merge)


@router.post("/{handle}/split")
async def split_merged_customer(
    request: Request, handle: Handle, body: ReasonIn, principal: Joiner
) -> IdentityOut:
    """Undo a merge: the handle is a customer of its own again."""
    desk = desk_of(request)
    now = desk.clock.now()

    def split(session: Session) -> IdentityOut:
        split_customer(session, handle, body.reason, by=principal, now=now)
        return identity_out(session, handle)

    return await desk.database.write(split)


@router.post("/{handle}/erase")
async def post_erase(
    request: Request, handle: Handle, body: ReasonIn, principal: Guardian
) -> IdentityOut:
    """Forget a person for ever: words, contacts and files, here and in the other services."""
    desk = desk_of(request)
    now = desk.clock.now()

    def erase(session: Session) -> IdentityOut:
        erase_customer(session, handle, body.reason, by=principal, now=now)
        return identity_out(session, handle)

    return await desk.database.write(erase)


@router.post("/{handle}/export", response_class=Response)
async def post_export(
    request: Request, handle: Handle, body: ReasonIn, principal: Guardian
) -> Response:
    """Send all that is held of a person as a ZIP: JSON, and their files."""
    desk = desk_of(request)
    now = desk.clock.now()
    export = await desk.database.write(
        lambda session: export_customer(
            session, handle, body.reason, desk.sealer, by=principal, now=now
        )
    )
    archive = await packed(desk, export)
    return StreamingResponse(
        parts_of(archive),
        media_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="customer-{handle}.zip"',
            "Cache-Control": "private, no-store",
        },
    )


async def packed(desk: Desk, export: Export) -> IO[bytes]:
    """Return the ZIP, on disk when it is large; files are read one after another."""
    out = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed behind the answer
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("customer.json", document_of(export))
        for file in export.files:
            content = await desk.database.read(
                lambda session, file=file: content_of(session, file.id, desk.sealer)  # type: ignore[misc]
            )
            if content is not None:
                await asyncio.to_thread(archive.writestr, name_of(file), content)
    out.seek(0)
    return out


async def parts_of(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        while part := file.read(PART):
            yield part


def identity_out(session: Session, handle: str) -> IdentityOut:
    handles = queries.handles_of(session, handle)
    known = session.get(Customer, handle)
    return IdentityOut(
        handle=handle,
        canonical=handles[0],
        handles=handles,
        erased=known is not None and known.erased_at is not None,
    )


def customer_out(found: CustomerFile, desk: Desk) -> CustomerOut:
    name, values = shown_values(found, desk)
    contacts = [
        KnownContact(
            kind=one.kind,
            value=values.get((one.kind, one.blind_index)),
            verified=one.is_verified,
            first_seen_at=one.first_seen_at,
        )
        for one in found.contacts
    ]
    return CustomerOut(
        handle=found.handle,
        canonical=found.canonical,
        handles=list(found.handles),
        name=name,
        verified=[one for one in contacts if one.verified],
        unverified=[one for one in contacts if not one.verified],
        feedback=found.count,
        channels=dict(found.channels),
        stores=dict(found.stores),
        first_at=found.first_at,
        last_at=found.last_at,
        erased_at=found.erased_at,
    )


def shown_values(found: CustomerFile, desk: Desk) -> tuple[str | None, dict[tuple[str, str], str]]:
    """Return the newest name and the contacts given last, masked, by kind and blind index."""
    name: str | None = None
    values: dict[tuple[str, str], str] = {}
    for feedback in found.newest:
        contact = opened_contact(feedback, desk.sealer)
        masked = masked_contact(contact)
        name = name or masked.get("name")
        for kind, index in indexes_of(contact, desk):
            values.setdefault((kind, index), masked[kind])
    return name, values


def indexes_of(contact: dict[str, str], desk: Desk) -> Iterator[tuple[str, str]]:
    for kind, value in contact.items():
        plain = comparable(kind, value) if kind != "name" else None
        if plain is not None:
            yield kind, desk.sealer.blind_index(plain, f"contact {kind}")
