"""Only good credentials are believed, and what triage changes holds within two seconds."""

import asyncio
import hashlib
import hmac
import json
import math
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

import jwt
import pytest
import pytest_asyncio

from shared.auth import (
    Authenticator,
    Principal,
    know_only,
    known_keys,
    on_key_changed,
    on_staff_changed,
    store_key,
    store_staff,
)
from shared.database import Database, Session
from shared.events import KeyChanged, Received, StaffChanged
from shared.problems import Unauthorized
from shared.tables import api_key, known_staff
from tests.fixtures.clock import NOON, ManualClock
from tests.fixtures.sign_in import STAFF_ID, Signer

KEY = "hy_" + "k" * 22
KEY_ID = "01930000-0000-7000-8000-0000000000aa"


class Ticks:
    """A monotonic clock turned by hand."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def key_changed(version: int, **changed: Any) -> KeyChanged:
    digest = hashlib.sha256(KEY.encode()).hexdigest()
    values = {"id": KEY_ID, "name": "收银", "digest": digest, "scopes": ("feedback:write",)}
    return KeyChanged.model_validate({"generation": 1, "version": version, **values, **changed})


def staff_changed(version: int, **changed: Any) -> StaffChanged:
    values = {
        "id": STAFF_ID,
        "username": "agent01",
        "name": "小李",
        "roles": ("agent",),
        "tokens_valid_from": NOON - timedelta(days=1),
    }
    return StaffChanged.model_validate({"generation": 1, "version": version, **values, **changed})


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def signer() -> Signer:
    return Signer()


@pytest_asyncio.fixture
async def authenticator(
    database: Database, signer: Signer, clock: ManualClock, ticks: Ticks
) -> Authenticator:
    await database.write(lambda session: store_key(session, key_changed(1)))
    return Authenticator(database, signer.keys(), clock, monotonic=ticks)


async def is_refused(authenticator: Authenticator, credential: str) -> bool:
    recognized = authenticator.recognize(f"Bearer {credential}")
    try:
        await authenticator.authenticate(f"Bearer {credential}")
    except Unauthorized:
        assert recognized is None
        return True
    return False


class TestApiKey:
    async def test_speaks_for_its_scopes(self, authenticator: Authenticator) -> None:
        principal = await authenticator.authenticate(f"Bearer {KEY}")

        assert principal.kind == "key"
        assert principal.reference == f"key:{KEY_ID}"
        assert principal.scopes == {"feedback:write"}
        assert authenticator.recognize(f"bearer {KEY}") is principal

    @pytest.mark.parametrize(
        "credential", ["hy_", "hy_wrong", KEY + "x", KEY[:-1], "hy_中文", "hy_\ud800", "x" * 9000]
    )
    async def test_unknown_is_refused(self, authenticator: Authenticator, credential: str) -> None:
        assert await is_refused(authenticator, credential)

    async def test_revoked_ends_within_two_seconds(
        self, authenticator: Authenticator, database: Database, ticks: Ticks
    ) -> None:
        await authenticator.authenticate(f"Bearer {KEY}")
        await database.write(lambda session: store_key(session, key_changed(2, revoked=True)))

        ticks.at += 2

        assert await is_refused(authenticator, KEY)

    async def test_is_known_as_another_service_knows_it_and_no_other_is(
        self, authenticator: Authenticator, database: Database, ticks: Ticks
    ) -> None:
        known = await database.read(known_keys)
        await database.write(lambda session: know_only(session, []))
        assert await is_refused(authenticator, KEY)

        await database.write(lambda session: know_only(session, known))
        ticks.at += 2

        assert (await authenticator.authenticate(f"Bearer {KEY}")).scopes == {"feedback:write"}

    async def test_is_read_anew_in_the_background_while_used(
        self, authenticator: Authenticator, database: Database, ticks: Ticks
    ) -> None:
        await authenticator.authenticate(f"Bearer {KEY}")
        await database.write(lambda session: store_key(session, key_changed(2, revoked=True)))

        ticks.at += 1.5
        assert authenticator.recognize(f"Bearer {KEY}") is not None
        async with asyncio.timeout(60):
            while authenticator.recognize(f"Bearer {KEY}") is not None:  # noqa: ASYNC110  # no event says it
                await asyncio.sleep(0)

    async def test_costs_one_query_however_many_ask(
        self,
        authenticator: Authenticator,
        database: Database,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        reads, read = [0], database.read

        async def counted(work: Any) -> Any:
            reads[0] += 1
            return await read(work)

        monkeypatch.setattr(database, "read", counted)
        await asyncio.gather(*(authenticator.authenticate(f"Bearer {KEY}") for _ in range(100)))

        assert reads == [1]

    async def test_changed_here_holds_at_once(
        self, authenticator: Authenticator, database: Database
    ) -> None:
        await authenticator.authenticate(f"Bearer {KEY}")
        await database.write(lambda session: store_key(session, key_changed(2, revoked=True)))
        authenticator.forget_directory()

        assert await is_refused(authenticator, KEY)


class TestAccessToken:
    async def test_speaks_for_its_holder(
        self, authenticator: Authenticator, signer: Signer, clock: ManualClock
    ) -> None:
        token = signer.token(clock.now(), "lead", "agent", teams=["t1"], stores=["SH001"])

        principal = await authenticator.authenticate(f"Bearer {token}")

        assert principal == Principal(
            kind="staff",
            id=STAFF_ID,
            name="小李",
            username="agent01",
            roles=frozenset({"lead", "agent"}),
            teams=frozenset({"t1"}),
            stores=frozenset({"SH001"}),
        )
        assert authenticator.recognize(f"Bearer {token}") is principal

    @pytest.mark.parametrize(
        "changed",
        [
            {"iss": "somebody"},
            {"aud": "somebody"},
            {"aud": ["huiyin", "other"]},
            {"iss": None},
            {"aud": None},
            {"sub": None},
            {"sub": 5},
            {"exp": None},
            {"iat": None},
            {"exp": "soon"},
            {"exp": NOON.timestamp() + 601},
            {"exp": NOON.timestamp() - 6, "iat": NOON.timestamp() - 300},
            {"iat": NOON.timestamp() + 60, "exp": NOON.timestamp() + 120},
            {"iat": True},
            {"iat": math.inf},
            {"exp": math.nan},
            {"exp": 10**400},
            {"roles": "admin"},
            {"roles": [["admin"]]},
            {"roles": None},
            {"teams": 5},
            {"username": None},
        ],
    )
    async def test_with_a_wrong_claim_is_refused(
        self, authenticator: Authenticator, signer: Signer, changed: dict[str, Any]
    ) -> None:
        claims = signer.claims(NOON, "admin")
        claims.update(changed)

        token = signer.sign({name: value for name, value in claims.items() if value is not None})

        assert await is_refused(authenticator, token)

    async def test_may_be_five_seconds_early_or_late(
        self, authenticator: Authenticator, signer: Signer, clock: ManualClock
    ) -> None:
        token = signer.token(clock.now())

        clock.advance(seconds=-4)
        await authenticator.authenticate(f"Bearer {token}")
        clock.advance(seconds=4 + 600 + 4)
        await authenticator.authenticate(f"Bearer {token}")
        clock.advance(seconds=2)
        assert await is_refused(authenticator, token)

    async def test_signed_otherwise_is_refused(
        self, authenticator: Authenticator, signer: Signer
    ) -> None:
        claims = signer.claims(NOON, "admin")
        public = signer.private.public_key().public_bytes_raw()

        def part(value: Any) -> str:
            return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

        def forged(header: dict[str, Any], key: bytes = b"") -> str:
            text = f"{part({'kid': signer.kid, 'typ': 'JWT', **header})}.{part(claims)}"
            signature = hmac.new(key, text.encode(), hashlib.sha256).digest() if key else b""
            return f"{text}.{urlsafe_b64encode(signature).rstrip(b'=').decode()}"

        head, body, signature = signer.sign(claims).split(".")
        stronger = part({**claims, "roles": ["admin", "manager"]})
        forgeries = [
            forged({"alg": "none"}),
            forged({"alg": "None"}),
            forged({"alg": "HS256"}, public),
            forged({"alg": "HS256"}, json.dumps(signer.jwk).encode()),
            forged({"alg": "EdDSA"}, public),
            forged({"alg": "EdDSA"}),
            forged({"alg": ["EdDSA"]}),
            f"{head}.{stronger}.{signature}",
            f"{head}.{body}.",
            f"{head}.{body}",
            f"{head}.{body}.{signature}.x",
            "..",
            "a.b.c",
            Signer(kid=signer.kid).sign(claims),
            signer.sign(claims, kid="other"),
            signer.sign(claims, kid="x" * 5000),
            jwt.encode(claims, signer.private, algorithm="EdDSA"),
        ]

        for forgery in forgeries:
            assert await is_refused(authenticator, forgery), forgery

    async def test_outlives_nobody_who_left(
        self,
        authenticator: Authenticator,
        database: Database,
        signer: Signer,
        ticks: Ticks,
    ) -> None:
        token = signer.token(NOON)
        await authenticator.authenticate(f"Bearer {token}")
        await database.write(lambda session: store_staff(session, staff_changed(1, active=False)))

        ticks.at += 2

        assert await is_refused(authenticator, token)

    async def test_issued_before_the_valid_ones_is_refused(
        self, authenticator: Authenticator, database: Database, signer: Signer, clock: ManualClock
    ) -> None:
        before = signer.token(clock.now())
        clock.advance(milliseconds=300)
        changed = staff_changed(1, tokens_valid_from=clock.now())
        await database.write(lambda session: store_staff(session, changed))
        clock.advance(milliseconds=300)
        after = signer.token(clock.now())

        assert await is_refused(authenticator, before)
        assert not await is_refused(authenticator, after)

    async def test_of_a_withdrawn_key_is_refused_though_seen_before(
        self, database: Database, clock: ManualClock
    ) -> None:
        signer = Signer()
        keys = signer.keys()
        authenticator = Authenticator(database, keys, clock)
        token = signer.token(clock.now())
        await authenticator.authenticate(f"Bearer {token}")

        keys.replace([Signer(kid="next").jwk])

        assert await is_refused(authenticator, token)

    async def test_is_remembered_for_few_holders_at_a_time(
        self, authenticator: Authenticator, signer: Signer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shared.auth.authenticator.REMEMBERED_TOKENS", 3)
        for _ in range(10):
            await authenticator.authenticate(f"Bearer {signer.token(NOON)}")

        assert len(authenticator._verified) == 3


class TestExtraScheme:
    async def test_is_asked_for_its_prefix(
        self, database: Database, signer: Signer, clock: ManualClock
    ) -> None:
        async def form(token: str) -> Principal:
            if token != "hf_good":
                raise Unauthorized
            return Principal(kind="form", id="f1", name="门店表单", channel="h5")

        authenticator = Authenticator(database, signer.keys(), clock, extra_schemes={"hf_": form})

        assert (await authenticator.authenticate("Bearer hf_good")).channel == "h5"
        assert await is_refused(authenticator, "hf_bad")


class TestDirectory:
    async def test_keeps_the_newest_in_whatever_order_it_hears(self, database: Database) -> None:
        def received(data: KeyChanged) -> Received[KeyChanged]:
            return Received("e", data.TYPE, "triage", data.id, NOON, None, data)

        second, third = key_changed(2, name="two"), key_changed(3, name="three")
        events = [received(third), received(second)]
        await database.write(lambda session: on_key_changed.apply(session, events, NOON, None))
        await database.write(lambda session: on_key_changed.apply(session, events[1:], NOON, None))
        restored = [received(key_changed(1, generation=2, name="restored"))]

        assert await database.read(key_names) == ["three"]
        await database.write(lambda session: on_key_changed.apply(session, restored, NOON, None))
        assert await database.read(key_names) == ["restored"]

    async def test_learns_of_staff(self, database: Database) -> None:
        data = staff_changed(1, teams=("t1",))
        event = Received("e", data.TYPE, "triage", data.id, NOON, None, data)

        await database.write(lambda session: on_staff_changed.apply(session, [event], NOON, None))

        rows = await database.read(
            lambda session: session.execute(known_staff.select()).mappings().all()
        )
        assert rows[0]["teams"] == ["t1"]
        assert rows[0]["tokens_valid_from"] == data.tokens_valid_from


def key_names(session: Session) -> list[str]:
    return [row.name for row in session.execute(api_key.select())]
