"""A candidate in the shadow: it judges live cases, decides nothing, and is counted."""

from services.triage.assignment.board import LoadBoard
from services.triage.operations.models_shadow import ShadowLoop
from tests.fixtures.learning import Desk, add_model
from tests.fixtures.triage import feedback
from tests.fixtures.triage_service import Triage


def loop(triage: Triage, desk: Desk) -> ShadowLoop:
    return ShadowLoop(
        triage.service.database,
        triage.clock,
        desk.shelf,
        LoadBoard(default_team="门店服务"),
    )


class TestShadow:
    async def test_judges_new_cases_beside_the_active_model(
        self, triage: Triage, desk: Desk, model_content: bytes
    ) -> None:
        await triage.receive("refund", said=feedback(text="以前的事", store_code="S003"))
        await add_model(triage, "m-1", model_content)
        path = "/v1/models/m-1/shadow"
        started = await triage.post("manager", path)
        assert started.json()["judged"] == 0
        shadow = loop(triage, desk)
        assert await shadow.work_once() == 0
        case_id = await triage.receive(
            "refund", said=feedback(text="请问几点关门", store_code="S003"), kind="praise"
        )
        assert await shadow.work_once() == 1
        assert await shadow.work_once() == 0
        seen = (await triage.get("manager", "/v1/models/m-1")).json()
        assert seen["role"] == "shadow"
        assert (seen["shadow"]["judged"], seen["shadow"]["kind_differs"]) == (1, 1)
        (difference,) = seen["shadow"]["differences"]
        assert difference["case_id"] == case_id
        assert difference["active"]["kind"] == "praise"
        assert difference["candidate"]["kind"] == "inquiry"
        case = (await triage.get("manager", f"/v1/cases/{case_id}")).json()
        assert case["kind"] == "praise"

        headers = await triage.sign_in("manager")
        stopped = await triage.client.delete(path, headers=headers)
        assert stopped.json()["stopped_at"] is not None
        await triage.receive("refund", said=feedback(text="还有一件", store_code="S003"))
        assert await shadow.work_once() == 0

    async def test_is_one_candidates_at_a_time_and_not_the_active_ones(
        self, triage: Triage
    ) -> None:
        for version in ("m-1", "m-2"):
            await add_model(triage, version)
        await triage.post("manager", "/v1/models/m-1/shadow")
        await triage.post("manager", "/v1/models/m-2/shadow")
        first = (await triage.get("manager", "/v1/models/m-1")).json()
        assert first["shadow"]["stopped_at"] is not None
        await triage.post("manager", "/v1/models/m-2/activate")
        second = (await triage.get("manager", "/v1/models/m-2")).json()
        assert second["shadow"]["stopped_at"] is not None
        assert (await triage.post("manager", "/v1/models/m-2/shadow")).status_code == 409
        assert (await triage.post("agent07", "/v1/models/m-1/shadow")).status_code == 403
