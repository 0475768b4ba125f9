"""The distributed system with its processes, broker and database killed under load."""

import random
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any

import httpx
import pytest

from deploy.local.service_process import ServiceProcess
from deploy.local.stack import DistributedStack, StackSettings
from shared.ids import new_id
from tests.fixtures.faults_books import Books
from tests.fixtures.faults_load import (
    FULL,
    RECOVERY_SECONDS,
    Closers,
    Customers,
    feedback_key,
    scaled,
)
from tests.fixtures.faults_lost_replies import (
    Submitting,
    expect_lost_reply_replayed,
    expect_one_of_a_pair,
)
from tests.fixtures.systems import SAMPLE, DistributedProgram, wait_until

KILLS = scaled(4, 150)
CLOSED = scaled(4, 150)
BROKER_AWAY_SECONDS = scaled(5, 600)
TAKEN_MEANWHILE = scaled(40, 1_000)
ANSWER_SECONDS = 5.0
REPLICAS = {
    f"{service}-{role}": 3
    for service in ("intake", "triage", "followup")
    for role in ("web", "worker")
}


@pytest.fixture(scope="module")
def program() -> Iterator[DistributedProgram]:
    replicas = REPLICAS if FULL else {"intake-web": 2}
    stack = DistributedStack(StackSettings(environment=SAMPLE, replicas=replicas))
    made = DistributedProgram(stack)
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def stack(program: DistributedProgram) -> DistributedStack:
    return program.stack


@pytest.fixture(scope="module")
def books(program: DistributedProgram, stack: DistributedStack) -> Books:
    return Books(program, stack.database_urls)


@pytest.fixture(scope="module")
def customers(program: DistributedProgram) -> Customers:
    return Customers(program.url, feedback_key(program))


class TestProcessesKilled:
    def test_under_load_nothing_is_lost_or_doubled(
        self, stack: DistributedStack, books: Books, customers: Customers
    ) -> None:
        moments = random.Random(2)  # noqa: S311 - whom to kill and when, no secret
        victims = random_order(stack, moments)

        with Closers(stack.url, customers, CLOSED) as closers, customers:
            for victim in victims:
                customers.wait_for_more(moments.randint(10, 80))
                victim.kill()

        wait_until_ready(stack)
        books.settle(customers)
        books.expect_reconciled(len(customers.ids))
        books.expect_closed(closers)


class TestBrokerKilled:
    def test_everything_is_taken_meanwhile_and_arrives_afterwards(
        self, stack: DistributedStack, books: Books, customers: Customers
    ) -> None:
        assert stack.rabbitmq is not None
        with customers:
            customers.wait_for_more(20)
            refused, before = customers.refused, len(customers.ids)
            stack.rabbitmq.kill()
            customers.wait_for_more(TAKEN_MEANWHILE, seconds=2 * RECOVERY_SECONDS)
        threading.Event().wait(BROKER_AWAY_SECONDS)
        with customers:
            customers.wait_for_more(20)

        assert customers.refused == refused
        stack.rabbitmq.start()
        books.settle(customers, seconds=BROKER_AWAY_SECONDS + RECOVERY_SECONDS)
        wait_until_ready(stack)
        meanwhile = customers.ids[before:]
        said = books.states()
        in_order = said_again(stack, customers, [said[one] for one in meanwhile])
        books.settle(customers)

        states = books.states()
        assert [states[one] for one in meanwhile] == [states[one] for one in in_order]


class TestBrokerFrozen:
    def test_handlers_answer_and_readiness_tells(
        self, stack: DistributedStack, books: Books, customers: Customers
    ) -> None:
        assert stack.rabbitmq is not None
        with customers:
            refused = customers.refused
            stack.rabbitmq.freeze()
            try:
                customers.wait_for_more(50)
                for process in (stack.process("intake", "web"), stack.process("intake", "worker")):
                    wait_until_red(process)
                    assert process.is_alive()
                customers.slowest = 0.0
                customers.wait_for_more(50)
            finally:
                stack.rabbitmq.thaw()

        assert customers.refused == refused
        assert customers.slowest < ANSWER_SECONDS
        books.settle(customers)
        wait_until_ready(stack)


class TestDatabaseKilled:
    def test_it_refuses_politely_and_recovers_alone(
        self, stack: DistributedStack, books: Books, customers: Customers
    ) -> None:
        assert stack.postgres is not None
        intake = stack.process("intake", "web")
        submitting = Submitting([intake.url], customers.key)

        with customers:
            customers.wait_for_more(30)
            stack.postgres.kill()
            wait_until(lambda: customers.refused > 10, what="refusals", seconds=RECOVERY_SECONDS)
            refusals = [submitting.send(new_id(), {"text": "数据库不在"}) for _ in range(3)]
            assert not intake.is_ready()
            assert intake.is_alive()
            stack.postgres.start()
            back = time.monotonic()
            customers.wait_for_more(30)
            assert time.monotonic() - back < RECOVERY_SECONDS

        assert [answer.status_code for answer in refusals] == [503] * 3
        assert all(answer.headers["Retry-After"] for answer in refusals)
        assert all(is_problem(answer) for answer in refusals)
        books.settle(customers)
        wait_until_ready(stack)
        books.expect_reconciled(len(customers.ids))


class TestReplyLost:
    def test_the_retry_gets_the_first_answer(
        self, stack: DistributedStack, books: Books, customers: Customers
    ) -> None:
        submitting = Submitting(intake_addresses(stack), customers.key)

        for feedback_id in expect_lost_reply_replayed(books, submitting):
            customers.accepted[new_id()] = feedback_id

        books.settle(customers)

    def test_of_two_at_once_at_two_processes_one_is_new(
        self, stack: DistributedStack, books: Books, customers: Customers
    ) -> None:
        submitting = Submitting(intake_addresses(stack), customers.key)

        for feedback_id in expect_one_of_a_pair(submitting, pairs=scaled(10, 200)):
            customers.accepted[new_id()] = feedback_id

        books.settle(customers)


def said_again(
    stack: DistributedStack, customers: Customers, said: Sequence[Sequence[Any]]
) -> list[str]:
    """Hand the same texts of the same stores in, one after the other; return the feedbacks."""
    submitting = Submitting(intake_addresses(stack), customers.key)
    for text, store_code, *_ in said:
        body = {"text": text, "store_code": store_code}
        customers.accepted[new_id()] = submitting.send(new_id(), body).json()["id"]
    return customers.ids[-len(said) :]


def random_order(stack: DistributedStack, moments: random.Random) -> list[ServiceProcess]:
    """Return whom to kill: each process before any a second time, then at random."""
    first = moments.sample(stack.processes, len(stack.processes))
    further = moments.choices(stack.processes, k=KILLS)
    return (first + further)[:KILLS]


def wait_until_ready(stack: DistributedStack) -> None:
    for process in stack.processes:
        wait_until(process.is_ready, what=f"{process.name} ready", seconds=RECOVERY_SECONDS)


def wait_until_red(process: ServiceProcess) -> None:
    wait_until(lambda: not process.is_ready(), what=f"{process.name} not ready", seconds=30)


def intake_addresses(stack: DistributedStack) -> list[str]:
    return [one.url for one in stack.processes if one.name.startswith("intake-web")]


def is_problem(answer: httpx.Response) -> bool:
    return answer.headers["Content-Type"].startswith("application/problem+json")
