"""Sign-in by an OpenID provider: the code flow with PKCE, and what makes an ID token hold.

OpenID Connect Core 1.0, sections 3.1.2 and 3.1.3.7; PKCE: RFC 7636; codes once: RFC 6749, 4.1.2.
"""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote_plus, urlencode

import httpx
import jwt

from services.triage.errors_desk import ProviderAway, SignInElsewhereFailed
from shared.clock import Clock

DISCOVERY: Final = "/.well-known/openid-configuration"
KEPT_SECONDS: Final = 3600.0
ASK_AGAIN_SECONDS: Final = 10.0
LEEWAY_SECONDS: Final = 60
LONGEST_SUBJECT: Final = 255
KEY_TYPES: Final[Mapping[str, str]] = {
    "RS256": "RSA",
    "PS256": "RSA",
    "ES256": "EC",
    "EdDSA": "OKP",
}
"""What an ID token may be signed with, and the key that takes; never what the client knows."""


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """The provider as it is registered with; a client without secret is a public one."""

    issuer: str
    client_id: str
    client_secret: str
    scopes: str
    name: str
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in under way; the browser keeps it, sealed."""

    state: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    return_to: str = "/console/"
    invitation: str | None = None
    began_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom the provider vouches for; only issuer and subject name a person."""

    issuer: str
    subject: str


class OidcProvider:
    """One provider: where it is told, whom it vouches for. Its documents are kept for an hour."""

    def __init__(
        self,
        settings: ProviderSettings,
        clock: Clock,
        *,
        http: httpx.AsyncClient | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings = settings
        self._clock = clock
        self._http = http or httpx.AsyncClient(timeout=5.0, follow_redirects=False)
        self._monotonic = monotonic
        self._documents: dict[str, tuple[float, dict[str, Any]]] = {}

    async def close(self) -> None:
        await self._http.aclose()

    async def address_for(self, begun: Begun) -> str:
        """Return where the browser goes to sign in. Raises ProviderAway."""
        metadata = await self._metadata()
        query = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": self.settings.redirect_uri,
            "scope": self.settings.scopes,
            "state": begun.state,
            "nonce": begun.nonce,
            "code_challenge": challenge(begun.verifier),
            "code_challenge_method": "S256",
        }
        endpoint = str(metadata["authorization_endpoint"])
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}"

    async def vouched(self, code: str, begun: Begun) -> Vouched:
        """Trade the code for an ID token and return whose it is.

        Raises SignInElsewhereFailed and ProviderAway.
        """
        metadata = await self._metadata()
        token = await self._traded(str(metadata["token_endpoint"]), metadata, code, begun)
        claims = await self._verified(token, str(metadata["jwks_uri"]))
        self._check(claims, begun)
        return Vouched(self.settings.issuer, claims["sub"])

    async def _traded(
        self, endpoint: str, metadata: Mapping[str, Any], code: str, begun: Begun
    ) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.settings.redirect_uri,
            "code_verifier": begun.verifier,
        }
        basic: httpx.Auth = httpx.Auth()
        client = (quote_plus(self.settings.client_id), quote_plus(self.settings.client_secret))
        methods = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if self.settings.client_secret and "client_secret_basic" in methods:
            basic = httpx.BasicAuth(*client)
        else:
            form["client_id"] = self.settings.client_id
            if self.settings.client_secret:
                form["client_secret"] = self.settings.client_secret
        try:
            answer = await self._http.post(endpoint, data=form, auth=basic)
        except httpx.HTTPError as error:
            raise ProviderAway from error
        if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise ProviderAway
        token = json_of(answer).get("id_token")
        if answer.status_code != httpx.codes.OK or not isinstance(token, str):
            raise SignInElsewhereFailed
        return token

    async def _verified(self, token: str, jwks_uri: str) -> dict[str, Any]:
        """Return the claims of a token that one of the provider's keys signed."""
        try:
            header = jwt.get_unverified_header(token)
            algorithm = str(header.get("alg"))
            key = await self._key(jwks_uri, header.get("kid"), algorithm)
            claims: dict[str, Any] = jwt.decode(
                token,
                key.key,
                algorithms=[algorithm],
                options={
                    "require": ["iss", "sub", "aud", "exp", "iat"],
                    "verify_exp": False,  # by our own clock, below
                    "verify_iat": False,
                    "verify_nbf": False,
                    "verify_aud": False,
                },
            )
        except (jwt.PyJWTError, TypeError, ValueError) as error:
            raise SignInElsewhereFailed from error
        return claims

    async def _key(self, jwks_uri: str, kid: object, algorithm: str) -> jwt.PyJWK:
        """Return the key a token names; asked for anew when it is not among those known."""
        wanted = KEY_TYPES.get(algorithm)
        if wanted is None:
            raise SignInElsewhereFailed
        for may_be_old in (True, False):
            document = await self._document(jwks_uri, may_be_old=may_be_old)
            fitting = [one for one in keys_in(document) if fits(one, kid, wanted, algorithm)]
            if len(fitting) == 1 or (fitting and kid is not None):
                return jwt.PyJWK.from_dict(fitting[0], algorithm)
        raise SignInElsewhereFailed

    def _check(self, claims: Mapping[str, Any], begun: Begun) -> None:
        """Raise SignInElsewhereFailed unless the token is for us, of now and of this sign-in."""
        now = self._clock.now().timestamp()
        audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        own, party = self.settings.client_id, claims.get("azp")
        nonce, subject = claims.get("nonce"), claims["sub"]
        holds = (
            claims["iss"] == self.settings.issuer
            and own in audience
            and (party == own if len(audience) > 1 or party is not None else True)
            and isinstance(nonce, str)
            and hmac.compare_digest(nonce.encode(), begun.nonce.encode())
            and isinstance(subject, str)
            and 0 < len(subject) <= LONGEST_SUBJECT
            and now < number(claims["exp"]) + LEEWAY_SECONDS
            and number(claims["iat"]) - LEEWAY_SECONDS <= now
            and number(claims.get("nbf", 0)) - LEEWAY_SECONDS <= now
        )
        if not holds:
            raise SignInElsewhereFailed

    async def _metadata(self) -> dict[str, Any]:
        found = await self._document(self.settings.issuer.rstrip("/") + DISCOVERY)
        needed = {"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"}
        if found.get("issuer") != self.settings.issuer or needed - found.keys():
            raise ProviderAway
        return found

    async def _document(self, address: str, *, may_be_old: bool = True) -> dict[str, Any]:
        now = self._monotonic()
        kept_at, kept = self._documents.get(address, (float("-inf"), {}))
        if now - kept_at < (KEPT_SECONDS if may_be_old else ASK_AGAIN_SECONDS):
            return kept
        try:
            answer = await self._http.get(address)
        except httpx.HTTPError as error:
            raise ProviderAway from error
        found = json_of(answer)
        if answer.status_code != httpx.codes.OK or not found:
            raise ProviderAway
        self._documents[address] = (now, found)
        return found


def challenge(verifier: str) -> str:
    """Return the S256 challenge of a verifier."""
    hashed = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()


def json_of(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def keys_in(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    keys = document.get("keys")
    return [one for one in keys if isinstance(one, dict)] if isinstance(keys, list) else []


def fits(key: Mapping[str, Any], kid: object, kind: str, algorithm: str) -> bool:
    return (
        key.get("kty") == kind
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and (kid is None or key.get("kid") == kid)
    )


def number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SignInElsewhereFailed
    return float(value)
