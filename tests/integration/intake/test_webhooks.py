"""Outgoing webhooks: signed, durable, replayable, and never into the company's own network."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa
from standardwebhooks import Webhook, WebhookVerificationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from services.intake.loops.webhooks import WebhookLoop
from shared.events import CaseProgressed
from shared.guarded_http import GuardedHttp
from shared.ids import new_id
from tests.fixtures.intake import Intake, intake_at
from tests.fixtures.sms_vendor import serving

EVENTS = ["feedback.received", "case.progressed", "reply.delivered"]


@dataclass
class Receiver:
    """One of the company's systems: answers with `statuses` in order, then with 204."""

    url: str = ""
    statuses: deque[int] = field(default_factory=deque)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def handle(self, request: Request) -> Response:
        self.got.append((dict(request.headers), await request.body()))
        status = self.statuses.popleft() if self.statuses else 204
        headers = {"location": "http://127.0.0.1:1/"} if status == 302 else {}
        return Response(status_code=status, headers=headers)

    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.got]


@dataclass
class Hooks:
    """Intake whose webhooks may reach this machine, a receiver, and the loop that delivers."""

    intake: Intake
    receiver: Receiver
    loop: WebhookLoop

    async def call(self, method: str, path: str, body: Any = None, role: str = "manager") -> Any:
        answer = await self.intake.http.request(
            method, f"/v1/webhooks{path}", json=body, headers=self.intake.staff(role)
        )
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def add(self, **fields: Any) -> dict[str, Any]:
        body = {"name": "CRM", "url": self.receiver.url, "events": EVENTS, **fields}
        made: dict[str, Any] = await self.call("POST", "", body)
        return made

    async def speak(self, text: str = "奶茶太甜了, 电话13812345678") -> str:
        answer = await self.intake.submit(
            self.intake.staff("manager"), text=text, customer={"phone": "13812345678"}
        )
        feedback_id: str = answer.json()["id"]
        return feedback_id

    async def work(self, **duration: float) -> None:
        end = self.intake.clock.now() + timedelta(**duration)
        while True:
            while await self.loop.work_off():
                pass
            if self.intake.clock.now() >= end:
                return
            self.intake.clock.advance(minutes=5)

    async def deliveries(self, webhook_id: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.call("GET", f"/{webhook_id}/deliveries"))["items"]
        return found


@pytest_asyncio.fixture
async def hooks(database_url: str) -> AsyncIterator[Hooks]:
    receiver = Receiver()
    app = Starlette(routes=[Route("/hook", receiver.handle, methods=["POST"])])
    async with (
        serving(app) as url,
        intake_at(database_url, intake_webhook_allow="127.0.0.0/8") as i,
    ):
        receiver.url = f"{url}/hook"
        desk = i.service.app.state.desk
        yield Hooks(i, receiver, WebhookLoop(desk.database, desk.sealer, desk.outgoing, i.clock))


def progressed(feedback_id: str, version: int) -> CaseProgressed:
    return CaseProgressed(
        case_id=new_id(),
        feedback_id=feedback_id,
        generation=1,
        version=version,
        progress="assigned",
        public_status="in_progress",
        change="assigned",
        actor="system",
    )


