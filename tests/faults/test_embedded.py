"""The embedded system killed, stopped and out of disk: all that was taken stands once."""

import random
from collections.abc import Iterator

import httpx
import pytest

from shared.ids import new_id
from tests.fixtures.faults_books import RECEIVED, Books
from tests.fixtures.faults_disk import Disk
from tests.fixtures.faults_load import RECOVERY_SECONDS, Closers, Customers, feedback_key, scaled
from tests.fixtures.faults_lost_replies import (
    Submitting,
    expect_lost_reply_replayed,
    expect_one_of_a_pair,
)
from tests.fixtures.systems import TLS, EmbeddedProgram, wait_until

KILLS = scaled(4, 150)
CLOSED = scaled(5, 150)
STORM_SECONDS = 8.0 * KILLS
"""So long the kills take at most; a classifier needs longer to start than it lives between two."""


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disk]:
    with Disk(tmp_path_factory.mktemp("disk") / "mounted") as mounted:
        yield mounted


@pytest.fixture(scope="module")
def program(disk: Disk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedProgram]:
    made = EmbeddedProgram(disk.folder / "var")
    made.log = tmp_path_factory.mktemp("log") / "embedded.log"
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def books(program: EmbeddedProgram) -> Books:
    names = ("intake", "triage", "followup")
    return Books(program, {name: f"sqlite:///{program.folder}/{name}.sqlite3" for name in names})


@pytest.fixture(scope="module")
def customers(program: EmbeddedProgram) -> Customers:
    return Customers(program.url, feedback_key(program))


class TestKilled:
    def test_under_load_it_loses_and_doubles_nothing(
        self, program: EmbeddedProgram, books: Books, customers: Customers
    ) -> None:
        moments = random.Random(20261122)  # noqa: S311 - when to kill, no secret
        patience = STORM_SECONDS + 4 * RECOVERY_SECONDS
        closers = Closers(program.url, customers, CLOSED, patience=patience)
        with closers, customers:
            for _ in range(KILLS):
                customers.wait_for_more(moments.randint(10, 120))
                program.kill()
                program.start()

        books.settle(customers)
        books.expect_reconciled(len(customers.ids))
        books.expect_closed(closers)
        assert customers.repeated > 0


class TestStopped:
    def test_under_load_it_ends_in_order_and_loses_nothing(
        self, program: EmbeddedProgram, books: Books, customers: Customers
    ) -> None:
        with customers:
            customers.wait_for_more(30)
            status = program.stop()
            program.start()
            customers.wait_for_more(10)

        assert status == 0
        books.settle(customers)


class TestReplyLost:
    def test_the_retry_gets_the_first_answer(
        self, program: EmbeddedProgram, books: Books, customers: Customers
    ) -> None:
        submitting = Submitting([f"{program.url}/intake"], customers.key)

        for feedback_id in expect_lost_reply_replayed(books, submitting):
            customers.accepted[new_id()] = feedback_id

        books.settle(customers)

    def test_of_two_at_once_one_is_new(
        self, program: EmbeddedProgram, books: Books, customers: Customers
    ) -> None:
        submitting = Submitting([f"{program.url}/intake"], customers.key)

        for feedback_id in expect_one_of_a_pair(submitting, pairs=scaled(10, 200)):
            customers.accepted[new_id()] = feedback_id

        books.settle(customers)


class TestDiskFull:
    def test_it_refuses_until_there_is_room_again(
        self, program: EmbeddedProgram, books: Books, customers: Customers, disk: Disk
    ) -> None:
        submitting = Submitting([f"{program.url}/intake"], customers.key)
        refusals: list[httpx.Response] = []

        with customers:
            customers.wait_for_more(20)
            with disk.full(program.pid):
                wait_until(lambda: customers.refused > 10, what="refusals on a full disk")
                refusals = [submitting.send(new_id(), {"text": "磁盘满了"}) for _ in range(3)]
                held = books.number("intake", RECEIVED["intake"])
                assert httpx.get(f"{program.url}/intake/healthz", verify=TLS).status_code == 200
            customers.wait_for_more(20, seconds=RECOVERY_SECONDS)

        assert [answer.status_code for answer in refusals] == [503] * 3
        assert all("Retry-After" in answer.headers for answer in refusals)
        assert held <= len(customers.ids)
        books.settle(customers)
        books.expect_reconciled(len(customers.ids))
