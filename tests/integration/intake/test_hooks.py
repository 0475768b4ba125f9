"""Form vendors on both databases: checked, taken once, mapped, shown for what they are."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from services.intake.operations.tidying import Ages, tidy
from shared.events import FeedbackReceived
from tests.fixtures.intake import Intake
from tests.fixtures.vendors import CREDENTIALS, Vendor, sample, vendor

BECOMES: dict[str, dict[str, Any]] = {
    "wjx": {
        "text": "等了四十分钟奶茶才做好",
        "rating": 2,
        "store_code": "S001",
        "contact": {"phone": "138****5678"},
        "occurred_at": "2026-11-22T02:01:02Z",
        "verified": False,
    },
    "tencent_survey": {
        "text": "厕所没有纸",
        "rating": 4,
        "contact": {"email": "l*@example.com"},
        "verified": False,
    },
    "jinshuju": {
        "text": "意见：面包有点硬\n场合：早餐、外带",
        "rating": 2,
        "extra": {"地区": "上海市、黄浦区"},
        "verified": False,
    },
    "jiandaoyun": {
        "text": "收银员态度很好",
        "rating": 5,
        "store_code": "S003",
        "verified": True,
    },
    "hook": {
        "text": "外卖漏了一杯",
        "rating": 1,
        "store_code": "S002",
        "order_no": "E2026112201",
        "occurred_at": "2026-11-22T01:30:00Z",
        "verified": True,
    },
}
VENDORS = sorted(BECOMES)


class TestDelivery:
    @pytest.mark.parametrize("channel", VENDORS)
    async def test_becomes_the_feedback_its_mapping_says(
        self, intake: Intake, channel: str
    ) -> None:
        played = await vendor(intake, channel)
        answer = await played.deliver()
        await intake.settled()

        assert answer.status_code == 200
        (feedback,) = await played.feedback()
        assert {name: feedback[name] for name in BECOMES[channel]} == BECOMES[channel]
        (item,) = await played.items()
        assert (item["state"], item["feedback_id"]) == ("done", feedback["id"])
        (event,) = await intake.published(FeedbackReceived)
        assert event.channel == channel

    @pytest.mark.parametrize("channel", VENDORS)
    async def test_repeated_after_ten_minutes_is_taken_and_comes_to_nothing(
        self, intake: Intake, channel: str
    ) -> None:
        played = await vendor(intake, channel)
        await played.deliver()
        await intake.settled()
        intake.clock.at += timedelta(minutes=10)
        again = await played.deliver()
        await intake.settled()

        assert again.status_code == 200
        assert len(await played.feedback()) == 1

    async def test_repeated_after_its_item_was_forgotten_is_taken_and_comes_to_nothing(
        self, intake: Intake
    ) -> None:
        played = await vendor(intake, "wjx")
        await played.deliver()
        await intake.settled()
        intake.clock.at += timedelta(days=200)
        now, ages = intake.clock.now(), Ages(inbound_days=180, thread_days=0)
        await intake.service.database.write(lambda session: tidy(session, ages, now=now))
        again = await played.deliver()
        await played.deliver({**sample("wjx"), "index": "18"})
        await intake.settled()

        assert again.status_code == 200
        assert len(await played.items()) == 1
        assert len(await played.feedback()) == 2

    async def test_twenty_times_at_once_is_one_ticket(self, intake: Intake) -> None:
        played = await vendor(intake, "hook")
        answers = await asyncio.gather(*(played.deliver() for _ in range(20)))
        await asyncio.gather(*(intake.settled() for _ in range(3)))

        assert {one.status_code for one in answers} == {200}
        assert len(await intake.published(FeedbackReceived)) == 1

    async def test_of_an_unknown_store_is_kept_without_it(self, intake: Intake) -> None:
        played = await vendor(intake, "hook")
        payload = sample("hook")
        payload["data"] |= {"store": "S999", "mobile": "没有", "stars": 9, "at": "2030-01-01"}
        await played.deliver(payload)
        await intake.settled()

        (feedback,) = await played.feedback()
        assert (feedback["store_code"], feedback["rating"]) == (None, None)
        assert feedback["extra"]["store_code_given"] == "S999"
        assert feedback["extra"]["unusable"]["phone"] == "没有"

    async def test_without_words_is_ignored_and_says_so(self, intake: Intake) -> None:
        played = await vendor(intake, "hook")
        await played.deliver({"data": {"comment": " "}})
        await intake.settled()

        (item,) = await played.items(state="ignored")
        assert item["error"] == "没有可用的内容"
        assert await played.feedback() == []

    async def test_is_forgotten_once_it_is_done(self, intake: Intake) -> None:
        played = await vendor(intake, "hook")
        await played.deliver()
        await intake.settled()

        (item,) = await played.items(state="done")
        answer = await intake.http.post(
            f"/v1/channels/{played.account['id']}/items/{item['id']}/replay",
            headers=intake.staff("manager"),
        )
        assert answer.status_code == 404


class TestTencentAnswer:
    async def test_updated_is_a_new_version_and_no_new_case(self, intake: Intake) -> None:
        played = await vendor(intake, "tencent_survey")
        changed = {**sample("tencent_survey"), "id": "other", "action": "answer.update"}
        changed["payload"]["answer"][0]["questions"][1]["text"] = "厕所现在有纸了"
        gone = {**changed, "id": "third", "action": "answer.delete"}
        for payload in (None, changed, gone):
            await played.deliver(payload)
            await intake.settled()

        (feedback,) = await played.feedback()
        (message,) = feedback["messages"]
        assert message["text"] == "（顾客修改了答卷）\n厕所现在有纸了"
        states = [(one["state"], one["seq"]) for one in await played.items()]
        assert states == [("ignored", None), ("done", 1), ("done", None)]

    async def test_updated_before_it_was_created_is_one_case(self, intake: Intake) -> None:
        played = await vendor(intake, "tencent_survey")
        await played.deliver({**sample("tencent_survey"), "id": "2", "action": "answer.update"})
        await played.deliver()
        await intake.settled()

        assert len(await played.feedback()) == 1


class TestForgery:
    async def test_of_the_answers_under_a_seen_wjx_sign_changes_nothing(
        self, intake: Intake
    ) -> None:
        played = await vendor(intake, "wjx")
        await played.deliver()
        forged = {**sample("wjx"), "q2": "伪造的内容", "q3": "13900009999"}
        answer = await played.deliver(forged)
        await intake.settled()

        assert answer.status_code == 200
        (feedback,) = await played.feedback()
        assert feedback["text"] == "等了四十分钟奶茶才做好"
        assert feedback["verified"] is False

    @pytest.mark.parametrize("channel", VENDORS)
    async def test_is_refused_and_nothing_is_kept(self, intake: Intake, channel: str) -> None:
        played = await vendor(intake, channel)
        body = json.dumps(sample(channel)).encode()
        signed = played.signed(body, "d-1")
        attempts: list[tuple[bytes, dict[str, Any]]] = []
        if channel == "wjx":
            attempts = [
                (json.dumps({**sample("wjx"), "sign": sign}).encode(), {})
                for sign in ("0" * 40, "", None, 5, ["x"])
            ]
        elif channel in {"hook", "jiandaoyun"}:
            attempts = [(body, {}), (body + b" ", signed)]
        else:
            played.path = played.path[:-1] + ("A" if played.path[-1] != "A" else "B")
            attempts = [(body, {}), (body, {"params": {"token": "x"}})]
        for sent, options in attempts:
            assert (await played.send(sent, **options)).status_code == 401
        assert await played.items() == []

    @pytest.mark.parametrize("channel", ["hook", "jiandaoyun"])
    @pytest.mark.parametrize("minutes", [-6, 6])
    async def test_by_an_old_delivery_is_refused(
        self, intake: Intake, channel: str, minutes: int
    ) -> None:
        played = await vendor(intake, channel)
        body = json.dumps(sample(channel)).encode()
        signed = played.signed(body, "d-1")
        intake.clock.at += timedelta(minutes=minutes)

        assert (await played.send(body, **signed)).status_code == 401

    async def test_from_an_address_not_on_the_list_is_refused(self, intake: Intake) -> None:
        here = await vendor(intake, "jinshuju", settings={"allowed_addresses": ["127.0.0.0/8"]})
        elsewhere = await vendor(
            intake, "jinshuju", name="two", settings={"allowed_addresses": ["203.0.113.0/24"]}
        )

        assert (await here.deliver()).status_code == 200
        assert (await elsewhere.deliver()).status_code == 401

    async def test_with_the_previous_secret_passes_while_it_is_changed(
        self, intake: Intake
    ) -> None:
        played = await vendor(intake, "hook")
        newer = "whsec_" + "A" * 43 + "="
        kept = {"secret": newer, "previous_secret": CREDENTIALS["hook"]["secret"]}
        await put(intake, played, credentials=kept)
        assert (await played.deliver()).status_code == 200

        await put(intake, played, credentials={"previous_secret": None})
        assert (await played.deliver(delivery="d-2")).status_code == 401


class TestBody:
    @pytest.mark.parametrize("channel", VENDORS)
    async def test_that_is_too_large_or_a_bomb_is_refused(
        self, intake: Intake, channel: str
    ) -> None:
        played = await vendor(intake, channel)
        large = await played.send(b'{"a": "' + b"x" * 300_000 + b'"}')
        bombs = (b"[" * 50_000, b'{"a":' * 200 + b"1" + b"}" * 200, b"\xff\xfe", b"", b"[]")
        answers = [await played.send(body, **played.signed(body, "d")) for body in bombs]

        assert large.status_code == 413
        assert {one.status_code for one in answers} <= {400, 401, 422}

    async def test_for_nobody_is_not_found(self, intake: Intake) -> None:
        for path in ("nobody", "nobody/token"):
            answer = await intake.http.post(f"/v1/hooks/{path}", json={})
            assert answer.status_code == 404

    async def test_for_an_account_that_is_switched_off_is_not_found(self, intake: Intake) -> None:
        played = await vendor(intake, "jinshuju", is_active=False)

        assert (await played.deliver()).status_code == 404


async def put(intake: Intake, played: Vendor, **changed: Any) -> dict[str, Any]:
    account = played.account
    body = {"title": account["title"], "settings": account["settings"], **changed}
    answer = await intake.http.put(
        f"/v1/channels/{account['id']}", json=body, headers=intake.staff("admin")
    )
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


class TestPreview:
    async def test_shows_the_draft_and_what_is_left_over(self, intake: Intake) -> None:
        played = await vendor(intake, "hook")
        path = f"/v1/channels/{played.account['id']}/preview"
        payload = sample("hook")
        payload["data"]["colour"] = "红"
        del payload["data"]["order"]
        answer = await intake.http.post(
            path, json={"payload": payload}, headers=intake.staff("manager")
        )

        shown = answer.json()
        assert (shown["becomes"], shown["draft"]["text"]) == ("feedback", "外卖漏了一杯")
        assert shown["draft"]["contact"] == {"phone": "13900001111"}
        assert {"path": "data.colour", "value": "红"} in shown["unmapped"]
        assert shown["missing"] == ["data.order"]
        assert await played.items() == []

    async def test_tries_another_mapping_and_refuses_a_wrong_one(self, intake: Intake) -> None:
        played = await vendor(intake, "jinshuju")
        path, headers = f"/v1/channels/{played.account['id']}/preview", intake.staff("admin")
        mapping: dict[str, Any] = {"text": ["entry.nothing"]}
        ignored = await intake.http.post(
            path, json={"payload": sample("jinshuju"), "mapping": mapping}, headers=headers
        )
        mapping = {"text": ["a..b"]}
        wrong = await intake.http.post(
            path, json={"payload": {}, "mapping": mapping}, headers=headers
        )

        assert (ignored.json()["becomes"], ignored.json()["reason"]) == (
            "ignored",
            "没有可用的内容",
        )
        assert wrong.status_code == 422

    async def test_is_for_channels_with_a_mapping(self, intake: Intake) -> None:
        settings = {"host": "imap.example", "username": "u", "address": "a@chain.example"}
        account = await intake.account("email", settings=settings, credentials={"password": "x"})
        answer = await intake.http.post(
            f"/v1/channels/{account['id']}/preview",
            json={"payload": {}},
            headers=intake.staff("manager"),
        )

        assert answer.status_code == 409
