"""The local servers start, survive a kill, keep their data, and leave nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import aio_pika
import asyncpg
import httpx
import pytest

from deploy.local.databases import create_database, drop_database
from deploy.local.errors import CannotStartError
from deploy.local.gateway import Gateway
from deploy.local.ports import is_free
from deploy.local.postgres import PostgresServer
from deploy.local.rabbitmq import RabbitServer
from deploy.local.supervisor import Supervisor

ROOT = Path(__file__).resolve().parents[3]


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition did not come true"
        time.sleep(0.05)


class TestPostgres:
    async def test_keeps_what_was_committed_when_killed(self) -> None:
        with PostgresServer() as server:
            connection = await asyncpg.connect(server.url)
            await connection.execute("create table kept (n int); insert into kept values (7)")
            server.kill()
            connection.terminate()

            assert server.start() == server.url

            connection = await asyncpg.connect(server.url)
            assert await connection.fetchval("select n from kept") == 7
            await connection.close()

    async def test_a_role_cannot_enter_another_ones_database(self, postgres_url: str) -> None:
        url = await create_database(postgres_url, "deploy_a", "pass word'1")
        await create_database(postgres_url, "deploy_b", "pass word'2")
        try:
            own = await asyncpg.connect(url)
            await own.close()
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await asyncpg.connect(url.removesuffix("deploy_a") + "deploy_b")
        finally:
            for name in ("deploy_a", "deploy_b"):
                await drop_database(postgres_url, name)

    def test_leaves_no_folder_and_no_process(self) -> None:
        with PostgresServer() as server:
            folder, pid = server.folder, server.pid

        assert not folder.exists()
        assert not is_running(pid)


class TestRabbit:
    async def test_keeps_durable_messages_when_killed(self, own_rabbitmq: RabbitServer) -> None:
        await publish(own_rabbitmq.url, b"kept")
        # RabbitMQ 3 writes down a new quorum queue some seconds late; an orderly stop does it now.
        own_rabbitmq.restart()
        own_rabbitmq.kill()

        own_rabbitmq.start()

        assert await first_message(own_rabbitmq.url) == b"kept"


async def publish(url: str, body: bytes) -> None:
    connection = await aio_pika.connect(url)
    async with connection:
        channel = await connection.channel()
        await channel.declare_queue("q", durable=True, arguments={"x-queue-type": "quorum"})
        message = aio_pika.Message(body, delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
        await channel.default_exchange.publish(message, routing_key="q")


async def first_message(url: str) -> bytes:
    connection = await aio_pika.connect(url)
    async with connection:
        channel = await connection.channel()
        queue = await channel.get_queue("q")
        message = await queue.get(timeout=60)
        assert message is not None
        await message.ack()
        return message.body


class TestGateway:
    def test_says_when_a_service_does_not_answer(self) -> None:
        with Gateway({"intake": [1], "triage": [1, 2], "followup": [1]}) as gateway:
            answer = httpx.get(f"{gateway.url}/intake/v1/feedback", trust_env=False)

            assert answer.status_code == 503
            assert answer.headers["content-type"].startswith("application/problem+json")
            assert answer.headers["retry-after"] == "2"
            assert answer.json()["errors"] == []

    def test_refuses_a_body_above_its_limit(self) -> None:
        with Gateway({"intake": [1], "triage": [1], "followup": [1]}) as gateway:
            answer = httpx.post(
                f"{gateway.url}/intake/v1/attachments", content=bytes(97 * 2**20), trust_env=False
            )

            assert answer.status_code == 413
            assert answer.json()["status"] == 413
            assert "96 MiB" in answer.json()["detail"]

    def test_answers_what_no_service_gets_to_see_as_the_services_do(self) -> None:
        with Gateway({"intake": [1], "triage": [1], "followup": [1]}) as gateway:
            address = f"{gateway.url}/triage/v1/search?q="
            for long, headers in (("x" * 40_000, {}), ("x", {"X-Long": "x" * 40_000})):
                answer = httpx.get(address + long, headers=headers, trust_env=False)

                assert answer.status_code == 400
                assert answer.headers["content-type"].startswith("application/problem+json")
                assert answer.json()["errors"] == []

    def test_a_taken_port_is_one_sentence(self) -> None:
        upstreams = {"intake": [1], "triage": [1], "followup": [1]}
        with (
            Gateway(upstreams) as gateway,
            pytest.raises(CannotStartError, match=f"Port {gateway.port} of 127.0.0.1 is taken"),
            Gateway(upstreams, port=gateway.port),
        ):
            pass


class TestSupervisor:
    def test_starts_a_killed_gateway_again_and_tells(self) -> None:
        told: list[str] = []
        with Gateway({"intake": [1], "triage": [1], "followup": [1]}) as gateway:
            log = gateway.log
            supervisor = Supervisor([gateway], told.append)
            supervisor.start()
            try:
                killed = gateway.pid
                os.kill(killed, signal.SIGKILL)
                wait_until(lambda: gateway.pid != killed and is_answering(gateway.url))
            finally:
                supervisor.stop()

        assert told == [f"nginx was killed by signal 9 and is started again: see {log}"]

    async def test_starts_a_killed_database_again_with_its_data(self) -> None:
        with PostgresServer() as server:
            connection = await asyncpg.connect(server.url)
            await connection.execute("create table kept (n int); insert into kept values (7)")
            supervisor = Supervisor([server], lambda _text: None)
            supervisor.start()
            try:
                killed = server.pid
                os.kill(killed, signal.SIGKILL)
                connection.terminate()
                wait_until(lambda: server.pid != killed and server.is_wanted)
            finally:
                supervisor.stop()

            connection = await asyncpg.connect(server.url)
            assert await connection.fetchval("select n from kept") == 7
            await connection.close()

    def test_waits_for_the_port_that_its_killed_workers_still_hold(self) -> None:
        with Gateway({"intake": [1], "triage": [1], "followup": [1]}) as gateway:
            gateway.kill()
            wait_until(lambda: is_free(gateway.port))  # the killed workers of nginx itself
            with socket.create_server(("127.0.0.1", gateway.port)) as held:
                closing = threading.Timer(0.1, held.close)
                closing.start()
                gateway.start()
                closing.join()

            assert is_answering(gateway.url)

    def test_leaves_alone_what_was_killed_on_purpose(self) -> None:
        with Gateway({"intake": [1], "triage": [1], "followup": [1]}) as gateway:
            gateway.kill()

            assert not gateway.is_due()


def is_answering(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


class TestGuardian:
    def test_ends_the_servers_of_a_program_that_was_killed(self, tmp_path: Path) -> None:
        program = (
            "import time\n"
            "from deploy.local.postgres import PostgresServer\n"
            "server = PostgresServer(); server.start()\n"
            "print(server.pid, server.folder, flush=True)\n"
            "time.sleep(600)\n"
        )
        parent = subprocess.Popen(  # noqa: S603 -- our own program
            [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert parent.stdout
        pid, folder = parent.stdout.readline().split()

        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
        parent.stdout.close()

        wait_until(lambda: not is_running(int(pid)))
        wait_until(lambda: not Path(folder).exists())


def is_running(pid: int) -> bool:
    """Say whether the process runs; one that only waits to be reaped does not."""
    done = subprocess.run(  # noqa: S603 -- a number
        ["ps", "-o", "stat=", "-p", str(pid)],  # noqa: S607 -- whichever ps there is
        capture_output=True,
        text=True,
        check=False,
    )
    return bool(done.stdout.strip()) and not done.stdout.strip().startswith("Z")