class TestDeliveries:
    async def test_are_signed_as_standard_webhooks_says_and_hold_nothing_unmasked(
        self, hooks: Hooks
    ) -> None:
        made = await hooks.add()
        await hooks.speak()
        await hooks.work()

        ((headers, body),) = hooks.receiver.got
        verified = verify(made["secret"], headers, body)
        assert verified["type"] == "feedback.received"
        assert "13812345678" not in body.decode()
        assert "奶茶太甜了" in verified["data"]["text"]
        assert [one["state"] for one in await hooks.deliveries(made["id"])] == ["delivered"]

    async def test_come_once_for_an_event_that_is_heard_twice(self, hooks: Hooks) -> None:
        await hooks.add()
        snapshot = progressed(new_id(), 1)
        await hooks.intake.consume(snapshot)
        await hooks.intake.consume(snapshot, snapshot)
        await hooks.work()

        assert len(hooks.receiver.got) == 1

    async def test_of_events_nobody_asked_for_are_not_made(self, hooks: Hooks) -> None:
        made = await hooks.add(events=["reply.delivered"])
        await hooks.speak()
        await hooks.work()

        assert await hooks.deliveries(made["id"]) == []

    async def test_begin_with_what_happens_after_the_webhook(self, hooks: Hooks) -> None:
        await hooks.speak()
        hooks.intake.clock.advance(seconds=1)
        await hooks.add()
        await hooks.speak()
        await hooks.work()

        assert len(hooks.receiver.got) == 1

    async def test_are_tried_again_with_the_same_id_and_a_fresh_signature(
        self, hooks: Hooks
    ) -> None:
        made = await hooks.add()
        hooks.receiver.statuses.extend([500, 429])
        await hooks.speak()
        await hooks.work(minutes=20)

        first, *_, last = hooks.receiver.got
        assert len(set(hooks.receiver.ids())) == 1
        assert len(hooks.receiver.got) == 3
        assert first[1] == last[1]
        assert first[0]["webhook-signature"] != last[0]["webhook-signature"]
        assert (await hooks.deliveries(made["id"]))[0]["attempts"] == 3

    async def test_are_given_up_after_a_day_and_replayed_by_hand(self, hooks: Hooks) -> None:
        made = await hooks.add()
        hooks.receiver.statuses.extend([503] * 100)
        await hooks.speak()
        await hooks.work(hours=25)
        (dead,) = await hooks.deliveries(made["id"])
        tries = len(hooks.receiver.got)
        hooks.receiver.statuses.clear()
        await hooks.call("POST", f"/{made['id']}/deliveries/{dead['id']}/replay")
        await hooks.work()

        assert (dead["state"], dead["last_status"]) == ("dead", 503)
        assert 6 < tries < 20
        assert set(hooks.receiver.ids()) == {dead["id"]}
        assert (await hooks.deliveries(made["id"]))[0]["state"] == "delivered"

    @pytest.mark.parametrize("status", [302, 400, 404])
    async def test_are_not_repeated_for_an_answer_that_will_not_change(
        self, hooks: Hooks, status: int
    ) -> None:
        made = await hooks.add()
        hooks.receiver.statuses.append(status)
        await hooks.speak()
        await hooks.work(hours=2)

        assert len(hooks.receiver.got) == 1
        assert (await hooks.deliveries(made["id"]))[0]["state"] == "dead"

    async def test_switch_a_webhook_off_that_failed_for_days(self, hooks: Hooks) -> None:
        made = await hooks.add()
        hooks.receiver.statuses.extend([500] * 1000)
        for _ in range(6):
            await hooks.speak()
            await hooks.work(minutes=5)
            hooks.intake.clock.advance(days=1)
        await hooks.work()
        shown = await hooks.call("GET", f"/{made['id']}")

        assert shown["is_active"] is False
        assert "no success since" in shown["disabled_because"]

    async def test_wait_for_a_number_that_is_not_committed_yet(self, hooks: Hooks) -> None:
        await hooks.add()
        await hooks.speak()
        await hooks.speak()
        database = hooks.intake.service.database
        await database.write(
            lambda s: s.execute(
                sa.text("UPDATE outbox SET seq = seq + 1 WHERE seq = (SELECT MAX(seq) FROM outbox)")
            )
        )
        await hooks.work()
        assert len(hooks.receiver.got) == 1
        hooks.intake.clock.advance(seconds=31)
        await hooks.work()

        assert len(hooks.receiver.got) == 2

    async def test_go_out_once_from_several_workers(self, hooks: Hooks) -> None:
        await hooks.add()
        for _ in range(5):
            await hooks.speak()
        desk = hooks.intake.service.app.state.desk
        others = [
            WebhookLoop(desk.database, desk.sealer, desk.outgoing, desk.clock) for _ in range(3)
        ]
        await asyncio.gather(*(one.work_off() for one in (hooks.loop, *others)))
        await hooks.work()

        assert sorted(set(hooks.receiver.ids())) == sorted(hooks.receiver.ids())
        assert len(hooks.receiver.got) == 5


class TestSecrets:
    async def test_are_shown_once_and_rotate_with_two_signatures(self, hooks: Hooks) -> None:
        made = await hooks.add()
        shown = await hooks.call("GET", f"/{made['id']}")
        rotated = await hooks.call("POST", f"/{made['id']}/rotate")
        await hooks.speak()
        await hooks.work()
        hooks.intake.clock.advance(days=1, hours=1)
        await hooks.speak()
        await hooks.work()

        (early, early_body), (late, late_body) = hooks.receiver.got
        assert "secret" not in shown
        assert verify(made["secret"], early, early_body)
        assert verify(rotated["secret"], early, early_body)
        assert verify(rotated["secret"], late, late_body)
        with pytest.raises(WebhookVerificationError):
            verify(made["secret"], late, late_body)

    async def test_are_not_repeated_with_the_first_answer(self, hooks: Hooks) -> None:
        headers = {**hooks.intake.staff("manager", staff_id=new_id()), "Idempotency-Key": "k1"}
        body = {"name": "BI", "url": hooks.receiver.url, "events": EVENTS}
        first = await hooks.intake.http.post("/v1/webhooks", json=body, headers=headers)
        again = await hooks.intake.http.post("/v1/webhooks", json=body, headers=headers)

        assert first.json()["secret"].startswith("whsec_")
        assert (again.status_code, again.headers["Idempotent-Replay"]) == (200, "true")
        assert again.json()["id"] == first.json()["id"]
        assert "secret" not in again.json()


class TestTest:
    async def test_says_what_came_back(self, hooks: Hooks) -> None:
        made = await hooks.add()
        good = await hooks.call("POST", f"/{made['id']}/test")
        hooks.receiver.statuses.append(500)
        bad = await hooks.call("POST", f"/{made['id']}/test")

        assert (good["ok"], good["status"]) == (True, 204)
        assert (bad["ok"], bad["status"]) == (False, 500)
        assert verify(made["secret"], *hooks.receiver.got[0])["type"] == "webhook.test"


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


def verify(secret: str, headers: dict[str, str], body: bytes) -> dict[str, Any]:
    """Verify as a receiver does, whatever the time is here."""
    webhook = Webhook(secret)
    webhook._Webhook__verify_timestamp = stamp  # type: ignore[attr-defined]
    found: dict[str, Any] = webhook.verify(body.decode(), headers)
    return found


def stamp(header: str) -> datetime:
    return datetime.fromtimestamp(float(header), UTC)
