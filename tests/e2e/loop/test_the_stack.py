"""The distributed stack answers at one origin, and a crashed process comes back by itself."""

import os
import subprocess

import httpx
import pytest

from deploy.local.service_process import ROLES, SERVICES
from deploy.local.stack import DistributedStack
from tests.fixtures.systems import PASSWORD, wait_until


@pytest.fixture
def origin(stack: DistributedStack) -> str:
    return stack.url


class TestDistributedStack:
    @pytest.mark.parametrize("service", SERVICES)
    def test_each_service_is_ready_at_the_one_origin(self, origin: str, service: str) -> None:
        answer = httpx.get(f"{origin}/{service}/readyz", trust_env=False)

        assert answer.status_code == 200

    def test_has_a_web_and_a_worker_of_each_service(self, stack: DistributedStack) -> None:
        names = {f"{service}-{role}-1" for service in SERVICES for role in ROLES}

        assert {one.name for one in stack.processes} == names
        assert all(one.is_ready() for one in stack.processes)

    def test_sample_users_sign_in(self, origin: str) -> None:
        answer = httpx.post(
            f"{origin}/triage/v1/auth/token",
            json={"username": "agent01", "password": PASSWORD},
            trust_env=False,
        )

        assert answer.status_code == 200

    def test_the_sample_is_loaded_once(self, stack: DistributedStack) -> None:
        assert "agent01" not in stack.run_command("sample")

    def test_no_process_is_told_another_services_database(self, stack: DistributedStack) -> None:
        named = [name for name in stack.environment_of("intake") if name.endswith("DATABASE_URL")]

        assert named == ["HUIYIN_INTAKE_DATABASE_URL"]

    def test_its_command_reaches_its_databases(self, stack: DistributedStack) -> None:
        done = subprocess.run(  # noqa: S603 -- our own program
            [stack.command, "check-config"],
            env={"PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=True,
        )

        assert stack.postgres is not None
        assert f":{stack.postgres.port}/triage" in done.stdout
        assert f"public address: {stack.url}" in done.stdout

    def test_a_killed_process_comes_back_on_its_port(self, stack: DistributedStack) -> None:
        web = stack.process("followup", "web")
        before = web.pid

        web.kill()

        wait_until(lambda: web.is_running and web.is_ready(), what="the process again")
        assert web.pid != before

    def test_a_process_killed_for_good_stays_away_until_started(
        self, stack: DistributedStack
    ) -> None:
        worker = stack.process("followup", "worker")
        before = worker.restarts

        worker.kill(restart=False)

        assert not worker.is_due()
        worker.start()
        worker.wait_until_ready()
        assert worker.restarts == before
