"""What one was told, and how one wants to be told: routes of a person's own desk."""

from typing import Annotated

from fastapi import Query

from services.triage.operations import notices
from services.triage.queries import directory
from services.triage.rules.notices import Language, Wishes
from services.triage.web.cursors import after_id
from services.triage.web.identity import Here
from services.triage.web.schemas_notices import (
    NoticeSettingsBody,
    NoticeSettingsView,
    NoticesView,
    NoticeView,
    ReadBody,
    UnreadView,
)
from shared.auth import Staff
from shared.database import Session
from shared.paging import Cursor, Limit, page_of
from shared.routes import Router

router = Router(prefix="/v1/me", tags=["desk"])


@router.get("/notices")
async def list_notices(
    principal: Staff,
    here: Here,
    *,
    unread: Annotated[bool, Query()] = False,
    language: Annotated[Language | None, Query()] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> NoticesView:
    """Return what one was told, newest first, in a language or in one's own."""
    before = after_id(cursor)

    def unit(session: Session) -> NoticesView:
        found = notices.listed(session, principal.id, unread=unread, before=before, limit=limit)
        pushes = notices.pushes_of(session, [one.id for one in found])
        spoken = language or notices.wishes_of(session, [principal.id])[principal.id].language
        page = page_of(
            found,
            limit,
            key=lambda one: (one.id,),
            item=lambda one: NoticeView.of(one, pushes[one.id], spoken),
        )
        count = notices.unread_count(session, principal.id)
        return NoticesView(items=page.items, next_cursor=page.next_cursor, unread=count)

    return await here.database.read(unit)


@router.post("/notices/read")
async def read_notices(body: ReadBody, principal: Staff, here: Here) -> UnreadView:
    """Say which notices one has read, or all; what still waits for one's hours is not sent then."""
    now = here.now()

    def unit(session: Session) -> UnreadView:
        notices.mark_read(session, principal.id, body.ids, now)
        return UnreadView(unread=notices.unread_count(session, principal.id))

    return await here.database.write(unit)


@router.get("/notice-settings")
async def show_notice_settings(principal: Staff, here: Here) -> NoticeSettingsView:
    """Return by which ways and at what hours one is told of what."""
    return await here.database.read(
        lambda session: settings_view(
            session, principal.id, notices.wishes_of(session, [principal.id])[principal.id]
        )
    )


@router.put("/notice-settings")
async def set_notice_settings(
    body: NoticeSettingsBody, principal: Staff, here: Here
) -> NoticeSettingsView:
    """Choose by which ways and at what hours one is told of what."""
    now = here.now()

    def unit(session: Session) -> NoticeSettingsView:
        wishes = body.kept(directory.person(session, principal.id).roles)
        return settings_view(
            session, principal.id, notices.choose(session, principal.id, wishes, now)
        )

    return await here.database.write(unit)


def settings_view(session: Session, staff_id: str, wishes: Wishes) -> NoticeSettingsView:
    return NoticeSettingsView.of(wishes, directory.person(session, staff_id).roles)
