"""Sign-in by a provider: how it begins, and what it comes back with."""

import base64
from dataclasses import asdict
from typing import Annotated, Final

import orjson
from fastapi import Cookie, Query, Request, Response
from starlette.responses import RedirectResponse

from services.triage.errors_desk import SignInElsewhereFailed
from services.triage.oidc import Begun
from services.triage.web.auth_api import address_of, device_of, handed_over
from services.triage.web.identity import Here, Identity
from services.triage.web.schemas_identity import MethodsView, ProviderView, StartBody, StartView
from shared.auth import public
from shared.routes import Router
from shared.sealing import SealBroken

router = Router(prefix="/v1/auth", tags=["sign-in"])

COOKIE: Final = "huiyin_oidc"
CONTEXT: Final = "triage.oidc"
LASTS_SECONDS: Final = 600

Begin = Annotated[str | None, Cookie(alias=COOKIE, max_length=4096)]
Text = Annotated[str | None, Query(max_length=2048)]


@router.get("/methods", dependencies=[public()])
async def sign_in_methods(here: Here) -> MethodsView:
    """Return how people may sign in here."""
    known = here.provider
    return MethodsView(oidc=ProviderView(name=known.settings.name) if known else None)


@router.post("/oidc/start", dependencies=[public()])
async def start_at_provider(
    body: StartBody, request: Request, response: Response, here: Here
) -> StartView:
    """Begin to sign in at the provider: go to `url`. What belongs to it stays in a cookie."""
    here.guarding.use(address_of(request))
    provider = here.needed_provider()
    begun = Begun(
        return_to=body.return_to, invitation=body.invitation, began_at=here.now().timestamp()
    )
    url = await provider.address_for(begun)
    response.set_cookie(
        COOKIE,
        sealed(here, begun),
        max_age=LASTS_SECONDS,
        path=f"{here.cookie_path}/oidc",
        secure=here.cookie_is_secure,
        httponly=True,
        samesite="lax",  # it must come along when the provider sends the browser back
    )
    response.headers["cache-control"] = "no-store"
    return StartView(url=url)


@router.get("/oidc/callback", dependencies=[public()], response_model=None)
async def back_from_provider(
    request: Request,
    here: Here,
    code: Text = None,
    state: Text = None,
    begin: Begin = None,
) -> Response:
    """Take the browser back from the provider and sign its person in."""
    here.guarding.use(address_of(request))
    provider = here.needed_provider()
    begun = opened(here, begin)
    if not code or state != begun.state:
        raise SignInElsewhereFailed
    vouched = await provider.vouched(code, begun)
    signed_in = await here.links.vouched(
        vouched, invitation=begun.invitation, device=device_of(request)
    )
    answer = RedirectResponse(f"{here.console_url}{begun.return_to.removeprefix('/console/')}", 303)
    handed_over(signed_in, answer, here)
    answer.delete_cookie(COOKIE, path=f"{here.cookie_path}/oidc")
    return answer


def sealed(here: Identity, begun: Begun) -> str:
    plain = orjson.dumps(asdict(begun))
    return base64.urlsafe_b64encode(here.sealer.seal(plain, CONTEXT)).decode()


def opened(here: Identity, cookie: str | None) -> Begun:
    """Return the sign-in under way in this browser. Raises SignInElsewhereFailed."""
    try:
        plain = here.sealer.open(base64.urlsafe_b64decode((cookie or "").encode()), CONTEXT)
        begun = Begun(**orjson.loads(plain))
    except (SealBroken, ValueError, TypeError):
        raise SignInElsewhereFailed from None
    if not 0 <= here.now().timestamp() - begun.began_at <= LASTS_SECONDS:
        raise SignInElsewhereFailed
    return begun
