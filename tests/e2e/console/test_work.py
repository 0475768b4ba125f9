"""More of a working day: ways to the customer, what is put right, calls, customers, imports."""

from typing import Any

from playwright.sync_api import FilePayload, Page, expect

from tests.e2e.console.conftest import TakeSeat
from tests.fixtures.access import PNG
from tests.fixtures.console import told
from tests.fixtures.systems import Person, wait_until

PATIENCE_MS = 30_000
PHONE = "13987650123"
SHEET = "内容,门店,评分\n面包不新鲜,S001,2\n态度很好,上海五角场店,5\n,S001,1\n"


def speak(person: Person, text: str, **fields: Any) -> Any:
    answer = person.post("/intake/v1/feedback", {"text": text, "store_code": "S001", **fields})
    assert answer.status_code == 201, answer.text

    def owned() -> Any:
        found = person.get("/followup/v1/cases", feedback_id=answer.json()["id"])["items"]
        return found and found[0]["owner"] and found[0]

    return wait_until(owned, what="an owner", seconds=60)


class TestWaysToTheCustomer:
    def test_each_is_shown_with_its_words_and_why_it_is_shut(
        self, manager: Person, take_seat: TakeSeat
    ) -> None:
        case = speak(manager, "饮料里有异物", channel="phone", customer={"phone": PHONE})
        page = take_seat("manager").go(f"/cases/{case['id']}?do=resolve")
        page.get_by_role("textbox", name="处理结果").fill("已退款，请致电 13912345678")

        preview = page.get_by_label("顾客将看到")
        expect(preview.locator("[data-rung=sms]")).to_contain_text("尚未配置这种渠道")
        expect(preview.locator("[data-rung=page]")).to_contain_text("优先使用")
        expect(preview.locator(".bubble")).to_contain_text("已退款")
        expect(preview).not_to_contain_text("13912345678")


class TestPuttingRight:
    def test_is_planned_shown_by_pictures_and_checked_by_somebody_else(
        self, manager: Person, take_seat: TakeSeat
    ) -> None:
        case = speak(manager, "制冰机内壁发霉", channel="counter")
        page = take_seat(case["owner"]["username"]).go(f"/cases/{case['id']}")
        page.locator("[data-test=fix-plan]").click()
        page.get_by_label("要改正什么、怎么改").fill("拆洗制冰机，每周检查")
        page.locator("[data-test=fix-send]").click()
        page.locator("[data-test=fix-done]").click()
        picture: FilePayload = {"name": "a.png", "mimeType": "image/png", "buffer": PNG}
        page.get_by_label("整改后的证明图片").set_input_files([picture])
        expect(page.get_by_text("已上传：a.png")).to_be_visible()
        page.locator("[data-test=fix-send]").click()
        expect(page.locator("[data-fix]")).to_contain_text("待检查")

        lead = take_seat("manager").go(f"/cases/{case['id']}")
        expect(lead.get_by_role("img", name="整改图片 1")).to_be_visible()
        lead.locator("[data-test=fix-pass]").click()
        lead.locator("[data-test=fix-send]").click()
        expect(lead.locator("[data-fix]")).to_contain_text("已通过")


class TestMentions:
    def test_a_colleague_is_offered_named_and_finds_the_note(
        self, manager: Person, take_seat: TakeSeat
    ) -> None:
        case = speak(manager, "会员生日券没收到", channel="counter")
        owner = case["owner"]["username"]
        page = take_seat("manager").go(f"/cases/{case['id']}")
        page.get_by_role("textbox", name="备注内容").press_sequentially(f"请看 @{owner}")
        page.locator(".el-mention-dropdown__item", has_text=owner).first.click()
        page.locator("[data-test=send]").click()
        told(page, "备注已保存")

        page = take_seat(owner).go("/mentions")
        expect(page.get_by_role("link", name=case["ticket_no"])).to_be_visible()
        expect(page.get_by_text(f"请看 @{owner}")).to_be_visible()


class TestTasks:
    def test_are_found_taken_over_and_lead_to_their_case(
        self, manager: Person, take_seat: TakeSeat
    ) -> None:
        case = speak(manager, "退款三天了还没到账", channel="counter")
        teams = manager.get("/triage/v1/teams")["items"]
        team_id = next(team["id"] for team in teams if team["name"] == "食品安全")
        manager.move("triage", case["id"], "tasks", {"team": team_id, "text": "请核实留样记录"})
        page = take_seat("lead05").go("/tasks")
        page.get_by_text("本组", exact=True).click()
        row = page.locator("li.panel", has_text=case["ticket_no"])
        row.get_by_role("button", name="领取").click()
        told(page, f"已领取：{case['ticket_no']}")
        expect(row.get_by_role("button", name="领取")).to_have_count(0)

        page.get_by_text("我的", exact=True).click()
        row.get_by_role("link", name=case["ticket_no"]).click()

        expect(page.locator("[data-test=text]")).to_contain_text("退款三天了还没到账")
        expect(page.get_by_text("请核实留样记录")).to_be_visible()


class TestCalls:
    def test_what_came_of_a_call_is_kept_and_the_customer_counts_as_told(
        self, manager: Person, take_seat: TakeSeat
    ) -> None:
        case = speak(manager, "退款一直没到", channel="phone", customer={"phone": "13987650456"})
        manager.move("followup", case["id"], "start")
        manager.move("followup", case["id"], "resolve", {"result": "款项已退回原卡"})

        def wanted() -> Any:
            return manager.get("/followup/v1/call-tasks", case_id=case["id"])["items"]

        wait_until(wanted, what="a call to make", seconds=60)
        page = take_seat("manager").go(f"/calls?case={case['id']}")
        expect(page.get_by_text("尚未配置这种渠道")).to_be_visible()
        page.locator("[data-test=call]").click()
        page.get_by_label("顾客怎么说／通话情况").fill("顾客表示满意")
        page.locator("[data-test=call-send]").click()
        told(page, "已登记：顾客获知")
        page.get_by_text("已告知", exact=True).click()
        expect(page.get_by_text("顾客表示满意")).to_be_visible()
        assert manager.get(f"/followup/v1/cases/{case['id']}")["status"] == "told"


