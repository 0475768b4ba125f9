"""Access tokens: what is refused, and how signing keys change."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.triage import tokens
from services.triage.models import SigningKey
from services.triage.rules.sign_in import SIGNING_KEY_LASTS
from services.triage.tokens import SEAL_CONTEXT, TokenSigner
from tests.integration.triage.identity.conftest import House


def part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


class Forge:
    """Makes tokens from a good one: the house's own key signs whatever is asked."""

    def __init__(self, house: House, good: str, private: Ed25519PrivateKey) -> None:
        self.good = good
        self.header = {"kid": jwt.get_unverified_header(good)["kid"], "typ": "JWT"}
        self.claims = jwt.decode(good, options={"verify_signature": False})
        self.private = private
        self.public = private.public_key()
        self.now = house.clock.now().timestamp()

    def signed(self, headers: dict[str, Any] | None = None, **claims: Any) -> str:
        """Return a properly signed token with these headers and claims; None leaves one out."""
        said = {**self.claims, **claims}
        header = {**self.header, **(headers or {})}
        return jwt.encode(
            {name: value for name, value in said.items() if value is not None},
            self.private,
            algorithm="EdDSA",
            headers={name: value for name, value in header.items() if value is not None},
        )

    def unsigned(self) -> str:
        return f"{part({**self.header, 'alg': 'none'})}.{part(self.claims)}."

    def unsigned_in_disguise(self) -> str:
        return f"{part({**self.header, 'alg': 'nOnE'})}.{part(self.claims)}."

    def hmac_with_public_key(self) -> str:
        """Sign by HS256 with every spelling's likeliest one: the public key's own bytes."""
        head = f"{part({**self.header, 'alg': 'HS256'})}.{part(self.claims)}"
        secret = self.public.public_bytes_raw()
        mac = hmac.new(secret, head.encode(), hashlib.sha256).digest()
        return f"{head}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"

    def hmac_with_public_pem(self) -> str:
        head = f"{part({**self.header, 'alg': 'HS256'})}.{part(self.claims)}"
        secret = self.public.public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        mac = hmac.new(secret, head.encode(), hashlib.sha256).digest()
        return f"{head}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"

    def rsa(self) -> str:
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        return jwt.encode(self.claims, private, algorithm="RS256", headers=self.header)

    def strangers(self) -> str:
        return jwt.encode(
            self.claims, Ed25519PrivateKey.generate(), algorithm="EdDSA", headers=self.header
        )

    def with_own_key_inside(self) -> str:
        private = Ed25519PrivateKey.generate()
        jwk = json.loads(jwt.algorithms.OKPAlgorithm.to_jwk(private.public_key()))
        return jwt.encode(
            self.claims, private, algorithm="EdDSA", headers={**self.header, "jwk": jwk}
        )

    def with_more_roles(self) -> str:
        head, _, signature = self.good.split(".")
        return f"{head}.{part({**self.claims, 'roles': ['admin']})}.{signature}"


FORGERIES: dict[str, Callable[[Forge], str]] = {
    "alg none": Forge.unsigned,
    "alg nOnE": Forge.unsigned_in_disguise,
    "HS256 with the public key": Forge.hmac_with_public_key,
    "HS256 with the public key as PEM": Forge.hmac_with_public_pem,
    "RS256": Forge.rsa,
    "a stranger's key": Forge.strangers,
    "a key brought along": Forge.with_own_key_inside,
    "more roles, old signature": Forge.with_more_roles,
    "wrong audience": lambda forge: forge.signed(aud="other"),
    "several audiences": lambda forge: forge.signed(aud=["other", "huiyin"]),
    "wrong issuer": lambda forge: forge.signed(iss="https://example.com"),
    "no issuer": lambda forge: forge.signed(iss=None),
    "expired": lambda forge: forge.signed(iat=forge.now - 700, exp=forge.now - 100),
    "of the future": lambda forge: forge.signed(iat=forge.now + 300, exp=forge.now + 800),
    "too long a life": lambda forge: forge.signed(exp=forge.now + 3600),
    "no end": lambda forge: forge.signed(exp=None),
    "unknown kid": lambda forge: forge.signed({"kid": "unknown"}),
    "kid that is a path": lambda forge: forge.signed({"kid": "../../dev/null"}),
    "no kid": lambda forge: forge.signed({"kid": None}),
    "garbage": lambda forge: "garbage",
    "nothing": lambda forge: "",
}


@pytest.fixture
async def forge(house: House) -> Forge:
    good = (await house.sign_in("agent01")).json()["access_token"]
    key = await house.database.read(
        lambda session: session.get_one(SigningKey, jwt.get_unverified_header(good)["kid"])
    )
    private = Ed25519PrivateKey.from_private_bytes(house.sealer.open(key.sealed, SEAL_CONTEXT))
    return Forge(house, good, private)


async def status_of(house: House, token: str) -> int:
    async with house.client() as client:
        answer = await client.get("/v1/auth/me", headers={"Authorization": f"Bearer {token}"})
    return answer.status_code


