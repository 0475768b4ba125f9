"""Writes a picture of each screen, desktop and phone, for people to look at: make screenshots."""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser

from deploy.local.programs import CHROMIUM, find_or_install
from tests.fixtures.console import DESKTOP, PHONE, Seat, browsing, built
from tests.fixtures.systems import HUIYIN, EmbeddedProgram, Person

SCREENS = {
    "queue": ("/queue/team", "[data-row]"),
    "review": ("/review", "[data-test=review-text]"),
    "case": ("/cases/{case}", "[data-test=text]"),
    "resolve": ("/cases/{case}?do=resolve", "[data-test=result]"),
    "calls": ("/calls", "[data-call]"),
    "mentions": ("/mentions", "h1"),
    "tasks": ("/tasks", "h1"),
    "customer": ("/customers/{customer}", "main h2"),
    "customers": ("/customers", "h1"),
    "weekly": ("/weekly", "table"),
    "search": ("/search?q=面包", "[data-row]"),
    "incidents": ("/incidents", "h1"),
    "board": ("/board", "[data-case]"),
    "alerts": ("/alerts", "h1"),
    "dashboard": ("/dashboard", ".chart svg"),
    "reports": ("/reports/stores", "table"),
    **{
        f"admin-{key}": (f"/admin/{key}", "h1")
        for key in (
            *("staff", "teams", "shifts", "stores", "forms", "channels", "templates", "models"),
            *("imports", "survey-providers", "survey-guard", "corrective-topics"),
            *("routing-rules", "topics", "lexicon", "sla-policies", "calendars", "macros"),
            *("survey-settings", "webhooks", "api-keys", "parked", "audit", "ledger"),
        )
    },
}
SETTLES_MS = 900
PAINTED = "Math.round(performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0)"


def print_first_paint(browser: Browser, url: str) -> None:
    """Print when a browser that keeps nothing shows something, and its rows: no claim."""
    seat = Seat.taken(browser, url)
    page = seat.go("/sign-in")
    page.locator("#sign-username").wait_for()
    print(f"sign-in, nothing kept: first paint {page.evaluate(PAINTED)} ms")  # noqa: T201
    seat.sign_in("manager")
    state = seat.context.storage_state()
    seat.leave()
    context = browser.new_context(storage_state=state, viewport=DESKTOP)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{url}/console/queue/team")
    page.locator("[data-row]").first.wait_for()
    shown, painted = page.evaluate("Math.round(performance.now())"), page.evaluate(PAINTED)
    print(f"queue, nothing kept: first paint {painted} ms, rows {shown} ms")  # noqa: T201
    context.close()


def say_when_boxes_will_show() -> None:
    """Print how to get a Chinese font where there is none, as on a machine without a desktop."""
    lister = shutil.which("fc-list")
    if lister and not subprocess.run([lister, ":lang=zh"], capture_output=True, check=True).stdout:  # noqa: S603
        print("No Chinese font is installed: boxes will show. apt-get install fonts-noto-cjk")  # noqa: T201


def write(folder: Path) -> None:
    say_when_boxes_will_show()
    folder.mkdir(parents=True, exist_ok=True)
    built()
    with TemporaryDirectory() as data, browsing(find_or_install(CHROMIUM)) as browser:
        program = EmbeddedProgram(Path(data) / "var")
        program.start()
        try:
            demo: list[str | Path] = [HUIYIN, "demo", "--url", program.url]
            subprocess.run(demo, env=program.environment, check=True, timeout=600)  # noqa: S603
            working = {"status": "in_progress"}
            person = Person(program.url, "manager")
            case = person.get("/followup/v1/cases", **working)["items"][0]
            said = person.get("/intake/v1/feedback", limit=50)["items"]
            customer = next(one["customer"] for one in said if one["customer"])
            print_first_paint(browser, program.url)
            for size, name in ((DESKTOP, "desktop"), (PHONE, "phone")):
                for who in ("manager", "admin"):
                    seat = Seat.taken(browser, program.url, size=size)
                    seat.go("/sign-in").locator("#sign-username").wait_for()
                    seat.page.screenshot(path=folder / f"sign-in-{name}.png")
                    seat.sign_in(who)
                    for screen, (path, ready) in SCREENS.items():
                        if screen.startswith("admin") is (who == "manager"):
                            continue
                        page = seat.go(path.format(case=case["id"], customer=customer))
                        page.locator(ready).first.wait_for()
                        page.wait_for_timeout(SETTLES_MS)
                        page.screenshot(path=folder / f"{screen}-{name}.png")
                    seat.leave()
        finally:
            program.stop()


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots"))