class TestCustomer:
    def test_everything_they_said_is_on_one_page_and_contact_asks_a_reason(
        self, manager: Person, take_seat: TakeSeat
    ) -> None:
        known = {"customer": {"phone": "13987650789", "name": "周琳"}}
        speak(manager, "第一次：排队太久", channel="counter", **known)
        case = speak(manager, "第二次：还是排队太久", channel="phone", **known)
        page = take_seat("manager").go(f"/cases/{case['id']}")
        page.locator("[data-test=customer]").click()

        said = page.locator(".said")
        expect(said.get_by_text("第一次：排队太久")).to_be_visible()
        expect(said.get_by_text("第二次：还是排队太久")).to_be_visible()
        expect(page.get_by_text("13987650789")).to_have_count(0)
        page.locator("[data-test=customer-unmask]").click()
        page.get_by_label("原因（写入审计日志）").fill("回电核实")
        page.get_by_role("dialog").get_by_role("button", name="查看联系方式").click()
        expect(page.get_by_text("13987650789")).to_be_visible()


class TestImport:
    def test_a_sheet_is_tried_confirmed_taken_and_its_bad_row_given_back(
        self, take_seat: TakeSeat
    ) -> None:
        page = take_seat("manager").go("/admin/imports")
        sheet: FilePayload = {
            "name": "意见.csv",
            "mimeType": "text/csv",
            "buffer": SHEET.encode("gb18030"),
        }
        page.get_by_label("文件").set_input_files([sheet])
        expect(page.locator("[data-test=dry-run]")).to_have_text("3 行中 2 行可导入，1 行有问题")
        page.locator("[data-test=begin]").click()
        expect(page.get_by_text("成为反馈 2 行")).to_be_visible(timeout=PATIENCE_MS)
        with page.expect_download() as saved:
            page.get_by_role("button", name="下载有问题的 1 行").click()
        assert "原因" in saved.value.path().read_text(encoding="utf-8-sig")


class TestAccounts:
    def test_a_channel_asks_for_its_own_fields_and_keeps_its_secret(
        self, take_seat: TakeSeat
    ) -> None:
        page = take_seat("manager").go("/admin/channels")
        page.locator("[data-test=add]").click()
        self.pick(page, "渠道", "发信邮箱（SMTP）")
        for label, value in {
            "账号标识": "main",
            "显示名称": "客服邮箱",
            "服务器": "smtp.example.com",
            "发件地址": "care@example.com",
            "密码或授权码": "a secret 1",
        }.items():
            page.get_by_label(label).fill(value)
        expect(page.get_by_label("端口")).to_have_value("465")
        page.get_by_role("button", name="保存").click()
        row = page.locator(".el-table__row", has_text="客服邮箱")
        row.get_by_role("button", name="编辑").click()
        expect(page.get_by_label("密码或授权码")).to_have_value("")
        expect(page.get_by_placeholder("已设置；留空不变").first).to_be_visible()
        page.get_by_label("显示名称").fill("客服信箱")
        page.get_by_role("button", name="保存").click()
        expect(page.locator(".el-table__row", has_text="客服信箱")).to_be_visible()

    def pick(self, page: Page, label: str, option: str) -> None:
        page.get_by_role("dialog").get_by_role("combobox", name=label).click(force=True)
        page.get_by_role("option", name=option).click()


class TestLongQueue:
    def test_ten_thousand_rows_scroll_with_few_in_the_page(
        self, manager: Person, take_seat: TakeSeat
    ) -> None:
        """Print how long frames took; a timing on a busy machine is no claim."""
        speak(manager, "奶茶太甜", channel="counter")
        row = manager.get("/triage/v1/cases", limit=1)["items"][0]
        seat = take_seat("manager")

        def page_of(route: Any) -> None:
            begin = int(route.request.url.partition("cursor=c")[2].partition("&")[0] or 0)
            items = [
                {**row, "id": f"00000000-0000-7000-8000-{n:012}", "text": f"第 {n} 条"}
                for n in range(begin + 1, begin + 201)
            ]
            after = begin + 200
            answer = {"items": items, "next_cursor": f"c{after}" if after < 10_000 else None}
            route.fulfill(json=answer)

        seat.page.route("**/triage/v1/cases?*", page_of)
        page = seat.go("/queue/all")
        page.locator("[data-row]").first.wait_for()
        frames = page.evaluate(SCROLLED)
        expect(page.get_by_text("第 10000 条", exact=True)).to_be_visible(timeout=PATIENCE_MS)
        assert page.locator("[data-row]").count() < 80
        frames.sort()
        median, worst = frames[len(frames) // 2], frames[-1]
        print(f"{len(frames)} frames, median {median:.0f} ms, worst {worst:.0f} ms")  # noqa: T201


SCROLLED = """async () => {
  const box = document.querySelector('[data-row]').closest('[data-list]')
  const frames = []
  let last = performance.now()
  const isOver = () => box.textContent.includes('第 10000 条')
  for (let moved = last, before = -1; last - moved < 20000 && !isOver(); ) {
    box.scrollTop += 4000
    await new Promise(requestAnimationFrame)
    const at = performance.now()
    frames.push(at - last)
    last = at
    if (box.scrollTop !== before) moved = at
    before = box.scrollTop
  }
  return frames
}"""
"""Scroll to the end as it grows; return how long each frame took, in milliseconds."""
