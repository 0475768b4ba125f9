"""QR codes of stores, as pictures and as sheets to print."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Request
from starlette.responses import Response

from services.intake import queries
from services.intake.channels.wechat.refusals import NoScenesYet
from services.intake.errors import StoreNotFound
from services.intake.models import Store
from services.intake.operations.accounts import account_named
from services.intake.operations.signs import Sign, form_url, qr_png, qr_svg, sheets
from services.intake.web.desk import Desk, desk_of
from services.intake.wechat.scenes import scene_urls
from shared.auth import Principal, staff
from shared.database import Session
from shared.routes import Router

router = Router(prefix="/v1/stores", tags=["stores"])

SignKeeper = Annotated[Principal, staff("manager", "admin", "lead", "store_manager")]
Code = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
WantedForm = Annotated[
    str | None,
    Query(
        alias="form",
        pattern=r"^[A-Za-z0-9_-]{1,40}$",
        description="Which form the code leads to; by default the store's own, else the oldest.",
    ),
]
OfAccount = Annotated[
    UUID | None,
    Query(
        alias="account",
        description="An Official Account: the codes that WeChat made for it, "
        "`POST /v1/channels/{id}/scenes`, instead of a form's.",
    ),
]
Region = Annotated[str | None, Query(max_length=40, description="Only stores of this region.")]
A_DAY = {"Cache-Control": "private, max-age=86400"}


@router.get("/qrcodes.pdf", response_class=Response)
async def get_qrcode_sheets(
    request: Request,
    principal: SignKeeper,
    region: Region = None,
    form: WantedForm = None,
    account: OfAccount = None,
) -> Response:
    """Return A4 pages with the codes of all open stores of a region, to print and cut."""
    desk = desk_of(request)

    def read(session: Session) -> list[Sign]:
        stores = queries.open_stores(session, region, only=principal.store_limit)
        if account is not None:
            return scene_signs(session, str(account), stores)
        return [sign_of(session, desk, store, form) for store in stores]

    signs = await desk.database.read(read)
    if not signs:
        raise StoreNotFound
    return file(await asyncio.to_thread(sheets, signs), "application/pdf", "qrcodes.pdf")


@router.get("/{code}/qrcode.svg", response_class=Response)
async def get_qrcode_svg(  # what a request brings
    request: Request,
    code: Code,
    principal: SignKeeper,
    form: WantedForm = None,
    account: OfAccount = None,
) -> Response:
    """Return the code that leads to a form for this store, or to an Official Account."""
    return await drawn(request, code, principal, form, account, qr_svg, "image/svg+xml")


@router.get("/{code}/qrcode.png", response_class=Response)
async def get_qrcode_png(  # what a request brings
    request: Request,
    code: Code,
    principal: SignKeeper,
    form: WantedForm = None,
    account: OfAccount = None,
) -> Response:
    """Return the code that leads to a form for this store, or to an Official Account."""
    return await drawn(request, code, principal, form, account, qr_png, "image/png")


async def drawn(  # noqa: PLR0917  # what both routes were asked
    request: Request,
    code: str,
    principal: Principal,
    form: str | None,
    account: UUID | None,
    draw: Callable[[str], bytes],
    media_type: str,
) -> Response:
    """Return the code of a store the caller may speak for. Raises StoreNotFound, FormNotFound."""
    desk = desk_of(request)
    if not principal.reaches_store(code):
        raise StoreNotFound

    def read(session: Session) -> Sign:
        store = session.get(Store, code)
        if store is None:
            raise StoreNotFound
        if account is None:
            return sign_of(session, desk, store, form)
        return scene_signs(session, str(account), [store])[0]

    sign = await desk.database.read(read)
    return file(draw(sign.url), media_type, f"{code}.{media_type[6:9]}")


def sign_of(session: Session, desk: Desk, store: Store, wanted: str | None) -> Sign:
    form = queries.form_of_store(session, store.code, wanted)
    url = form_url(desk.links.root, form.code, store.code)
    return Sign(store.code, store.name, form.title_zh, url)


def scene_signs(session: Session, account_id: str, stores: Sequence[Store]) -> list[Sign]:
    """Return the signs that WeChat made, of the stores that have one.

    Raises AccountNotFound, and NoScenesYet when none of them has.
    """
    title = account_named(session, account_id).title
    urls = scene_urls(session, account_id)
    signs = [
        Sign(store.code, store.name, title, urls[store.code])
        for store in stores
        if store.code in urls
    ]
    if stores and not signs:
        raise NoScenesYet
    return signs


def file(content: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'inline; filename="{name}"', **A_DAY}
    return Response(content, media_type=media_type, headers=headers)
