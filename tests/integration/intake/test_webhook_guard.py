"""Outgoing webhooks never lead into the company's own network."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
import pytest_asyncio

from services.intake.loops.webhooks import WebhookLoop
from shared.guarded_http import GuardedHttp
from shared.ids import new_id
from tests.fixtures.intake import Intake
from tests.fixtures.webhooks import EVENTS, Hooks, hooks_at


@pytest_asyncio.fixture
async def hooks(database_url: str) -> AsyncIterator[Hooks]:
    async with hooks_at(database_url) as made:
        yield made


@dataclass
class Ear:
    """A local server that must never hear anybody."""

    port: int
    connections: int = 0


@asynccontextmanager
async def ear() -> AsyncIterator[Ear]:
    heard = Ear(0)

    async def connected(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.connections += 1
        writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    heard.port = server.sockets[0].getsockname()[1]
    async with server:
        yield heard


INSIDE = (
    *("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433"),  # noqa: S104
    *("10.0.0.1", "192.168.0.1", "169.254.169.254", "100.100.100.200", "[fd00::1]", "[fe80::1]"),
    *("224.0.0.1", "[64:ff9b::7f00:1]"),
)


class TestGuard:
    """Fault case 20: no connection to a blocked address, on create, update, test and send."""

    @pytest.mark.parametrize("host", INSIDE)
    async def test_refuses_addresses_inside_on_create_and_update(
        self, intake: Intake, host: str
    ) -> None:
        async with ear() as heard:
            body = {"name": "n", "events": EVENTS, "url": f"https://{host}:{heard.port}/x"}
            headers = intake.staff("admin")
            created = await intake.http.post("/v1/webhooks", json=body, headers=headers)
            updated = await intake.http.put(f"/v1/webhooks/{new_id()}", json=body, headers=headers)

        assert (created.status_code, updated.status_code) == (422, 422)
        assert created.json()["errors"][0]["pointer"] == "/url"
        assert heard.connections == 0

    @pytest.mark.parametrize(
        "url",
        [
            "ftp://example.com/x",
            "https://user:pw@example.com/x",
            "https:///x",
            "file:///etc/passwd",
            "https://example.com/#x",
            "gopher://127.0.0.1/",
        ],
    )
    async def test_refuses_what_is_no_plain_web_address(self, intake: Intake, url: str) -> None:
        body = {"name": "n", "events": EVENTS, "url": url}
        answer = await intake.http.post("/v1/webhooks", json=body, headers=intake.staff("admin"))

        assert answer.status_code == 422

    async def test_holds_when_a_name_changes_its_mind(self, hooks: Hooks) -> None:
        """DNS rebinding: public when it was saved, loopback when it is tested and sent to."""
        answers: deque[Sequence[str]] = deque([["8.8.8.8"]])

        async def resolve(_host: str, _port: int) -> Sequence[str]:
            return answers.popleft() if answers else ["127.0.0.1"]

        desk = hooks.intake.service.app.state.desk
        guard = GuardedHttp(resolve=resolve)
        hooks.intake.service.app.state.desk = desk.__class__(
            **{name: getattr(desk, name) for name in desk.__slots__} | {"outgoing": guard}
        )
        loop = WebhookLoop(desk.database, desk.sealer, guard, desk.clock)
        async with ear() as heard:
            made = await hooks.add(url=f"https://rebind.example.com:{heard.port}/x")
            tried = await hooks.call("POST", f"/{made['id']}/test")
            await hooks.speak()
            await loop.work_off()

        (dead,) = await hooks.deliveries(made["id"])
        assert heard.connections == 0
        assert tried["error"] == "the address is private or otherwise not allowed"
        assert (dead["state"], dead["last_error"]) == ("dead", tried["error"])

    async def test_follows_no_redirect(self, hooks: Hooks) -> None:
        async with ear() as heard:
            made = await hooks.add()
            hooks.receiver.statuses.append(302)
            tried = await hooks.call("POST", f"/{made['id']}/test")

        assert tried["status"] == 302
        assert heard.connections == 0


class TestMassAssignment:
    """Fault case 21."""

    @pytest.mark.parametrize("name", ["id", "secret", "sealed_secrets", "failing_since", "state"])
    async def test_refuses_fields_that_are_not_for_callers(self, hooks: Hooks, name: str) -> None:
        body = {"name": "n", "url": hooks.receiver.url, "events": EVENTS, name: "x"}
        answer = await hooks.intake.http.post(
            "/v1/webhooks", json=body, headers=hooks.intake.staff("manager")
        )

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == f"/{name}"
