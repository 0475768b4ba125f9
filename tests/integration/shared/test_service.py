"""What every service's application does by itself: refusals, limits, headers, health, documents."""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Callable
from functools import partial

import httpx
import pytest
import pytest_asyncio
from fastapi import APIRouter, FastAPI
from starlette.applications import Starlette
from starlette.routing import Mount

from shared import audit, inbox, logs, outbox
from shared.auth import Authenticator, store_key
from shared.database import Database, Session
from shared.events import KeyChanged
from shared.messaging.envelope import Event
from shared.service import create_app
from shared.telemetry import Metrics
from tests.fixtures.clock import NOON, ManualClock
from tests.fixtures.databases import NewDatabase, with_kit_tables
from tests.fixtures.sign_in import Signer
from tests.integration.shared.sample_app import sample_app

KEY = "hy_" + "k" * 22
WORDS = {"text": "门店"}
ENGLISH = {"Accept-Language": "en"}
PAGE = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
def kit_url(new_database: NewDatabase) -> str:
    return new_database("sqlite", with_kit_tables)


@pytest.fixture
def signer() -> Signer:
    return Signer()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def app(database: Database, signer: Signer, clock: ManualClock) -> FastAPI:
    made: FastAPI = sample_app(database, signer, clock)
    return made


@pytest_asyncio.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as made:
        yield made


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    written: list[bytes] = []
    monkeypatch.setattr(logs.sink, "write", lambda line, **_: written.append(line))
    return written


async def add_key(database: Database, *scopes: str) -> None:
    digest = hashlib.sha256(KEY.encode()).hexdigest()
    key = KeyChanged(
        generation=1,
        version=1,
        id="01930000-0000-7000-8000-0000000000aa",
        name="k",
        digest=digest,
        scopes=scopes,
    )
    await database.write(lambda session: store_key(session, key))


def is_problem(answer: httpx.Response, status: int) -> bool:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["type"].startswith("urn:huiyin:problem:")
    assert body["title"]
    assert body["detail"]
    return True


class TestAccess:
    async def test_is_refused_the_same_for_every_bad_credential(
        self, client: httpx.AsyncClient
    ) -> None:
        bodies = set()
        for header in ("", "Basic eDp5", "Bearer", "Bearer ", "Bearer hy_no", "Bearer a.b.c"):
            answer = await client.post("/v1/words", headers={"Authorization": header}, json=WORDS)
            assert is_problem(answer, 401)
            assert answer.headers["www-authenticate"] == "Bearer"
            bodies.add(answer.text)

        assert len(bodies) == 1

    async def test_is_asked_for_before_anything_else(self, client: httpx.AsyncClient) -> None:
        assert is_problem(await client.post("/v1/cases/1/accept"), 401)
        assert is_problem(await client.get("/v1/words?limit=x"), 401)
        assert is_problem(await client.post("/v1/words", json={"nonsense": 1}), 401)
        assert is_problem(await client.post("/v1/direct", json={"nonsense": 1}), 401)

    @pytest.mark.parametrize("path", ["/v1/direct", "/v1/words"])
    async def test_is_by_role_for_staff(
        self, client: httpx.AsyncClient, signer: Signer, path: str
    ) -> None:
        good = await client.post(path, headers=signer.bearer(NOON, "agent"), json=WORDS)
        wrong = await client.post(path, headers=signer.bearer(NOON, "manager"), json=WORDS)

        assert good.status_code == 201
        assert good.json()["by"].startswith("staff:")
        assert is_problem(wrong, 403)
        assert "agent" in wrong.json()["detail"]

    async def test_of_an_auditor_is_reading(
        self, client: httpx.AsyncClient, signer: Signer
    ) -> None:
        auditor = signer.bearer(NOON, "auditor")

        assert (await client.get("/v1/words", headers=auditor)).status_code == 200
        assert is_problem(await client.post("/v1/words", headers=auditor, json=WORDS), 403)

    @pytest.mark.parametrize("path", ["/v1/direct", "/v1/words"])
    async def test_is_by_scope_for_api_keys(
        self, client: httpx.AsyncClient, database: Database, path: str
    ) -> None:
        await add_key(database, "words:write")
        headers = {"Authorization": f"Bearer {KEY}"}

        assert (await client.post(path, headers=headers, json=WORDS)).status_code == 201
        assert is_problem(await client.get("/v1/words", headers=headers), 403)

    async def test_with_another_scope_is_refused(
        self, client: httpx.AsyncClient, database: Database
    ) -> None:
        await add_key(database, "classify")
        headers = {"Authorization": f"Bearer {KEY}"}

        answer = await client.post("/v1/words", headers={**headers, **ENGLISH}, json=WORDS)

        assert is_problem(answer, 403)
        assert "words:write" in answer.json()["detail"]

    async def test_must_be_stated_by_every_route(self, database: Database, signer: Signer) -> None:
        silent = APIRouter()

        @silent.get("/v1/silent")
        async def silent_route() -> None:
            """Say nothing of who may call it."""

        clock = ManualClock()
        with pytest.raises(ValueError, match="no access rule on /v1/silent"):
            create_app(
                "silent",
                version="1",
                database=database,
                authenticator=Authenticator(database, signer.keys(), clock),
                clock=clock,
                routers=[silent],
                metrics=Metrics("silent"),
            )


