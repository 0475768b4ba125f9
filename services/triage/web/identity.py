"""What the routes of sign-in and organisation work with; app.py makes one and keeps it in state."""

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Self
from urllib.parse import urlsplit

import orjson
from fastapi import Depends, Request, Response

from services.triage.errors_desk import ProviderUnset
from services.triage.oidc import OidcProvider
from services.triage.operations.link_desk import LinkDesk
from services.triage.operations.sign_in import SignInDesk
from services.triage.passwords import PasswordThreads
from shared.auth import KEY_PREFIX, Authenticator, Principal
from shared.clock import Clock
from shared.database import Database
from shared.limits import Limiter
from shared.sealing import Sealer

GUESSES_AT_ONCE = 30
GUESSES_PER_MINUTE = 30
"""How often one address may try links and come back from a provider."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The collaborators of the identity routes: `app.state.identity`."""

    database: Database
    authenticator: Authenticator
    clock: Clock
    sealer: Sealer
    passwords: PasswordThreads
    desk: SignInDesk
    links: LinkDesk
    guarding: Limiter
    console_url: str
    cookie_path: str
    cookie_is_secure: bool
    device_path: str
    provider: OidcProvider | None = None

    @classmethod
    def of(
        cls,
        database: Database,
        authenticator: Authenticator,
        clock: Clock,
        sealer: Sealer,
        *,
        public_url: str,
        passwords: PasswordThreads | None = None,
        provider: OidcProvider | None = None,
    ) -> Self:
        """Put the collaborators together; end `passwords` by `close()` when the service stops."""
        passwords = passwords or PasswordThreads()
        parts = urlsplit(public_url)
        return cls(
            database=database,
            authenticator=authenticator,
            clock=clock,
            sealer=sealer,
            passwords=passwords,
            desk=SignInDesk(database, passwords, sealer, clock),
            links=LinkDesk(database, passwords, sealer, clock),
            guarding=Limiter.of(GUESSES_AT_ONCE, per_minute=GUESSES_PER_MINUTE),
            console_url=f"{public_url.rstrip('/')}/console/",
            provider=provider,
            cookie_path=f"{parts.path.rstrip('/')}/triage/v1/auth",
            cookie_is_secure=parts.scheme == "https",
            device_path=f"{parts.path.rstrip('/')}/followup/",
        )

    def now(self) -> datetime:
        return self.clock.now()

    def needed_provider(self) -> OidcProvider:
        """Return the provider of sign-in. Raises ProviderUnset."""
        if self.provider is None:
            raise ProviderUnset
        return self.provider

    def once_secret(
        self, principal: Principal, idempotency_key: str | None
    ) -> Callable[[str], bytes]:
        """Return what makes the 32 secret bytes of a thing with some id, shown once.

        With an Idempotency-Key they follow from it, so that the first answer can be given again
        although the secret is kept nowhere.
        """
        if idempotency_key is None:
            made = secrets.token_bytes(32)
            return lambda _: made
        source = f"{principal.reference}\n{idempotency_key}"
        return lambda subject: bytes.fromhex(
            self.sealer.blind_index(source, f"triage.shown_once:{subject}")
        )


def identity(request: Request) -> Identity:
    found = request.app.state.identity
    if not isinstance(found, Identity):
        raise TypeError("app.py puts an Identity into app.state.identity")
    return found


Here = Annotated[Identity, Depends(identity)]


def api_key_text(secret: bytes) -> str:
    """Return an API key: `hy_` and 43 characters that hold 256 bits."""
    return KEY_PREFIX + base64.urlsafe_b64encode(secret).rstrip(b"=").decode()


def one_time_password(secret: bytes) -> str:
    """Return a password to be read out or typed off: 80 bits in four groups."""
    text = base64.b32encode(secret).decode().lower()
    return "-".join(text[start : start + 4] for start in range(0, 16, 4))


def revealed(response: Response, name: str, show: Callable[[str], str]) -> Response:
    """Return the answer with a secret put in, which the kept first answer does not hold."""
    body = orjson.loads(response.body)
    body[name] = show(body["id"])
    headers = {key: value for key, value in response.headers.items() if key != "content-length"}
    return Response(
        orjson.dumps(body),
        response.status_code,
        {**headers, "cache-control": "no-store"},
    )
