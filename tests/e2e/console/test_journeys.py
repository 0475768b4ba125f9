"""What people do in the console, from a customer's words to a good score."""

import re
from typing import Any

from playwright.sync_api import FilePayload, Page, expect

from tests.e2e.console.conftest import TakeSeat
from tests.fixtures.access import PNG
from tests.fixtures.console import told
from tests.fixtures.systems import EmbeddedProgram, Person, wait_until


def speak(person: Person, text: str, **fields: Any) -> Any:
    answer = person.post("/intake/v1/feedback", {"text": text, "store_code": "S001", **fields})
    assert answer.status_code == 201, answer.text
    return answer.json()


def owned(person: Person, said: Any = None, **query: str) -> Any:
    """Return the case of a feedback, or the one that is asked for, once somebody owns it."""
    wanted = query or {"feedback_id": said["id"]}

    def find() -> Any:
        found = person.get("/followup/v1/cases", **wanted)["items"]
        return found and found[0]["owner"] and found[0]

    return wait_until(find, what="an owner")


def post(page: Page, url: str, text: str) -> tuple[str, str]:
    """Write to us as a customer does, with a picture; return the progress page and the number."""
    page.goto(f"{url}/intake/f/welcome")
    page.get_by_label("您想告诉我们什么").fill(text)
    photo: FilePayload = {"name": "a.png", "mimeType": "image/png", "buffer": PNG}
    page.get_by_label("图片").set_input_files([photo])
    expect(page.locator("#chosen img")).to_have_count(1)
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/intake/t/*")
    found = re.search(r"[0-9]{8}-[0-9A-Z]{5}", page.locator("body").inner_text())
    assert found
    return page.url, found.group()


def shows(page: Page, status: str) -> None:
    expect(page.locator("[data-test=status]")).to_have_text(status)


def reads(page: Page, track_url: str, text: str) -> None:
    """Load the progress page until it says so."""

    def shown() -> bool:
        page.goto(track_url)
        return page.get_by_text(text).count() > 0

    wait_until(shown, what=f"{text} on the progress page")


def answer_survey(page: Page, track_url: str, score: int, solved: bool) -> None:
    """Go from the progress page to the survey and answer it, as a customer on a phone."""
    asked = page.locator("a[href*='/followup/s/']").first

    def invited() -> bool:
        page.goto(track_url)
        return asked.count() > 0

    wait_until(invited, what="an invitation on the progress page")
    asked.click()
    page.locator(f"input[name=score][value='{score}']").check(force=True)
    page.locator(f"input[name=solved][value='{str(solved).lower()}']").check(force=True)
    page.locator("form button").last.click()
    page.wait_for_load_state()


class TestTheLoop:
    def test_a_bad_score_comes_back_and_a_good_one_closes(
        self, system: EmbeddedProgram, manager: Person, take_seat: TakeSeat
    ) -> None:
        text = "汤里吃出一只虫子，太恶心了"
        customer = take_seat()
        track_url, ticket_no = post(customer.page, system.url, text)
        case = owned(manager, ticket_no=ticket_no)
        agent = take_seat(case["owner"]["username"])

        page = agent.go("/queue/mine")
        page.get_by_text(text).click()
        expect(page.get_by_role("img", name="顾客图片 1")).to_be_visible()
        expect(page.locator("[data-test=text] mark").first).to_be_visible()
        page.locator("[data-test=accept]").click()
        told(page, "已接单")
        page.locator("[data-test=start]").click()
        shows(page, "处理中")
        self.resolve(page, "已全额退款，后厨当天消杀")

        reads(customer.page, track_url, "已全额退款，后厨当天消杀")
        answer_survey(customer.page, track_url, 1, solved=False)

        lead = take_seat("manager")
        page = lead.go(f"/cases/{case['id']}")
        expect(page.get_by_text("第 2 轮").first).to_be_visible()
        self.resolve(page, "店长已登门致歉并赔付")
        reads(customer.page, track_url, "店长已登门致歉并赔付")
        answer_survey(customer.page, track_url, 5, solved=True)
        shows(page, "已关闭")

    def resolve(self, page: Page, result: str) -> None:
        page.locator("[data-test=mode-resolve]").click()
        page.get_by_role("textbox", name="处理结果").fill(result)
        expect(page.get_by_label("顾客将看到").get_by_text(result)).to_be_visible()
        page.locator("[data-test=send]").click()
        told(page, "已解决")
        expect(page.locator("[data-test=status]")).to_have_text(re.compile("已解决|已告知"))


class TestRace:
    def test_one_of_two_agents_gets_a_case_and_the_other_is_told(
        self, system: EmbeddedProgram, manager: Person, take_seat: TakeSeat
    ) -> None:
        said = speak(manager, "排队四十分钟没人理", channel="counter")
        case = owned(manager, said)
        owner = case["owner"]["username"]
        team = [owner, "agent02" if owner == "agent01" else "agent01"]
        first, second = (take_seat(one) for one in team)
        for seat in (first, second):
            seat.go("/queue/team").get_by_text("排队四十分钟没人理").first.wait_for()
        rows = [seat.page.locator(f"[data-id='{case['id']}']") for seat in (first, second)]
        # Whoever hears of it in time is not offered what they are to be refused.
        second.page.route("**/triage/v1/cases?*", lambda _route: None)

        rows[0].focus()
        first.page.keyboard.press("a")
        told(first.page, "已接单")
        rows[1].focus()
        second.page.keyboard.press("a")

        told(second.page, "刚被别人处理")


class TestConflict:
    def test_keeps_the_text_and_shows_what_changed(
        self, system: EmbeddedProgram, manager: Person, take_seat: TakeSeat
    ) -> None:
        said = speak(
            manager, "会员积分没到账", channel="counter", customer={"phone": "13912345678"}
        )
        case = owned(manager, said)
        seat = take_seat("manager")
        page = seat.go(f"/cases/{case['id']}?do=resolve")
        page.get_by_role("textbox", name="处理结果").fill("积分已补发")

        manager.move("followup", case["id"], "start")
        manager.move("followup", case["id"], "ask", {"text": "请问手机号后四位是多少？"})
        page.locator("[data-test=send]").click()

        dialog = page.get_by_role("dialog", name="在您输入期间，工单有了变化")
        expect(dialog.get_by_text("等顾客回复")).to_be_visible()
        expect(dialog.get_by_text("请问手机号后四位是多少？").first).to_be_visible()
        dialog.get_by_role("button", name="再改改").click()
        expect(page.get_by_role("textbox", name="处理结果")).to_have_value("积分已补发")
        page.locator("[data-test=send]").click()
        told(page, "已解决")
