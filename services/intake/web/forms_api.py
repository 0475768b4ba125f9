"""The API by which managers keep the forms that customers fill in."""

from typing import Annotated

from fastapi import Path, Request
from starlette.responses import Response

from services.intake import queries
from services.intake.models import WebForm
from services.intake.operations.forms import add_form, change_form, consent_of, remove_form
from services.intake.web.desk import Desk, desk_of
from services.intake.web.schemas_forms import FormIn, FormOut, NewFormIn
from shared.auth import Principal, Staff, staff
from shared.idempotency import IdempotencyKey, idempotent
from shared.paging import Cursor, Limit, Page, decode_cursor, page_of
from shared.routes import Router

router = Router(prefix="/v1/forms", tags=["forms"])

FormKeeper = Annotated[Principal, staff("manager", "admin")]
FormCode = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,40}$")]


@router.get("")
async def list_forms(
    request: Request, _reader: Staff, limit: Limit = 50, cursor: Cursor = None
) -> Page[FormOut]:
    """List all forms in the order of their codes."""
    desk = desk_of(request)
    after = decode_cursor(cursor, str)[0] if cursor else None
    rows = await desk.database.read(
        lambda session: queries.forms_after(session, after, limit=limit + 1)
    )
    return page_of(rows, limit, key=lambda row: (row.code,), item=lambda row: form_out(row, desk))


@router.post("", status_code=201, responses={201: {"model": FormOut}}, response_model=None)
async def add_web_form(
    request: Request, new: NewFormIn, principal: FormKeeper, key: IdempotencyKey = None
) -> Response:
    """Open a form; its code never changes."""
    desk = desk_of(request)
    now, channels = desk.clock.now(), desk.preparer.channels
    return await idempotent(
        request,
        key,
        principal,
        desk.database,
        lambda session: form_out(
            add_form(session, new.code, new.facts(), channels=channels, by=principal, now=now),
            desk,
        ),
        now=now,
    )


@router.get("/{form_code}")
async def show_web_form(request: Request, form_code: FormCode, _reader: Staff) -> FormOut:
    """Show one form."""
    desk = desk_of(request)
    return form_out(
        await desk.database.read(lambda session: queries.form_named(session, form_code)), desk
    )


@router.put("/{form_code}")
async def change_web_form(
    request: Request, form_code: FormCode, changed: FormIn, principal: FormKeeper
) -> FormOut:
    """Replace what is said of a form; a changed consent text needs a new version."""
    desk = desk_of(request)
    now, channels = desk.clock.now(), desk.preparer.channels
    form = await desk.database.write(
        lambda session: change_form(
            session, form_code, changed.facts(), channels=channels, by=principal, now=now
        )
    )
    return form_out(form, desk)


@router.delete("/{form_code}", status_code=204)
async def remove_web_form(request: Request, form_code: FormCode, principal: FormKeeper) -> None:
    """Remove a form; what came in by it stays."""
    desk = desk_of(request)
    now = desk.clock.now()
    await desk.database.write(
        lambda session: remove_form(session, form_code, by=principal, now=now)
    )


def form_out(form: WebForm, desk: Desk) -> FormOut:
    own = {"url", "consent_version"}
    values = {name: getattr(form, name) for name in FormOut.model_fields.keys() - own}
    url = f"{desk.links.root}/f/{form.code}"
    return FormOut(**values, url=url, consent_version=consent_of(form).version)
