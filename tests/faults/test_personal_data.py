"""Case 24: a number somebody wrote stands in clear nowhere but sealed, and unmasked on purpose."""

import csv
import io
import logging
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aio_pika
import httpx
import pytest
import pytest_asyncio

from embedded.export import export_cases
from shared import logs
from shared.database import Session
from shared.events import CaseTriaged
from shared.messaging.rabbit import RabbitBus
from shared.messaging.topology import EXCHANGE, declare_exchange
from tests.fixtures.access import PNG, SERVICES, World, until, world_in
from tests.fixtures.api_operations import operations
from tests.fixtures.personal_numbers import Numbers
from tests.fixtures.servers import clear

pytestmark = pytest.mark.asyncio(loop_scope="module")

CASES = 40 if os.environ.get("HUIYIN_FAULTS") == "full" else 4
EVERY_ROLE = ("admin", "manager", "auditor", "lead01", "agent01", "store01")
SPY = "huiyin.spy"
FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "＝1+1")


@dataclass
class Planted:
    """The system after customers and staff wrote numbers everywhere, and what was seen of it."""

    world: World
    numbers: Numbers
    log: Path
    folder: Path
    problems: list[str] = field(default_factory=list)
    feedback: list[dict[str, Any]] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def planted(
    tmp_path_factory: pytest.TempPathFactory, rabbitmq_url: str
) -> AsyncIterator[Planted]:
    folder, data = tmp_path_factory.mktemp("personal"), tmp_path_factory.mktemp("var")
    await clear(rabbitmq_url)
    connection = await aio_pika.connect(rabbitmq_url)
    with logged_to(folder / "log") as log:
        async with world_in(data, bus=RabbitBus(rabbitmq_url)) as world:
            await world.settled()  # by then the services' own queues stand, as in any operation
            spy = await spy_on(connection)
            made = Planted(world, Numbers(), log, data)
            for number in range(CASES):
                await whole_life(made, number)
            await wrong_requests(made)
            await world.settled()
            while message := await spy.get(fail=False, no_ack=True):
                made.messages.append(message.body)
            yield made
    await connection.close()
    await clear(rabbitmq_url)


async def spy_on(connection: aio_pika.abc.AbstractConnection) -> aio_pika.abc.AbstractQueue:
    """Return a queue that gets a copy of every message."""
    channel = await connection.channel()
    await declare_exchange(channel)
    queue = await channel.declare_queue(SPY, exclusive=True)
    await queue.bind(EXCHANGE, routing_key="#")
    return queue


@contextmanager
def logged_to(path: Path) -> Iterator[Path]:
    """Write every log line of this process, debug ones too, to a file."""
    root, sink = logging.getLogger(), logs.sink
    before = list(root.handlers), root.level
    with path.open("wb") as file:
        logs.sink = logs.Sink(file.fileno())
        logs.configure("embedded", "debug")
        yield path
        logs.sink.flush()
        logs.sink = sink
        root.handlers, root.level = before


