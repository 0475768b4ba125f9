"""Sign-in by a provider: linked on issuer and subject, and only what holds lets anybody in."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from services.triage.oidc import OidcProvider, ProviderSettings
from shared.database import Database
from shared.sealing import Sealer
from tests.fixtures.clock import ManualClock
from tests.fixtures.databases import NewDatabase
from tests.fixtures.vendors_oidc import CLIENT, ISSUER, REDIRECT, StubProvider
from tests.integration.triage.identity.conftest import COOKIE, INFO, House, with_sample

SUBJECT = "00u1-wang"
FORGER = generate_private_key(65537, 2048)


@dataclass
class Sso:
    """The house with a provider beside it, and a browser."""

    house: House
    stub: StubProvider
    browser: httpx.AsyncClient

    async def link(self, username: str, subject: str = SUBJECT) -> httpx.Response:
        staff_id = await self.house.staff_id(username)
        async with await self.house.as_("admin") as admin:
            return await admin.post(f"/v1/staff/{staff_id}/identities", json={"subject": subject})

    async def start(self, **body: Any) -> str:
        answer = await self.browser.post("/v1/auth/oidc/start", json=body)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["url"])

    async def sign_in(self, subject: str = SUBJECT, **body: Any) -> httpx.Response:
        brought = self.stub.consent(await self.start(**body), subject)
        return await self.back(**brought)

    async def back(self, **brought: str) -> httpx.Response:
        return await self.browser.get("/v1/auth/oidc/callback", params=brought)


@pytest.fixture
async def sso(kind: str, new_database: NewDatabase) -> AsyncIterator[Sso]:
    clock = ManualClock()
    stub = StubProvider(clock)
    settings = ProviderSettings(ISSUER, *CLIENT, "openid", "企业账号", REDIRECT)
    provider = OidcProvider(settings, clock, http=stub.client(), monotonic=lambda: stub_time(clock))
    database = await Database.connect(new_database(kind, with_sample), name="triage", info=INFO)
    house = House(database, clock, Sealer("a secret of some length indeed"), provider=provider)
    transport = httpx.ASGITransport(house.app, client=("192.0.2.7", 1))
    # The cookies' path is the gateway's: the browser of these tests asks as through one.
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as browser:
        browser.event_hooks["request"].append(with_cookies(browser))
        yield Sso(house, stub, browser)
    await provider.close()
    house.identity.passwords.close()
    await database.close()


def stub_time(clock: ManualClock) -> float:
    return clock.now().timestamp()


def with_cookies(browser: httpx.AsyncClient) -> Any:
    """Send all cookies: no gateway puts `/triage` before these addresses."""

    async def send(request: httpx.Request) -> None:
        held = "; ".join(f"{one.name}={one.value}" for one in browser.cookies.jar)
        if held:
            request.headers["Cookie"] = held

    return send


class TestSignIn:
    async def test_is_offered_when_a_provider_is_set(self, sso: Sso, house: House) -> None:
        offered = await sso.browser.get("/v1/auth/methods")
        async with house.client() as client:
            without = await client.get("/v1/auth/methods")
            refused = await client.post("/v1/auth/oidc/start", json={})

        assert offered.json() == {"password": True, "oidc": {"name": "企业账号"}}
        assert without.json() == {"password": True, "oidc": None}
        assert refused.status_code == 404

    @pytest.mark.parametrize("algorithm", ["RS256", "EdDSA"])
    async def test_lets_in_who_is_linked(self, sso: Sso, algorithm: str) -> None:
        sso.stub.algorithm = algorithm
        assert (await sso.link("agent01")).status_code == 201

        answer = await sso.sign_in(return_to="/console/queue?queue=mine")

        assert answer.status_code == 303, answer.text
        assert answer.headers["location"] == "http://127.0.0.1:8000/console/queue?queue=mine"
        refreshed = await sso.house.carry_on(answer.cookies[COOKIE])
        assert refreshed.status_code == 200
        me = {"Authorization": f"Bearer {refreshed.json()['access_token']}"}
        shown = await sso.browser.get("/v1/auth/me", headers=me)
        assert shown.json()["username"] == "agent01"

    async def test_asks_the_provider_as_it_should(self, sso: Sso) -> None:
        url = await sso.start()

        query = parse_qs(urlsplit(url).query)
        assert url.startswith(f"{ISSUER}/authorize?")
        assert query["redirect_uri"] == [REDIRECT]
        assert len(query["state"][0]) >= 32
        assert query["state"] != query["nonce"]
        assert (query["code_challenge_method"], len(query["code_challenge"][0])) == (["S256"], 43)

    async def test_ends_by_signing_out_here(self, sso: Sso) -> None:
        await sso.link("agent01")
        begun = (await sso.sign_in()).cookies[COOKIE]

        await sso.house.carry_on(begun, path="logout")

        assert (await sso.house.carry_on(begun)).status_code == 401

    async def test_of_an_unknown_subject_is_refused_in_words(self, sso: Sso) -> None:
        answer = await sso.sign_in("somebody else")

        assert answer.status_code == 401
        assert "管理员" in answer.json()["detail"]
        assert COOKIE not in answer.cookies

    async def test_of_the_same_email_is_not_the_same_person(self, sso: Sso) -> None:
        sso.stub.claims = {"email": "agent01@example.com", "preferred_username": "agent01"}

        assert (await sso.sign_in("another issuer's agent01")).status_code == 401

    async def test_of_somebody_who_left_is_refused(self, sso: Sso) -> None:
        await sso.link("agent01")
        staff_id = await sso.house.staff_id("agent01")
        async with await sso.house.as_("admin") as admin:
            await admin.patch(f"/v1/staff/{staff_id}", json={"active": False})

        assert (await sso.sign_in()).status_code == 401

    async def test_while_the_provider_is_away_says_so(self, sso: Sso) -> None:
        sso.stub.is_away = True

        answer = await sso.browser.post("/v1/auth/oidc/start", json={})

        assert answer.status_code == 503

    @pytest.mark.parametrize(
        "return_to", ["https://evil.example", "//evil.example", "/console//x", "/console/\\x", "/"]
    )
    async def test_leads_nowhere_else(self, sso: Sso, return_to: str) -> None:
        answer = await sso.browser.post("/v1/auth/oidc/start", json={"return_to": return_to})

        assert answer.status_code == 422


class TestForgery:
    """Case 23: whatever does not hold is 401, and nobody is linked or signed in by it."""

    @pytest.mark.parametrize(
        ("claims", "header", "algorithm"),
        [
            ({"nonce": "another"}, {}, "RS256"),
            ({"nonce": None}, {}, "RS256"),
            ({"aud": "another client"}, {}, "RS256"),
            ({"aud": ["huiyin", "another"]}, {}, "RS256"),
            ({"aud": ["huiyin", "another"], "azp": "another"}, {}, "RS256"),
            ({"iss": "https://sso.example.org"}, {}, "RS256"),
            ({"exp": 1_700_000_000}, {}, "RS256"),
            ({"exp": "later"}, {}, "RS256"),
            ({"iat": 4_000_000_000}, {}, "RS256"),
            ({"sub": None}, {}, "RS256"),
            ({"sub": ""}, {}, "RS256"),
            ({}, {}, "none"),
            ({}, {"kid": "unknown"}, "RS256"),
            ({}, {"kid": "one-ed"}, "RS256"),
        ],
    )
    async def test_of_an_id_token_is_refused(
        self, sso: Sso, claims: dict[str, Any], header: dict[str, Any], algorithm: str
    ) -> None:
        await sso.link("agent01")
        sso.stub.claims, sso.stub.header, sso.stub.algorithm = claims, header, algorithm

        answer = await sso.sign_in()

        assert answer.status_code == 401, answer.text
        assert COOKIE not in answer.cookies

    async def test_by_another_key_of_the_same_name_is_refused(self, sso: Sso) -> None:
        await sso.link("agent01")
        sso.stub.key = FORGER

        assert (await sso.sign_in()).status_code == 401

    async def test_by_what_the_client_knows_is_refused(self, sso: Sso) -> None:
        await sso.link("agent01")
        sso.stub.key, sso.stub.algorithm = CLIENT[1] + " made long enough for HS256", "HS256"

        assert (await sso.sign_in()).status_code == 401

    async def test_of_the_state_is_refused(self, sso: Sso) -> None:
        await sso.link("agent01")
        brought = sso.stub.consent(await sso.start(), SUBJECT)

        wrong = await sso.back(**{**brought, "state": "another"})
        without = await sso.back(code=brought["code"])

        assert (wrong.status_code, without.status_code) == (401, 401)

    async def test_in_another_browser_is_refused(self, sso: Sso) -> None:
        await sso.link("agent01")
        brought = sso.stub.consent(await sso.start(), SUBJECT)
        sso.browser.cookies.clear()

        assert (await sso.back(**brought)).status_code == 401

    async def test_of_the_verifier_is_refused_by_the_provider(self, sso: Sso) -> None:
        await sso.link("agent01")
        brought = sso.stub.consent(await sso.start(), SUBJECT)
        sso.stub.grants[brought["code"]].challenge = "A" * 43

        assert (await sso.back(**brought)).status_code == 401

    async def test_of_a_code_used_before_is_refused(self, sso: Sso) -> None:
        await sso.link("agent01")
        brought = sso.stub.consent(await sso.start(), SUBJECT)
        sso.stub.grants.clear()

        assert (await sso.back(**brought)).status_code == 401

    async def test_of_time_is_refused(self, sso: Sso) -> None:
        await sso.link("agent01")
        brought = sso.stub.consent(await sso.start(), SUBJECT)
        sso.house.clock.advance(minutes=11)

        assert (await sso.back(**brought)).status_code == 401

    async def test_of_a_refusal_at_the_provider_is_no_sign_in(self, sso: Sso) -> None:
        await sso.start()

        assert (await sso.back(error="access_denied", state="x")).status_code == 401


class TestKeys:
    async def test_that_are_new_are_asked_for(self, sso: Sso) -> None:
        await sso.link("agent01")
        await sso.sign_in()
        sso.stub.kid, sso.stub.rsa = "two", FORGER
        sso.house.clock.advance(minutes=1)

        assert (await sso.sign_in()).status_code == 303
        assert sso.stub.asked.count("metadata") == 1


class TestLinking:
    async def test_by_an_invitation_accepted_at_the_provider(self, sso: Sso) -> None:
        staff_id = await sso.house.staff_id("agent02")
        async with await sso.house.as_("admin") as admin:
            made = await admin.post(f"/v1/staff/{staff_id}/invite")
        token = made.json()["url"].partition("#")[2]

        accepted = await sso.sign_in("new-subject", invitation=token)
        again = await sso.sign_in("third-subject", invitation=token)

        assert accepted.status_code == 303, accepted.text
        assert again.status_code == 401
        assert (await sso.sign_in("new-subject")).status_code == 303
        assert (await sso.sign_in("third-subject")).status_code == 401

    async def test_by_an_expired_invitation_links_nobody(self, sso: Sso) -> None:
        staff_id = await sso.house.staff_id("agent02")
        async with await sso.house.as_("admin") as admin:
            made = await admin.post(f"/v1/staff/{staff_id}/invite")
        sso.house.clock.advance(hours=72)

        answer = await sso.sign_in("late", invitation=made.json()["url"].partition("#")[2])

        assert answer.status_code == 401
        async with await sso.house.as_("admin") as admin:
            found = await admin.get(f"/v1/staff/{staff_id}/identities")
        assert found.json() == {"items": []}

    async def test_of_one_subject_to_two_people_is_refused(self, sso: Sso) -> None:
        await sso.link("agent01")

        second = await sso.link("agent02")

        assert second.status_code == 409
        assert second.json()["errors"][0]["pointer"] == "/subject"

    async def test_is_taken_back(self, sso: Sso) -> None:
        linked = (await sso.link("agent01")).json()
        staff_id = await sso.house.staff_id("agent01")
        async with await sso.house.as_("admin") as admin:
            gone = await admin.delete(f"/v1/staff/{staff_id}/identities/{linked['id']}")

        assert gone.status_code == 204
        assert (await sso.sign_in()).status_code == 401
