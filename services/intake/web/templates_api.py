"""The API for managers about message templates."""

from typing import Annotated
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from services.intake.operations.templates import (
    add_template,
    change_template,
    checked,
    remove_template,
)
from services.intake.queries.templates import offered_template, offered_templates
from services.intake.rules.templates import ROOMS, Template, filled, fitted, sample_values
from services.intake.web.desk import desk_of
from services.intake.web.reply_schemas import (
    ChangedTemplateIn,
    PreviewOut,
    TemplateIn,
    TemplateOut,
    preview_out,
    template_out,
)
from shared.auth import Principal, staff
from shared.idempotency import IdempotencyKey, idempotent
from shared.paging import BadCursor, Cursor, Limit, Page, decode_cursor, page_of
from shared.routes import Router

router = Router(prefix="/v1", tags=["templates"])

Reader = Annotated[Principal, staff("lead", "manager", "admin", "auditor")]
Keeper = Annotated[Principal, staff("manager", "admin")]


@router.get("/templates")
async def list_templates(
    request: Request, _reader: Reader, limit: Limit = 50, cursor: Cursor = None
) -> Page[TemplateOut]:
    """List every template in use, by purpose, channel and language."""
    after = decode_cursor(cursor, str, str, str) if cursor else ("",)
    if None in after:
        raise BadCursor
    offered = await desk_of(request).database.read(offered_templates)
    rows = [one for one in offered if one.key > after]
    return page_of(rows, limit, key=lambda row: row.key, item=template_out)


@router.post(
    "/templates", status_code=201, responses={201: {"model": TemplateOut}}, response_model=None
)
async def post_template(
    request: Request, new: TemplateIn, principal: Keeper, key: IdempotencyKey = None
) -> Response:
    """Save words of your own before the shipped ones; unknown placeholders are refused."""
    desk = desk_of(request)
    now = desk.clock.now()
    return await idempotent(
        request,
        key,
        principal,
        desk.database,
        lambda session: template_out(add_template(session, new.words(), by=principal, now=now)),
        now=now,
    )


@router.post("/templates/preview")
async def post_preview(_request: Request, tried: TemplateIn, _reader: Keeper) -> PreviewOut:
    """Show a template that is not saved, filled with a sample, after the checks of saving it."""
    return preview(checked(tried.words()))


@router.get("/templates/{template_id}")
async def get_template(request: Request, template_id: UUID, _reader: Reader) -> TemplateOut:
    """Show one template in use."""
    return template_out(
        await desk_of(request).database.read(
            lambda session: offered_template(session, str(template_id))
        )
    )


@router.get("/templates/{template_id}/preview")
async def get_preview(request: Request, template_id: UUID, _reader: Reader) -> PreviewOut:
    """Show one template in use, filled with a sample."""
    found = await desk_of(request).database.read(
        lambda session: offered_template(session, str(template_id))
    )
    return preview(found.words)


@router.put("/templates/{template_id}")
async def put_template(
    request: Request, template_id: UUID, changed: ChangedTemplateIn, principal: Keeper
) -> TemplateOut:
    """Replace the words of a template, a shipped one too; its key stays."""
    desk = desk_of(request)
    now = desk.clock.now()

    return template_out(
        await desk.database.write(
            lambda session: change_template(
                session, str(template_id), changed.words(), by=principal, now=now
            )
        )
    )


@router.delete("/templates/{template_id}", status_code=204)
async def delete_template(request: Request, template_id: UUID, principal: Keeper) -> None:
    """Delete words of your own; the shipped ones stand again."""
    desk = desk_of(request)
    now = desk.clock.now()
    await desk.database.write(
        lambda session: remove_template(session, str(template_id), by=principal, now=now)
    )


def preview(words: Template) -> PreviewOut:
    values = sample_values(words.language)
    text = fitted(words.text, values, ROOMS[words.channel])
    return preview_out(words, filled(words.title, values), text)
