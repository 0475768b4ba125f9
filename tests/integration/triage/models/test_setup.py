"""What is in force reaches every process: models, words, names, topics, corrections."""

from functools import partial

import pytest

from services.triage.errors import ModelUnknown
from services.triage.models.learning import DictionaryVersion
from services.triage.operations import models_setup
from services.triage.operations.reference import keep_customers, keep_stores
from shared.events import CustomerChanged, StoreChanged
from tests.fixtures.delivery import eventually
from tests.fixtures.learning import Desk, correct
from tests.fixtures.triage import feedback
from tests.fixtures.triage_service import Triage


class TestCorrectedTexts:
    async def test_lend_their_label_to_nearly_identical_ones_at_once(
        self, triage: Triage, desk: Desk
    ) -> None:
        text = "玲珑套餐里的那个小玩意儿没有给我"
        first = await desk.verdict(text)
        await correct(triage, text, kind="suggestion", topics=["membership"])
        again = await desk.verdict(text + "！")
        assert again.kind == "suggestion"
        assert [topic.code for topic in again.topics] == ["membership"]
        assert again.confidence == 1.0
        assert again.model_version.startswith(first.model_version)
        assert "+label-" in again.model_version

    async def test_never_lower_the_urgency(self, triage: Triage, desk: Desk) -> None:
        text = "吃了你们的凉菜我食物中毒了，在医院急诊"
        await correct(triage, text, kind="praise", urgency="low")
        assert (await desk.verdict(text)).urgency == "critical"

    async def test_are_forgotten_with_their_customer(self, triage: Triage, desk: Desk) -> None:
        text = "玲珑套餐里的那个小玩意儿没有给我"
        plain = await desk.verdict(text)
        said = feedback(text=text, customer="c-1", store_code="S003")
        await triage.receive("refund", said=said)
        await triage.move("manager", said.case_id, "correct", {"kind": "suggestion"})
        assert (await desk.verdict(text)).kind == "suggestion"
        erased = CustomerChanged(
            generation=1, version=1, handle="c-1", canonical="c-1", erased=True
        )
        await triage.service.database.write(
            lambda session: keep_customers(session, [erased], now=triage.clock.now())
        )
        assert await desk.verdict(text) == plain


class TestWords:
    async def test_of_a_manager_decide_from_the_next_text_on(
        self, triage: Triage, desk: Desk, other: Desk
    ) -> None:
        text = "你们的嗡嗡侠在店里乱窜"
        before = await desk.verdict(text)
        body = {"word": "嗡嗡侠", "kind": "bad", "topic": "hygiene"}
        added = (await triage.post("manager", "/v1/lexicon", body)).json()
        for each in (desk, other):
            found = await each.verdict(text)
            assert "hygiene" in [topic.code for topic in found.topics]
            assert "嗡嗡侠" in [piece.text for piece in found.evidence]
            assert found.model_version != before.model_version
        headers = await triage.sign_in("manager")
        await triage.client.delete(f"/v1/lexicon/{added['id']}", headers=headers)
        assert await desk.verdict(text) == before

    async def test_can_be_critical_or_ignored_but_no_danger_is_silenced(
        self, triage: Triage, desk: Desk
    ) -> None:
        await triage.post(
            "manager",
            "/v1/lexicon",
            {"word": "蓝色粉末", "kind": "critical", "topic": "food_safety"},
        )
        for word in ("中毒", "难吃"):
            await triage.post("manager", "/v1/lexicon", {"word": word, "kind": "ignore"})
        assert (await desk.verdict("汤里漂着蓝色粉末")).urgency == "critical"
        assert (await desk.verdict("我食物中毒了，要中毒赔偿")).urgency == "critical"

    async def test_and_names_of_stores_are_kept_under_the_version_of_the_verdict(
        self, triage: Triage, desk: Desk
    ) -> None:
        found = await desk.verdict("菜太咸")
        version = found.model_version.partition("+words-")[2].partition("+")[0]
        kept = await triage.service.database.read(
            lambda session: session.get_one(DictionaryVersion, version)
        )
        assert set(kept.content["names"]) >= {"S001", "S002", "S003"}

    async def test_names_of_imported_stores_wait_for_one_another(
        self, triage: Triage, desk: Desk
    ) -> None:
        before = await desk.verdict("我在嗡嗡侠旗舰店")
        store = StoreChanged(
            generation=1, version=1, code="S9", name="嗡嗡侠旗舰店", region="华东", city="上海"
        )
        await triage.service.database.write(lambda session: keep_stores(session, [store]))
        assert not await desk.follower.refresh()
        await triage.post("manager", "/v1/lexicon", {"word": "嗡嗡侠", "kind": "name"})
        assert await desk.follower.refresh()
        assert (await desk.verdict("我在嗡嗡侠旗舰店")).model_version != before.model_version
        found = await triage.service.database.read(desk.shelf.dictionary)
        assert "嗡嗡侠旗舰店" in found.names

    async def test_names_of_imported_stores_are_learned_once_no_more_come(
        self, triage: Triage, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(models_setup, "STORES_QUIET_SECONDS", 0.2)
        await desk.follower.refresh()
        for number in range(2):
            store = StoreChanged(
                generation=1,
                version=1,
                code=f"S9{number}",
                name=f"嗡嗡侠{number}店",
                region="华东",
                city="上海",
            )
            await triage.service.database.write(partial(keep_stores, stores=[store]))
            assert not await desk.follower.refresh()

        await eventually(desk.follower.refresh, what="the names of both stores")

        found = await triage.service.database.read(desk.shelf.dictionary)
        assert {"嗡嗡侠0店", "嗡嗡侠1店"} <= set(found.names)

    async def test_topics_switched_off_are_no_longer_given(
        self, triage: Triage, desk: Desk
    ) -> None:
        text = "退款一直没有到账，申请退款三次了"
        codes = [topic.code for topic in (await desk.verdict(text)).topics]
        leaf = next(code for code in codes if "." in code)
        headers = await triage.sign_in("manager")
        await triage.client.patch(f"/v1/topics/{leaf}", headers=headers, json={"active": False})
        found = await desk.verdict(text)
        assert leaf not in [topic.code for topic in found.topics]
        assert leaf.partition(".")[0] in [topic.code for topic in found.topics]


class TestReplay:
    async def test_gives_the_same_verdict_after_everything_has_changed(
        self, triage: Triage, desk: Desk, other: Desk
    ) -> None:
        text = "你们的嗡嗡侠在店里乱窜"
        body = {"word": "嗡嗡侠", "kind": "bad", "topic": "hygiene"}
        added = (await triage.post("manager", "/v1/lexicon", body)).json()
        once = await desk.verdict(text)
        await triage.client.patch(
            f"/v1/lexicon/{added['id']}",
            headers=await triage.sign_in("manager"),
            json={"topic": "safety"},
        )
        assert await desk.verdict(text) != once
        await other.classifier.use(await other.shelf.setup_of(once.model_version))
        assert await other.classifier.classify([text]) == [once]

    async def test_is_not_to_be_had_of_a_shipped_model_of_another_release(
        self, triage: Triage, desk: Desk
    ) -> None:
        version = (await desk.verdict("退款一直没有到账")).model_version
        own, _, rest = version.partition("+")
        assert (await desk.shelf.setup_of(version)).model is None
        with pytest.raises(ModelUnknown):
            await desk.shelf.setup_of(f"{own[:-8]}00000000+{rest}")
