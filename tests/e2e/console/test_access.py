"""Whom the pages speak to: axe-core finds nothing serious on any, full, on either size."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.console.conftest import TakeSeat
from tests.e2e.console.test_managing import raise_alert
from tests.e2e.console.test_work import speak
from tests.fixtures.console import CONSOLE, DESKTOP, PHONE, Seat
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

WORK = {
    "/queue/all": "[data-row]",
    "/cases/{case}?do=resolve": "[data-test=text] mark",
    "/cases/{called}": "[data-test=shown-result]",
    "/review": "[data-test=review-text]",
    "/incidents": "li a",
    "/incidents/{incident}": ".case",
    "/board": "[data-lane]",
    "/alerts": "article",
    "/calls": "[data-call]",
    "/customers/{customer}": ".said li",
    "/search?q=蛋糕": "[data-row]",
    "/weekly": "table",
    "/me/notices": "td",
    "/dashboard": ".chart svg",
    "/reports/stores": "tbody tr",
}
ADMINISTRATION = {
    "/admin/stores": ".el-table__row",
    "/admin/sla-policies": ".el-table__row",
    "/admin/shifts": ".shift",
    "/admin/models": "li button",
    "/admin/imports": ".content h2",
    "/admin/survey-guard": "dd",
    "/admin/audit": "[data-test=entry]",
    "/admin/ledger": "table",
}
"""Each page with what is there once it shows what it is for."""

SIDEWAYS = (
    "(at) => { const one = document.querySelector(at); return one.scrollWidth - one.clientWidth }"
)


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


@pytest.fixture(scope="module")
def ids(system: EmbeddedProgram, manager: Person) -> dict[str, str]:
    """Fill the pages: a case, one whose customer is to be called, an alert and its incident."""
    case = speak(manager, "蛋糕里有头发，恶心", channel="counter", store_code="S002")
    known = {"channel": "phone", "customer": {"phone": "13987650321", "name": "吴琳"}}
    called = speak(manager, "退款没有到账，蛋糕也没退", **known)
    manager.move("followup", called["id"], "start")
    manager.move("followup", called["id"], "resolve", {"result": "款项已退回原卡"})
    raise_alert(system, store_code="S002", cases=(case["id"],))
    alert = manager.get("/followup/v1/alerts", store_code="S002")["items"][0]["id"]
    assert manager.post(f"/followup/v1/alerts/{alert}/incident", {}).status_code == 200

    def found() -> Any:
        calls = manager.get("/followup/v1/call-tasks", case_id=called["id"])["items"]
        incidents = manager.get("/triage/v1/incidents", state="accepted")["items"]
        return calls and incidents and incidents[0]["id"]

    said = manager.get(f"/intake/v1/feedback/{called['feedback_id']}")
    return {
        "case": case["id"],
        "called": called["id"],
        "customer": said["customer"],
        "incident": wait_until(found, what="a call and an incident", seconds=60),
    }


class TestEveryPage:
    @pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
    def test_has_nothing_serious_in_the_way_of_anybody(
        self, ids: dict[str, str], size: dict[str, int], take_seat: TakeSeat
    ) -> None:
        outside = take_seat(size=size)
        outside.go("/sign-in").get_by_label("用户名").wait_for()
        findings = serious_findings(outside.page)
        for who, pages in (("manager", WORK), ("admin", ADMINISTRATION)):
            seat = take_seat(who, size=size)
            for path, ready in pages.items():
                findings += self.looked_at(seat, path.format(**ids), ready)
        page = seat.go("/admin/forms")
        page.locator("[data-test=add]").click()
        page.locator(".el-drawer input").first.wait_for()
        assert findings + serious_findings(page) == []

    def looked_at(self, seat: Seat, path: str, ready: str) -> list[str]:
        page = seat.go(path)
        page.locator(f"#content {ready}").first.wait_for()
        wide = [at for at in ("html", "#content") if page.evaluate(SIDEWAYS, at) > 0]
        return serious_findings(page) + [f"{path} scrolls sideways: {one}" for one in wide]
