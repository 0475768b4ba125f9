"""Public keys are polled from triage, kept for when it is away, and asked for in moderation."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from shared.auth import HttpKeys
from shared.database import Database
from tests.fixtures.sign_in import Signer

URL = "http://127.0.0.1:9/triage/v1/auth/jwks.json"

Answer = Callable[[], httpx.Response]


class Triage:
    """Triage's key route, answering what a test wants."""

    def __init__(self, *signers: Signer) -> None:
        self.asked = 0
        self.answer: Answer = lambda: httpx.Response(200, json={"keys": [s.jwk for s in signers]})

    def keys(self, database: Database) -> HttpKeys:
        return HttpKeys(URL, database, transport=httpx.MockTransport(self.handle))

    def handle(self, _request: httpx.Request) -> httpx.Response:
        self.asked += 1
        return self.answer()


def away() -> httpx.Response:
    raise httpx.ConnectError("refused")


class TestHttpKeys:
    async def test_are_found_after_asking(self, database: Database) -> None:
        keys = Triage(Signer()).keys(database)
        assert keys.find("key-1") is None

        await keys.refresh()

        assert keys.find("key-1") is not None

    async def test_are_kept_for_when_triage_is_away(self, database: Database) -> None:
        await Triage(Signer()).keys(database).refresh()
        triage = Triage()
        triage.answer = away
        keys = triage.keys(database)

        await keys.load()
        await keys.refresh()

        assert keys.find("key-1") is not None

    async def test_are_forgotten_once_withdrawn(self, database: Database) -> None:
        await Triage(Signer("old"), Signer("new")).keys(database).refresh()
        keys = Triage(Signer("new")).keys(database)
        await keys.load()
        assert keys.find("old") is not None

        await keys.refresh()
        fresh = Triage().keys(database)
        await fresh.load()

        assert keys.find("old") is None
        assert fresh.find("old") is None
        assert fresh.find("new") is not None

    async def test_are_not_asked_for_at_every_unknown_id(self, database: Database) -> None:
        triage = Triage(Signer())
        keys = triage.keys(database)

        for _ in range(50):
            await keys.refresh()

        assert triage.asked == 1

    async def test_are_asked_for_while_none_is_known(self, database: Database) -> None:
        triage = Triage()
        keys = triage.keys(database)
        await keys.refresh()
        signer = Signer()
        triage.answer = lambda: httpx.Response(200, json={"keys": [signer.jwk]})

        await keys.refresh()

        assert keys.find("key-1") is not None

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"[]",
            b"null",
            b'{"keys": 5}',
            b'{"keys": [5, null, {}, {"kty": "RSA", "kid": "key-1"}]}',
            b'{"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "key-1", "x": "short"}]}',
            b'{"keys": [{"kty": "oct", "kid": "key-1", "k": "c2VjcmV0"}]}',
            b"x" * 100_000,
        ],
    )
    async def test_are_unchanged_by_a_senseless_answer(
        self, database: Database, body: bytes
    ) -> None:
        good = Triage(Signer("good")).keys(database)
        await good.refresh()
        triage = Triage()
        triage.answer = lambda: httpx.Response(200, content=body)
        keys = triage.keys(database)
        await keys.load()

        await keys.refresh()

        assert keys.find("good") is not None
        assert keys.find("key-1") is None


class TestLocalKeys:
    async def test_may_be_awaited(self) -> None:
        from shared.auth import LocalKeys

        signer = Signer()

        async def current() -> list[dict[str, Any]]:
            return [signer.jwk]

        keys = LocalKeys(current)
        await keys.refresh()

        assert keys.find("key-1") is not None