async def whole_life(made: Planted, number: int) -> None:
    """Play one case with a number in everything that anybody can write."""
    world, say = made.world, made.numbers.any
    said = await world.made(
        "manager",
        "/intake/v1/feedback",
        {
            "text": f"空调坏了,{say()},{say()}",
            "store_code": "S001",
            "customer": {
                "name": f"周{made.numbers.plain_phone()}",
                "phone": made.numbers.plain_phone(),
                "email": f"{made.numbers.plain_phone()}@example.com",
            },
            "campaign": say(),
            "order_no": made.numbers.phone(),
            "external_id": made.numbers.plain_phone(),
            "extra": {say(): {"备注": [say(), say()]}},
        },
        headers={"Idempotency-Key": made.numbers.plain_phone()},
    )
    track = f"/intake/t/{said['track_url'].rpartition('/')[2]}"
    picture = {"file": (f"{made.numbers.plain_phone()}.png", PNG, "image/png")}
    await world.ask("manager", "POST", "/intake/v1/attachments", files=picture)

    async def case() -> Any:
        found = await world.get("manager", "/followup/v1/cases", feedback_id=said["id"])
        return found["items"]

    case_id = (await until(case, what="the case"))[0]["id"]
    made.feedback.append(said)
    made.cases.append(case_id)
    await world.settled()
    to = {"to_staff": world.staff["agent01"]}
    await moved(made, "manager", case_id, "triage.transfer", {**to, "reason": say()})
    task = {"team": world.teams["商品质量"], "text": say()}
    await moved(made, "manager", case_id, "triage.tasks", task)
    await moved(made, "agent01", case_id, "triage.decline", {"reason": say()})
    await moved(made, "manager", case_id, "triage.transfer", {**to, "reason": say()})
    await moved(made, "agent01", case_id, "followup.start")
    await moved(made, "agent01", case_id, "followup.note", {"text": say()})
    await moved(made, "agent01", case_id, "followup.ask", {"text": say()})
    await world.made(None, f"{track}/messages", {"text": say(), "key": made.numbers.plain_phone()})
    await world.ask(None, "POST", f"{track}/messages", data={"text": say()})
    await world.settled()
    result = {"result": f"{FORMULAS[number % len(FORMULAS)]} {say()}", "measures": say()}
    told = await moved(made, "agent01", case_id, "followup.resolve", result)
    survey = f"/followup/v1/surveys/{told['survey']['url'].rpartition('/')[2]}"
    await world.made(None, survey, {"score": 1, "solved": False, "comment": say()})
    await world.settled()
    await moved(made, "manager", case_id, "triage.transfer", {**to, "reason": say()})
    await moved(made, "agent01", case_id, "followup.start")
    await moved(made, "agent01", case_id, "followup.resolve", {"result": say()})
    await moved(made, "manager", case_id, "followup.reopen", {"reason": say()})
    await form_sent(made)
    if number:
        into = {"into": made.cases[0], "reason": say()}
        await moved(made, "manager", case_id, "triage.merge", into)
    handle = (await world.get("manager", f"/intake/v1/feedback/{said['id']}"))["customer"]
    await world.made("manager", f"/intake/v1/customers/{handle}/unmask", {"reason": say()})
    await world.made("manager", "/triage/v1/classify", {"text": say()})


async def moved(made: Planted, who: str, case_id: str, move: str, body: Any = None) -> Any:
    service, _, name = move.partition(".")
    case = await made.world.move(who, service, case_id, name, body)
    await made.world.settled()
    return case


async def form_sent(made: Planted) -> None:
    """Send the page's form, and then one that is refused."""
    token = (await made.world.form_token())["Authorization"].removeprefix("Bearer ")
    fields = {"text": made.numbers.any(), "name": made.numbers.plain_phone(), "token": token}
    sent = await made.world.ask(None, "POST", "/intake/f/welcome", data=fields)
    assert sent.status_code == 303


