"""What is seen before the console's own files have come: its frame, or the way in."""

import httpx
import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.e2e.console.conftest import TakeSeat
from tests.e2e.console.test_access import serious_findings
from tests.fixtures.console import DESKTOP, PHONE, Seat
from tests.fixtures.systems import wait_until

PAINTED = "performance.getEntriesByName('first-contentful-paint').length"
REFRESH = "**/triage/v1/auth/refresh"
SCRIPTS = "**/console/assets/*.js"


def open_without_scripts(seat: Seat, path: str) -> Page:
    """Go there while none of the console's own scripts arrives."""
    seat.page.route(SCRIPTS, lambda _route: None)
    seat.page.goto(f"{seat.url}/console{path}", wait_until="commit")
    seat.page.locator(".door").wait_for(state="attached")
    return seat.page


def ask_for(seat: Seat, request: Request) -> int:
    """Send what the page asked for to the server, keep the answer from it, return its status."""
    return httpx.post(request.url, headers=request.all_headers()).status_code


class TestFrame:
    @pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
    def test_is_painted_before_the_first_script_has_come(
        self, take_seat: TakeSeat, size: dict[str, int]
    ) -> None:
        page = open_without_scripts(take_seat("manager", size=size), "/queue/all")

        expect(page.locator(".frame").get_by_text("回音")).to_be_visible()
        expect(page.locator(".frame").get_by_text("正在加载")).to_be_visible()
        wait_until(lambda: page.evaluate(PAINTED) == 1, what="a first paint")
        assert serious_findings(page) == []

        page.unroute(SCRIPTS)
        page.reload()
        page.locator("[data-test=me]").wait_for()
        expect(page.locator(".frame")).to_have_count(1)
        expect(page.locator(".frame.early")).to_have_count(0)

    def test_speaks_the_language_that_was_chosen(self, take_seat: TakeSeat) -> None:
        seat = take_seat("manager")
        seat.page.evaluate("localStorage.setItem('huiyin-language', 'en')")
        page = open_without_scripts(seat, "/queue/all")

        expect(page.locator(".frame").get_by_text("Loading")).to_be_visible()
        expect(page.locator(".frame").get_by_text("正在加载")).to_be_hidden()

    def test_stays_when_the_session_cannot_be_asked_for(self, take_seat: TakeSeat) -> None:
        seat = take_seat("manager")
        seat.page.route(REFRESH, lambda route: route.abort())
        page = seat.go("/queue/all")

        expect(page.locator(".el-message")).to_be_visible()
        expect(page.locator(".frame.early")).to_be_visible()
        seat.complaints.clear()  # of the request that could not be sent

    def test_comes_back_after_being_left_while_the_session_was_carried_on(
        self, take_seat: TakeSeat
    ) -> None:
        seat = take_seat("manager")
        lost: list[int] = []

        def lose_answer(route: Route) -> None:
            lost.append(ask_for(seat, route.request))
            route.abort()

        seat.page.route(REFRESH, lose_answer)
        seat.go("/queue/all").locator(".el-message").wait_for()
        seat.page.unroute(REFRESH)
        seat.complaints.clear()  # of the answer that was lost
        seat.page.reload()

        seat.page.locator("[data-test=me]").wait_for()
        assert set(lost) == {200}


class TestDoor:
    @pytest.mark.parametrize("path", ["/queue/all", "/sign-in"])
    def test_is_painted_for_who_has_no_session(self, take_seat: TakeSeat, path: str) -> None:
        page = open_without_scripts(take_seat(), path)

        expect(page.locator(".frame")).to_be_hidden()
        expect(page.locator(".door").get_by_text("回音")).to_be_visible()
        wait_until(lambda: page.evaluate(PAINTED) == 1, what="a first paint")

    def test_gives_way_to_the_form(self, take_seat: TakeSeat) -> None:
        page = take_seat().go("/")
        page.get_by_label("用户名").wait_for()

        expect(page.locator(".door")).to_have_count(1)
        expect(page.locator(".early")).to_have_count(0)
