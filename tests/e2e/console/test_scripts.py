"""Markup in every text that people can store: shown as written, run nowhere."""

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.console.conftest import TakeSeat
from tests.e2e.console.test_managing import raise_alert
from tests.e2e.console.test_work import speak
from tests.fixtures.systems import EmbeddedProgram, Person, wait_until

CORPUS = [
    "<script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    "<svg/onload=window.hit=1>",
    "\"><iframe srcdoc='<script>parent.hit=1</script>'>",
    "javascript:window.hit=1//",
    "{{constructor.constructor('window.hit=1')()}}",
    "</textarea><details open ontoggle=window.hit=1>",
]
IMAGE, SVG, FRAME = CORPUS[1], CORPUS[2], CORPUS[3]
MADE = "[onerror], [onload], [ontoggle], iframe, main script, img[src=x], a[href^='javascript:']"
"""What would be in the page if any of it were taken for markup, whether or not it ran."""

HOURS = [{"weekdays": [1], "start": "09:00", "end": "18:00"}]
LABELS = {"label_zh": IMAGE, "label_en": SVG}
FORM = {
    "code": "laced",
    "title_zh": IMAGE,
    "title_en": SVG,
    "intro_zh": FRAME,
    "intro_en": FRAME,
    "campaign": SVG,
    "consent_zh": "".join(CORPUS),
    "consent_en": "".join(CORPUS),
    "consent_version": "laced",
    "extra_fields": [
        {
            "key": "laced",
            "type": "choice",
            **LABELS,
            "options": [{"value": one, **LABELS} for one in "ab"],
        }
    ],
}


def administered(team_id: str) -> dict[str, Any]:
    """Return what an administrator may add, by its path: each text is markup."""
    return {
        "/triage/v1/staff": {"username": "laced", "name": IMAGE, "roles": ["agent"]},
        "/triage/v1/teams": {"name": IMAGE},
        "/triage/v1/topics": {"code": "laced", "name_zh": IMAGE, "name_en": SVG},
        "/triage/v1/lexicon": {
            "word": SVG,
            "kind": "polarity",
            "strength": -1,
            "note": "".join(CORPUS[:2]),
        },
        "/triage/v1/routing-rules": {
            "name": IMAGE,
            "team_id": team_id,
            "conditions": {"campaign": [SVG], "customer_tag": [SVG]},
        },
        "/triage/v1/api-keys": {"name": IMAGE, "scopes": ["feedback:write"]},
        "/triage/v1/shift-overrides": {
            "team_id": team_id,
            "kind": "leave",
            "first_day": "2027-02-01",
            "last_day": "2027-02-01",
            "note": IMAGE,
        },
        "/intake/v1/stores": {"code": "SX1", "region": SVG, "city": IMAGE, "name": IMAGE},
        "/intake/v1/forms": FORM,
        "/intake/v1/channels": {"channel": "jinshuju", "name": "laced", "title": IMAGE},
        "/intake/v1/templates": {
            "purpose": "receipt",
            "channel": "email",
            "language": "en",
            "title": IMAGE,
            "text": f"{SVG} {{link}}",
        },
        "/intake/v1/webhooks": {
            "name": IMAGE,
            "url": "https://8.8.8.8/never-called",
            "events": ["feedback.received"],
            "is_active": False,
        },
        "/intake/v1/checklists": {
            "name": IMAGE,
            "sections": [{"title": SVG, "items": [{"text": IMAGE}]}],
        },
        "/followup/v1/macros": {"title": IMAGE, "text": CORPUS[0]},
        "/followup/v1/calendars": {"name": "laced", "title": IMAGE, "weekly": HOURS},
        "/followup/v1/sla-policies": {
            "name": IMAGE,
            "conditions": {"region": [SVG]},
            "targets": {"resolution": 600},
        },
        "/followup/v1/survey-settings": {
            "topic": "hygiene",
            "reasons": [{"code": "laced", "zh": IMAGE, "en": SVG}],
        },
    }


@pytest.fixture(scope="module")
def admin(system: EmbeddedProgram) -> Person:
    return Person(system.url, "admin")


def ran_nowhere(page: Page) -> None:
    assert page.evaluate("window.hit") is None, page.url
    assert page.locator(MADE).count() == 0, page.url


