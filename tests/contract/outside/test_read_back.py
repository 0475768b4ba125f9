"""What was read may be sent back: a PUT of what GET gave is taken and changes nothing."""

from typing import Any

import pytest

from tests.fixtures.access import World
from tests.fixtures.access_scene import Scene
from tests.fixtures.api_bodies import WEBHOOK
from tests.fixtures.api_operations import Operation
from tests.fixtures.http_answers import is_problem

pytestmark = pytest.mark.asyncio(loop_scope="package")

OF_THE_CHANGE = {"version", "revision", "changed_at", "updated_at", "is_shipped"}
"""Members that say when, how often and whether a thing was changed."""

MADE: dict[str, Any] = {
    "/followup/v1/macros": {"title": "致歉", "text": "非常抱歉"},
    "/followup/v1/survey-settings": {"topic": "food", "delay_hours": 3},
    "/followup/v1/survey-providers": {"name": "vendor", "secret": "whsec_" + "A" * 32},
    "/triage/v1/me/filters": {"name": "加急", "query": "urgency=high"},
    "/intake/v1/webhooks": WEBHOOK,
}
"""Things that no scene has, by where they are made."""


def pairs(scene: Scene) -> list[Operation]:
    """Return the operations that change what a GET at the same address shows."""
    shown = {(one.service, one.path) for one in scene.operations if one.method == "GET"}
    return [
        one
        for one in scene.operations
        if one.method in {"PUT", "PATCH"}
        and (one.service, one.path) in shown
        and one.path != "/v1/stores/{code}/daily"
    ]


async def address(scene: Scene, who: str, operation: Operation) -> str:
    """Return the address of a thing there is, one made for it where a scene has none."""
    path = f"/{operation.service}{operation.path}"
    folder, _, last = path.rpartition("/")
    if not last.startswith("{") or "{" in folder:
        return scene.near.path(operation)
    if folder in MADE:
        made = await scene.world.made(who, folder, MADE[folder])
        return f"{folder}/{made['id']}"
    if last in {"{template_id}", "{policy_id}"}:
        return f"{folder}/{(await scene.world.get(who, folder))['items'][0]['id']}"
    return scene.near.path(operation)


def other(value: Any) -> Any:
    """Return a value that is not this one."""
    return "2020-01-01T00:00:00Z" if isinstance(value, str) else "x"


class TestWhatWasRead:
    async def test_is_taken_as_it_was_and_refused_by_name_where_it_differs(
        self, scene: Scene
    ) -> None:
        tried = 0
        names: set[str] = set()
        for operation in pairs(scene):
            who = next(one for one in ("manager", "admin") if one in operation.roles)
            path = await address(scene, who, operation)
            read = await scene.world.get(who, path)

            sent = await scene.world.ask(who, operation.method, path, json=read)

            assert sent.status_code == 200, (operation, sent.text)
            after = await scene.world.get(who, path)
            kept = read.keys() - OF_THE_CHANGE
            assert {name: after[name] for name in kept} == {name: read[name] for name in kept}
            read_only = [
                name
                for name, schema in (operation.body or {})["properties"].items()
                if schema.get("readOnly") and name in after
            ]
            for name in read_only:
                changed = {**after, name: other(after[name])}
                answer = await scene.world.ask(who, operation.method, path, json=changed)
                assert is_problem(answer, 422), (operation, name, answer.text)
                assert [one["pointer"] for one in answer.json()["errors"]] == [f"/{name}"]
            assert await scene.world.get(who, path) == after
            tried, names = tried + 1, names | set(read_only)
        assert tried > 20
        assert {"id", "version", "code", "name", "created_at", "shipped", "url"} <= names

    async def test_shows_people_and_teams_who_may_be_sent_as_they_are_shown(
        self, world: World, scene: Scene
    ) -> None:
        path = f"/triage/v1/staff/{world.staff['agent02']}"
        person = await world.get("manager", path)
        team = await world.get("manager", f"/triage/v1/teams/{scene.far.team_id}")
        joined = [*person["teams"], {"id": team["id"], "name": team["name"]}]

        answer = await world.ask("manager", "PATCH", path, json={**person, "teams": joined})

        assert answer.status_code == 200, answer.text
        assert {one["id"] for one in answer.json()["teams"]} == {one["id"] for one in joined}
        back = await world.ask("manager", "PATCH", path, json={"teams": person["teams"]})
        assert back.json()["teams"] == person["teams"]

    async def test_of_credentials_says_which_are_set_and_leaves_them(
        self, world: World, scene: Scene
    ) -> None:
        path = f"/intake/v1/channels/{scene.near.account_id}"
        read = await world.get("manager", path)
        denied = {name: False for name, is_set in read["credentials"].items() if is_set}

        answer = await world.ask("manager", "PUT", path, json={**read, "credentials": denied})

        assert denied
        assert is_problem(answer, 422)
        pointers = [one["pointer"] for one in answer.json()["errors"]]
        assert pointers == [f"/credentials/{name}" for name in denied]
        assert await world.get("manager", path) == read

    async def test_of_notices_keeps_what_was_no_choice(self, world: World) -> None:
        path = "/triage/v1/me/notice-settings"
        read = await world.get("agent03", path)
        first, *rest = read["occasions"]

        wanted = {**read, "occasions": [{**first, "ways": []}, *rest]}
        answer = await world.ask("agent03", "PUT", path, json=wanted)
        renamed = {**read, "occasions": [{**first, "name_en": "Another"}]}
        refused = await world.ask("agent03", "PUT", path, json=renamed)

        assert answer.json()["occasions"] == [{**first, "ways": [], "is_default": False}, *rest]
        assert is_problem(refused, 422)
        assert refused.json()["errors"][0]["pointer"].endswith("/name_en")

    async def test_of_a_day_is_taken_from_the_list_of_days(self, world: World) -> None:
        path, day = "/followup/v1/stores/S001/daily", "2026-11-20"
        given = await world.ask("manager", "PUT", path, json={"date": day, "visitors": 100})
        query = {"from": day, "to": day}
        (read,) = (await world.get("manager", path, **query))["items"]
        same = await world.ask("manager", "PUT", path, json={**read, "visitors": 120})
        stale = {**read, "updated_at": "2020-01-01T00:00:00Z"}
        refused = [
            await world.ask("manager", "PUT", path, json=body)
            for body in ({**read, "store_code": "S002"}, stale)
        ]

        assert (given.status_code, same.status_code) == (200, 200), same.text
        assert same.json()["visitors"] == 120
        assert [one.status_code for one in refused] == [422, 422]
        pointers = [one.json()["errors"][0]["pointer"] for one in refused]
        assert pointers == ["/store_code", "/updated_at"]

    async def test_tells_nothing_to_who_may_not_read_it(self, world: World, scene: Scene) -> None:
        path = f"/triage/v1/staff/{world.staff['agent02']}"
        body = {"username": "agent02"}

        assert (await world.ask(None, "PATCH", path, json=body)).status_code == 401
        assert (await world.ask("agent01", "PATCH", path, json=body)).status_code == 403
