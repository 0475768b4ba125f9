"""The gateway strips the prefix, names the client truly, and lets streams flow."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest

from deploy.local.gateway import Gateway


@pytest.fixture
async def upstream() -> AsyncIterator[int]:
    """Run a server that answers what it was asked; on /v1/stream one event, and the rest never."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        request, *lines = head.strip().split("\r\n")
        path = request.split()[1]
        headers = dict(line.lower().split(": ", 1) for line in lines if ": " in line)
        if path == "/v1/stream":
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n")
            writer.write(b"Transfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n")
            await writer.drain()
            await reader.read()
        else:
            body = json.dumps({"path": path, "headers": headers}).encode()
            writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n")
            writer.write(f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()


@pytest.fixture
async def client(upstream: int) -> AsyncIterator[httpx.AsyncClient]:
    upstreams = {name: [upstream] for name in ("intake", "triage", "followup")}
    gateway = Gateway(upstreams)
    await asyncio.to_thread(gateway.start)
    async with httpx.AsyncClient(base_url=gateway.url, trust_env=False) as client:
        yield client
    await asyncio.to_thread(gateway.stop)


class TestGateway:
    @pytest.mark.parametrize("service", ["intake", "triage", "followup"])
    async def test_strips_the_prefix_and_keeps_the_query(
        self, client: httpx.AsyncClient, service: str
    ) -> None:
        seen = (await client.get(f"/{service}/v1/cases?queue=mine&q=%E6%B1%A4")).json()

        assert seen["path"] == "/v1/cases?queue=mine&q=%E6%B1%A4"
        assert seen["headers"]["x-forwarded-prefix"] == f"/{service}"

    async def test_does_not_believe_what_the_client_forwards(
        self, client: httpx.AsyncClient
    ) -> None:
        forged = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}

        headers = (await client.get("/intake/v1/feedback", headers=forged)).json()["headers"]

        assert headers["x-forwarded-for"] == "127.0.0.1"
        assert headers["x-forwarded-proto"] == "http"

    async def test_hands_events_on_as_they_come(self, client: httpx.AsyncClient) -> None:
        async with client.stream("GET", "/triage/v1/stream") as answer:
            first = await asyncio.wait_for(anext(answer.aiter_bytes()), 30)

        assert first == b"data: 1\n\n"

    async def test_root_says_where_the_services_are(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/", follow_redirects=True)

        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/html")
        assert "default-src" in answer.headers["content-security-policy"]

    async def test_sends_a_bare_name_to_its_folder(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/intake")

        assert (answer.status_code, answer.headers["location"]) == (308, "/intake/")

    async def test_says_in_both_languages_that_there_is_no_such_page(
        self, client: httpx.AsyncClient
    ) -> None:
        answer = await client.get("/nirgends", headers={"Accept": "text/html,*/*;q=0.8"})

        assert answer.status_code == 404
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "没有这个页面" in answer.text
        assert "There is no such page" in answer.text

    @pytest.mark.parametrize("path", ["/nirgends", "/nothing-here", "/v1/feedback"])
    async def test_tells_programs_that_there_is_nothing(
        self, client: httpx.AsyncClient, path: str
    ) -> None:
        answer = await client.get(path)

        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == 404
        assert answer.json()["errors"] == []