class TestMarkup:
    def test_in_what_administrators_name_is_only_text(
        self, system: EmbeddedProgram, admin: Person, take_seat: TakeSeat
    ) -> None:
        team = admin.get("/triage/v1/teams")["items"][0]
        for path, body in administered(team["id"]).items():
            answer = admin.post(path, body)
            assert answer.status_code in {200, 201}, f"{path}: {answer.text}"
        keys = [
            *("staff", "teams", "topics", "lexicon", "routing-rules", "api-keys", "stores"),
            *("forms", "channels", "templates", "webhooks", "macros", "calendars"),
            *("sla-policies", "survey-settings"),
        ]
        seat = take_seat("admin")
        for key in keys:
            page = seat.go(f"/admin/{key}")
            page.get_by_label("筛选列表").fill("window.hit")
            expect(page.locator(".el-table__row").first).to_contain_text("window.hit=1")
            ran_nowhere(page)
        for path in ("/intake/f/laced", "/intake/f/laced?lang=en"):
            page = seat.page
            page.goto(system.url + path)
            expect(page.locator("h1")).to_contain_text("window.hit=1")
            ran_nowhere(page)
        page = seat.go("/admin/audit")
        for service in ("分派", "收集", "跟进"):
            page.locator(".el-radio-button", has_text=service).click()
            expect(page.locator("[data-test=entry]", has_text=IMAGE).first).to_be_visible()
            ran_nowhere(page)
        page = seat.go("/admin/shifts")
        expect(page.locator(".shift").first).to_be_visible()
        ran_nowhere(page)

    def test_in_what_is_said_of_a_case_is_only_text(
        self, system: EmbeddedProgram, admin: Person, manager: Person, take_seat: TakeSeat
    ) -> None:
        store = {"code": "SX2", "region": SVG, "city": IMAGE, "name": IMAGE}
        assert manager.post("/intake/v1/stores", store).status_code == 201
        said = {"channel": "phone", "store_code": "SX2", "campaign": SVG, "order_no": IMAGE}
        customer = {"customer": {"phone": "13987659999", "name": IMAGE}}
        case = speak(manager, f"餐具没洗干净 {''.join(CORPUS)}", **said, **customer)
        handle = manager.get(f"/intake/v1/feedback/{case['feedback_id']}")["customer"]
        tags = {"tags": [SVG]}
        tagged = admin.ask("PUT", f"/triage/v1/customers/{handle}/tags", json=tags)
        assert tagged.status_code == 200, tagged.text
        manager.move("followup", case["id"], "note", {"text": "".join(CORPUS)})
        task = {"team": case["team"]["id"], "text": IMAGE}
        manager.move("triage", case["id"], "tasks", task)
        manager.move("followup", case["id"], "start")
        manager.move("followup", case["id"], "ask", {"text": CORPUS[6]})
        track = manager.get(f"/intake/v1/feedback/{case['feedback_id']}")["track_url"]
        customers = take_seat().page

        def asked() -> int:
            customers.goto(track)
            return customers.locator("#question").count()

        wait_until(asked, what="the question on the customer's page")
        expect(customers.locator("#question")).to_contain_text(CORPUS[6])
        ran_nowhere(customers)
        manager.move("followup", case["id"], "resolve", {"result": IMAGE, "measures": SVG})
        survey = manager.get(f"/followup/v1/cases/{case['id']}")["survey"]["url"]
        for path in (track, survey):
            customers.goto(path)
            expect(customers.locator("main")).to_contain_text("window.hit=1")
            ran_nowhere(customers)
        rated = {"score": 3, "solved": True, "comment": SVG}
        token = survey.rpartition("/")[2]
        assert manager.post(f"/followup/v1/surveys/{token}", rated).status_code == 200

        other = speak(manager, f"地面太滑 {FRAME}", channel="counter", store_code="SX2")
        raise_alert(system, store_code="SX2", cases=(other["id"],))
        alert = manager.get("/followup/v1/alerts", store_code="SX2")["items"][0]["id"]
        answer = manager.post(f"/followup/v1/alerts/{alert}/incident", {"title": IMAGE})
        assert answer.status_code == 200, answer.text
        due = f"{date.today().year + 1}-01-02T10:00:00+08:00"  # noqa: DTZ011 - any day to come
        body = {"text": IMAGE, "due_at": due, "owner": manager.get("/triage/v1/auth/me")["id"]}
        manager.post(f"/followup/v1/alerts/{alert}/tasks", body)
        found = wait_until(
            lambda: [
                one for one in manager.get("/triage/v1/incidents")["items"] if one["title"] == IMAGE
            ],
            what="the incident",
        )

        seat = take_seat("manager")
        places = {
            f"/cases/{case['id']}": "[data-test=text]",
            f"/customers/{handle}": ".said li",
            "/queue/all?state=all": "[data-row]",
            "/review": "[data-test=review-text]",
            "/search?q=餐具": "[data-row]",
            "/board": "[data-lane]",
            "/alerts": "article",
            "/incidents": "li a",
            f"/incidents/{found[0]['id']}": "h1",
            "/dashboard": ".chart svg",
            "/reports/stores": "tbody tr",
            "/reports/campaigns": "tbody tr",
            "/calls": "h1",
            "/tasks": "h1",
        }
        for path, ready in places.items():
            page = seat.go(path)
            page.locator(ready).first.wait_for()
            ran_nowhere(page)
        page = seat.go(f"/cases/{case['id']}")
        expect(page.locator("q").first).to_contain_text(SVG)
        expect(page.locator("[data-test=text]")).to_contain_text(CORPUS[0])
