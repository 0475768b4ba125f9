"""The API for managers: stores, contacts in clear, the ledger."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Annotated

from fastapi import Path, Request
from starlette.responses import Response

from services.intake import queries
from services.intake.errors import InvalidField
from services.intake.operations import change_store, open_store, unmask_customer
from services.intake.queries import LedgerCount
from services.intake.queries.ledger import UNHEARD
from services.intake.web.desk import desk_of
from services.intake.web.schemas import (
    ChangedStoreIn,
    ContactOut,
    LedgerLine,
    LedgerOut,
    NewStoreIn,
    StoreOut,
    UnmaskIn,
)
from shared.auth import Principal, Staff, staff
from shared.idempotency import IdempotencyKey, idempotent
from shared.paging import Cursor, Limit, Page, decode_cursor, page_of
from shared.routes import Router

router = Router(prefix="/v1")

StoreKeeper = Annotated[Principal, staff("manager", "admin")]
Unmasker = Annotated[Principal, staff("manager", "lead")]
Bookkeeper = Annotated[Principal, staff("admin", "auditor", "manager")]
Code = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
Handle = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,80}$")]


@router.get("/stores", tags=["stores"])
async def list_stores(
    request: Request, _reader: Staff, limit: Limit = 50, cursor: Cursor = None
) -> Page[StoreOut]:
    """List all stores in the order of their codes."""
    after = decode_cursor(cursor, str)[0] if cursor else None
    rows = await desk_of(request).database.read(
        lambda session: queries.stores_after(session, after, limit=limit + 1)
    )
    return page_of(rows, limit, key=lambda row: (row.code,), item=StoreOut.model_validate)


@router.post(
    "/stores",
    tags=["stores"],
    status_code=201,
    responses={201: {"model": StoreOut}},
    response_model=None,
)
async def post_store(
    request: Request, new: NewStoreIn, principal: StoreKeeper, key: IdempotencyKey = None
) -> Response:
    """Register a store; its code never changes."""
    desk = desk_of(request)
    now = desk.clock.now()
    return await idempotent(
        request,
        key,
        principal,
        desk.database,
        lambda session: StoreOut.model_validate(
            open_store(session, new.code, new.facts(), by=principal, now=now)
        ),
        now=now,
    )


@router.get("/stores/{code}", tags=["stores"])
async def get_store(request: Request, code: Code, _reader: Staff) -> StoreOut:
    """Show one store."""
    store = await desk_of(request).database.read(lambda session: queries.store_named(session, code))
    return StoreOut.model_validate(store)


@router.put("/stores/{code}", tags=["stores"])
async def put_store(
    request: Request, code: Code, changed: ChangedStoreIn, principal: StoreKeeper
) -> StoreOut:
    """Replace what is said of a store, close it, or name its successor."""
    if changed.code not in {None, code}:
        raise InvalidField(
            "/code",
            zh="门店编号不能修改；请另建门店，并将此店关闭。",
            en="The code of a store never changes; open another store and close this one.",
        )
    desk = desk_of(request)
    now = desk.clock.now()
    store = await desk.database.write(
        lambda session: change_store(session, code, changed.facts(), by=principal, now=now)
    )
    return StoreOut.model_validate(store)


@router.post("/customers/{handle}/unmask", tags=["customers"])
async def post_unmask(
    request: Request, handle: Handle, body: UnmaskIn, principal: Unmasker
) -> ContactOut:
    """Show a customer's contact in clear; who asked, when and why is recorded."""
    desk = desk_of(request)
    now = desk.clock.now()
    contact = await desk.database.write(
        lambda session: unmask_customer(
            session, handle, body.reason, desk.sealer, by=principal, now=now
        )
    )
    return ContactOut(handle=handle, **contact)


@router.get("/ledger", tags=["ledger"])
async def get_ledger(request: Request, _reader: Bookkeeper) -> LedgerOut:
    """Count what was received, by channel and store, and how far it was last heard to be."""
    counts = await desk_of(request).database.read(queries.ledger_counts)
    return ledger(counts)


def ledger(counts: Iterable[LedgerCount]) -> LedgerOut:
    """Return the counts added up; `totals` says received, unheard, open and closed."""
    lines: dict[tuple[str, str | None], dict[str, int]] = defaultdict(dict)
    for one in counts:
        lines[one.channel, one.store_code][one.progress] = one.count
    shown = [
        LedgerLine(
            channel=channel,
            store_code=store_code,
            received=sum(progress.values()),
            progress=progress,
        )
        for (channel, store_code), progress in lines.items()
    ]
    received = sum(line.received for line in shown)
    unheard = sum(line.progress.get(UNHEARD, 0) for line in shown)
    closed = sum(line.progress.get("closed", 0) for line in shown)
    return LedgerOut(
        totals={
            "received": received,
            "unheard": unheard,
            "open": received - unheard - closed,
            "closed": closed,
        },
        lines=shown,
    )
