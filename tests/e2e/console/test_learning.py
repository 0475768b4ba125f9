"""What reviewers put right is learned: the next customer who says the like is understood."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.console.conftest import TakeSeat
from tests.e2e.console.test_work import speak
from tests.fixtures.console import told
from tests.fixtures.systems import Person, wait_until

TRAINED_MS = 540_000
"""A training is a minute of a free core, and there is none to spare."""

SAID = (
    "存酒卡到期了，没有人提醒我",
    "我的存酒卡过期了，里面还有两瓶",
    "存酒卡有效期太短，才三个月就过期",
    "去年办的存酒卡，到期以后店里不认",
    "存酒卡过期不能用，也不给延长",
    "你们的存酒卡说到期就到期",
)
LATER = "存酒卡到期也不说一声"
TAKEN_FOR = "food_safety.expired"
MEANT = "membership.card"
"""The card of a customer's own bottles runs out: nothing that was eaten did."""


class TestCorrections:
    def test_by_keys_become_labels_that_a_training_learns_from(
        self, manager: Person, take_seat: TakeSeat
    ) -> None:
        assert self.topics(manager, LATER)[:1] != [MEANT]
        cases = [speak(manager, text, channel="counter") for text in SAID]
        page = take_seat("manager").go(f"/review?topic={TAKEN_FOR}")
        asked = manager.get("/triage/v1/cases", queue="review", topic=TAKEN_FOR)["items"]
        doubted = next(one for row in asked for one in cases if one["id"] == row["id"])
        self.correct_by_keys(page, doubted["text"])
        label = manager.get("/triage/v1/labels", case_id=doubted["id"])["items"][0]
        assert label["after"]["topics"] == [MEANT]
        for one in cases:
            if one is doubted:
                continue
            right = {"kind": "complaint", "topics": [MEANT]}
            manager.move("triage", one["id"], "correct", right)

        self.train_and_activate(take_seat("manager").go("/admin/models"))
        wait_until(
            lambda: self.topics(manager, LATER)[:1] == [MEANT],
            what="the model judges",
            seconds=60,
        )
        case = speak(manager, LATER, channel="counter")
        page = take_seat("manager").go(f"/cases/{case['id']}")
        expect(page.locator(".topics")).to_contain_text("储值卡")

    def correct_by_keys(self, page: Page, text: str) -> None:
        page.locator("li button", has_text=text[:8]).first.click()
        expect(page.locator("[data-test=review-text]")).to_have_text(text)
        page.locator("[data-test=review-text]").click()
        page.keyboard.press("e")
        page.get_by_role("radio", name="投诉").check(force=True)
        topics = page.get_by_role("combobox", name="主题").last
        topics.click(force=True)
        chosen = page.locator(".correct .el-select").first.locator(".el-tag__close")
        while chosen.count():
            chosen.first.click()
        topics.fill("储值卡")
        page.get_by_role("option", name="储值卡").first.click()
        topics.press("Tab")
        page.locator("[data-test=send-correction]").click()
        told(page, "已更正")

    def train_and_activate(self, page: Page) -> None:
        page.get_by_role("button", name="用更正重新训练").click()
        candidate = page.locator("li button", has_text="候选")
        candidate.first.wait_for(timeout=TRAINED_MS)
        candidate.first.click()
        expect(page.get_by_role("heading", name="model-")).to_be_visible()
        reason = page.get_by_label("指标变差时仍要启用，请写明原因")
        if reason.count():
            reason.fill("已人工核对")
        page.get_by_role("button", name="启用").click()
        told(page, "完成")

    def topics(self, person: Person, text: str) -> Any:
        answer = person.post("/triage/v1/classify", {"text": text})
        return [one["code"] for one in answer.json()["topics"]]