@pytest.mark.parametrize("kind", ["sqlite"])
class TestForgedTokens:
    @pytest.mark.parametrize("forgery", FORGERIES)
    async def test_are_refused(self, house: House, forge: Forge, forgery: str) -> None:
        assert await status_of(house, forge.good) == 200
        assert await status_of(house, forge.signed()) == 200

        assert await status_of(house, FORGERIES[forgery](forge)) == 401

    async def test_meet_one_answer(self, house: House, forge: Forge) -> None:
        async with house.client() as client:
            answers = [
                await client.get("/v1/auth/me", headers={"Authorization": f"Bearer {token}"})
                for token in (forge.unsigned(), forge.signed(aud="other"), forge.strangers())
            ]

        assert len({answer.content for answer in answers}) == 1


class TestAccessTokens:
    async def test_end_after_ten_minutes(self, house: House) -> None:
        token = (await house.sign_in("agent01")).json()["access_token"]
        house.clock.advance(seconds=595)
        assert await status_of(house, token) == 200

        house.clock.advance(seconds=15)

        assert await status_of(house, token) == 401

    async def test_end_at_once_when_somebody_leaves(self, house: House) -> None:
        token = (await house.sign_in("agent01")).json()["access_token"]
        async with await house.as_("admin") as admin:
            staff_id = await house.staff_id("agent01")
            await admin.patch(f"/v1/staff/{staff_id}", json={"active": False})

        assert await status_of(house, token) == 401


class TestSigningKeys:
    async def test_are_published_without_their_private_half(self, house: House) -> None:
        async with house.client() as client:
            before_anyone_signed_in = (await client.get("/v1/auth/jwks.json")).json()["keys"]
        token = (await house.sign_in("agent01")).json()["access_token"]

        (key,) = before_anyone_signed_in
        assert key["kid"] == jwt.get_unverified_header(token)["kid"]
        assert (key["kty"], key["crv"], key["alg"], key["use"]) == (
            "OKP",
            "Ed25519",
            "EdDSA",
            "sig",
        )
        assert "d" not in key

    async def test_overlap_when_they_are_rotated(self, house: House) -> None:
        old = (await house.sign_in("agent01")).json()["access_token"]
        old_kid = jwt.get_unverified_header(old)["kid"]
        now = house.clock.now()
        new_kid = await house.database.write(
            lambda session: tokens.rotate(session, house.sealer, now=now)
        )

        assert await self.kids(house) == [old_kid, new_kid]
        assert await self.signing_kid(house) == old_kid
        house.clock.advance(minutes=61)
        assert await self.signing_kid(house) == new_kid
        assert await self.kids(house) == [old_kid, new_kid]
        house.clock.advance(minutes=15)
        assert await self.kids(house) == [new_kid]

    async def test_end_at_once_when_one_was_stolen(self, house: House) -> None:
        old = (await house.sign_in("agent01")).json()["access_token"]
        now = house.clock.now()
        new_kid = await house.database.write(
            lambda session: tokens.rotate(session, house.sealer, now=now, at_once=True)
        )

        assert await self.kids(house) == [new_kid]
        new = (await house.sign_in("agent01")).json()["access_token"]
        assert await status_of(house, new) == 200
        assert await status_of(house, old) == 401

    async def test_of_processes_that_start_at_once_one_makes_it(self, house: House) -> None:
        now = house.clock.now()
        made = await asyncio.gather(
            *(
                house.database.write(
                    lambda session: tokens.make_first_key(session, house.sealer, now=now).kid
                )
                for _ in range(4)
            )
        )

        assert await self.kids(house) == [made[0]]
        assert set(made) == {made[0]}

    async def test_are_rotated_once_by_processes_that_find_them_old(self, house: House) -> None:
        await self.signing_kid(house)
        house.clock.at += SIGNING_KEY_LASTS
        house.clock.advance(seconds=1)
        now = house.clock.now()
        await asyncio.gather(*(house.database.read(tokens.kept_keys) for _ in range(4)))

        await asyncio.gather(
            *(
                house.database.write(
                    lambda session: TokenSigner.load(session, house.sealer, now).kid
                )
                for _ in range(4)
            )
        )

        assert len(await self.kids(house)) == 2

    async def test_are_rotated_every_year(self, house: House) -> None:
        first = await self.signing_kid(house)
        house.clock.at += SIGNING_KEY_LASTS
        house.clock.advance(seconds=1)

        assert await self.signing_kid(house) == first
        house.clock.advance(hours=1)
        assert await self.signing_kid(house) != first

    async def test_stand_sealed_in_the_database(self, house: House) -> None:
        now = house.clock.now()

        def sealed(session: Any) -> bytes:
            signer = TokenSigner.load(session, house.sealer, now)
            return bytes(session.get_one(SigningKey, signer.kid).sealed)

        kept = await house.database.write(sealed)
        assert len(house.sealer.open(kept, SEAL_CONTEXT)) == 32
        assert house.sealer.open(kept, SEAL_CONTEXT) not in kept

    @staticmethod
    async def kids(house: House) -> list[str]:
        return [key["kid"] for key in await house.jwks()]

    @staticmethod
    async def signing_kid(house: House) -> str:
        token = (await house.sign_in("agent01")).json()["access_token"]
        return str(jwt.get_unverified_header(token)["kid"])
