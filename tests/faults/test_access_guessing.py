"""Case 22: guessing tells nothing, gets nowhere, and is slowed until it stops."""

import asyncio
import base64
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.fixtures.access import PASSWORD, World, until
from tests.fixtures.access_scene import MARK, Scene, scene_in

pytestmark = pytest.mark.asyncio(loop_scope="module")

BURST = 6
PER_MINUTE = 300.0
LIMITS = {
    "form_burst": BURST,
    "form_per_minute": PER_MINUTE,
    "message_burst": BURST,
    "message_per_minute": PER_MINUTE,
    "survey_burst": BURST,
    "survey_per_minute": PER_MINUTE,
    "page_burst": 60,
    "page_per_minute": 1200.0,
}
RANDOM_TOKEN = base64.urlsafe_b64encode(bytes(range(32))).rstrip(b"=").decode()
WRONG = "wrong"
GOOD = {"score": 4, "solved": True}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    async with scene_in(tmp_path_factory.mktemp("guessing"), **LIMITS) as made:
        yield made


@pytest.fixture
def world(scene: Scene) -> World:
    return scene.world


async def sign_in(world: World, username: str, password: str = WRONG) -> httpx.Response:
    body = {"username": username, "password": password}
    return await world.ask(None, "POST", "/triage/v1/auth/token", json=body)


def told(answer: httpx.Response) -> tuple[int, bytes, tuple[str, ...]]:
    """Return all that an answer tells but for the id of its request."""
    headers = sorted(f"{k}: {v}" for k, v in answer.headers.items() if k != "x-request-id")
    return answer.status_code, answer.content, tuple(headers)


class TestSignIn:
    async def test_answers_alike_for_names_that_exist_and_others(self, world: World) -> None:
        world.clock.advance(hours=1)
        known, unknown = await sign_in(world, "lead02"), await sign_in(world, "nobody02")
        left = await sign_in(world, "store02\u200b")

        assert told(known) == told(unknown) == told(left)
        assert known.status_code == 401

    async def test_is_slowed_for_an_account_and_goes_on_after_the_wait(self, world: World) -> None:
        world.clock.advance(hours=1)
        for username in ("nobody-of-ours", "lead03"):
            answers = [await sign_in(world, username) for _ in range(7)]
            slowed = answers[-1]
            assert [one.status_code for one in answers[:5]] == [401] * 5
            assert slowed.status_code == 429
            assert (await sign_in(world, username, PASSWORD)).status_code == 429

        world.clock.advance(seconds=int(slowed.headers["Retry-After"]))

        assert (await sign_in(world, "lead03", PASSWORD)).status_code == 200

    async def test_is_slowed_for_an_address_and_goes_on_after_the_wait(self, world: World) -> None:
        world.clock.advance(hours=1)
        answers = [await sign_in(world, f"guess{number}") for number in range(40)]

        assert {one.status_code for one in answers[:30]} == {401}
        assert {one.status_code for one in answers[30:]} == {429}
        assert (await sign_in(world, "lead04", PASSWORD)).status_code == 429
        world.clock.advance(seconds=int(answers[-1].headers["Retry-After"]))
        assert (await sign_in(world, "lead04", PASSWORD)).status_code == 200

    async def test_is_not_freed_by_a_forged_address(self, world: World) -> None:
        world.clock.advance(hours=1)
        for number in range(40):
            forged = {"X-Forwarded-For": f"10.0.0.{number}", "X-Real-IP": f"10.0.1.{number}"}
            body = {"username": f"guess{number}", "password": "wrong"}
            answer = await world.ask(
                None, "POST", "/triage/v1/auth/token", json=body, headers=forged
            )

        assert answer.status_code == 429
        world.clock.advance(hours=1)


class TestForgottenPassword:
    @staticmethod
    async def forgotten(world: World, name: str) -> httpx.Response:
        body = {"username": name}
        answer = await world.ask(None, "POST", "/triage/v1/auth/forgotten", json=body)
        await world.system.services["triage"].app.state.identity.links.settle()
        return answer

    async def test_answers_alike_whoever_is_named(self, world: World) -> None:
        known, unknown = [await self.forgotten(world, one) for one in ("agent01", "nobody01")]

        assert told(known) == told(unknown)
        assert known.status_code == 202

    async def test_links_are_not_found_by_guessing(self, world: World) -> None:
        guesses = [
            await world.ask(
                None, "POST", "/triage/v1/auth/links/look", json={"token": f"{RANDOM_TOKEN}{one}"}
            )
            for one in range(40)
        ]

        assert {one.status_code for one in guesses} == {401, 429}
        assert len({one.content for one in guesses if one.status_code == 401}) == 1


