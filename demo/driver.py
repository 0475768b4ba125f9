"""Drives the loop from the outside: receives the feedback, plays the staff and the customers."""

import asyncio
import secrets
import sys
from collections.abc import Awaitable, Callable, Sequence
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Final

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from demo import summary
from demo.api import Api, DemoError, expect
from demo.corpus import scenes
from demo.play import Play

LEADS: Final = [f"lead{number:02d}" for number in range(1, 6)]
AGENTS: Final = [f"agent{number:02d}" for number in range(1, 11)]
PEOPLE: Final = ["admin", "manager", *LEADS, *AGENTS]
SERVICES: Final = ("intake", "triage", "followup")
RESOLVED: Final = {"resolve_good", "resolve_bad_then_good"}
THANKS: Final = ("谢谢", "好的,收到", "辛苦了👍")

Step = Callable[[Play], Awaitable[None]]


def main(url: str, password: str) -> None:
    """Play the demo against the system at `url`; ends the process with a sentence if it cannot."""
    if not password:
        sys.exit("The demo needs the sample users' password: HUIYIN_SAMPLE_PASSWORD or --password.")
    try:
        asyncio.run(play_all(url, password))
    except DemoError as error:
        sys.exit(f"The demo stopped: {error}")
    except KeyboardInterrupt:
        sys.exit("The demo was interrupted; what it had sent so far stays in the system.")


async def play_all(url: str, password: str) -> None:
    console = Console()
    async with httpx.AsyncClient(timeout=60.0, cookies=without_memory()) as client:
        api = Api(client, url, password)
        await reach(api)
        plays = [Play(scene, api) for scene in scenes()]
        with bars(console) as progress:
            await Stage(api, plays, progress).play()
        await end(console, api, plays)


def without_memory() -> CookieJar:
    """Return a jar that keeps nothing: only in this play staff and customers share a browser."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=()))


def bars(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description:<44}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    )


async def reach(api: Api) -> None:
    """Make sure that the system answers and everybody can sign in. Raises DemoError."""
    for service in SERVICES:
        expect(await api.call("GET", f"/{service}/healthz"), 200)
    await api.sign_in(PEOPLE[0])  # one wrong password is enough to know
    for person in PEOPLE[1:]:
        await api.sign_in(person)


class Stage:
    """The acts of the demo, in order; within an act everybody works at the same time."""

    def __init__(self, api: Api, plays: Sequence[Play], progress: Progress) -> None:
        self._api = api
        self._plays = plays
        self._progress = progress
        self._by_scene = {play.scene.id: play for play in plays}

    async def play(self) -> None:
        run = secrets.token_hex(4)
        await self._act("Customers write", self._plays, lambda play: play.receive(run))
        await self._act("Triage gives each case an owner", self._plays, Play.arrive)
        await self._act("Staff merge what was said twice", self._of("merge_duplicate"), self._merge)
        await self._act("Staff dismiss spam", self._of("dismiss_spam"), Play.dismiss)
        await self._work()
        await self._act("Customers answer questions", self._of("ask_customer"), self._answered)
        await self._act("Other teams resolve", self._of("transfer"), self._resolve)
        await self._surveys()
        await self._second_cycle()

    async def _work(self) -> None:
        """Each person goes through the own queue, most urgent first."""
        steps: dict[str, Step] = {
            "resolve_good": self._resolve,
            "resolve_bad_then_good": self._resolve,
            "ask_customer": Play.ask,
            "transfer": self._transfer,
            "leave_open": self._leave,
        }
        todo = [play for play in self._plays if play.scene.outcome in steps]
        queues = await self._queues({play.case_id: play for play in todo})
        bar = self._progress.add_task("Staff work through their queues", total=len(todo))

        async def one_person(queue: Sequence[Play]) -> None:
            for play in queue:
                await steps[play.scene.outcome](play)
                self._progress.advance(bar)

        await together(one_person(queue) for queue in queues)

    async def _queues(self, todo: dict[str, Play]) -> list[list[Play]]:
        queues = []
        for person in (*LEADS, *AGENTS):
            mine = [todo.pop(case_id) for case_id in await self._mine(person) if case_id in todo]
            queues.append(mine)
        queues.append(list(todo.values()))  # owned by somebody the demo does not play
        return queues

    async def _mine(self, person: str) -> list[str]:
        found: list[str] = []
        cursor: str | None = None
        while True:
            params: dict[str, Any] = {"queue": "mine", "limit": 200}
            if cursor:
                params["cursor"] = cursor
            page = await self._api.read("/triage/v1/cases", by=person, params=params)
            found += [case["id"] for case in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                return found

    async def _merge(self, play: Play) -> None:
        await play.merge(self._by_scene[play.scene.same_as])

    async def _transfer(self, play: Play) -> None:
        teams = await self._api.read("/triage/v1/teams", by="manager", params={"limit": 200})
        ids = {team["name"]: team["id"] for team in teams["items"]}
        await play.transfer(ids[play.scene.transfer_to])

    async def _resolve(self, play: Play) -> None:
        await play.resolve(play.scene.result)

    async def _leave(self, play: Play) -> None:
        """Leave a case at the end of the day: accepted or already begun."""
        await (play.begin() if int(play.scene.id[1:]) % 2 else play.accept())

    async def _answered(self, play: Play) -> None:
        await play.answer_question()
        await play.resolve(play.scene.result)

    async def _surveys(self) -> None:
        scored = [play for play in self._plays if play.scene.score]
        await self._act("Customers answer the survey", scored, self._first_survey)
        silent = [
            play
            for play in self._plays
            if play.scene.outcome in RESOLVED and not play.scene.score and play.scene.phone
        ]
        await self._act("Customers say thank you", silent, self._thank)

    async def _first_survey(self, play: Play) -> None:
        await play.answer_survey(play.scene.score, play.scene.comment)

    async def _thank(self, play: Play) -> None:
        await play.say(THANKS[int(play.scene.id[1:]) % len(THANKS)])

    async def _second_cycle(self) -> None:
        reopened = self._of("resolve_bad_then_good")
        await self._act("Reopened cases are solved at last", reopened, self._resolve_again)

    async def _resolve_again(self, play: Play) -> None:
        await play.owner(cycle=2)
        await play.resolve(play.scene.second_result, cycle=2)
        await play.answer_survey(play.scene.second_score, play.scene.second_comment)

    def _of(self, outcome: str) -> list[Play]:
        return [play for play in self._plays if play.scene.outcome == outcome]

    async def _act(self, title: str, plays: Sequence[Play], step: Step) -> None:
        bar = self._progress.add_task(title, total=len(plays))

        async def one(play: Play) -> None:
            await step(play)
            self._progress.advance(bar)

        await together(one(play) for play in plays)


async def together(works: Any) -> None:
    """Run all at once; the first failure ends the others."""
    try:
        async with asyncio.TaskGroup() as group:
            for work in works:
                group.create_task(work)
    except* DemoError as failed:
        raise failed.exceptions[0] from None


async def end(console: Console, api: Api, plays: Sequence[Play]) -> None:
    """Show what became of it all, once the events of this run are drained."""
    cases = [await play.followed_up() for play in plays]
    topics = await api.read("/triage/v1/topics", by="manager", params={"limit": 200})
    names = {topic["code"]: topic.get("name_zh", "") for topic in topics["items"]}
    ledgers = {service: await api.read(f"/{service}/v1/ledger", by="admin") for service in SERVICES}
    summary.show(console, cases, names, ledgers)