class TestRefusals:
    @pytest.mark.parametrize("path", ["/v1/direct", "/v1/words"])
    @pytest.mark.parametrize(
        "refused",
        [
            (b'{"text": ""}', "application/json", 422, "/text"),
            (b'{"text": "x", "status": "closed"}', "application/json", 422, "/status"),
            (b'{"text": "x", "count": 1e400}', "application/json", 422, "/count"),
            (b'{"text": "x", "count": 99999999999999999999}', "application/json", 422, "/count"),
            (b'{"text": "x", "extra": {"a": [NaN]}}', "application/json", 422, "/extra/a/0"),
            (rb'{"text": "a\u0000"}', "application/json", 422, "/text"),
            (rb'{"text": "x", "extra": {"a": "\ud800"}}', "application/json", 422, "/extra/a"),
            (b'{"text": ', "application/json", 422, ""),
            (b"", "application/json", 422, ""),
            (b"[]", "application/json", 422, ""),
            (b"null", "application/json", 422, ""),
            (b"[" * 5000, "application/json", 400, None),
            (b'{"text": "x"}', "text/plain", 415, None),
            (b'{"text": "x"}', "", 415, None),
            (b"text=x", "application/x-www-form-urlencoded", 415, None),
            (b'"' + b"x" * 300_000 + b'"', "application/json", 413, None),
        ],
    )
    async def test_are_problems_that_name_the_field(
        self,
        client: httpx.AsyncClient,
        signer: Signer,
        path: str,
        refused: tuple[bytes, str, int, str | None],
    ) -> None:
        body, content_type, status, pointer = refused
        headers = {**signer.bearer(NOON), "Content-Type": content_type}

        answer = await client.post(path, headers=headers, content=body)

        assert is_problem(answer, status)
        if pointer is not None:
            assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]

    @pytest.mark.parametrize(
        "body", [b"\xff\xfe", b'{"text": "\xff"}', b'{"text": "x", "count": ' + b"9" * 5000 + b"}"]
    )
    async def test_of_unreadable_bodies_are_four_hundreds(
        self, client: httpx.AsyncClient, signer: Signer, body: bytes
    ) -> None:
        headers = {**signer.bearer(NOON), "Content-Type": "application/json"}
        for path in ("/v1/direct", "/v1/words"):
            answer = await client.post(path, headers=headers, content=body)

            assert is_problem(answer, answer.status_code)
            assert answer.status_code in {400, 422}

    async def test_of_parameters_name_them(self, client: httpx.AsyncClient, signer: Signer) -> None:
        headers = signer.bearer(NOON)
        wrong = await client.get("/v1/words?limit=many", headers=headers)
        nul = await client.get("/v1/words?q=a%00b", headers=headers)

        assert is_problem(wrong, 422)
        assert wrong.json()["errors"][0]["pointer"] == "/limit"
        assert is_problem(nul, 422)
        assert nul.json()["errors"][0]["pointer"] == "/q"
        assert is_problem(await client.get("/t/a%00b"), 422)

    async def test_of_unknown_paths_and_methods(self, client: httpx.AsyncClient) -> None:
        assert is_problem(await client.get("/v1/nothing"), 404)
        assert is_problem(await client.get("/v1/words/"), 404)
        wrong = await client.delete("/v1/upload")
        assert is_problem(wrong, 405)
        assert wrong.headers["allow"] == "POST"

    async def test_speak_the_readers_language(self, client: httpx.AsyncClient) -> None:
        chinese = await client.get("/v1/nothing")
        english = await client.get("/v1/nothing", headers=ENGLISH)

        assert chinese.json()["title"] == "没有找到"
        assert english.json()["title"] == "Not found"
        assert english.headers["content-language"] == "en"

    async def test_are_pages_for_browsers(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/t/closed", headers=PAGE)

        assert answer.status_code == 409
        assert answer.headers["content-type"].startswith("text/html")
        assert "已经&lt;结案&gt;" in answer.text
        assert is_problem(await client.get("/t/closed"), 409)

    async def test_of_faults_tell_nothing_and_log_no_words(
        self, client: httpx.AsyncClient, lines: list[bytes]
    ) -> None:
        answer = await client.get("/v1/broken")

        assert is_problem(answer, 500)
        assert "phone" not in answer.text
        assert b"13800138000" not in b"".join(lines)
        assert b"RuntimeError" in lines[0]

    async def test_of_racing_writes_are_conflicts(self, client: httpx.AsyncClient) -> None:
        assert is_problem(await client.get("/v1/twice"), 409)

    async def test_of_changes_without_an_etag(
        self, client: httpx.AsyncClient, signer: Signer
    ) -> None:
        headers = signer.bearer(NOON)
        path = "/v1/cases/1/accept"

        assert is_problem(await client.post(path, headers=headers), 428)
        assert is_problem(await client.post(path, headers={**headers, "If-Match": '"f-5"'}), 412)
        assert is_problem(await client.post(path, headers={**headers, "If-Match": '"t-4"'}), 412)
        good = await client.post(path, headers={**headers, "If-Match": '"t-5"'})
        assert good.status_code == 200


class TestLimits:
    async def test_hold_for_bodies_without_a_length(self, client: httpx.AsyncClient) -> None:
        async def endless(parts: int) -> AsyncIterator[bytes]:
            for _ in range(parts):
                yield b"x" * 100_000

        good = await client.post("/v1/upload", content=endless(9))
        assert good.json() == {"size": 900_000}
        assert is_problem(await client.post("/v1/upload", content=endless(20)), 413)


class TestHeaders:
    async def test_carry_the_request_id(self, client: httpx.AsyncClient) -> None:
        given = await client.get("/healthz", headers={"X-Request-ID": "my-id_1"})
        assert given.headers["x-request-id"] == "my-id_1"

        for bad in ("x" * 65, "a b", "a\tb", "<script>", "", "138-1234-5678"):
            answer = await client.get("/healthz", headers={"X-Request-ID": bad})
            assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers["x-request-id"])

    async def test_are_safe_on_every_answer(self, client: httpx.AsyncClient) -> None:
        for path in ("/healthz", "/v1/nothing", "/v1/broken", "/t/x", "/docs", "/openapi.json"):
            answer = await client.get(path)

            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["referrer-policy"] == "same-origin"
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
            assert "no-store" in answer.headers["cache-control"] or path == "/docs"
            assert len(answer.headers.get_list("cache-control")) <= 1

    async def test_take_the_trace_on(self, client: httpx.AsyncClient, lines: list[bytes]) -> None:
        parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        await client.get("/t/secret-token?phone=13800138000", headers={"traceparent": parent})

        (line,) = lines
        assert b"4bf92f3577b34da6a3ce929d0e0e4736" in line
        assert b"/t/{token}" in line
        assert b"secret-token" not in line
        assert b"13800138000" not in line


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
    inbox.write_failing(session, event, error, now=NOON, parked=parked, delay=inbox.DELAYS[0])


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
        assert is_problem(await client.post("/v1/parked-events/x/replay", headers=headers), 422)
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
