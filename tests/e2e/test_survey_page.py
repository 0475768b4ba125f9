"""The survey page in a real browser: small, dark, large, by keyboard, and without any script."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.fixtures.clouds.serving import served
from tests.fixtures.console import FIRST_START_MS
from tests.fixtures.databases import NewDatabase
from tests.fixtures.followup_service import Followup, filled, followup_at
from tests.fixtures.systems import ROOT

AXE = ROOT / "console" / "node_modules" / "axe-core" / "axe.min.js"
SMALL = {"width": 320, "height": 640}


@pytest_asyncio.fixture
async def followup(new_database: NewDatabase, tmp_path: Path) -> AsyncIterator[Followup]:
    async with followup_at(new_database("sqlite", filled), tmp_path) as made:
        yield made


@pytest_asyncio.fixture
async def browser(chromium: Path) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        made = await playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"], timeout=FIRST_START_MS
        )
        yield made
        await made.close()


def opened(
    browser: Browser, followup: Followup, path: str, **options: Any
) -> AbstractAsyncContextManager[Page]:
    """Return a page of the service, served on this machine."""

    @asynccontextmanager
    async def open_page() -> AsyncIterator[Page]:
        async with served(followup.service.app) as root:
            context = await browser.new_context(**{"viewport": SMALL, "locale": "zh-CN", **options})
            page = await context.new_page()
            await page.goto(f"{root}{path}")
            yield page
            await context.close()

    return open_page()


async def is_as_wide_as_the_screen(page: Page) -> bool:
    return bool(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


class TestTheSurveyPage:
    @pytest.mark.parametrize("look", ["light", "dark"])
    async def test_is_accessible_on_a_small_screen_and_in_large_type(
        self, followup: Followup, browser: Browser, look: str
    ) -> None:
        _, token = await followup.resolved_case()
        async with opened(
            browser, followup, f"/s/{token}", color_scheme=look, bypass_csp=True
        ) as page:
            assert await is_as_wide_as_the_screen(page)
            await page.add_style_tag(content="html { font-size: 200% !important; }")
            assert await is_as_wide_as_the_screen(page)
            if AXE.exists():
                await page.add_script_tag(path=AXE)
                found = await page.evaluate(
                    "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})"
                )
                assert [one["id"] for one in found["violations"]] == []

    async def test_is_filled_in_by_keyboard(self, followup: Followup, browser: Browser) -> None:
        born, token = await followup.resolved_case()
        async with opened(browser, followup, f"/s/{token}") as page:
            await page.keyboard.press("Tab")
            await page.keyboard.press("ArrowDown")
            await expect(page.locator("[name=score]:checked")).to_have_value("4")
            await page.keyboard.press("Tab")
            await page.keyboard.press("Space")
            await expect(page.locator("[name=solved]:checked")).to_have_value("true")
            await page.keyboard.press("Tab")
            await page.keyboard.press("Space")
            await expect(page.locator("[name=reasons]:checked")).to_have_value("slow")
            await page.get_by_role("button", name="提交").focus()
            await page.keyboard.press("Enter")
            await expect(page.get_by_text("谢谢您的评价")).to_be_visible()
        survey = (await followup.read(born.case_id)).json()["survey"]
        assert (survey["score"], survey["solved"], survey["reasons"]) == (4, True, ["slow"])

    async def test_needs_no_script(self, followup: Followup, browser: Browser) -> None:
        born, token = await followup.resolved_case()
        options = {"java_script_enabled": False}
        async with opened(browser, followup, f"/s/{token}", **options) as page:
            await page.get_by_label("1 非常不满意").check()
            await page.get_by_label("没有解决", exact=True).check()
            await page.get_by_label("还想对我们说的").fill("还是老样子")
            await page.get_by_role("button", name="提交").click()
            await expect(page.get_by_text("谢谢您的评价")).to_be_visible()
        assert (await followup.read(born.case_id)).json()["reopen_count"] == 1

    async def test_keeps_what_is_filled_in_until_a_failing_network_is_back(
        self, followup: Followup, browser: Browser
    ) -> None:
        born, token = await followup.resolved_case()
        async with opened(browser, followup, f"/s/{token}") as page:
            await page.get_by_label("4 满意").check()
            await page.get_by_label("已解决", exact=True).check()
            await page.locator("[name=reasons]").nth(0).check()
            await page.locator("[name=reasons]").nth(1).check()
            await page.get_by_label("还想对我们说的").fill("地铁里写的")
            await page.route("**/s/*", lambda route: route.abort())
            await page.get_by_role("button", name="提交").click()
            await expect(page.get_by_role("alert")).to_contain_text("没有网络")

            await page.unroute("**/s/*")
            await page.reload()
            await expect(page.get_by_label("还想对我们说的")).to_have_value("地铁里写的")
            await expect(page.locator("[name=reasons]:checked")).to_have_count(2)
            await page.get_by_role("button", name="提交").click()
            await expect(page.get_by_text("谢谢您的评价")).to_be_visible()
        survey = (await followup.read(born.case_id)).json()["survey"]
        assert (survey["score"], len(survey["reasons"])) == (4, 2)

    async def test_that_expired_leads_to_the_form(
        self, followup: Followup, browser: Browser
    ) -> None:
        _, token = await followup.resolved_case()
        followup.clock.advance(days=8)
        async with opened(browser, followup, f"/s/{token}") as page:
            await expect(page.get_by_role("link", name="重新反馈")).to_be_visible()
            assert await is_as_wide_as_the_screen(page)
