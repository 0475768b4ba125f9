"""Tasks (协办) of a team that takes work itself, on both databases."""

from typing import Any

import pytest_asyncio

from shared.ids import new_id
from tests.fixtures.triage_service import Triage

FOOD = "食品安全"


@pytest_asyncio.fixture
async def case_id(triage: Triage) -> str:
    """Return a case on which that team was asked for two things."""
    team_id = await triage.team_id(FOOD)
    headers = await triage.sign_in("manager")
    changed = await triage.client.patch(
        f"/v1/teams/{team_id}", headers=headers, json={"strategy": "pull_only"}
    )
    assert changed.status_code == 200, changed.text
    triage.clock.advance(seconds=3)
    asked_on = await triage.receive("refund")
    for text in ("请核实留样", "请核实配料"):
        await triage.move("manager", asked_on, "tasks", {"team": team_id, "text": text})
    return asked_on


async def listed(triage: Triage, who: str, **query: Any) -> list[dict[str, Any]]:
    answer = await triage.get(who, "/v1/tasks", **query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


class TestTasks:
    async def test_are_listed_to_their_team(self, triage: Triage, case_id: str) -> None:
        found = await listed(triage, "agent09", queue="unassigned")
        assert [one["text"] for one in found] == ["请核实留样", "请核实配料"]
        assert {one["case_id"] for one in found} == {case_id}
        assert found[0]["team"]["name"] == FOOD
        assert found[0]["owner"] is None
        for who in ("agent01", "agent07", "store01"):
            assert await listed(triage, who) == []
        for who in ("manager", "auditor", "lead05"):
            assert len(await listed(triage, who)) == 2

    async def test_are_paged(self, triage: Triage, case_id: str) -> None:
        first = (await triage.get("agent09", "/v1/tasks", limit=1)).json()
        second = await triage.get("agent09", "/v1/tasks", limit=1, cursor=first["next_cursor"])
        texts = [page["items"][0]["text"] for page in (first, second.json())]
        assert (texts, second.json()["next_cursor"]) == (["请核实留样", "请核实配料"], None)

    async def test_are_taken_once(self, triage: Triage, case_id: str) -> None:
        task, _ = await listed(triage, "agent09")
        path = f"/v1/cases/{case_id}/tasks/{task['id']}/take"
        assert (await triage.post("agent09", path)).status_code == 428

        taken = await triage.post("agent09", path, if_match=task["etag"])
        late = await triage.post("agent10", path, if_match=task["etag"])
        again = await triage.post("agent10", path, if_match=taken.headers["ETag"])

        assert [one.status_code for one in (taken, late, again)] == [200, 412, 409]
        shown = (await triage.get("agent09", f"/v1/cases/{case_id}")).json()["tasks"]
        assert [one["owner"] and one["owner"]["username"] for one in shown] == ["agent09", None]
        assert [one["id"] for one in await listed(triage, "agent09", queue="mine")] == [task["id"]]

    async def test_are_nobodys_who_was_not_asked(self, triage: Triage, case_id: str) -> None:
        task, _ = await listed(triage, "agent09")
        path = f"/v1/cases/{case_id}/tasks/{task['id']}/take"
        unknown = f"/v1/cases/{case_id}/tasks/{new_id()}/take"
        wanted = (("agent01", path, 404), ("agent07", path, 403), ("agent09", unknown, 404))
        for who, route, status in wanted:
            answer = await triage.post(who, route, if_match=task["etag"])
            assert answer.status_code == status, answer.text
