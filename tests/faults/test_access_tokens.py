"""Case 23: a token that triage did not make, or made for another time, opens no service."""

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import jwt
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.fixtures.access import SERVICES, World, until, world_in

pytestmark = pytest.mark.asyncio(loop_scope="module")

PATHS = {
    "intake": "/intake/v1/stores",
    "triage": "/triage/v1/teams",
    "followup": "/followup/v1/cases",
}
WRITABLE_BY_KEY = "/intake/v1/feedback"
WITHIN_SECONDS = 2.0
HANDING_OVER_SECONDS = 0.5

Forgery = Callable[[dict[str, Any], str, Ed25519PrivateKey], str]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with world_in(tmp_path_factory.mktemp("tokens")) as made:
        await made.settled()
        yield made


def claims(world: World) -> dict[str, Any]:
    """Return what a good token of the admin says."""
    now = world.clock.now().timestamp()
    return {
        "iss": "huiyin",
        "aud": "huiyin",
        "sub": world.staff["admin"],
        "iat": now,
        "exp": now + 600,
        "jti": "1",
        "username": "admin",
        "name": "系统管理员",
        "roles": ["admin"],
        "teams": [],
        "stores": [],
    }


def signed(said: dict[str, Any], kid: str, key: Any, alg: str = "EdDSA", **header: Any) -> str:
    return jwt.encode(said, key, algorithm=alg, headers={"kid": kid, **header})


def changed(**values: Any) -> Forgery:
    """Return a token triage's key signed, with these claims in place of the good ones."""
    gone = {name for name, value in values.items() if value is None}

    def make(said: dict[str, Any], kid: str, key: Ed25519PrivateKey) -> str:
        merged = {**said, **values}
        return signed({name: merged[name] for name in merged if name not in gone}, kid, key)

    return make


def later(**seconds: float) -> Forgery:
    """Return a token with times that lie this far from those of a good one."""

    def make(said: dict[str, Any], kid: str, key: Ed25519PrivateKey) -> str:
        now = said["iat"]
        return signed({**said, **{k: now + v for k, v in seconds.items()}}, kid, key)

    return make


def with_header(**header: Any) -> Forgery:
    return lambda said, kid, key: signed(said, kid, key, **header)


