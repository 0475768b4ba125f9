"""Sign-in routes: tokens, the refresh cookie, the published keys, oneself."""

from typing import Annotated

from fastapi import Cookie, Request, Response

from services.triage import tokens
from services.triage.operations.sessions import SignedIn
from services.triage.queries import directory
from services.triage.tokens import TokenSigner
from services.triage.web.identity import Here, Identity
from services.triage.web.schemas_staff import (
    JwksView,
    PasswordBody,
    SignInBody,
    StaffView,
    TokenView,
)
from shared import auth
from shared.auth import Principal, Staff, public
from shared.auth.devices import mark_device
from shared.database import Session
from shared.routes import Router

COOKIE = "huiyin_refresh"
LONGEST_DEVICE = 200

router = Router(prefix="/v1/auth", tags=["sign-in"])

Oneself = Annotated[Principal, auth.oneself()]
RefreshCookie = Annotated[str | None, Cookie(alias=COOKIE, max_length=128)]


@router.post("/token", dependencies=[public()])
async def sign_in(body: SignInBody, request: Request, response: Response, here: Here) -> TokenView:
    """Sign in. Wrong passwords slow the next attempt, whether the name exists or not."""
    signed_in = await here.desk.sign_in(
        body.username,
        body.password.get_secret_value(),
        address=address_of(request),
        new_password=body.new_password.get_secret_value() if body.new_password else None,
        device=device_of(request),
    )
    return handed_over(signed_in, response, here)


@router.post("/refresh", dependencies=[public()])
async def refresh(response: Response, here: Here, token: RefreshCookie = None) -> TokenView:
    """Trade the refresh cookie for the next one and a new access token."""
    return handed_over(await here.desk.refresh(token), response, here)


@router.post("/logout", status_code=204, dependencies=[public()])
async def sign_out(response: Response, here: Here, token: RefreshCookie = None) -> None:
    """End the session of the refresh cookie; without one there is nothing to end."""
    await here.desk.sign_out(token)
    response.delete_cookie(
        COOKIE,
        path=here.cookie_path,
        secure=here.cookie_is_secure,
        httponly=True,
        samesite="strict",
    )


@router.get("/jwks.json", dependencies=[public()])
async def published_keys(here: Here, response: Response) -> JwksView:
    """Return the keys that access tokens are signed with (RFC 7517).

    The first request makes the first key: whoever polls has it before anybody signs in.
    """
    now = here.now()
    found = await here.database.read(lambda session: tokens.jwks(session, now))
    if not found["keys"]:
        await here.database.write(lambda session: TokenSigner.load(session, here.sealer, now))
        found = await here.database.read(lambda session: tokens.jwks(session, now))
    response.headers["cache-control"] = "public, max-age=60"
    return JwksView.model_validate(found)


@router.get("/me")
async def oneself(principal: Staff, here: Here) -> StaffView:
    """Return who is signed in."""

    def unit(session: Session) -> StaffView:
        person = directory.person(session, principal.id)
        places = directory.places_of_people(session, [person.id])
        return StaffView.of(person, places[person.id])

    return await here.database.read(unit)


@router.post("/password")
async def change_password(
    body: PasswordBody, principal: Oneself, request: Request, response: Response, here: Here
) -> TokenView:
    """Change one's own password: all sessions end and a new one begins with the answer."""
    signed_in = await here.desk.change_password(
        principal.id,
        body.current_password.get_secret_value(),
        body.new_password.get_secret_value(),
        address=address_of(request),
        device=device_of(request),
    )
    here.authenticator.forget_directory()
    return handed_over(signed_in, response, here)


def handed_over(signed_in: SignedIn, response: Response, here: Identity) -> TokenView:
    """Put the refresh token into its cookie, mark the browser as one of staff, return the rest."""
    response.set_cookie(
        COOKIE,
        signed_in.refresh_token,
        max_age=signed_in.refresh_seconds,
        path=here.cookie_path,
        secure=here.cookie_is_secure,
        httponly=True,
        samesite="strict",
    )
    mark_device(response, path=here.device_path, secure=here.cookie_is_secure)
    response.headers["cache-control"] = "no-store"
    return TokenView(access_token=signed_in.access.text, expires_in=signed_in.access.expires_in)


def device_of(request: Request) -> str | None:
    """Return what the browser calls itself, for a person to know their sessions by."""
    named = request.headers.get("user-agent", "")
    printable = "".join(char for char in named if char.isprintable())
    return printable[:LONGEST_DEVICE] or None


def address_of(request: Request) -> str:
    return request.client.host if request.client else "local"
