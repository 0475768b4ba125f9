"""The rest of a working day: bulk moves, the board, roles, keys and leaving."""

import re
from typing import Any

from playwright.sync_api import expect

from tests.e2e.console.conftest import TakeSeat
from tests.fixtures.console import told
from tests.fixtures.systems import EmbeddedProgram, Person, wait_until


def speak(person: Person, text: str) -> Any:
    body = {"text": text, "store_code": "S001", "channel": "counter"}
    answer = person.post("/intake/v1/feedback", body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def case_of(person: Person, said: Any) -> Any:
    def find() -> Any:
        found = person.get("/followup/v1/cases", feedback_id=said["id"])["items"]
        return found and found[0]["owner"] and found[0]

    return wait_until(find, what="an owned case")


class TestBulk:
    def test_dismisses_many_and_takes_it_back(self, manager: Person, take_seat: TakeSeat) -> None:
        cases = [case_of(manager, speak(manager, f"加微信领红包{n}号")) for n in (1, 2)]
        page = take_seat("manager").go("/queue/all")
        for one in cases:
            page.get_by_label(f"选择 {one['ticket_no']}").check(force=True)
        page.locator("[data-test=bulk-dismiss]").click()
        page.locator("[data-test=bulk-send]").click()
        expect(page.get_by_text("已处理 2 条")).to_be_visible()
        page.get_by_role("button", name="撤销").click()

        wait_until(
            lambda: all(
                manager.get(f"/triage/v1/cases/{one['id']}")["disposition"] == "live"
                for one in cases
            ),
            what="both cases live again",
        )

    def test_gathers_cases_of_one_matter(self, manager: Person, take_seat: TakeSeat) -> None:
        cases = [
            case_of(manager, speak(manager, text))
            for text in ("冰柜停了，雪糕全化了", "买的冰淇淋是化过的，冰柜根本不冷")
        ]
        seat = take_seat("manager")
        page = seat.go("/queue/all")
        for one in cases:
            page.get_by_label(f"选择 {one['ticket_no']}").check(force=True)
        page.locator("[data-test=bulk-incident]").click()
        page.get_by_label("事件名称").fill("一楼冰柜停机")
        page.locator("[data-test=incident-open]").click()

        expect(page.get_by_role("heading", name="一楼冰柜停机")).to_be_visible()
        for one in cases:
            seen = manager.get(f"/triage/v1/cases/{one['id']}")
            assert seen["incident"]["title"] == "一楼冰柜停机"
            expect(page.get_by_text(one["text"])).to_be_visible()

        later = case_of(manager, speak(manager, "冰柜里的雪糕软趴趴的"))
        seat.go("/queue/all")
        page.get_by_label(f"选择 {later['ticket_no']}").check(force=True)
        page.locator("[data-test=bulk-incident]").click()
        page.locator("[data-test=incident-into]").click()
        page.get_by_role("option", name="一楼冰柜停机").click()
        page.locator("[data-test=incident-open]").click()
        expect(page.get_by_text(later["text"])).to_be_visible()

        page.locator("[data-test=incident-resolve]").click()
        page.get_by_label("处理结果").fill("冰柜已修好，化了的可以退")
        page.get_by_role("button", name="确定").click()
        expect(page.get_by_text("冰柜已修好，化了的可以退")).to_be_visible()
        wait_until(
            lambda: all(
                manager.get(f"/followup/v1/cases/{one['id']}")["result"]
                == "冰柜已修好，化了的可以退"
                for one in (*cases, later)
            ),
            what="every customer's result",
        )


class TestKeyboard:
    def test_is_enough_from_signing_in_to_the_next_case(
        self, system: EmbeddedProgram, manager: Person, take_seat: TakeSeat
    ) -> None:
        case = case_of(manager, speak(manager, "奶茶洒了一袋子，骑手也没道歉"))
        page = take_seat().sign_in(case["owner"]["username"])
        page.locator(f"[data-id='{case['id']}']").wait_for()
        for _ in range(40):
            page.keyboard.press("j")
            if page.evaluate("document.activeElement?.dataset.id") == case["id"]:
                break
        page.keyboard.press("Enter")
        page.locator("[data-test=text]").wait_for()
        page.keyboard.press("a")
        told(page, "已接单")
        page.keyboard.press("m")
        expect(page.get_by_role("textbox", name="备注内容")).to_be_focused()
        page.keyboard.type("骑手已联系")
        page.keyboard.press("Control+Enter")
        told(page, "备注已保存")
        page.keyboard.press("Escape")
        page.keyboard.press("r")
        page.get_by_role("textbox", name="处理结果").wait_for()
        expect(page.get_by_role("textbox", name="处理结果")).to_be_focused()
        page.keyboard.type("已补发一份并致歉")
        page.keyboard.press("Control+Enter")
        told(page, "已解决")
        page.keyboard.press("n")
        page.locator(".el-message", has_text=re.compile("已领取|没有可领取")).first.wait_for()
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="键盘快捷键")).to_be_visible()


