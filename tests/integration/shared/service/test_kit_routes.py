"""The routes every service has: health, parked events, audit, documents, pages."""

import asyncio
import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from shared import audit, inbox, outbox
from shared.auth import store_staff
from shared.database import Database, Session
from shared.delays import DELAYS
from shared.events import KeyChanged, StaffChanged
from shared.messaging.envelope import Event
from tests.fixtures.clock import NOON, ManualClock
from tests.fixtures.sample_service import ENGLISH, is_problem
from tests.fixtures.sign_in import STAFF_ID, Signer
from tests.integration.shared.sample_app import sample_app


class TestHealth:
    async def test_is_alive_ready_and_measured(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/healthz")).json() == {"status": "alive"}
        assert (await client.get("/readyz")).json() == {"status": "ready", "checks": ["database"]}
        await client.get("/v1/nowhere/at/all")

        metrics = (await client.get("/metrics")).text

        assert 'huiyin_requests_total{method="GET",route="/healthz",status="200"} 1.0' in metrics
        assert 'route="unmatched",status="404"} 1.0' in metrics
        assert "huiyin_outbox_depth 0.0" in metrics
        assert 'huiyin_inbox_events{status="parked"} 0.0' in metrics

    async def test_names_what_is_not_ready(
        self,
        database: Database,
        signer: Signer,
        clock: ManualClock,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        async def refuses() -> None:
            raise ConnectionError("amqp://guest:hidden@broker")

        async def hangs() -> None:
            await asyncio.Event().wait()

        monkeypatch.setattr("shared.health.PATIENCE_SECONDS", 0.5)
        app = sample_app(database, signer, clock, ready={"bus": refuses, "sms": hangs})
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            answer = await client.get("/readyz")

        assert is_problem(answer, 503)
        assert answer.json()["failed"] == ["bus", "sms"]
        assert "hidden" not in answer.text
        assert answer.headers["retry-after"]

    async def test_shows_the_backlog(
        self, client: httpx.AsyncClient, database: Database, clock: ManualClock
    ) -> None:
        def fill(session: Session) -> None:
            key = KeyChanged(generation=1, version=1, id="1", name="k", digest="d", scopes=())
            outbox.add(session, key, now=NOON)
            park(session, "01930000-0000-7000-8000-000000000001")

        await database.write(fill)
        clock.advance(seconds=30)

        metrics = (await client.get("/metrics")).text

        assert "huiyin_outbox_depth 1.0" in metrics
        assert "huiyin_outbox_oldest_seconds 30.0" in metrics
        assert 'huiyin_inbox_events{status="parked"} 1.0' in metrics


def park(session: Session, event_id: str, *, parked: bool = True) -> None:
    data = '{"text": "难吃", "phone": "13800138000"}'
    event = Event(
        id=event_id,
        type="huiyin.feedback.received.v1",
        source="intake",
        subject="case-1",
        time=NOON,
        traceparent=None,
        data=data,
    )
    error = "KeyError: 'store' of 13800138000"
    inbox.write_failing(session, event, error, now=NOON, parked=parked, delay=DELAYS[0])


class TestParkedEvents:
    ID = "01930000-0000-7000-8000-00000000000"

    async def test_are_listed_without_what_they_hold(
        self, client: httpx.AsyncClient, database: Database, signer: Signer
    ) -> None:
        for number in range(3):
            event_id = f"{self.ID}{number}"
            await database.write(partial(park, event_id=event_id, parked=number == 0))
        headers = signer.bearer(NOON, "auditor")

        first = (await client.get("/v1/parked-events?limit=2", headers=headers)).json()
        rest = await client.get(
            "/v1/parked-events", params={"cursor": first["next_cursor"]}, headers=headers
        )

        shown = first["items"] + rest.json()["items"]
        assert [one["id"][-1] for one in shown] == ["0", "1", "2"]
        assert [one["status"] for one in shown] == ["parked", "pending", "pending"]
        assert shown[0]["attempts"] == 1
        assert shown[0]["error"].startswith("KeyError")
        assert "13800138000" not in str(shown)
        assert "难吃" not in str(shown)
        assert rest.json()["next_cursor"] is None

    async def test_are_replayed_by_admins_on_record(
        self, client: httpx.AsyncClient, database: Database, signer: Signer
    ) -> None:
        await database.write(lambda session: park(session, f"{self.ID}0"))
        path = f"/v1/parked-events/{self.ID}0/replay"
        admin, auditor = (signer.bearer(NOON, role) for role in ("admin", "auditor"))

        assert is_problem(await client.post(path, headers=auditor), 403)
        assert (await client.post(path, headers=admin)).status_code == 202
        log = (await client.get("/v1/audit", headers=auditor)).json()["items"]

        assert [(one["action"], one["subject"]) for one in log] == [("event.replay", f"{self.ID}0")]

    async def test_unknown_are_not_found_and_leave_no_record(
        self, client: httpx.AsyncClient, signer: Signer
    ) -> None:
        headers = signer.bearer(NOON, "admin")

        assert is_problem(
            await client.post(f"/v1/parked-events/{self.ID}9/replay", headers=headers), 404
        )
        assert is_problem(await client.post("/v1/parked-events/x/replay", headers=headers), 404)
        assert (await client.get("/v1/audit", headers=headers)).json()["items"] == []

    @pytest.mark.parametrize("cursor", ["x", "WyJhIl0", "x" * 600])
    async def test_refuse_a_made_up_cursor(
        self, client: httpx.AsyncClient, signer: Signer, cursor: str
    ) -> None:
        headers = signer.bearer(NOON, "admin")
        for path in ("/v1/parked-events", "/v1/audit"):
            answer = await client.get(path, params={"cursor": cursor}, headers=headers)
            assert is_problem(answer, 422)


class TestAuditRoutes:
    async def test_show_the_log_and_its_verdict(
        self, client: httpx.AsyncClient, database: Database, signer: Signer
    ) -> None:
        for number in range(5):
            await database.write(record(number))
        headers = signer.bearer(NOON, "auditor")

        first = (await client.get("/v1/audit?limit=3", headers=headers)).json()
        params = {"cursor": first["next_cursor"]}
        rest = (await client.get("/v1/audit", params=params, headers=headers)).json()
        one = (await client.get("/v1/audit?subject=case-2", headers=headers)).json()
        verdict = (await client.get("/v1/audit/verify", headers=headers)).json()

        assert [row["seq"] for row in first["items"] + rest["items"]] == [5, 4, 3, 2, 1]
        assert [row["subject"] for row in one["items"]] == ["case-2"]
        assert one["items"][0]["detail"] == {"number": 2}
        assert verdict == {"intact": True, "first_bad": None, "entries": 5}

    async def test_name_who_did_it_and_take_a_period(
        self, client: httpx.AsyncClient, database: Database, signer: Signer
    ) -> None:
        known = StaffChanged(
            generation=1,
            version=1,
            id=STAFF_ID,
            username="admin",
            name="周敏",
            roles=("admin",),
            teams=(),
            stores=(),
            active=True,
            tokens_valid_from=NOON - timedelta(days=1),
        )
        await database.write(lambda session: store_staff(session, known))
        for actor, hours in ((f"staff:{STAFF_ID}", 0), ("staff:nobody", 1)):
            await database.write(by_actor(actor, hours))
        headers = signer.bearer(NOON, "auditor")
        early = {"since": NOON.isoformat(), "until": (NOON + timedelta(hours=1)).isoformat()}
        never = {"since": "9999-12-31T23:59:59-14:00", "until": "0001-01-01T00:00:00+14:00"}

        named = (await client.get("/v1/audit", params=early, headers=headers)).json()["items"]
        both = (await client.get("/v1/audit", headers=headers)).json()["items"]
        none = (await client.get("/v1/audit", params=never, headers=headers)).json()["items"]

        assert [one["by"] for one in named] == [
            {"id": STAFF_ID, "username": "admin", "name": "周敏"}
        ]
        assert [one["by"] is None for one in both] == [True, False]
        assert none == []


def by_actor(actor: str, hours: int) -> Callable[[Session], int]:
    at = NOON + timedelta(hours=hours)
    return lambda session: audit.record(
        session, actor=actor, action="case.accept", subject="case", detail={}, now=at
    )


def record(number: int) -> Callable[[Session], int]:
    return lambda session: audit.record(
        session,
        actor="test",
        action="case.accept",
        subject=f"case-{number}",
        detail={"number": number},
        now=NOON,
    )


class TestDocuments:
    async def test_say_who_may_call_what(self, client: httpx.AsyncClient) -> None:
        document = (await client.get("/openapi.json")).json()
        paths = document["paths"]

        assert paths["/v1/words"]["post"]["x-roles"] == ["agent"]
        assert paths["/v1/words"]["post"]["x-scope"] == "words:write"
        assert paths["/v1/words"]["post"]["security"] == [{"staff": []}, {"apiKey": []}]
        assert paths["/v1/direct"]["post"]["security"][-1] == {"form": []}
        assert paths["/healthz"]["get"]["security"] == []
        assert all(
            "security" in operation and "default" in operation["responses"]
            for methods in paths.values()
            for operation in methods.values()
        )

    async def test_describe_bodies_and_refusals(self, client: httpx.AsyncClient) -> None:
        text = (await client.get("/openapi.json")).text
        document = (await client.get("/openapi.json")).json()
        direct = document["paths"]["/v1/direct"]["post"]

        assert direct["requestBody"]["content"]["application/json"]["schema"] == {
            "$ref": "#/components/schemas/Words"
        }
        assert direct["operationId"] == "post_direct"
        assert "HTTPValidationError" not in text
        used = set(re.findall(r'"#/components/schemas/([^"]+)"', text))
        assert used <= document["components"]["schemas"].keys()

    async def test_work_offline_and_under_any_path(
        self, database: Database, signer: Signer, clock: ManualClock
    ) -> None:
        whole = Starlette(routes=[Mount("/sample", sample_app(database, signer, clock))])
        transport = httpx.ASGITransport(whole)
        base = "http://test/sample/docs"
        async with httpx.AsyncClient(transport=transport) as client:
            page = await client.get(base)
            start = (await client.get("http://test/sample/docs/assets/start.js")).text
            links = [
                *re.findall(r'(?:href|src)="([^"]+)"', page.text),
                *re.findall(r'url: "([^"]+)"', start),
            ]
            for link in links:
                answer = await client.get(str(httpx.URL(base).join(link)))
                assert answer.status_code == 200, link
            document = (await client.get("http://test/sample/openapi.json")).json()
            missing = await client.get("http://test/sample/docs/assets/index.html")

        assert len(links) == 5
        assert "<script>" not in page.text
        assert "http" not in page.text + start
        assert document["servers"] == [{"url": "."}]
        assert missing.status_code == 404


class TestPages:
    async def test_are_small_and_find_their_style_under_any_path(
        self, database: Database, signer: Signer, clock: ManualClock
    ) -> None:
        app = sample_app(database, signer, clock)
        whole = Starlette(routes=[Mount("/sample", app), Mount("/", app)])
        transport = httpx.ASGITransport(whole)
        async with httpx.AsyncClient(transport=transport) as client:
            for base in ("http://test/sample/t/x", "http://test/t/x"):
                page = await client.get(base, headers=ENGLISH)
                (link,) = re.findall(r'rel="stylesheet" href="([^"]+)"', page.text)
                style = await client.get(str(httpx.URL(base).join(link)))

                assert 'lang="en"' in page.text
                assert style.headers["content-type"].startswith("text/css")
                assert style.headers["cache-control"].endswith("immutable")
                assert "Every voice" in page.text
                assert len(page.content) + len(style.content) < 15_000
                assert "script" not in page.headers["content-security-policy"]

    async def test_serve_only_their_own_files(self, client: httpx.AsyncClient) -> None:
        stale = await client.get("/static/huiyin.css?v=old")

        assert stale.headers["cache-control"] == "public, max-age=60"
        for path in ("/static/nothing.css", "/static/..%2f__init__.py", "/static/%2e%2e/x"):
            assert is_problem(await client.get(path), 404)
