"""Checks a bearer credential and says whose it is: access tokens, API keys, form tokens."""

import hashlib
import math
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from shared.auth.directory import Cached, read_keys, read_staff
from shared.auth.keys import KeySource
from shared.auth.principal import ROLES, Principal
from shared.clock import Clock
from shared.database import Database
from shared.problems import Unauthorized
from shared.tables import api_key, known_staff

ISSUER: Final = "huiyin"
AUDIENCE: Final = "huiyin"
ALGORITHM: Final = "EdDSA"
KEY_PREFIX: Final = "hy_"
LEEWAY_SECONDS: Final = 5
LONGEST_LIFE_SECONDS: Final = 600
LONGEST_CREDENTIAL: Final = 8192
REMEMBERED_TOKENS: Final = 4096
HEADER: Final = frozenset({"alg", "kid", "typ"})
"""All that a token's header may say; a key, or where to find one, is not the bearer's to name."""

Scheme = Callable[[str], Awaitable[Principal]]
"""Returns whose a bearer credential of its own kind is. Raises Unauthorized."""


@dataclass(frozen=True, slots=True)
class SignedClaims:
    """What a token says whose signature was verified; times are POSIX seconds."""

    principal: Principal
    issued_at: float
    expires_at: float
    not_before: float = -math.inf


class Authenticator:
    """Says who a request comes from, from what this service knows; one for each service.

    A token speaks for its own lifetime, at most ten minutes, unless its holder has left or has
    been given newer tokens only (`known_staff`). A change there holds within two seconds.
    """

    def __init__(
        self,
        database: Database,
        keys: KeySource,
        clock: Clock,
        *,
        extra_schemes: Mapping[str, Scheme] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the credentials' sources; `extra_schemes` are by prefix of three, such as `hf_`."""
        self._keys = keys
        self._clock = clock
        self._schemes = dict(extra_schemes or {})
        self._api_keys = Cached(database, api_key, read_keys, monotonic=monotonic)
        self._staff = Cached(database, known_staff, read_staff, monotonic=monotonic)
        self._verified: dict[str, SignedClaims] = {}
        self._verified_with = keys.revision

    def recognize(self, authorization: str | None) -> Principal | None:
        """Return whose the credential is if that is known without waiting; never refuses."""
        credential = bearer(authorization)
        if credential[:3] == KEY_PREFIX:
            known = self._api_keys.fresh()
            return None if known is None else known.get(digest_of(credential))
        claims = self._verified.get(credential)
        staff = self._staff.fresh()
        if claims is None or staff is None or self._verified_with != self._keys.revision:
            return None
        return claims.principal if self._holds(claims, staff) else None

    async def authenticate(self, authorization: str | None) -> Principal:
        """Return whose the `Authorization` header is.

        Raises Unauthorized, the same for every cause, and DatabaseUnavailable.
        """
        credential = bearer(authorization)
        if not credential:
            raise Unauthorized
        if credential[:3] == KEY_PREFIX:
            found = (await self._api_keys.current()).get(digest_of(credential))
            if found is None:
                raise Unauthorized
            return found
        scheme = self._schemes.get(credential[:3])
        if scheme is not None:
            return await scheme(credential)
        claims = await self._claims(credential)
        if not self._holds(claims, await self._staff.current()):
            raise Unauthorized
        return claims.principal

    def holds_until(self, authorization: str | None) -> float:
        """Return when an accepted credential runs out, in POSIX seconds; a key never does."""
        claims = self._verified.get(bearer(authorization))
        return math.inf if claims is None else claims.expires_at + LEEWAY_SECONDS

    def forget_directory(self) -> None:
        """Read keys and staff anew when next asked: call it after changing them in this process."""
        self._api_keys.forget()
        self._staff.forget()

    def _holds(self, claims: SignedClaims, staff: Mapping[str, float]) -> bool:
        now = self._clock.now().timestamp()
        return (
            claims.issued_at - LEEWAY_SECONDS <= now < claims.expires_at + LEEWAY_SECONDS
            and claims.not_before - LEEWAY_SECONDS <= now
            and claims.issued_at >= staff.get(claims.principal.id, -math.inf)
        )

    async def _claims(self, token: str) -> SignedClaims:
        claims = self._remembered().get(token)
        if claims is None:
            claims = verified(token, await self._signing_key(token))
            remembered = self._remembered()
            while len(remembered) >= REMEMBERED_TOKENS:
                del remembered[next(iter(remembered))]
            remembered[token] = claims
        return claims

    def _remembered(self) -> dict[str, SignedClaims]:
        """Return the tokens verified with the present keys; other keys forget them all."""
        if self._verified_with != self._keys.revision:
            self._verified.clear()
            self._verified_with = self._keys.revision
        return self._verified

    async def _signing_key(self, token: str) -> Ed25519PublicKey:
        try:
            header = jwt.get_unverified_header(token)
        except jwt.InvalidTokenError:
            raise Unauthorized from None
        kid = header.get("kid")
        if header.get("alg") != ALGORITHM or not isinstance(kid, str) or header.keys() - HEADER:
            raise Unauthorized
        key = self._keys.find(kid)
        if key is None:
            await self._keys.refresh()
            key = self._keys.find(kid)
        if key is None:
            raise Unauthorized
        return key


def bearer(authorization: str | None) -> str:
    """Return the credential of a Bearer header, empty when there is none worth looking at."""
    if authorization is None or len(authorization) > LONGEST_CREDENTIAL:
        return ""
    scheme, _, credential = authorization.partition(" ")
    return credential.strip() if scheme.lower() == "bearer" else ""


def digest_of(credential: str) -> str:
    """Return the hex SHA-256 under which an API key is stored."""
    return hashlib.sha256(credential.encode("utf-8", "replace")).hexdigest()


def verified(token: str, key: Ed25519PublicKey) -> SignedClaims:
    """Return what `token` says, its signature, issuer and audience checked; times are not.

    Raises Unauthorized.
    """
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            issuer=ISSUER,
            options={
                "require": ["exp", "iat", "sub", "aud", "iss"],
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
                "strict_aud": True,
            },
        )
        return signed_claims(claims)
    except (jwt.InvalidTokenError, KeyError, TypeError, ValueError, OverflowError):
        raise Unauthorized from None


def signed_claims(claims: Mapping[str, Any]) -> SignedClaims:
    issued_at, expires_at = claims["iat"], claims["exp"]
    not_before = claims.get("nbf", issued_at)
    for at in (issued_at, expires_at, not_before):
        if isinstance(at, bool) or not isinstance(at, int | float) or not math.isfinite(at):
            raise ValueError("a time in a token is a finite number")
    if not 0 < expires_at - issued_at <= LONGEST_LIFE_SECONDS:
        raise ValueError("a token lives ten minutes at most")
    principal = Principal(
        kind="staff",
        id=text(claims["sub"]),
        name=text(claims["name"]),
        username=text(claims["username"]),
        roles=texts(claims["roles"]) & frozenset(ROLES),
        teams=texts(claims.get("teams", [])),
        stores=texts(claims.get("stores", [])),
    )
    return SignedClaims(principal, float(issued_at), float(expires_at), float(not_before))


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a claim that must be text")
    return value


def texts(value: Any) -> frozenset[str]:
    if not isinstance(value, list):
        raise TypeError("a claim that must be a list of texts")
    return frozenset(text(one) for one in value)
