"""One feedback on its way through the loop: what staff and customer do with it, step by step."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Any

import httpx

from demo.api import Api, DemoError, expect, until
from demo.corpus import Scene

RECEIVER = "manager"
SATISFIED = 3
SURVEY_LINK = re.compile(r"/followup/s/([A-Za-z0-9_-]+)")
REASON = "演示:按剧本处理"


@dataclass
class Play:
    """A scene being played; filled in as it goes."""

    scene: Scene
    api: Api
    feedback_id: str = ""
    track_url: str = ""
    case_id: str = ""
    answered_survey: str = ""

    async def receive(self, run: str) -> None:
        body = self.scene.body(run, datetime.now(UTC))
        answer = await self.api.call(
            "POST",
            "/intake/v1/feedback",
            by=RECEIVER,
            json=body,
            headers={"Idempotency-Key": body["external_id"]},
        )
        receipt = expect(answer, 201).json()
        self.feedback_id, self.track_url = receipt["id"], receipt["track_url"]

    async def arrive(self) -> None:
        """Wait until followup knows the case and triage has given it an owner."""
        params = {"feedback_id": self.feedback_id}

        async def find() -> list[dict[str, Any]]:
            page = await self.api.read("/followup/v1/cases", by=RECEIVER, params=params)
            items: list[dict[str, Any]] = page["items"]
            return items

        items = await until(
            find,
            lambda found: bool(found) and found[0]["owner"] is not None,
            f"no owner for the feedback {self.scene.id}",
        )
        self.case_id = items[0]["id"]

    async def triaged(self) -> dict[str, Any]:
        return await self._case("triage")

    async def followed_up(self) -> dict[str, Any]:
        return await self._case("followup")

    async def _case(self, service: str) -> dict[str, Any]:
        case: dict[str, Any] = await self.api.read(
            f"/{service}/v1/cases/{self.case_id}", by=RECEIVER
        )
        return case

    async def owner(self, *, cycle: int = 1) -> str:
        """Who acts: the owner of that cycle, once both services agree on it."""

        async def fetch() -> tuple[dict[str, Any], dict[str, Any]]:
            return await self.triaged(), await self.followed_up()

        triaged, _ = await until(
            fetch,
            lambda both: (
                both[0]["owner"] is not None
                and both[0]["owner"] == both[1]["owner"]
                and both[0]["cycle"] == both[1]["cycle"] >= cycle
            ),
            f"no owner of {self.scene.id} in cycle {cycle} known to both services",
        )
        username = str(triaged["owner"]["username"])
        return username if self.api.knows(username) else RECEIVER

    async def merge(self, into: "Play") -> None:
        """Merge as the manager: the two cases may be two teams', and an agent sees one's own."""
        body = {"into": into.case_id, "reason": "同一位顾客的同一件事"}
        await self.api.move("triage", self.case_id, "merge", by=RECEIVER, **body)

    async def dismiss(self) -> None:
        await self._triage("dismiss", reason="spam")

    async def transfer(self, team_id: str) -> None:
        by = await self.owner()
        case = await self.triaged()
        if case["team"] is None or case["team"]["id"] != team_id:
            await self.api.move(
                "triage", self.case_id, "transfer", by=by, to_team=team_id, reason=REASON
            )

    async def accept(self) -> None:
        """Accept, and put the verdict right when it is not what the writer meant."""
        if "accept" in (await self.triaged())["moves"]:
            await self._triage("accept")
        if (await self.triaged())["kind"] != self.scene.kind:
            await self._triage("correct", kind=self.scene.kind, topics=[self.scene.topic])

    async def begin(self, *, cycle: int = 1) -> str:
        """Accept and start; returns who did."""
        await self.accept()
        by = await self.owner(cycle=cycle)
        if (await self.followed_up())["status"] == "assigned":
            await self.api.move("followup", self.case_id, "start", by=by)
        return by

    async def resolve(self, result: str, *, cycle: int = 1) -> None:
        by = await self.begin(cycle=cycle)
        await self.api.move("followup", self.case_id, "resolve", by=by, result=result)

    async def ask(self) -> None:
        by = await self.begin()
        await self.api.move("followup", self.case_id, "ask", by=by, text=self.scene.question)

    async def answer_question(self) -> None:
        """Let the customer see the question on the progress page and answer it there."""
        await self._page(lambda page: self.scene.question in unescape(page), "the question to show")
        await self.say(self.scene.answer)
        await until(
            self.followed_up,
            lambda case: case["status"] != "waiting_customer",
            f"the answer to {self.scene.id} did not arrive",
        )

    async def say(self, words: str) -> None:
        body = {"text": words}
        answer = await self.api.call("POST", f"{self.track_url}/messages", json=body)
        expect(answer, 200, 201, 303)

    async def answer_survey(self, score: str, comment: str) -> None:
        """Let the customer follow the survey link of the progress page and answer."""
        done = f"/{self.answered_survey}" if self.answered_survey else "no survey yet"
        await until(
            self.followed_up,
            lambda case: bool(case["survey"]) and not case["survey"]["url"].endswith(done),
            f"no survey for {self.scene.id}",
        )
        page = await self._page(
            lambda page: self._new_survey(page) is not None, "a survey link to show"
        )
        token = self._new_survey(page)
        if token is None:
            raise DemoError(f"The survey link of {self.scene.id} went away.")
        body = {"score": int(score), "solved": int(score) >= SATISFIED, "comment": comment or None}
        own = {"User-Agent": f"phone of {token}"}  # many answers of one device would not count
        path = f"/followup/v1/surveys/{token}"
        answer = await self.api.call("POST", path, json=body, headers=own)
        expect(answer, 200)
        self.answered_survey = token

    def _new_survey(self, page: str) -> str | None:
        found = SURVEY_LINK.search(page)
        return found[1] if found and found[1] != self.answered_survey else None

    async def _page(self, holds: Any, what: str) -> str:
        async def fetch() -> str:
            answer: httpx.Response = await self.api.call("GET", self.track_url)
            return expect(answer, 200).text

        page: str = await until(
            fetch, holds, f"the progress page of {self.scene.id} did not get {what}"
        )
        return page

    async def _triage(self, move: str, **body: Any) -> None:
        by = await self.owner(cycle=1)
        await self.api.move("triage", self.case_id, move, by=by, **body)
