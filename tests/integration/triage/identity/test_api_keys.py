"""API keys over HTTP: what they are given, and what a change sets in motion."""

import hashlib
import re
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from services.triage.models import IssuedKey
from shared.events import KeyChanged
from shared.tables import api_key, idempotency_record
from tests.integration.triage.identity.conftest import House

KEY = {"name": "crm", "scopes": ["feedback:write"]}


class TestApiKeys:
    async def test_are_shown_once_and_kept_as_digests(self, house: House) -> None:
        async with await house.as_("admin") as admin:
            answer = await admin.post("/v1/api-keys", json={**KEY, "stores": ["S001"]})
            listed = await admin.get("/v1/api-keys")

        key = answer.json()["key"]
        assert answer.status_code == 201
        assert re.fullmatch(r"hy_[A-Za-z0-9_-]{32,}", key)
        assert key not in listed.text
        digest = hashlib.sha256(key.encode()).hexdigest()
        kept = await house.database.read(
            lambda session: (
                session.execute(sa.select(col(IssuedKey.digest))).scalar_one(),
                session.execute(sa.select(api_key)).one(),
            )
        )
        assert kept[0] == kept[1].digest == digest
        assert (kept[1].scopes, kept[1].stores) == (["feedback:write"], ["S001"])
        (sent,) = await house.published(KeyChanged.TYPE, answer.json()["id"])
        assert KeyChanged.model_validate_json(sent).digest == digest
        assert key not in sent

    async def test_are_the_same_when_the_request_is_repeated(self, house: House) -> None:
        headers = {"Idempotency-Key": "key-1"}
        async with await house.as_("admin") as admin:
            first = await admin.post("/v1/api-keys", json=KEY, headers=headers)
            again = await admin.post("/v1/api-keys", json=KEY, headers=headers)
            listed = (await admin.get("/v1/api-keys")).json()["items"]

        assert again.status_code == 200
        assert again.json() == first.json()
        assert len(listed) == 1
        kept = await house.database.read(
            lambda session: session.execute(sa.select(idempotency_record.c.body)).scalar_one()
        )
        assert first.json()["key"] not in kept

    async def test_are_revoked_for_good(self, house: House) -> None:
        async with await house.as_("admin") as admin:
            key_id = (await admin.post("/v1/api-keys", json=KEY)).json()["id"]
            codes = [(await admin.delete(f"/v1/api-keys/{key_id}")).status_code for _ in range(2)]
            shown = (await admin.get(f"/v1/api-keys/{key_id}")).json()
            unknown = await admin.delete("/v1/api-keys/01a20502-01b1-77f8-94f9-31da0041d337")

        assert codes == [204, 204]
        assert shown["revoked_at"]
        assert unknown.status_code == 404
        sent = await house.published(KeyChanged.TYPE, key_id)
        assert [KeyChanged.model_validate_json(one).revoked for one in sent] == [False, True]

    @pytest.mark.parametrize("kind", ["sqlite"])
    async def test_open_no_route_of_the_organisation(self, house: House) -> None:
        async with await house.as_("admin") as admin:
            key = (await admin.post("/v1/api-keys", json=KEY)).json()["key"]
        async with house.client() as machine:
            machine.headers["Authorization"] = f"Bearer {key}"
            codes = [
                (await machine.get(path)).status_code
                for path in ("/v1/staff", "/v1/teams", "/v1/api-keys", "/v1/auth/me")
            ]

        assert codes == [403] * 4

    @pytest.mark.parametrize("kind", ["sqlite"])
    @pytest.mark.parametrize(
        "body",
        [
            {**KEY, "scopes": ["everything"]},
            {**KEY, "scopes": []},
            {**KEY, "key": "hy_chosen"},
            {**KEY, "digest": "0" * 64},
            {**KEY, "name": ""},
        ],
    )
    async def test_refuse_what_does_not_fit(self, house: House, body: dict[str, Any]) -> None:
        async with await house.as_("admin") as admin:
            assert (await admin.post("/v1/api-keys", json=body)).status_code == 422
