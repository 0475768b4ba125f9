"""The first answer is kept and given again; another body under the same key is refused."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from shared import idempotency
from shared.database import Session, memory_session
from shared.idempotency import FirstAnswer, IdempotencyKeyReused
from shared.tables import kit_metadata
from tests.fixtures.clock import NOON


@pytest.fixture
def session() -> Iterator[Session]:
    with memory_session([kit_metadata]) as made:
        yield made


def answer(number: int) -> FirstAnswer:
    return FirstAnswer(
        idempotency.digest("staff:1", "POST /v1/x", f"key-{number}"),
        idempotency.fingerprint(b'{"a": 1}'),
        201,
        '{"id":"1"}',
    )


class TestDigest:
    def test_is_scoped_to_principal_and_route(self) -> None:
        digests = {
            idempotency.digest(principal, route, key)
            for principal in ("staff:1", "staff:2")
            for route in ("POST /v1/x", "POST /v1/y")
            for key in ("a", "b")
        }

        assert len(digests) == 8
        assert all(len(one) == 64 for one in digests)


class TestFingerprint:
    def test_is_of_the_value_and_not_of_its_spelling(self) -> None:
        first = idempotency.fingerprint(b'{"a": 1, "b": {"c": 2, "d": 3}}')

        assert idempotency.fingerprint(b'{"b":{"d":3,"c":2},"a":1}') == first
        assert idempotency.fingerprint(b'{"b":{"d":3,"c":2},"a":2}') != first

    @pytest.mark.parametrize("body", [b"", b"no json", b"a=1", b"[NaN]", b"\xff", b"[" * 2000])
    def test_takes_any_body(self, body: bytes) -> None:
        assert len(idempotency.fingerprint(body)) == 64


class TestRecall:
    def test_gives_the_first_answers(self, session: Session) -> None:
        answers = [answer(number) for number in range(3)]
        idempotency.remember_many(session, answers[:2], now=NOON)

        found = idempotency.recall_many(session, [one.digest for one in answers])

        assert found == {one.digest: one for one in answers[:2]}
        assert idempotency.recall(session, answers[2].digest) is None
        assert idempotency.recall_many(session, []) == {}

    def test_refuses_another_body(self) -> None:
        first = answer(1)
        first.must_match(first.fingerprint)

        with pytest.raises(IdempotencyKeyReused) as caught:
            first.must_match(idempotency.fingerprint(b"{}"))
        assert caught.value.status == 422


class TestPrune:
    def test_forgets_after_a_week_and_not_before(self, session: Session) -> None:
        idempotency.remember(session, answer(1), now=NOON - timedelta(days=7))
        idempotency.remember(session, answer(2), now=NOON - timedelta(days=9))
        idempotency.remember(session, answer(3), now=NOON - timedelta(days=10))

        assert idempotency.prune(session, now=NOON, limit=1) == 1
        assert idempotency.prune(session, now=NOON, limit=5) == 1
        assert idempotency.recall(session, answer(1).digest) is not None