class TestTokensOfPages:
    async def test_hold_128_bits_and_nothing_but_url_safe_signs(self, scene: Scene) -> None:
        form = (await scene.world.form_token())["Authorization"].rpartition(" ")[2]
        for token in (scene.far.spoken.track_token, scene.far.survey_token, form):
            assert re.fullmatch(r"[A-Za-z0-9_-]+", token)
            assert len(token) * 6 >= 128
        assert scene.far.spoken.track_token != scene.near.spoken.track_token

    async def test_that_are_wrong_are_all_the_same_404(self, scene: Scene) -> None:
        track, survey = scene.far.spoken.track_token, scene.far.survey_token
        for path, right, other in (
            ("/intake/t/{}", track, survey),
            ("/intake/t/{}/messages", track, survey),
            ("/followup/s/{}", survey, track),
            ("/followup/v1/surveys/{}", survey, track),
        ):
            method = "POST" if "messages" in path or "surveys" in path else "GET"
            wrong = (RANDOM_TOKEN, other, right[:-1], right + "A", flipped(right), right.swapcase())
            answers = [
                await scene.world.ask(None, method, path.format(one), json=body_for(path))
                for one in wrong
            ]
            assert len({told(one) for one in answers}) == 1, path
            assert answers[0].status_code == 404
            assert not any(MARK in one.text for one in answers)

    async def test_open_no_api(self, scene: Scene) -> None:
        for token in (scene.far.spoken.track_token, scene.far.survey_token):
            answer = await scene.world.ask(
                {"Authorization": f"Bearer {token}"}, "GET", "/followup/v1/cases"
            )
            assert answer.status_code == 401


def flipped(token: str) -> str:
    """Return the token with another first sign."""
    return ("B" if token[0] != "B" else "C") + token[1:]


def body_for(path: str) -> Any:
    return {"text": "补充"} if "messages" in path else GOOD if "surveys" in path else None


class TestLimits:
    async def test_of_a_form_bite_and_end(self, world: World) -> None:
        async def send() -> httpx.Response:
            body = {"text": "很好喝"}
            return await world.ask(None, "POST", "/intake/f/welcome", json=body)

        await bites_and_ends(send, good=201)

    async def test_of_a_form_token_bite_and_end(self, world: World) -> None:
        async def send() -> httpx.Response:
            token = await world.form_token()
            return await world.ask(token, "POST", "/intake/v1/feedback", json={"text": "好喝"})

        await bites_and_ends(send, good=201)

    async def test_of_messages_bite_and_end(self, scene: Scene) -> None:
        async def send() -> httpx.Response:
            path = f"/intake/t/{scene.near.spoken.track_token}/messages"
            return await scene.world.ask(None, "POST", path, json={"text": "补充一句"})

        await bites_and_ends(send, good=201)

    async def test_of_survey_answers_bite_and_end(self, scene: Scene) -> None:
        async def send() -> httpx.Response:
            path = f"/followup/v1/surveys/{scene.far.survey_token}"
            return await scene.world.ask(None, "POST", path, json=GOOD)

        await bites_and_ends(send, good=200)

    @pytest.mark.parametrize("path", ["/intake/t/{}", "/intake/f/{}", "/followup/s/{}"])
    async def test_of_page_views_bite(self, world: World, path: str) -> None:
        """The signs of many tokens guessed at once from one address."""
        answers = await asyncio.gather(
            *(world.ask(None, "GET", path.format(f"guess{number}")) for number in range(200))
        )

        assert {one.status_code for one in answers} == {404, 429}


async def bites_and_ends(send: Any, *, good: int) -> None:
    """Send until it is refused, then until it is taken again."""

    async def is_refused() -> Any:
        answer = await send()
        assert answer.status_code in {good, 429}, answer.text
        return answer if answer.status_code == 429 else None

    refused = await until(is_refused, what="the limit")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.json()["type"] == "urn:huiyin:problem:too-fast"

    async def is_taken() -> bool:
        return bool((await send()).status_code == good)

    await until(is_taken, what="the end of the limit")


class TestSurveyToken:
    async def test_edits_its_own_cycle_only_and_only_in_its_window(self, scene: Scene) -> None:
        world, case_id = scene.world, scene.far.spoken.case_id
        first = scene.far.survey_token
        await world.settled()
        await world.move("manager", "followup", case_id, "reopen", {"reason": "客户来电"})
        await world.settled()
        transfer = {"to_staff": world.staff["agent09"], "reason": "继续处理"}
        await world.move("manager", "triage", case_id, "transfer", transfer)
        await world.settled()
        await world.move("agent09", "followup", case_id, "start")
        told_again = await world.move(
            "agent09", "followup", case_id, "resolve", {"result": "再次退款"}
        )
        assert told_again["cycle"] == 2
        second = told_again["survey"]["url"].rpartition("/")[2]

        late = {"score": 1, "solved": False, "comment": "第一轮的评价"}
        world.clock.advance(seconds=1)

        async def is_taken() -> bool:
            answer = await world.ask(None, "POST", f"/followup/v1/surveys/{first}", json=late)
            assert answer.status_code in {200, 429}
            return answer.status_code == 200

        await until(is_taken, what="an answer for the first cycle")
        after = await world.get("manager", f"/followup/v1/cases/{case_id}")
        assert first != second
        assert (after["cycle"], after["status"]) == (2, told_again["status"])
        assert (after["survey"]["score"], after["survey"]["status"]) == (None, "open")

        world.clock.advance(days=8)
        for token in (first, second):
            answer = await world.ask(None, "POST", f"/followup/v1/surveys/{token}", json=GOOD)
            assert answer.status_code == 410, answer.text
