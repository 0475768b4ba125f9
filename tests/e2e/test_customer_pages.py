"""Form and progress page in a real browser: small, without script, network or mouse."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.fixtures.console import browsing, built
from tests.fixtures.pictures import photograph, picture
from tests.fixtures.systems import ROOT, EmbeddedProgram, wait_until

AXE = ROOT / "console" / "node_modules" / "axe-core" / "axe.min.js"
SMALL = {"width": 320, "height": 640}
PHONE = {"width": 390, "height": 800}
EVIL = "<img src=x onerror=\"document.title='ran'\">.png"
WORDS = "奶茶太甜了，等了二十分钟"

OpenPage = Callable[..., AbstractContextManager[Page]]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedProgram]:
    running = EmbeddedProgram(tmp_path_factory.mktemp("customers") / "var")
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    with browsing(chromium) as started:
        yield started


@pytest.fixture
def opened(program: EmbeddedProgram, browser: Browser) -> OpenPage:
    """Return how a page is opened; it fails on errors of scripts and requests to other hosts."""

    @contextmanager
    def open_page(path: str = "/intake/f/welcome?store=S001", **options: Any) -> Iterator[Page]:
        options = {"viewport": PHONE, "locale": "zh-CN", **options}
        context = browser.new_context(**options)
        page = context.new_page()
        errors: list[str] = []
        asked: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(program.url + path)
        yield page
        own = (program.url, "blob:", "data:")
        assert [one for one in asked if not one.startswith(own)] == []
        refused = ("status of 422", "ERR_INTERNET_DISCONNECTED")
        assert [one for one in errors if not any(known in one for known in refused)] == []
        assert page.title() != "ran"
        context.close()

    return open_page


def files(*contents: bytes, name: str = "a.png") -> list[FilePayload]:
    return [{"name": name, "mimeType": "image/png", "buffer": one} for one in contents]


def is_as_wide_as_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def send(page: Page) -> None:
    page.get_by_role("button", name="提交").click()


def pictures_kept(page: Page) -> int:
    """Return how many pictures the browser keeps of pages that were not sent."""
    return int(
        page.evaluate(
            """() => new Promise((done) => {
              const opening = indexedDB.open("huiyin", 1)
              opening.onupgradeneeded = () => opening.result.createObjectStore("pictures")
              opening.onsuccess = () => {
                const all = opening.result.transaction("pictures").objectStore("pictures").getAll()
                all.onsuccess = () => { opening.result.close(); done(all.result.flat().length) }
              }
            })"""
        )
    )


class TestWithScripts:
    def test_a_picture_and_a_correction_lead_to_the_progress_page(self, opened: OpenPage) -> None:
        with opened(viewport=SMALL) as page:
            page.get_by_label("您想告诉我们什么").fill(WORDS)
            page.get_by_label("手机").fill("abc")
            page.get_by_label("不满意", exact=True).check()
            page.get_by_label("图片").set_input_files(files(photograph(), picture(), name=EVIL))
            expect(page.locator("#chosen img")).to_have_count(2)
            page.locator("#chosen button").first.click()
            send(page)

            expect(page.locator("#phone-error")).to_be_visible()
            expect(page.get_by_label("手机")).to_be_focused()
            expect(page.get_by_label("您想告诉我们什么")).to_have_value(WORDS)
            expect(page.locator("[name=picture]")).to_have_count(1)
            assert is_as_wide_as_the_screen(page)

            page.get_by_label("手机").fill("13812345678")
            send(page)
            page.wait_for_url("**/intake/t/*")
            expect(page.get_by_text(WORDS)).to_be_visible()
            expect(page.locator("img")).to_have_count(1)
            assert is_as_wide_as_the_screen(page)

            page.get_by_label("补充").fill("还有一点")
            page.get_by_label("图片").set_input_files(files(picture(mark=9)))
            page.get_by_role("button", name="发送").click()
            expect(page.get_by_text("还有一点")).to_be_visible()
            expect(page.locator("img")).to_have_count(2)

    def test_without_network_nothing_typed_is_lost(self, opened: OpenPage) -> None:
        with opened() as page:
            page.get_by_label("您想告诉我们什么").fill("地铁里写的话")
            page.get_by_label("图片").set_input_files(files(picture()))
            page.context.set_offline(True)
            send(page)
            expect(page.get_by_role("alert")).to_contain_text("没有网络")
            expect(page.locator("#chosen img")).to_have_count(1)

            page.context.set_offline(False)
            page.reload()
            expect(page.get_by_label("您想告诉我们什么")).to_have_value("地铁里写的话")
            expect(page.locator("#chosen img")).to_have_count(1)
            send(page)
            page.wait_for_url("**/intake/t/*")
            expect(page.locator("img")).to_have_count(1)
            page.goto(page.url.partition("/t/")[0] + "/f/welcome?store=S001")
            expect(page.get_by_label("您想告诉我们什么")).to_have_value("")
            assert pictures_kept(page) == 0
            expect(page.locator("#chosen img")).to_have_count(0)

    def test_pictures_outlast_a_reload_unless_they_were_put_away(self, opened: OpenPage) -> None:
        with opened() as page:
            page.get_by_label("图片").set_input_files(files(picture(), picture(mark=9)))
            expect(page.locator("#chosen img")).to_have_count(2)
            wait_until(lambda: pictures_kept(page) == 2, what="both pictures kept")
            page.reload()
            expect(page.locator("#chosen img")).to_have_count(2)

            for left in (1, 0):
                page.locator("#chosen button").first.click()
                expect(page.locator("#chosen img")).to_have_count(left)
            wait_until(lambda: pictures_kept(page) == 0, what="no picture kept")
            page.reload()
            expect(page.get_by_label("图片")).to_be_visible()
            expect(page.locator("#chosen img")).to_have_count(0)

    def test_pictures_of_a_form_that_came_back_outlast_a_reload(self, opened: OpenPage) -> None:
        with opened() as page:
            page.get_by_label("手机").fill("abc")
            page.get_by_label("您想告诉我们什么").fill(WORDS)
            page.get_by_label("图片").set_input_files(files(picture(), picture(mark=9)))
            send(page)
            expect(page.locator("[name=picture]:checked")).to_have_count(2)
            page.reload()
            expect(page.locator("#chosen img")).to_have_count(2)

            send(page)
            expect(page.locator("[name=picture]:checked")).to_have_count(2)
            page.locator("[name=picture]").first.uncheck()
            wait_until(lambda: pictures_kept(page) == 0, what="nothing kept that was put away")

    def test_sends_though_the_browser_keeps_no_pictures(self, opened: OpenPage) -> None:
        with opened() as page:
            page.add_init_script("Object.defineProperty(window, 'indexedDB', {value: null})")
            page.reload()
            page.get_by_label("您想告诉我们什么").fill(WORDS)
            page.get_by_label("图片").set_input_files(files(picture()))
            send(page)
            page.wait_for_url("**/intake/t/*")
            expect(page.locator("img")).to_have_count(1)

    def test_a_keyboard_is_enough(self, opened: OpenPage) -> None:
        with opened() as page:
            page.keyboard.press("Tab")
            page.keyboard.press("ArrowRight")
            page.keyboard.press("ArrowRight")
            expect(page.locator("[name=rating]:checked")).to_have_value("3")
            page.keyboard.press("Tab")
            page.keyboard.type("键盘写的")
            for _ in range(20):
                page.keyboard.press("Tab")
                if page.evaluate("document.activeElement.tagName") == "BUTTON":
                    break
            page.keyboard.press("Enter")
            page.wait_for_url("**/intake/t/*")
            expect(page.get_by_text("键盘写的")).to_be_visible()


class TestWithoutScripts:
    def test_a_picture_and_a_correction_lead_to_the_progress_page(self, opened: OpenPage) -> None:
        with opened(java_script_enabled=False) as page:
            page.get_by_label("您想告诉我们什么").fill(WORDS)
            page.get_by_label("手机").fill("abc")
            page.get_by_label("图片").set_input_files(files(photograph(), name=EVIL))
            send(page)
            expect(page.locator("#phone-error")).to_be_visible()
            expect(page.get_by_label("您想告诉我们什么")).to_have_value(WORDS)
            page.get_by_label("手机").fill("13812345678")
            send(page)
            page.wait_for_url("**/intake/t/*")
            expect(page.locator("img")).to_have_count(1)

            page.get_by_label("补充").fill("还有一点")
            page.get_by_role("button", name="发送").click()
            expect(page.get_by_text("还有一点")).to_be_visible()


class TestEverybody:
    def test_with_large_type_on_a_small_screen_has_everything_in_reach(
        self, opened: OpenPage
    ) -> None:
        with opened(viewport=SMALL) as page:
            page.evaluate("document.documentElement.style.fontSize = '34px'")
            assert is_as_wide_as_the_screen(page)

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_finds_no_serious_barrier(self, opened: OpenPage, scheme: str) -> None:
        with opened(color_scheme=scheme) as page:
            assert barriers(page) == []
            page.get_by_label("手机").fill("abc")
            page.get_by_label("您想告诉我们什么").fill(WORDS)
            page.get_by_label("图片").set_input_files(files(picture()))
            send(page)
            expect(page.locator("#phone-error")).to_be_visible()
            assert barriers(page) == []
            page.get_by_label("手机").fill("")
            send(page)
            page.wait_for_url("**/intake/t/*")
            assert barriers(page) == []


def barriers(page: Page) -> list[str]:
    if not AXE.exists():
        built()  # axe-core comes with the console's packages
    page.evaluate(AXE.read_text())
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = page.evaluate(f"axe.run({{runOnly: {tags}}})")
    return [
        f"{one['id']}: {node['html'][:120]}"
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]
