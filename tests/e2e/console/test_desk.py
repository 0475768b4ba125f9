"""The rest of a working day: the review, roles, keys, leaving, and whom the pages speak to."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.console.conftest import TakeSeat
from tests.fixtures.console import CONSOLE, PHONE, told
from tests.fixtures.systems import EmbeddedProgram, Person, wait_until

AXE = CONSOLE / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = ("serious", "critical")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
MOVED = """
() => Promise.allSettled(
  document.getAnimations()
    .filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime))
    .map((one) => one.finished),
)
"""


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


def serious_findings(page: Page) -> list[str]:
    """Return what axe-core finds; it is injected by the browser's own tools, past the policy."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    page.evaluate(MOVED)
    found = page.evaluate(
        "(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS
    )
    return [
        f"{page.url} {one['id']}: {node['html'][:200]}"
        for one in found["violations"]
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]


class TestReview:
    def test_a_correction_by_keys_becomes_a_label(
        self, manager: Person, take_seat: TakeSeat
    ) -> None:
        case = case_of(manager, speak(manager, "灯光太暗了，菜单都看不清😀，建议换亮一点"))
        page = take_seat("manager").go("/review")
        page.locator("li button", has_text="灯光太暗").click()
        expect(page.locator("[data-test=review-text]")).to_have_text(case["text"])
        page.locator("[data-test=review-text]").click()

        page.keyboard.press("e")
        right = "建议" if case["kind"] == "complaint" else "投诉"
        page.get_by_role("radio", name=right).check(force=True)
        page.locator("[data-test=send-correction]").click()
        told(page, "已更正")

        after = manager.get(f"/triage/v1/cases/{case['id']}")
        assert after["kind"] != case["kind"]
        label = manager.get("/triage/v1/labels", case_id=case["id"])["items"][0]
        assert label["after"]["kind"] == after["kind"]


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


class TestKeyboard:
    def test_is_enough_from_signing_in_to_resolving(
        self, system: EmbeddedProgram, manager: Person, take_seat: TakeSeat
    ) -> None:
        case = case_of(manager, speak(manager, "奶茶洒了一袋子，骑手也没道歉"))
        seat = take_seat(case["owner"]["username"])
        page = seat.page
        page.locator(f"[data-id='{case['id']}']").wait_for()
        for _ in range(40):
            page.keyboard.press("j")
            if page.evaluate("document.activeElement?.dataset.id") == case["id"]:
                break
        page.keyboard.press("a")
        told(page, "已接单")
        page.keyboard.press("r")
        page.get_by_role("textbox", name="处理结果").wait_for()
        expect(page.get_by_role("textbox", name="处理结果")).to_be_focused()
        page.keyboard.type("已补发一份并致歉")
        page.keyboard.press("Control+Enter")
        told(page, "已解决")
        page.locator("h1").click()
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
        agent = take_seat("agent01").page
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
        seat = take_seat("agent01")
        seat.page.locator("[data-test=me]").click()
        seat.page.get_by_text("退出登录").click()
        seat.page.get_by_label("用户名").wait_for()
        seat.go("/queue/mine")
        expect(seat.page.get_by_label("用户名")).to_be_visible()
        assert seat.page.evaluate("JSON.stringify(localStorage)").find("eyJ") < 0

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


class TestAccess:
    def test_axe_finds_nothing_serious(
        self, system: EmbeddedProgram, manager: Person, take_seat: TakeSeat
    ) -> None:
        case = case_of(manager, speak(manager, "蛋糕里有头发，恶心"))
        findings: list[str] = []
        empty = take_seat()
        empty.go("/sign-in").get_by_label("用户名").wait_for()
        findings += serious_findings(empty.page)
        pages = {
            "/queue/all": "[data-row]",
            f"/cases/{case['id']}": "[data-test=text] mark",
            "/review": "[data-test=review-text]",
            "/incidents": "h1",
            "/board": "[data-lane]",
            "/alerts": "h1",
            "/calls": "h1",
            "/customers": "h1",
            "/weekly": "p.gap",
            "/admin/imports": "h2",
            "/admin/survey-guard": "dd",
            "/dashboard": ".tile strong",
            "/reports/stores": "table",
            "/admin/stores": ".el-table__row",
            "/admin/shifts": ".shift",
            "/admin/models": "h2",
        }
        for size in (None, PHONE):
            seat = take_seat("manager", size=size)
            for path, ready in pages.items():
                if size and not path.startswith(("/queue", "/cases")):
                    continue
                page = seat.go(path)
                page.locator(ready).first.wait_for()
                findings += serious_findings(page)
            if size:
                wide = seat.page.evaluate("document.documentElement.scrollWidth")
                assert wide <= PHONE["width"]

        assert findings == []


class TestInjection:
    def test_a_script_in_any_text_runs_nowhere(
        self, system: EmbeddedProgram, manager: Person, take_seat: TakeSeat
    ) -> None:
        corpus = [
            "<script>window.hit=1</script>",
            "<img src=x onerror=window.hit=1>",
            "<svg/onload=window.hit=1>",
            "\"><iframe srcdoc='<script>parent.hit=1</script>'>",
            "javascript:window.hit=1//",
            "{{constructor.constructor('window.hit=1')()}}",
            "</textarea><details open ontoggle=window.hit=1>",
        ]
        cases = [case_of(manager, speak(manager, f"面包发霉了 {one}")) for one in corpus]
        first = cases[0]["id"]
        manager.move("followup", first, "note", {"text": "".join(corpus)})
        manager.move("followup", first, "start")
        manager.move("followup", first, "resolve", {"result": corpus[1], "measures": corpus[2]})
        macro = {"title": corpus[1], "text": corpus[0]}
        assert manager.post("/followup/v1/macros", macro).status_code == 201
        named = {"phone": "13987659999", "name": corpus[1]}
        extra = {"text": f"餐具没洗干净 {corpus[5]}", "channel": "phone", "customer": named}
        assert manager.post("/intake/v1/feedback", extra).status_code in {201, 422}
        token = manager.get(f"/followup/v1/cases/{first}")["survey"]["url"].rpartition("/")[2]
        rated = {"score": 3, "solved": True, "comment": corpus[2]}
        assert manager.post(f"/followup/v1/surveys/{token}", rated).status_code == 200
        store = {"code": "SX1", "region": corpus[2], "city": corpus[1], "name": corpus[1]}
        assert manager.post("/intake/v1/stores", store).status_code in {201, 422}

        wait_until(
            lambda: manager.get("/triage/v1/search", q="面包")["items"], what="words to search"
        )

        seat = take_seat("manager")
        places = {
            "/queue/all": "[data-row]",
            "/review": "[data-test=review-text]",
            "/board": "[data-case]",
            "/search?q=面包": "[data-row]",
            "/dashboard": ".chart svg",
            "/admin/stores": ".el-table__row",
            "/admin/macros": ".el-table__row",
            **{f"/cases/{one['id']}": "[data-test=text]" for one in cases[:3]},
        }
        for path, ready in places.items():
            page = seat.go(path)
            page.locator(ready).first.wait_for()
            assert page.evaluate("window.hit") is None, path
        seat.go(f"/cases/{first}")
        expect(seat.page.locator("q")).to_contain_text(corpus[2])
        expect(seat.page.locator("[data-test=text]")).to_contain_text(corpus[0])