class TestBoard:
    def test_a_case_is_dragged_to_a_colleague(self, manager: Person, take_seat: TakeSeat) -> None:
        case = case_of(manager, speak(manager, "店员态度很差，爱理不理"))
        owner = case["owner"]["username"]
        seat = take_seat("manager")
        page = seat.go("/board")
        page.get_by_role("combobox", name="团队").click(force=True)
        page.get_by_role("option", name=case["team"]["name"]).click()
        lanes = page.locator("[data-lane]:not([data-lane=''])")
        names = [lanes.nth(n).get_attribute("data-lane") for n in range(lanes.count())]
        other = next(one for one in names if one != owner)

        page.locator(f"[data-case='{case['id']}']").drag_to(page.locator(f"[data-lane={other}]"))
        told(page, "已转给")

        after = manager.get(f"/triage/v1/cases/{case['id']}")
        assert after["owner"]["username"] == other


class TestRoles:
    def test_decide_what_is_shown(self, take_seat: TakeSeat) -> None:
        agent = take_seat().sign_in("agent01")
        expect(agent.get_by_role("link", name="工单队列")).to_be_visible()
        for name in ("组长看板", "经营看板", "管理"):
            expect(agent.get_by_role("link", name=name)).to_have_count(0)
        agent.goto(agent.url.split("/console")[0] + "/console/admin/staff")
        expect(agent.get_by_role("heading", name="您的角色看不到这个页面")).to_be_visible()

        auditor = take_seat("auditor")
        page = auditor.go("/admin/staff")
        expect(page.get_by_text("您的角色只能查看。")).to_be_visible()
        expect(page.locator("[data-test=add]")).to_have_count(0)

    def test_signing_out_leaves_nothing(self, take_seat: TakeSeat) -> None:
        seat = take_seat()
        seat.sign_in("agent01")
        seat.page.locator("[data-test=me]").click()
        seat.page.get_by_text("退出登录").click()
        seat.page.get_by_label("用户名").wait_for()
        seat.go("/queue/mine")
        expect(seat.page.get_by_label("用户名")).to_be_visible()
        assert seat.page.evaluate("JSON.stringify(localStorage)").find("eyJ") < 0

    def test_signing_out_in_one_tab_asks_again_in_the_other_and_keeps_what_is_typed(
        self, manager: Person, take_seat: TakeSeat
    ) -> None:
        case = case_of(manager, speak(manager, "空调滴水，把包淋湿了"))
        seat = take_seat("manager")
        page = seat.go(f"/cases/{case['id']}")
        page.get_by_role("textbox", name="备注内容").fill("已报修")
        other = seat.context.new_page()
        other.goto(page.url)
        other.locator("[data-test=me]").click()
        other.get_by_text("退出登录").click()
        other.get_by_label("用户名").wait_for()

        dialog = page.get_by_role("dialog", name="登录已过期")
        dialog.get_by_label("密码", exact=True).fill("a sample password 1")
        page.keyboard.press("Enter")
        expect(dialog).to_be_hidden()
        page.locator("[data-test=send]").click()
        told(page, "备注已保存")

    def test_an_ended_session_loses_no_text(self, manager: Person, take_seat: TakeSeat) -> None:
        case = case_of(manager, speak(manager, "门口地滑，差点摔倒"))
        seat = take_seat("manager")
        page = seat.go(f"/cases/{case['id']}")
        page.get_by_role("textbox", name="备注内容").fill("已通知门店放防滑垫")
        seat.context.clear_cookies()
        page.route("**/v1/cases/*/note", lambda route: route.fulfill(status=401, json={}), times=1)
        page.locator("[data-test=send]").click()

        dialog = page.get_by_role("dialog", name="登录已过期")
        dialog.get_by_label("密码", exact=True).fill("a sample password 1")
        page.keyboard.press("Enter")
        told(page, "备注已保存")
