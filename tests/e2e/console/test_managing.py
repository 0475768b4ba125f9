"""What managers and administrators keep: queues of all states, addresses, notices, tasks, forms."""

from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from services.followup.models import Alert
from shared.clock import SystemClock
from shared.ids import new_id
from tests.e2e.console.conftest import TakeSeat
from tests.e2e.console.test_work import speak
from tests.fixtures.console import told
from tests.fixtures.systems import EmbeddedProgram, Person, wait_until

PATIENCE_MS = 30_000


def raise_alert(
    system: EmbeddedProgram, *, store_code: str = "S001", cases: tuple[str, ...] = ()
) -> None:
    """Write what the daily watch would find after weeks."""
    now = SystemClock().now()
    row = {"id": new_id(), "day": now.date(), "kind": "volume_high", "store_code": store_code}
    row |= {"region": "华东", "topic": "", "observed": 9.0, "expected": 2.0, "chance": 0.001}
    row |= {"highest_usual": 5.0, "case_ids": [*cases], "status": "open", "raised_at": now}
    engine = sa.create_engine(f"sqlite:///{system.folder}/followup.sqlite3")
    with engine.begin() as connection:
        connection.execute(sa.insert(Alert.__table__), [row])  # type: ignore[attr-defined]
    engine.dispose()


class TestAllCases:
    def test_show_those_with_work_left_unless_others_are_asked_for(
        self, manager: Person, take_seat: TakeSeat
    ) -> None:
        left, done = (speak(manager, f"地面有水{n}", channel="counter") for n in (1, 2))
        manager.move("followup", done["id"], "start")
        manager.move("followup", done["id"], "resolve", {"result": "已拖干"})

        def is_heard() -> bool:
            return manager.get(f"/triage/v1/cases/{done['id']}")["status"] in {"resolved", "told"}

        wait_until(is_heard, what="triage has heard of it")
        page = take_seat("manager").go("/queue/all")
        expect(page.locator(f"[data-row='{left['id']}']")).to_be_visible()
        expect(page.locator(f"[data-row='{done['id']}']")).to_have_count(0)
        self.choose(page, "已了结")
        expect(page.locator(f"[data-row='{done['id']}']")).to_be_visible()
        expect(page.locator(f"[data-row='{left['id']}']")).to_have_count(0)
        assert "state=done" in page.url

    def choose(self, page: Page, state: str) -> None:
        page.get_by_role("combobox", name="状态").click(force=True)
        page.get_by_role("option", name=state).click()


class TestAddresses:
    def test_of_a_colleague_are_set_by_an_administrator(
        self, system: EmbeddedProgram, take_seat: TakeSeat
    ) -> None:
        page = take_seat("admin").go("/admin/staff")
        page.get_by_label("筛选列表").fill("agent03")
        page.locator(".el-table__row", has_text="agent03").locator("[data-test=addresses]").click()
        page.get_by_label("企业微信账号").fill("not an account")
        page.locator("[data-test=save-addresses]").click()
        expect(page.locator(".el-form-item__error")).to_contain_text("UserID")
        page.get_by_label("企业微信账号").fill("zhang.wenjing")
        page.get_by_label("邮箱").fill("zhang@example.com")
        page.locator("[data-test=save-addresses]").click()
        told(page, "已保存")

        kept = Person(system.url, "agent03").get("/intake/v1/me/addresses")
        assert kept == {"email": "zhang@example.com", "wecom": "zhang.wenjing"}

    def test_are_not_offered_to_a_manager_who_edits_all_else(self, take_seat: TakeSeat) -> None:
        page = take_seat("manager").go("/admin/staff")
        row = page.locator(".el-table__row", has_text="agent03")
        expect(row.get_by_role("button", name="编辑")).to_be_visible()
        expect(row.locator("[data-test=addresses]")).to_have_count(0)


class TestNotices:
    def test_ring_say_in_chinese_why_they_came_no_other_way_and_lead_to_the_case(
        self, manager: Person, take_seat: TakeSeat
    ) -> None:
        case = speak(manager, "吃完上吐下泻，在医院挂水", channel="phone")
        seat = take_seat(case["owner"]["username"])
        page = seat.go("/")
        page.locator("[data-test=unread]").wait_for()
        page.locator("[data-test=bell]").click()
        mine = page.locator("[data-test=notices] li", has_text=case["ticket_no"]).first
        mine.locator("button").click()
        expect(page.get_by_role("heading", name=case["ticket_no"])).to_be_visible()

        page = seat.go("/me/notices")
        notice = page.locator("[data-test=notice]", has_text=case["ticket_no"]).first
        expect(notice).to_contain_text("还没有填写地址", timeout=PATIENCE_MS)
        page.get_by_role("button", name="全部已读").click()
        expect(page.locator("[data-test=unread]")).to_have_count(0)