async def wrong_requests(made: Planted) -> None:
    """Put numbers where none belong, and keep what is answered."""
    world, number = made.world, made.numbers.plain_phone
    manager = await world.sign_in("manager")
    feedback = "/intake/v1/feedback"
    attempts: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", feedback, {"json": {"text": "x", "store_code": number()}}),
        ("POST", feedback, {"json": {"text": "x", "channel": number()}}),
        ("POST", feedback, {"json": {"text": "x", number(): 1}}),
        ("POST", feedback, {"json": {"text": {number(): number()}}}),
        ("POST", feedback, {"json": {"text": "x", "rating": int(number())}}),
        ("POST", feedback, {"json": {"text": "x", "customer": {number(): 1}}}),
        ("POST", feedback, {"json": {"text": "x", "occurred_at": number()}}),
        ("POST", feedback, {"content": number().encode()}),
        ("POST", feedback, {"json": {"text": ""}, "headers": {"X-Request-ID": number()}}),
        ("POST", feedback, {"json": {"text": ""}, "headers": {"traceparent": number()}}),
        ("POST", feedback, {"json": {"text": ""}, "headers": {"User-Agent": number()}}),
        ("GET", feedback, {"params": {"since": number()}}),
        ("GET", feedback, {"params": {"limit": number()}}),
        ("GET", feedback, {"params": {"cursor": number()}}),
        ("GET", f"{feedback}/{number()}", {}),
        ("GET", f"/intake/t/{number()}", {}),
        ("GET", f"/intake/f/{number()}", {}),
        ("GET", f"/followup/s/{number()}", {}),
        ("GET", f"/followup/v1/{number()}", {}),
        ("GET", f"/{number()}", {}),
        ("GET", "/followup/v1/cases", {"params": {"ticket_no": number(), "owner": number()}}),
        ("GET", "/followup/v1/cases", {"params": {"status": number()}}),
        ("GET", "/triage/v1/cases", {"params": {"topic": number(), "store_code": number()}}),
        ("POST", "/triage/v1/stores", {"json": {"code": number()}}),
        ("PUT", f"/intake/v1/stores/{number()}", {"json": {"name": "a"}}),
        ("POST", f"/intake/v1/customers/{number()}/unmask", {"json": {"reason": "回电"}}),
        (number(), feedback, {}),
    ]
    for method, path, options in attempts:
        headers = {**manager, **options.pop("headers", {})}
        for language in ("zh", "en"):
            answer = await world.ask(
                {**headers, "Accept-Language": language}, method, path, **options
            )
            made.problems.append(seen(answer))
    for name in (number(), f"{number()}@example.com"):
        body = {"username": name, "password": number()}
        answer = await world.ask(None, "POST", "/triage/v1/auth/token", json=body)
        made.problems.append(seen(answer))
    await failing_event(made)


async def failing_event(made: Planted) -> None:
    """Let a handler fail with a number in its words, so that the event is listed as failing."""
    service = made.world.system.services["followup"]
    handler = next(one for one in service.handlers if one.event is CaseTriaged)
    apply = handler.apply
    words = f"cannot keep {made.numbers.plain_phone()}"

    def fail(_session: Session, *_: Any) -> None:
        raise ValueError(words)

    object.__setattr__(handler, "apply", fail)
    await made.world.made("manager", "/intake/v1/feedback", {"text": f"漏水,{made.numbers.any()}"})

    async def is_listed() -> Any:
        return (await made.world.get("admin", "/followup/v1/parked-events"))["items"]

    made.problems.append(str(await until(is_listed, what="the failing event listed")))
    object.__setattr__(handler, "apply", apply)
    made.world.clock.advance(seconds=60)


def seen(answer: httpx.Response) -> str:
    """Return all that an answer says, headers included."""
    return f"{answer.status_code} {dict(answer.headers)} {answer.text}"


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def read(path: Path) -> bytes:
    return path.read_bytes()