def by_hand(said: dict[str, Any], header: dict[str, Any], signature: bytes = b"") -> str:
    parts = [json.dumps(header).encode(), json.dumps(said).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def no_algorithm(name: str) -> Forgery:
    return lambda said, kid, _: by_hand(said, {"alg": name, "kid": kid, "typ": "JWT"})


def hmac_of_the_public_key(form: str) -> Forgery:
    """Sign by HMAC with what anybody can read at jwks.json (key confusion)."""

    def make(said: dict[str, Any], kid: str, key: Ed25519PrivateKey) -> str:
        public = key.public_key()
        secret = {
            "raw": public.public_bytes(Encoding.Raw, PublicFormat.Raw),
            "pem": public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        }[form]
        header = base64url(json.dumps({"alg": "HS256", "kid": kid, "typ": "JWT"}).encode())
        body = f"{header}.{base64url(json.dumps(said).encode())}"
        digest = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
        return f"{body}.{base64url(digest.sign(body.encode(), secret))}"

    return make


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def foreign(alg: str, key: Any, *, kid: str | None = None, **header: Any) -> Forgery:
    return lambda said, known, _: signed(said, kid or known, key, alg, **header)


THEIRS = Ed25519PrivateKey.generate()
THEIR_JWK = {
    "kty": "OKP",
    "crv": "Ed25519",
    "x": base64url(THEIRS.public_key().public_bytes_raw()),
}
RSA = rsa.generate_private_key(65537, 2048)

FORGERIES: dict[str, Forgery] = {
    "alg none": no_algorithm("none"),
    "alg None": no_algorithm("None"),
    "alg empty": no_algorithm(""),
    "no signature": no_algorithm("EdDSA"),
    "HS256 with the public key": hmac_of_the_public_key("raw"),
    "HS256 with the public key as PEM": hmac_of_the_public_key("pem"),
    "RS256": foreign("RS256", RSA),
    "ES256": foreign("ES256", ec.generate_private_key(ec.SECP256R1())),
    "a foreign key under our kid": foreign("EdDSA", THEIRS),
    "an unknown kid": foreign("EdDSA", THEIRS, kid="theirs"),
    "a kid that is a path": foreign("EdDSA", THEIRS, kid="../../../dev/null"),
    "its own key": foreign("EdDSA", THEIRS, kid="theirs", jwk={**THEIR_JWK, "kid": "theirs"}),
    "its own key under our kid": foreign("EdDSA", THEIRS, jwk=THEIR_JWK),
    "an address of keys": foreign("EdDSA", THEIRS, kid="theirs", jku="http://127.0.0.1:9/k"),
    "an address of certificates": foreign("EdDSA", THEIRS, kid="t", x5u="http://127.0.0.1:9/k"),
    "certificates": foreign("EdDSA", THEIRS, kid="theirs", x5c=["MIIB"]),
    "our signature and another key": with_header(jwk=THEIR_JWK),
    "our signature and an address": with_header(jku="http://127.0.0.1:9/k"),
    "our signature and x5u": with_header(x5u="http://127.0.0.1:9/k"),
    "a critical extension": with_header(crit=["exp2"], exp2=1),
    "another audience": changed(aud="somebody-else"),
    "several audiences": changed(aud=["huiyin", "somebody-else"]),
    "no audience": changed(aud=None),
    "another issuer": changed(iss="https://accounts.example"),
    "no issuer": changed(iss=None),
    "no end": changed(exp=None),
    "no beginning": changed(iat=None),
    "no subject": changed(sub=None),
    "an end in words": changed(exp="tomorrow"),
    "an infinite end": changed(exp=float("inf")),
    "a subject that is no text": changed(sub=["admin"]),
    "roles that are no list": changed(roles="admin"),
    "expired": later(iat=-700, exp=-100),
    "issued in the future": later(iat=60, exp=600),
    "not valid before later": later(nbf=60),
    "a life of more than ten minutes": later(exp=601),
    "a life of a year": later(exp=365 * 86_400),
}


class TestForgedToken:
    @pytest.mark.parametrize("kind", FORGERIES)
    async def test_opens_no_service(self, world: World, kind: str) -> None:
        kid, key = await world.signing_key()
        token = FORGERIES[kind](claims(world), kid, key)

        for service in SERVICES:
            answer = await world.ask({"Authorization": f"Bearer {token}"}, "GET", PATHS[service])
            assert answer.status_code == 401, (service, answer.text)
            assert answer.json()["type"] == "urn:huiyin:problem:unauthorized"

    async def test_would_open_them_if_it_were_good(self, world: World) -> None:
        kid, key = await world.signing_key()
        token = signed(claims(world), kid, key)

        assert await statuses(world, {"Authorization": f"Bearer {token}"}) == {200}

    async def test_altered_in_one_place_opens_none(self, world: World) -> None:
        token = (await world.sign_in("agent01"))["Authorization"].removeprefix("Bearer ")
        head, body, signature = token.split(".")
        said = json.loads(base64.urlsafe_b64decode(body + "=="))
        altered = base64url(json.dumps({**said, "roles": ["admin"]}).encode())

        for forged in (f"{head}.{altered}.{signature}", f"{head}.{body}.", f"{head}.{body}"):
            assert await statuses(world, {"Authorization": f"Bearer {forged}"}) == {401}

    async def test_ends_with_its_ten_minutes(self, world: World) -> None:
        header = await world.sign_in("agent02")
        assert await statuses(world, header) == {200}

        began = world.clock.at
        world.clock.advance(minutes=10, seconds=6)
        ended = await statuses(world, header)
        world.clock.at = began

        assert ended == {401}


class TestRevocation:
    async def test_of_a_person_ends_their_tokens_everywhere(self, world: World) -> None:
        header = await world.sign_in("agent10")
        assert await statuses(world, header) == {200}
        world.clock.advance(milliseconds=1)
        path = f"/triage/v1/staff/{world.staff['agent10']}"
        answer = await world.ask("admin", "PATCH", path, json={"active": False})
        assert answer.status_code == 200

        assert await ends_within(world, header) < WITHIN_SECONDS + HANDING_OVER_SECONDS

    async def test_of_a_role_ends_the_tokens_that_have_it(self, world: World) -> None:
        header = await world.sign_in("agent08")
        world.clock.advance(milliseconds=1)
        path = f"/triage/v1/staff/{world.staff['agent08']}"
        await world.ask("admin", "PATCH", path, json={"roles": ["agent", "store_manager"]})

        assert await ends_within(world, header) < WITHIN_SECONDS + HANDING_OVER_SECONDS

    async def test_of_a_key_ends_it_everywhere(self, world: World) -> None:
        """A revoked key is 401 where a known one without the scope is 403."""
        key_id, header = await world.api_key("reports:read")
        await until(lambda: knows(world, header, 403), what="the key known everywhere")
        path = f"/triage/v1/api-keys/{key_id}"
        assert (await world.ask("admin", "DELETE", path)).status_code == 204

        assert await ends_within(world, header) < WITHIN_SECONDS + HANDING_OVER_SECONDS


async def statuses(world: World, header: dict[str, str]) -> set[int]:
    answers = [await world.ask(header, "GET", PATHS[service]) for service in SERVICES]
    return {answer.status_code for answer in answers}


async def knows(world: World, header: dict[str, str], status: int) -> bool:
    return await statuses(world, header) == {status}


async def ends_within(world: World, header: dict[str, str]) -> float:
    """Return after how many seconds no service takes the credential any more."""
    began = time.monotonic()
    while await statuses(world, header) != {401}:
        assert time.monotonic() - began < 10
        await asyncio.sleep(0.02)
    return time.monotonic() - began