class TestSurveyOnTheBrowserOfStaff:
    def test_is_taken_shown_and_not_counted(
        self, system: EmbeddedProgram, manager: Person, take_seat: TakeSeat
    ) -> None:
        case = speak(manager, "退款一周没到账", channel="counter")
        manager.move("followup", case["id"], "start")
        manager.move("followup", case["id"], "resolve", {"result": "已经退回"})
        survey = manager.get(f"/followup/v1/cases/{case['id']}")["survey"]
        seat = take_seat("manager")
        page = seat.page
        page.goto(system.url + "/followup/s/" + survey["url"].rpartition("/")[2])
        page.locator("input[name=score][value='5']").check(force=True)
        page.locator("input[name=solved][value=true]").check(force=True)
        page.get_by_role("button", name="提交").click()
        expect(page.get_by_text("谢谢您的评价")).to_be_visible()

        page = seat.go(f"/cases/{case['id']}")
        expect(page.locator("[data-test=excluded]")).to_contain_text("来自员工的设备")
        assert manager.get(f"/followup/v1/cases/{case['id']}")["status"] != "closed"


class TestStoreTasks:
    def test_are_given_from_an_alert_and_finished_by_the_store(
        self, system: EmbeddedProgram, take_seat: TakeSeat
    ) -> None:
        raise_alert(system)
        page = take_seat("manager").go("/alerts")
        alert = page.locator("article", has_text="上海南京西路店")
        alert.locator("[data-test=open-task]").first.click()
        page.locator("[data-test=task-text]").fill("检查洗手间的地漏")
        page.locator("[data-test=task-due]").fill("2030-01-01T10:00")
        page.locator("[data-test=send-task]").click()
        task = page.locator("[data-test=store-task]", has_text="检查洗手间的地漏")
        expect(task).to_be_visible()

        store = take_seat("store01").go("/alerts")
        task = store.locator("[data-test=store-task]", has_text="检查洗手间的地漏")
        task.get_by_role("button", name="已完成").click()
        expect(task).to_have_count(0)


class TestWebhooks:
    def test_show_what_was_sent_and_try_again(self, manager: Person, take_seat: TakeSeat) -> None:
        nobody = "https://127.0.0.1:9/in"
        body = {"name": "总部系统", "url": nobody, "events": ["feedback.received"]}
        answer = manager.post("/intake/v1/webhooks", body)
        assert answer.status_code == 201, answer.text
        hook = answer.json()["id"]
        speak(manager, "收银台排队太久", channel="counter")

        def failed() -> Any:
            rows = manager.get(f"/intake/v1/webhooks/{hook}/deliveries")["items"]
            return rows and rows[0]["attempts"]

        wait_until(failed, what="a first attempt")
        page = take_seat("manager").go("/admin/webhooks")
        page.locator(".el-table__row", has_text="总部系统").locator("[data-test=ledger]").click()
        drawer = page.locator(".el-drawer")
        expect(drawer.locator("li").first).to_contain_text("收到反馈")
        drawer.locator("[data-test=replay]").first.click()
        told(page, "已安排重新投递")


FORMS: dict[str, dict[str, str]] = {
    "macros": {"名称": "致歉话术", "内容": "非常抱歉给您带来不便。"},
    "teams": {"名称": "夜班客服"},
    "calendars": {"标识": "night", "名称": "夜班日历"},
}


class TestForms:
    @pytest.mark.parametrize("key", sorted(FORMS))
    def test_save_a_row_that_the_table_shows(self, key: str, take_seat: TakeSeat) -> None:
        page = take_seat("admin").go(f"/admin/{key}")
        page.locator("[data-test=add]").click()
        for label, value in FORMS[key].items():
            page.get_by_role("dialog").get_by_label(label, exact=True).fill(value)
        page.get_by_role("dialog").get_by_role("button", name="保存").click()
        told(page, "已保存")
        shown = FORMS[key]["名称"]
        row = page.locator(".el-table__row", has_text=shown)
        expect(row).to_be_visible()
        row.get_by_role("button", name="编辑").click()
        expect(page.get_by_role("dialog").get_by_label("名称", exact=True)).to_have_value(shown)

    def test_of_data_one_may_not_read_are_not_offered(self, take_seat: TakeSeat) -> None:
        page = take_seat("lead01").go("/admin/survey-guard")
        expect(page.get_by_role("heading", name="选择要管理的内容")).to_be_visible()
        expect(page.get_by_role("link", name="评价防作弊")).to_have_count(0)
