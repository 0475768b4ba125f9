"""Invitations, forgotten passwords, the sessions one has, and identities that are linked."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Request, Response

from services.triage.models import Staff, StaffLink
from services.triage.operations import identities, links, sessions, staff
from services.triage.operations.links import Purpose
from services.triage.web.auth_api import RefreshCookie, address_of, device_of, handed_over
from services.triage.web.identity import Here, Identity
from services.triage.web.schemas_identity import (
    ForgottenBody,
    ForgottenList,
    ForgottenView,
    IdentityBody,
    IdentityList,
    IdentityView,
    LinkAcceptBody,
    LinkSeen,
    LinkView,
    LookBody,
    Noted,
    SessionList,
    SessionView,
)
from services.triage.web.schemas_organisation import Uuid
from services.triage.web.schemas_staff import TokenView
from shared import auth
from shared.auth import Principal, public
from shared.database import Session
from shared.idempotency import IdempotencyKey, idempotent
from shared.routes import Router

router = Router(prefix="/v1", tags=["sign-in"])

Admin = Annotated[Principal, auth.staff("admin")]
Overseer = Annotated[Principal, auth.staff("admin", "auditor")]
Oneself = Annotated[Principal, auth.oneself()]


@router.post("/staff/{staff_id}/invite")
async def invite(staff_id: Uuid, principal: Admin, response: Response, here: Here) -> LinkView:
    """Make a link by which a person chooses a password; works once, within 72 hours."""
    return await made_link(here, staff_id, "invitation", principal, response)


@router.post("/staff/{staff_id}/reset-link")
async def reset_by_link(
    staff_id: Uuid, principal: Admin, response: Response, here: Here
) -> LinkView:
    """Make a link by which a person chooses a new password; works once, within an hour."""
    return await made_link(here, staff_id, "reset", principal, response)


async def made_link(
    here: Identity, staff_id: str, purpose: Purpose, by: Principal, response: Response
) -> LinkView:
    now = here.now()
    made = await here.database.write(
        lambda session: links.make_link(session, staff_id, purpose, by=by, now=now)
    )
    response.headers["cache-control"] = "no-store"
    # Behind the #, so that no server, proxy or log on the way ever reads the token.
    url = f"{here.console_url}welcome#{made.token}"
    return LinkView(url=url, username=made.username, purpose=purpose, expires_at=made.expires_at)


@router.get("/password-requests")
async def list_forgotten(_principal: Overseer, here: Here) -> ForgottenList:
    """Return who says they forgot their password; a link for them answers it."""
    rows = await here.database.read(links.reset_requests)
    return ForgottenList(
        items=[
            ForgottenView(
                staff_id=row.id, username=row.username, name=row.name, asked_at=row.asked_at
            )
            for row in rows
        ]
    )


@router.post("/auth/forgotten", status_code=202, dependencies=[public()])
async def forgot_password(body: ForgottenBody, request: Request, here: Here) -> Noted:
    """Tell the administrators that one forgot one's password; the answer is always the same."""
    here.guarding.use(address_of(request))
    here.links.forgotten(body.username)
    return Noted()


@router.post("/auth/links/look", dependencies=[public()])
async def look_at_link(body: LookBody, request: Request, here: Here) -> LinkSeen:
    """Return whom a link is for; 401 for one that does not work."""
    here.guarding.use(address_of(request))
    now = here.now()

    def seen(found: tuple[StaffLink, Staff]) -> LinkSeen:
        link, person = found
        return LinkSeen(
            username=person.username,
            name=person.name,
            purpose=link.purpose,
            expires_at=link.expires_at,
        )

    return await here.database.read(
        lambda session: seen(links.usable_link(session, body.token, now))
    )


@router.post("/auth/links/accept", dependencies=[public()])
async def accept_link(
    body: LinkAcceptBody, request: Request, response: Response, here: Here
) -> TokenView:
    """Choose a password by a link, which is used up, and be signed in."""
    here.guarding.use(address_of(request))
    signed_in = await here.links.accept(
        body.token, body.password.get_secret_value(), device=device_of(request)
    )
    here.authenticator.forget_directory()
    return handed_over(signed_in, response, here)


@router.get("/auth/sessions")
async def list_sessions(
    principal: auth.Staff, here: Here, token: RefreshCookie = None
) -> SessionList:
    """Return where one is signed in."""
    now = here.now()

    def unit(session: Session) -> SessionList:
        current = sessions.session_of(session, token)
        return SessionList(
            items=[
                SessionView.of(one, current)
                for one in sessions.sessions_of(session, principal.id, now)
            ]
        )

    return await here.database.read(unit)


@router.delete("/auth/sessions/{session_id}", status_code=204)
async def end_session(session_id: Uuid, principal: Oneself, here: Here) -> None:
    """End one of one's sessions; access tokens given to any of them end too."""
    now = here.now()
    await here.database.write(
        lambda session: staff.end_own_session(session, principal.id, session_id, now=now)
    )
    here.authenticator.forget_directory()


@router.delete("/staff/{staff_id}/sessions", status_code=204)
async def end_sessions_of(staff_id: Uuid, principal: Admin, here: Here) -> None:
    """End every session and access token of a person."""
    now = here.now()
    await here.database.write(
        lambda session: staff.end_all_sessions(session, staff_id, by=principal, now=now)
    )
    here.authenticator.forget_directory()


@router.get("/staff/{staff_id}/identities")
async def list_identities(staff_id: Uuid, _principal: Overseer, here: Here) -> IdentityList:
    """Return who a person is at the provider of sign-in."""
    found: Sequence[IdentityView] = await here.database.read(
        lambda session: [
            IdentityView.of(one) for one in identities.identities_of(session, staff_id)
        ]
    )
    return IdentityList(items=list(found))


@router.post("/staff/{staff_id}/identities", status_code=201, response_model=IdentityView)
async def link_identity(
    *,
    staff_id: Uuid,
    body: IdentityBody,
    principal: Admin,
    request: Request,
    here: Here,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Let a subject of the configured provider sign in as this person."""
    now, issuer = here.now(), here.needed_provider().settings.issuer

    def unit(session: Session) -> IdentityView:
        return IdentityView.of(
            identities.link_identity(session, staff_id, issuer, body.subject, by=principal, now=now)
        )

    return await idempotent(request, idempotency_key, principal, here.database, unit, now=now)


@router.delete("/staff/{staff_id}/identities/{identity_id}", status_code=204)
async def unlink_identity(staff_id: Uuid, identity_id: Uuid, principal: Admin, here: Here) -> None:
    """Let that identity sign in no more."""
    now = here.now()
    await here.database.write(
        lambda session: identities.unlink_identity(
            session, staff_id, identity_id, by=principal, now=now
        )
    )
