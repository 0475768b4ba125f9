"""The HTTP contract's cases: what they show, how they are changed, their survey."""

import re
from datetime import datetime

import pytest
import sqlalchemy as sa

from services.followup.models.cases import Survey
from tests.fixtures.access import ORIGIN, World
from tests.fixtures.access_scene import Scene
from tests.fixtures.http_answers import is_problem

pytestmark = pytest.mark.asyncio(loop_scope="package")
CASE_FIELDS = {
    *("id", "feedback_id", "ticket_no", "status", "cycle", "kind", "topics", "urgency"),
    *("sentiment", "confidence", "owner", "team", "store_code", "channel", "text", "received_at"),
    *("assigned_at", "version", "versions"),
}
EXPIRED = 410


class TestCase:
    async def test_is_the_same_in_triage_and_followup(self, world: World, scene: Scene) -> None:
        case_id = scene.near.spoken.case_id
        await world.settled()
        triage, followup = [
            await world.get("manager", f"/{service}/v1/cases/{case_id}")
            for service in ("triage", "followup")
        ]

        assert triage.keys() >= CASE_FIELDS
        assert followup.keys() >= CASE_FIELDS | {"result", "told_at", "survey", "clocks"}
        same = CASE_FIELDS - {"version"}
        assert {name: triage[name] for name in same} == {name: followup[name] for name in same}
        assert triage["owner"].keys() == {"id", "username", "name"}
        assert triage["team"].keys() == {"id", "name"}
        assert triage["versions"].keys() == {"triage", "followup"}
        assert triage["topics"][0].keys() == {"code", "confidence"}
        assert triage["sentiment"].keys() == {"label", "score"}
        assert {one["kind"] for one in followup["clocks"]} >= {"first_response", "resolution"}
        assert followup["clocks"][0].keys() >= {"kind", "due_at", "status"}
        entry = {"at", "actor", "event", "cause", "detail"}
        assert all(one.keys() >= entry for one in followup["timeline"])

    async def test_survey_says_its_status_score_and_whether_it_is_solved(
        self, world: World, scene: Scene
    ) -> None:
        case = await world.get("manager", f"/followup/v1/cases/{scene.far.spoken.case_id}")

        assert case["survey"].keys() >= {"status", "score", "solved"}

    async def test_queues_show_the_most_urgent_and_then_the_oldest(self, world: World) -> None:
        order = ("critical", "high", "normal", "low")
        for queue in ("team", "unassigned", None):
            query = {"queue": queue, "limit": 200} if queue else {"limit": 200}
            cases = (await world.get("manager", "/triage/v1/cases", **query))["items"]
            by_state: dict[bool, list[tuple[int, datetime]]] = {True: [], False: []}
            for one in cases:
                key = order.index(one["urgency"]), datetime.fromisoformat(one["received_at"])
                by_state[one["status"] == "closed"].append(key)
            assert by_state[False] == sorted(by_state[False])

    async def test_of_nobody_is_given_out_or_204(self, world: World) -> None:
        answer = await world.ask("agent03", "POST", "/triage/v1/cases/next")

        assert answer.status_code in {200, 204}
        assert (answer.status_code == 204) == (answer.content == b"")


class TestPreconditions:
    async def test_are_asked_for_before_legality(self, world: World, scene: Scene) -> None:
        case_id = scene.near.spoken.case_id
        for service, move, body, own, other in (
            ("triage", "restore", None, "t", "f"),
            ("followup", "close", {"reason": "好"}, "f", "t"),
        ):
            path = f"/{service}/v1/cases/{case_id}/{move}"
            tags = (None, f'"{own}-999"', f'"{other}-1"', "*", await world.etag(service, case_id))
            answers = [
                await world.ask(
                    "manager", "POST", path, json=body, headers={"If-Match": tag} if tag else {}
                )
                for tag in tags
            ]
            assert [one.status_code for one in answers] == [428, 412, 412, 412, 409]
            assert all(is_problem(one, one.status_code) for one in answers)
            foreign = answers[2].json()
            assert foreign["type"] == "urn:huiyin:problem:foreign-etag"
            assert "triage" in foreign["detail"]
            assert "followup" in foreign["detail"]

    async def test_change_with_what_a_person_decides_on(self, world: World, scene: Scene) -> None:
        said = scene.near.spoken
        before = await world.etag("followup", said.case_id)
        assert re.fullmatch(r'"f-\d+"', before)
        assert re.fullmatch(r'"t-\d+"', await world.etag("triage", said.case_id))

        noted = await world.ask(
            "manager",
            "POST",
            f"/followup/v1/cases/{said.case_id}/note",
            json={"text": "稍后回电"},
            headers={"If-Match": before},
        )
        assert noted.headers["ETag"] == before == await world.etag("followup", said.case_id)

        await world.made(None, f"/intake/t/{said.track_token}/messages", {"text": "还有一点"})
        await world.settled()
        assert await world.etag("followup", said.case_id) != before

    async def test_are_answered_with_the_next(self, world: World, scene: Scene) -> None:
        case_id = scene.near.spoken.case_id
        etag = await world.etag("triage", case_id)
        moved = await world.ask(
            "manager",
            "POST",
            f"/triage/v1/cases/{case_id}/correct",
            json={"urgency": "high"},
            headers={"If-Match": etag},
        )

        assert moved.status_code == 200
        assert moved.json()["urgency"] == "high"
        assert moved.headers["ETag"] != etag
        assert moved.headers["ETag"] == await world.etag("triage", case_id)


class TestSurvey:
    async def test_counts_the_last_answer_and_ends(self, world: World, scene: Scene) -> None:
        path = f"/followup/v1/surveys/{scene.far.survey_token}"
        first = await world.made(None, path, {"score": 3, "solved": True})
        last = await world.made(None, path, {"score": 4, "solved": True, "nps": 9, "comment": "好"})

        assert (first["score"], last["score"]) == (3, 4)
        page = await world.ask(None, "GET", f"/followup/s/{scene.far.survey_token}")
        assert page.status_code == 200
        # The others' clock must not go on a month: what they wait for would be old, and removed.
        await world.system.services["followup"].database.write(
            lambda session: session.execute(sa.update(Survey).values(expires_at=world.clock.now()))
        )
        ended = await world.ask(None, "POST", path, json={"score": 4, "solved": True})
        assert is_problem(ended, EXPIRED)
        assert ended.json()["form_url"] == f"{ORIGIN}/intake/f/welcome"
