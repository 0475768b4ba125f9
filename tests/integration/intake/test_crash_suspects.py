"""Deliveries that end their process: given up alone, whoever was claimed with them."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from services.intake.operations.inbound import ATTEMPT_LIMIT
from services.intake.operations.inbound_loop import InboundLoop
from services.intake.rules.drafts import Append, Arrival, Draft, File, Ignored
from shared.delays import DELAYS
from shared.ids import new_id
from tests.fixtures.intake import Intake
from tests.fixtures.vendors import Vendor, sample, vendor

POISON = "有毒的一条"
LIVES = len(DELAYS) + 2


class Killed(BaseException):
    """Stands for the end of the process: nothing after it runs."""


class Deadly:
    """A kind of channel in whose hands one delivery ends the process; files may take long."""

    def __init__(self, kind: Any) -> None:
        self._kind = kind
        self.Credentials = kind.Credentials
        self.has_files = False
        self.may_end = asyncio.Event()

    def has_more(self, arrival: Arrival) -> bool:
        return self.has_files

    async def collect(self, *_: Any) -> Sequence[File]:
        if self.has_files:
            await self.may_end.wait()
        return []

    def translate(self, account: Any, arrival: Arrival) -> Draft | Append | Ignored:
        if POISON in str(arrival.payload):
            raise Killed
        found: Draft | Append | Ignored = self._kind.translate(account, arrival)
        return found


class Scene:
    def __init__(self, intake: Intake, hook: Vendor, kind: Deadly) -> None:
        self.intake = intake
        self.hook = hook
        self.kind = kind
        self.loop: InboundLoop = intake.service.app.state.inbound

    async def deliver(self, *comments: str) -> None:
        for comment in comments:
            payload = sample("hook")
            payload["data"]["comment"] = comment
            assert (await self.hook.deliver(payload, delivery=new_id())).status_code == 200

    async def live(self) -> None:
        """Settle what is due; should the process end of it, wait until its attempts run out."""
        try:
            await self.intake.settled()
        except Killed:
            self.intake.clock.advance(seconds=ATTEMPT_LIMIT.total_seconds())

    async def items(self) -> list[tuple[str, int, str | None]]:
        """Return state, attempts and error of all deliveries, in the order they came in."""
        found = sorted(await self.hook.items(), key=lambda one: str(one["id"]))
        return [(one["state"], one["attempts"], one["error"]) for one in found]


@pytest.fixture
async def scene(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> Scene:
    kinds = intake.service.app.state.inbound._kinds
    kind = Deadly(kinds["hook"])
    monkeypatch.setattr(intake.service.app.state.inbound, "_kinds", {**kinds, "hook": kind})
    return Scene(intake, await vendor(intake, "hook"), kind)


class TestDeliveryThatEndsItsProcess:
    async def test_is_given_up_alone(self, scene: Scene) -> None:
        await scene.deliver("一", POISON, "三", "四")

        for _ in range(LIVES):
            await scene.live()

        assert await scene.items() == [
            ("done", 2, None),
            ("failed", LIVES, "处理时进程中断"),
            ("done", 2, None),
            ("done", 2, None),
        ]

    async def test_nothing_is_claimed_with_it_again(self, scene: Scene) -> None:
        await scene.deliver(POISON, "二")
        await scene.live()
        await scene.deliver("三")

        for _ in range(3):
            await scene.live()

        _, with_it, later = await scene.items()
        assert (with_it, later) == (("done", 2, None), ("done", 1, None))

    async def test_one_that_failed_by_itself_is_no_suspect(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as broken:
            broken.setattr(scene.kind, "Credentials", None)
            await scene.deliver("一", "二")
            await scene.live()
        assert await scene.items() == [("waiting", 1, "AttributeError")] * 2
        scene.intake.clock.advance(seconds=DELAYS[0].total_seconds())

        assert await scene.loop.tick() == 2

        assert await scene.items() == [("done", 2, None)] * 2


class TestSuspectWithFiles:
    async def test_no_other_is_tried_while_they_are_fetched(self, scene: Scene) -> None:
        await scene.deliver("一", "二", POISON)
        await scene.live()
        scene.kind.has_files = True
        assert await scene.loop.tick() == 1
        await scene.deliver("四")

        assert [await scene.loop.tick() for _ in range(3)] == [1, 0, 0]

        assert [attempts for _, attempts, _ in await scene.items()] == [2, 1, 1, 1]
        scene.kind.may_end.set()
        await scene.live()
        assert [state for state, _, _ in await scene.items()] == ["done", "done", "waiting", "done"]
