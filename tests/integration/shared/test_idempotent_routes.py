"""A repeated creating request has one effect and one answer, however close the repetitions are."""

import asyncio
from collections.abc import AsyncIterator, Callable

import httpx
import pytest_asyncio
import sqlalchemy as sa

from shared import audit
from shared.database import Database, Session
from shared.tables import audit_entry
from tests.fixtures.clock import NOON, ManualClock
from tests.fixtures.sign_in import Signer
from tests.integration.shared.sample_app import sample_app

SIGNER = Signer()


@pytest_asyncio.fixture
async def client(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(sample_app(database, SIGNER, ManualClock()))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://test", headers=SIGNER.bearer(NOON)
    ) as made:
        yield made


async def count(database: Database) -> int:
    statement = sa.select(sa.func.count()).select_from(audit_entry)
    return await database.read(lambda session: session.execute(statement).scalar_one())


class TestIdempotentPost:
    async def test_gives_the_first_answer_again(
        self, client: httpx.AsyncClient, database: Database
    ) -> None:
        headers = {"Idempotency-Key": "k1"}
        first = await client.post("/v1/once", json={"text": "x"}, headers=headers)
        again = await client.post(
            "/v1/once",
            content=b'{"text":"x"}',
            headers={**headers, "Content-Type": "application/json"},
        )

        assert (first.status_code, again.status_code) == (201, 200)
        assert again.content == first.content
        assert again.headers["idempotent-replay"] == "true"
        assert "idempotent-replay" not in first.headers
        assert await count(database) == 1

    async def test_refuses_another_body(self, client: httpx.AsyncClient) -> None:
        headers = {"Idempotency-Key": "k1"}
        await client.post("/v1/once", json={"text": "x"}, headers=headers)

        answer = await client.post("/v1/once", json={"text": "y"}, headers=headers)

        assert answer.status_code == 422
        assert answer.json()["type"] == "urn:huiyin:problem:idempotency-key-reused"

    async def test_is_scoped_to_its_caller(self, client: httpx.AsyncClient) -> None:
        headers = {"Idempotency-Key": "k1"}
        other = SIGNER.bearer(NOON, sub="01930000-0000-7000-8000-000000000002")
        await client.post("/v1/once", json={"text": "x"}, headers=headers)

        answer = await client.post(
            "/v1/once", json={"text": "y", "count": 2}, headers={**headers, **other}
        )

        assert answer.status_code == 201

    async def test_has_one_effect_when_sent_at_once(
        self, client: httpx.AsyncClient, database: Database
    ) -> None:
        headers = {"Idempotency-Key": "k1"}
        answers = await asyncio.gather(
            *(client.post("/v1/once", json={"text": "x"}, headers=headers) for _ in range(8))
        )

        assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
        assert len({answer.content for answer in answers}) == 1
        assert await count(database) == 1

    async def test_that_failed_may_be_tried_again(
        self, client: httpx.AsyncClient, database: Database
    ) -> None:
        await client.post("/v1/once", json={"text": "x", "count": 7})
        failed = await client.post(
            "/v1/once", json={"text": "x", "count": 7}, headers={"Idempotency-Key": "k1"}
        )
        assert failed.status_code == 409

        await database.write(lambda session: session.execute(sa.delete(audit_entry)))
        again = await client.post(
            "/v1/once", json={"text": "x", "count": 7}, headers={"Idempotency-Key": "k1"}
        )
        assert again.status_code == 201

    async def test_wants_a_key_of_sensible_length(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(
            "/v1/once", json={"text": "x"}, headers={"Idempotency-Key": "k" * 256}
        )

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/Idempotency-Key"


class TestAuditLog:
    async def test_stays_one_chain_under_concurrent_writers(self, database: Database) -> None:
        def entry(number: int) -> Callable[[Session], int]:
            subject = str(number)
            return lambda session: audit.record(
                session, actor="test", action="x", subject=subject, detail={}, now=NOON
            )

        numbers = await asyncio.gather(*(database.write(entry(number)) for number in range(30)))

        assert sorted(numbers) == list(range(1, 31))
        assert await database.read(audit.verify) is None
