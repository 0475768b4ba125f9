"""Outgoing webhooks: signed, durable and replayable."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import sqlalchemy as sa
from standardwebhooks import WebhookVerificationError

from services.intake.loops.webhooks import WebhookLoop
from shared.events import CaseProgressed
from shared.ids import new_id
from tests.fixtures.erasing import rows_with
from tests.fixtures.webhooks import EVENTS, Hooks, hooks_at, verify


@pytest_asyncio.fixture
async def hooks(database_url: str) -> AsyncIterator[Hooks]:
    async with hooks_at(database_url) as made:
        yield made


def progressed(feedback_id: str, version: int) -> CaseProgressed:
    return CaseProgressed(
        case_id=new_id(),
        feedback_id=feedback_id,
        generation=1,
        version=version,
        progress="assigned",
        public_status="in_progress",
        change="assigned",
        actor="system",
    )


class TestDeliveries:
    async def test_are_signed_as_standard_webhooks_says_and_hold_nothing_unmasked(
        self, hooks: Hooks
    ) -> None:
        made = await hooks.add()
        await hooks.speak()
        await hooks.work()

        ((headers, body),) = hooks.receiver.got
        verified = verify(made["secret"], headers, body)
        assert verified["type"] == "feedback.received"
        assert "13812345678" not in body.decode()
        assert "奶茶太甜了" in verified["data"]["text"]
        assert [one["state"] for one in await hooks.deliveries(made["id"])] == ["delivered"]

    async def test_come_once_for_an_event_that_is_heard_twice(self, hooks: Hooks) -> None:
        await hooks.add()
        snapshot = progressed(new_id(), 1)
        await hooks.intake.consume(snapshot)
        await hooks.intake.consume(snapshot, snapshot)
        await hooks.work()

        assert len(hooks.receiver.got) == 1

    async def test_leave_when_somebody_was_erased_whose_words_they_repeat(
        self, hooks: Hooks
    ) -> None:
        made = await hooks.add()
        said = progressed(new_id(), 1)
        reason = {"reopen_reason": "客户又说：甲的秘密", "cycle": 2}
        await hooks.intake.consume(said.model_copy(update=reason))
        assert await rows_with(hooks.intake.service.database, "甲的秘密")

        erased = {"version": 2, "change": "customer_erased", "cycle": 2}
        await hooks.intake.consume(said.model_copy(update=erased))

        assert await rows_with(hooks.intake.service.database, "甲的秘密") == []
        assert len(await hooks.deliveries(made["id"])) == 1

    async def test_of_events_nobody_asked_for_are_not_made(self, hooks: Hooks) -> None:
        made = await hooks.add(events=["reply.delivered"])
        await hooks.speak()
        await hooks.work()

        assert await hooks.deliveries(made["id"]) == []

    async def test_begin_with_what_happens_after_the_webhook(self, hooks: Hooks) -> None:
        await hooks.speak()
        hooks.intake.clock.advance(seconds=1)
        await hooks.add()
        await hooks.speak()
        await hooks.work()

        assert len(hooks.receiver.got) == 1

    async def test_of_what_follows_an_erasure_are_made(self, hooks: Hooks) -> None:
        await hooks.add(events=["feedback.received"])
        for _ in range(3):
            await hooks.speak()
        await hooks.work()
        await hooks.hand_over()
        await hooks.erase("13812345678")
        await hooks.speak()
        await hooks.work(minutes=5)

        assert len(set(hooks.receiver.ids())) == 4

    async def test_are_tried_again_with_the_same_id_and_a_fresh_signature(
        self, hooks: Hooks
    ) -> None:
        made = await hooks.add()
        hooks.receiver.statuses.extend([500, 429])
        await hooks.speak()
        await hooks.work(minutes=20)

        first, *_, last = hooks.receiver.got
        assert len(set(hooks.receiver.ids())) == 1
        assert len(hooks.receiver.got) == 3
        assert first[1] == last[1]
        assert first[0]["webhook-signature"] != last[0]["webhook-signature"]
        assert (await hooks.deliveries(made["id"]))[0]["attempts"] == 3

    async def test_are_given_up_after_a_day_and_replayed_by_hand(self, hooks: Hooks) -> None:
        made = await hooks.add()
        hooks.receiver.statuses.extend([503] * 100)
        await hooks.speak()
        await hooks.work(hours=25)
        (dead,) = await hooks.deliveries(made["id"])
        tries = len(hooks.receiver.got)
        hooks.receiver.statuses.clear()
        await hooks.call("POST", f"/{made['id']}/deliveries/{dead['id']}/replay")
        await hooks.work()

        assert (dead["state"], dead["last_status"]) == ("dead", 503)
        assert 6 < tries < 20
        assert set(hooks.receiver.ids()) == {dead["id"]}
        assert (await hooks.deliveries(made["id"]))[0]["state"] == "delivered"

    @pytest.mark.parametrize("status", [302, 400, 404])
    async def test_are_not_repeated_for_an_answer_that_will_not_change(
        self, hooks: Hooks, status: int
    ) -> None:
        made = await hooks.add()
        hooks.receiver.statuses.append(status)
        await hooks.speak()
        await hooks.work(hours=2)

        assert len(hooks.receiver.got) == 1
        assert (await hooks.deliveries(made["id"]))[0]["state"] == "dead"

    async def test_switch_a_webhook_off_that_failed_for_days(self, hooks: Hooks) -> None:
        made = await hooks.add()
        hooks.receiver.statuses.extend([500] * 1000)
        for _ in range(6):
            await hooks.speak()
            await hooks.work(minutes=5)
            hooks.intake.clock.advance(days=1)
        await hooks.work()
        shown = await hooks.call("GET", f"/{made['id']}")

        assert shown["is_active"] is False
        assert "no success since" in shown["disabled_because"]

    async def test_wait_for_a_number_that_is_not_committed_yet(self, hooks: Hooks) -> None:
        await hooks.add()
        await hooks.speak()
        await hooks.speak()
        database = hooks.intake.service.database
        await database.write(
            lambda s: s.execute(
                sa.text("UPDATE outbox SET seq = seq + 1 WHERE seq = (SELECT MAX(seq) FROM outbox)")
            )
        )
        await hooks.work()
        assert len(hooks.receiver.got) == 1
        hooks.intake.clock.advance(seconds=31)
        await hooks.work()

        assert len(hooks.receiver.got) == 2

    async def test_go_out_once_from_several_workers(self, hooks: Hooks) -> None:
        await hooks.add()
        for _ in range(5):
            await hooks.speak()
        desk = hooks.intake.service.app.state.desk
        others = [
            WebhookLoop(desk.database, desk.sealer, desk.outgoing, desk.clock) for _ in range(3)
        ]
        await asyncio.gather(*(one.work_off() for one in (hooks.loop, *others)))
        await hooks.work()

        assert sorted(set(hooks.receiver.ids())) == sorted(hooks.receiver.ids())
        assert len(hooks.receiver.got) == 5


class TestSecrets:
    async def test_are_shown_once_and_rotate_with_two_signatures(self, hooks: Hooks) -> None:
        made = await hooks.add()
        shown = await hooks.call("GET", f"/{made['id']}")
        rotated = await hooks.call("POST", f"/{made['id']}/rotate")
        await hooks.speak()
        await hooks.work()
        hooks.intake.clock.advance(days=1, hours=1)
        await hooks.speak()
        await hooks.work()

        (early, early_body), (late, late_body) = hooks.receiver.got
        assert "secret" not in shown
        assert verify(made["secret"], early, early_body)
        assert verify(rotated["secret"], early, early_body)
        assert verify(rotated["secret"], late, late_body)
        with pytest.raises(WebhookVerificationError):
            verify(made["secret"], late, late_body)

    async def test_are_told_again_to_who_repeats_the_creation(self, hooks: Hooks) -> None:
        headers = {**hooks.intake.staff("manager", staff_id=new_id()), "Idempotency-Key": "k1"}
        body = {"name": "BI", "url": hooks.receiver.url, "events": EVENTS}
        first = await hooks.intake.http.post("/v1/webhooks", json=body, headers=headers)
        again = await hooks.intake.http.post("/v1/webhooks", json=body, headers=headers)
        await hooks.speak()
        await hooks.work()

        assert first.json()["secret"].startswith("whsec_")
        assert (again.status_code, again.headers["Idempotent-Replay"]) == (200, "true")
        assert again.json() == first.json()
        assert verify(again.json()["secret"], *hooks.receiver.got[0])


class TestTest:
    async def test_says_what_came_back(self, hooks: Hooks) -> None:
        made = await hooks.add()
        good = await hooks.call("POST", f"/{made['id']}/test")
        hooks.receiver.statuses.append(500)
        bad = await hooks.call("POST", f"/{made['id']}/test")

        assert (good["ok"], good["status"]) == (True, 204)
        assert (bad["ok"], bad["status"]) == (False, 500)
        assert verify(made["secret"], *hooks.receiver.got[0])["type"] == "webhook.test"