class TestPlantedNumber:
    async def test_is_one_of_many(self, planted: Planted) -> None:
        assert len(planted.numbers.planted) >= (1000 if CASES > 4 else 120)

    async def test_stands_in_no_log_line(self, planted: Planted) -> None:
        logs.sink.flush()
        text = read(planted.log).decode()

        assert '"event":"request"' in text
        assert "空调坏了" not in text
        assert planted.numbers.found_in(text) == set()

    async def test_stands_in_no_metric(self, planted: Planted) -> None:
        for service in SERVICES:
            answer = await planted.world.ask(None, "GET", f"/{service}/metrics")
            assert answer.status_code == 200
            assert planted.numbers.found_in(answer.text) == set()

    @pytest.mark.parametrize("service", SERVICES)
    async def test_stands_in_no_column(self, planted: Planted, service: str) -> None:
        """Sealed columns are among those read: what is sealed cannot be found either."""
        planted.world.look()
        eye = planted.world.eyes[SERVICES.index(service)]
        found = {}
        for (table,) in eye.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
            cursor = eye.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            names = [column[0] for column in cursor.description]
            for row in cursor:
                for name, value in zip(names, row, strict=True):
                    clear = planted.numbers.found_in(
                        value if isinstance(value, bytes) else str(value)
                    )
                    if clear:
                        found[f"{table}.{name}"] = clear
        assert found == {}

    async def test_stands_in_no_file(self, planted: Planted) -> None:
        files = files_in(planted.folder)

        assert any(path.name.endswith("-wal") for path in files)
        for path in files:
            assert planted.numbers.found_in(read(path)) == set(), path

    async def test_stands_in_no_message(self, planted: Planted) -> None:
        assert len(planted.messages) > CASES
        for body in planted.messages:
            assert planted.numbers.found_in(body) == set()

    async def test_stands_in_no_refusal(self, planted: Planted) -> None:
        for problem in planted.problems:
            assert planted.numbers.found_in(problem) == set(), problem

    @pytest.mark.parametrize("who", EVERY_ROLE)
    async def test_stands_in_nothing_that_is_read(self, planted: Planted, who: str) -> None:
        world = planted.world
        pages = [one for one in await operations(world) if one.reads and one.roles]
        lists = [f"/{one.service}{one.path}" for one in pages if not one.parameters("path")]
        ones = [f"/intake/v1/feedback/{said['id']}" for said in planted.feedback]
        for service in ("triage", "followup"):
            ones += [f"/{service}/v1/cases/{case_id}" for case_id in planted.cases]
        read = 0
        for path in (*lists, *ones):
            options = {"params": {"limit": "200"}} if path in lists else {}
            answer = await world.ask(who, "GET", path, **options)
            assert planted.numbers.found_in(seen(answer)) == set(), (path, answer.text)
            read += answer.status_code == 200
        assert read > 3

    async def test_stands_on_no_page(self, planted: Planted) -> None:
        for said in planted.feedback:
            page = await planted.world.ask(None, "GET", said["track_url"])
            assert page.status_code == 200
            assert planted.numbers.found_in(page.text) == set()

    async def test_stands_in_no_export(self, planted: Planted, tmp_path: Path) -> None:
        database = planted.world.system.services["followup"].database
        count = await export_cases(database, tmp_path / "cases.csv")

        assert count >= CASES
        assert planted.numbers.found_in(read(tmp_path / "cases.csv")) == set()


class TestUnmasking:
    async def test_shows_the_contact_and_says_so_in_the_audit_log(self, planted: Planted) -> None:
        world, said = planted.world, planted.feedback[-1]
        handle = (await world.get("manager", f"/intake/v1/feedback/{said['id']}"))["customer"]

        shown = await world.made(
            "manager", f"/intake/v1/customers/{handle}/unmask", {"reason": "回电核实地址"}
        )

        assert shown["phone"] in planted.numbers.needles
        assert planted.numbers.found_in(shown["name"])
        log = await world.get("auditor", "/intake/v1/audit", action="customer.unmask", limit=1)
        entry = log["items"][0]
        assert entry["actor"] == f"staff:{world.staff['manager']}"
        assert (entry["subject"], entry["detail"]) == (handle, {"reason": "回电核实地址"})
        assert (await world.get("auditor", "/intake/v1/audit/verify"))["intact"]

    @pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": " "}, {"reason": None}])
    async def test_needs_a_reason(self, planted: Planted, body: dict[str, Any]) -> None:
        handle = (
            await planted.world.get("manager", f"/intake/v1/feedback/{planted.feedback[0]['id']}")
        )["customer"]
        path = f"/intake/v1/customers/{handle}/unmask"
        before = await planted.world.get("auditor", "/intake/v1/audit", limit=1)

        answer = await planted.world.ask("manager", "POST", path, json=body)

        assert answer.status_code == 422
        assert await planted.world.get("auditor", "/intake/v1/audit", limit=1) == before


class TestExport:
    async def test_holds_no_cell_that_a_spreadsheet_runs(
        self, planted: Planted, tmp_path: Path
    ) -> None:
        for formula in FORMULAS:
            await planted.world.made("manager", "/intake/v1/feedback", {"text": formula})
        await planted.world.settled()
        database = planted.world.system.services["followup"].database
        await export_cases(database, tmp_path / "cases.csv")

        rows = list(csv.reader(io.StringIO(read(tmp_path / "cases.csv").decode("utf-8-sig"))))
        cells = [cell for row in rows[1:] for cell in row]
        written = [cell for cell in cells if any(one.strip() in cell for one in FORMULAS)]

        assert len(written) >= len(FORMULAS)
        assert all(cell.startswith("'") for cell in written)
