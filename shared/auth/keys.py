"""Triage's public keys: where the other services get them, and how they keep them."""

import asyncio
import base64
import inspect
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

import httpx
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from shared.clock import Clock, SystemClock
from shared.database import Database, Session
from shared.tables import kept_key

log = logging.getLogger(__name__)

POLL_SECONDS = 60.0
RETRY_SECONDS = 2.0
REFRESH_AT_MOST_EVERY = 2.0
TIMEOUT_SECONDS = 2.0
LONGEST_KEY_SET = 64 * 1024
LONGEST_KID = 64
MOST_KEYS = 16

Jwk = Mapping[str, Any]


class KeySource(Protocol):
    """Public keys by key id; `find` never waits, `refresh` looks for new ones now and then."""

    revision: int

    def find(self, kid: str) -> Ed25519PublicKey | None: ...

    async def refresh(self) -> None: ...


class KeySet:
    """The keys known now; `revision` rises when they change."""

    def __init__(self) -> None:
        self.revision = 0
        self._keys: dict[str, Ed25519PublicKey] = {}
        self._jwks: dict[str, Jwk] = {}

    def find(self, kid: str) -> Ed25519PublicKey | None:
        return self._keys.get(kid)

    def replace(self, jwks: Iterable[Jwk]) -> bool:
        """Know exactly the usable ones of these from now on; say whether that changed anything."""
        read = [(jwk, public_key(jwk)) for jwk in jwks]
        usable = {jwk["kid"]: jwk for jwk, key in read if key is not None}
        if usable == self._jwks:
            return False
        self._keys = {jwk["kid"]: key for jwk, key in read if key is not None}
        self._jwks = usable
        self.revision += 1
        return True


class LocalKeys(KeySet):
    """Keys straight from who signs: for triage itself, and for the embedded system.

    `current` returns the JWKs published now, or an awaitable of them.
    """

    def __init__(self, current: Callable[[], Sequence[Jwk] | Awaitable[Sequence[Jwk]]]) -> None:
        super().__init__()
        self._current = current
        self._asked_at = -REFRESH_AT_MOST_EVERY

    async def refresh(self) -> None:
        if not self._jwks or time.monotonic() - self._asked_at > 1:
            self._asked_at = time.monotonic()
            found = self._current()
            self.replace(await found if inspect.isawaitable(found) else found)


class HttpKeys(KeySet):
    """Keys polled from triage's `/v1/auth/jwks.json` and kept, for when triage is away."""

    def __init__(
        self,
        url: str,
        database: Database,
        *,
        clock: Clock | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        super().__init__()
        self._url = url
        self._database = database
        self._clock = clock or SystemClock()
        self._transport = transport
        self._fetching: asyncio.Task[bool] | None = None
        self._fetched_at = -REFRESH_AT_MOST_EVERY

    async def run(self) -> None:
        """Poll for ever: a loop of the web process."""
        await self.load()
        while True:
            reached = await self._fetch_once()
            await asyncio.sleep(POLL_SECONDS if reached and self._jwks else RETRY_SECONDS)

    async def load(self) -> None:
        """Know the keys kept from earlier. Raises DatabaseUnavailable."""
        kept = await self._database.read(
            lambda session: session.execute(sa.select(kept_key.c.jwk)).scalars().all()
        )
        if kept and not self._keys:
            self.replace(kept)

    async def refresh(self) -> None:
        """Ask triage now, once at a time; every REFRESH_AT_MOST_EVERY seconds when keys are known.

        While none is known nobody at all can be recognised, so then each caller asks.
        """
        asked = time.monotonic() - self._fetched_at < REFRESH_AT_MOST_EVERY
        if self._jwks and asked and self._fetching is None:
            return
        await self._fetch_once()

    async def _fetch_once(self) -> bool:
        if self._fetching is None:
            self._fetched_at = time.monotonic()
            self._fetching = asyncio.create_task(self._fetch())
            self._fetching.add_done_callback(lambda _: setattr(self, "_fetching", None))
        return await asyncio.shield(self._fetching)

    async def _fetch(self) -> bool:
        try:
            async with httpx.AsyncClient(
                timeout=TIMEOUT_SECONDS, transport=self._transport, trust_env=False
            ) as client:
                answer = (await client.get(self._url)).raise_for_status()
            if len(answer.content) > LONGEST_KEY_SET:
                raise ValueError("the key set is too long")
            jwks = [jwk for jwk in answer.json()["keys"][:MOST_KEYS] if public_key(jwk)]
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            log.warning("keys_unreachable", extra={"reason": type(error).__name__})
            return False
        if jwks and self.replace(jwks):
            await self._database.write(self._keep)
        return True

    def _keep(self, session: Session) -> None:
        now = self._clock.now()
        session.execute(sa.delete(kept_key))
        rows = [{"kid": kid, "jwk": dict(jwk), "kept_at": now} for kid, jwk in self._jwks.items()]
        if rows:
            session.execute(sa.insert(kept_key), rows)


def public_key(jwk: Any) -> Ed25519PublicKey | None:
    """Return the public Ed25519 key in a JWK (RFC 8037); None when it holds none with an id."""
    if not isinstance(jwk, Mapping) or (jwk.get("kty"), jwk.get("crv")) != ("OKP", "Ed25519"):
        return None
    kid, x = jwk.get("kid"), jwk.get("x")
    if not isinstance(kid, str) or not 0 < len(kid) <= LONGEST_KID or not isinstance(x, str):
        return None
    try:
        return Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(x + "=" * (-len(x) % 4)))
    except ValueError:
        return None
