"""Which model judges: only one that is not worse, or with a reason; and the way back."""

from typing import Any

import pytest
import sqlalchemy as sa

from services.triage.operations.models import activate_if_better
from services.triage.queries import models as queries
from shared.tables import audit_entry
from tests.fixtures.learning import BAD, GOOD, add_model, correct
from tests.fixtures.triage_service import Triage


async def activate(triage: Triage, version: str, body: Any = None) -> Any:
    return await triage.post("manager", f"/v1/models/{version}/activate", body)


async def roles(triage: Triage) -> dict[str, str]:
    page = (await triage.get("manager", "/v1/models")).json()
    return {one["version"]: one["role"] for one in page["items"]}


async def audited(triage: Triage) -> list[tuple[str, str]]:
    rows = await triage.service.database.read(
        lambda session: session.execute(
            sa.select(audit_entry.c.action, audit_entry.c.subject).order_by(audit_entry.c.seq)
        ).all()
    )
    return [(row.action, row.subject) for row in rows]


class TestActivate:
    async def test_takes_a_model_that_is_not_worse(self, triage: Triage) -> None:
        await add_model(triage, "m-1")
        assert await roles(triage) == {"m-1": "candidate", "shipped": "active"}
        answer = await activate(triage, "m-1")
        assert answer.status_code == 200
        assert answer.json()["role"] == "active"
        assert await roles(triage) == {"m-1": "active", "shipped": "previous"}
        assert ("model.activate", "model:m-1") in await audited(triage)

    async def test_refuses_a_worse_one_without_a_reason(self, triage: Triage) -> None:
        await add_model(triage, "m-1", figures=BAD)
        refused = await activate(triage, "m-1")
        assert refused.status_code == 409
        assert refused.json()["worse"] == [
            {"texts": "golden", "figure": "kind.accuracy", "candidate": 0.7, "active": 0.9}
        ]
        assert (await roles(triage))["shipped"] == "active"
        assert (await activate(triage, "m-1", {"reason": "旧模型不认识新菜单"})).status_code == 200
        assert (await roles(triage))["m-1"] == "active"

    async def test_refuses_one_that_was_compared_with_another(self, triage: Triage) -> None:
        for version in ("m-1", "m-2"):
            await add_model(triage, version)
        await activate(triage, "m-1")
        assert (await activate(triage, "m-2")).status_code == 409
        assert (await activate(triage, "m-2", {"reason": "已人工核对"})).status_code == 200

    async def test_goes_back_to_the_previous_without_a_reason(self, triage: Triage) -> None:
        await add_model(triage, "m-1", figures=BAD)
        await activate(triage, "m-1", {"reason": "试一试"})
        assert (await activate(triage, "shipped")).status_code == 200
        assert await roles(triage) == {"m-1": "previous", "shipped": "active"}
        assert (await activate(triage, "m-1")).status_code == 200
        actions = [one for one in await audited(triage) if one[0] == "model.activate"]
        assert [subject for _, subject in actions] == ["model:m-1", "model:shipped", "model:m-1"]

    async def test_of_the_active_one_changes_nothing(self, triage: Triage) -> None:
        before = await audited(triage)
        assert (await activate(triage, "shipped")).status_code == 200
        assert await audited(triage) == before

    @pytest.mark.parametrize(
        ("username", "version", "status"),
        [("manager", "m-9", 404), ("agent07", "shipped", 403), ("manager", "a%20b", 404)],
    )
    async def test_refuses_what_is_unknown_or_not_ones_own(
        self, triage: Triage, username: str, version: str, status: int
    ) -> None:
        answer = await triage.post(username, f"/v1/models/{version}/activate")
        assert answer.status_code == status


class TestByItself:
    async def test_a_model_becomes_active_that_is_not_worse(self, triage: Triage) -> None:
        await add_model(triage, "m-1")
        await add_model(triage, "m-2", figures=BAD, compared_with="m-1")
        database, now = triage.service.database, triage.clock.now()
        assert await database.write(lambda session: activate_if_better(session, "m-1", now=now))
        assert not await database.write(lambda session: activate_if_better(session, "m-2", now=now))
        assert (await roles(triage))["m-1"] == "active"

    async def test_none_does_after_a_person_went_back(self, triage: Triage) -> None:
        for version in ("m-1", "m-2"):
            await add_model(triage, version)
        await activate(triage, "m-1")
        await activate(triage, "shipped")
        database, now = triage.service.database, triage.clock.now()
        assert not await database.write(lambda session: activate_if_better(session, "m-2", now=now))
        await activate(triage, "m-2")
        await add_model(triage, "m-3", compared_with="m-2")
        assert await database.write(lambda session: activate_if_better(session, "m-3", now=now))
        assert (await database.read(queries.state)).previous == "m-2"


class TestModels:
    async def test_are_paged_newest_first_and_end_with_the_shipped_one(
        self, triage: Triage
    ) -> None:
        for number in range(3):
            await add_model(triage, f"m-{number}", figures=GOOD)
        first = (await triage.get("auditor", "/v1/models", limit=2)).json()
        rest = (await triage.get("auditor", "/v1/models", cursor=first["next_cursor"])).json()
        found = [one["version"] for one in (*first["items"], *rest["items"])]
        assert found == ["m-2", "m-1", "m-0", "shipped"]

    async def test_show_how_right_people_found_their_verdicts(self, triage: Triage) -> None:
        begin = "01930000-0000-7000-8000-00000000"
        await add_model(triage, "test-1")  # as the verdicts of these cases say
        await correct(triage, "按编号抽到的", case_id=f"{begin}0000", kind="inquiry")
        await correct(triage, "别的", case_id=f"{begin}0063", kind="complaint")
        shown = (await triage.get("manager", "/v1/models/test-1")).json()["checked"]
        assert (shown["all"]["rows"], shown["all"]["kind"]) == (2, 0.5)
        assert (shown["drawn"]["rows"], shown["drawn"]["kind"]) == (1, 0.0)
        assert shown["drawn"]["topics"] == 1.0

    async def test_shows_the_shipped_one_too(self, triage: Triage) -> None:
        shown = (await triage.get("manager", "/v1/models/shipped")).json()
        assert shown["role"] == "active"
        assert shown["figures"]["golden"]["kind"]["accuracy"] > 0.8
        assert shown["size"] > 1_000_000
        assert (await triage.get("manager", "/v1/models/m-1")).status_code == 404
