"""What every service answers: access, refusals, limits, headers."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import APIRouter

from shared.auth import Authenticator
from shared.database import Database
from shared.service import create_app
from shared.telemetry import Metrics
from tests.fixtures.clock import NOON, ManualClock
from tests.fixtures.sample_service import ENGLISH, KEY, PAGE, WORDS, add_key, is_problem
from tests.fixtures.sign_in import Signer


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
            (b'{"text": "x"}', "text/json", 415, None),
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

    @pytest.mark.parametrize("path", ["/v1/direct", "/v1/words"])
    async def test_are_none_of_a_byte_order_mark_or_a_json_type(
        self, client: httpx.AsyncClient, signer: Signer, path: str
    ) -> None:
        for media_type in ("application/json; charset=utf-8", "application/vnd.own+json"):
            headers = {**signer.bearer(NOON), "Content-Type": media_type}
            sent = b'\xef\xbb\xbf{"text": "x"}'
            assert (await client.post(path, headers=headers, content=sent)).status_code == 201

    @pytest.mark.parametrize("path", ["/v1/direct", "/v1/words"])
    async def test_of_compressed_bodies_say_so(
        self, client: httpx.AsyncClient, signer: Signer, path: str
    ) -> None:
        headers = {**signer.bearer(NOON), "Content-Encoding": "gzip", **ENGLISH}

        answer = await client.post(path, headers=headers, json=WORDS)

        assert is_problem(answer, 415)
        assert answer.headers["Accept-Encoding"] == "identity"
        assert "compressed" in answer.json()["detail"]

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
        assert is_problem(await client.get("/t/a%00b"), 404)

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

    async def test_of_get_are_those_of_head_which_has_no_body(
        self, client: httpx.AsyncClient
    ) -> None:
        for path in ("/healthz", "/v1/nothing", "/docs", "/v1/words", "/openapi.json"):
            whole, head = await client.get(path), await client.head(path)
            assert head.status_code == whole.status_code
            assert head.headers["content-length"] == str(len(whole.content))
            assert head.content == b""

    async def test_take_the_trace_on(self, client: httpx.AsyncClient, lines: list[bytes]) -> None:
        parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        await client.get("/t/secret-token?phone=13800138000", headers={"traceparent": parent})

        (line,) = lines
        assert b"4bf92f3577b34da6a3ce929d0e0e4736" in line
        assert b"/t/{token}" in line
        assert b"secret-token" not in line
        assert b"13800138000" not in line
