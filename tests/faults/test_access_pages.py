"""Case 19 in small: what people write is shown as written; no page runs or fetches any of it."""

import re
from collections.abc import AsyncIterator, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

import httpx
import pytest
import pytest_asyncio
from playwright.sync_api import Browser, ViewportSize

from tests.fixtures.access import PNG, World, spoken, world_in
from tests.fixtures.console import browsing
from tests.fixtures.systems import EmbeddedProgram, Person, wait_until

CORPUS = (
    '<script>console.log("ran")</script>',
    '"><script src="http://evil.test/x.js"></script>',
    "'><img src=x onerror=console.log('ran')>",
    "</textarea><svg onload=console.log(1)>",
    '</title><body onload="console.log(1)">',
    '<a href="javascript:console.log(1)">点这里</a>',
    '<iframe srcdoc="<script>console.log(1)</script>"></iframe>',
    "<style>@import 'http://evil.test/x.css';</style>",
    '<meta http-equiv="refresh" content="0;url=http://evil.test/">',
    '<base href="http://evil.test/">',
    "{{7*7}}{%raw%}${7*7}#{7*7}<%=7*7%>",
    "<!--<img src=x onerror=console.log(1)>--!>",
    "\u2028\u2029</script><script>console.log(1)</script>",
    '<math><mtext></form><form action="http://evil.test/"><button>提交</button>',
)
TAGS = {
    *("html", "head", "meta", "title", "link", "body", "div", "header", "strong", "span", "main"),
    *("h1", "h2", "p", "form", "input", "label", "textarea", "fieldset", "legend", "button"),
    *("footer", "ol", "ul", "li", "a", "dl", "dt", "dd", "time"),
    *("svg", "circle", "path", "img", "script", "details", "summary", "select", "option", "h3"),
}
POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data: blob:; form-action 'self'; "
POLICY += "base-uri 'none'; frame-ancestors 'none'"
WITH_SCRIPTS = f"{POLICY}; script-src 'self'; connect-src 'self'"
OWN_SCRIPT = re.compile(r"(\.\./)+static/[a-z]+\.js\?v=[0-9a-f]{12}")
SHOWN_AS_WRITTEN = re.compile(r"\s+")
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


class Seen(HTMLParser):
    """What a browser finds in a page: its elements, their attributes, its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.scripts: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "script":
            self.scripts.append(dict(attrs).get("src") or "")
        self.attributes += [(name, value or "") for name, value in attrs]
        self.text += " ".join(value for name, value in attrs if name == "value" and value)

    def handle_data(self, data: str) -> None:
        self.text += data


def is_inert(page: str) -> bool:
    """Say whether a page holds nothing but our own elements, none of which runs or leads away."""
    seen = Seen(page)
    led = [value for name, value in seen.attributes if name in {"href", "src", "action"}]
    return (
        seen.tags <= TAGS
        and all(OWN_SCRIPT.fullmatch(one) for one in seen.scripts)
        and not any(name.startswith("on") or name == "style" for name, _ in seen.attributes)
        and not any("evil" in value or ":" in value.split("?")[0][:12] for value in relative(led))
    )


def relative(addresses: list[str]) -> list[str]:
    """Leave out our own absolute addresses and the empty icon."""
    return [one for one in addresses if not one.startswith(("http://huiyin.test/", "data:,"))]


def shows(page: str, words: str) -> bool:
    """Say whether the page's text holds `words`, white space apart."""
    text = SHOWN_AS_WRITTEN.sub("", Seen(page).text)
    return SHOWN_AS_WRITTEN.sub("", words) in text


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with world_in(tmp_path_factory.mktemp("pages")) as made:
        yield made


@pytest.mark.asyncio(loop_scope="module")
class TestWordsOfPeople:
    async def test_are_shown_as_written_on_every_page(self, world: World) -> None:
        words = "\n".join(CORPUS)
        said = await spoken(world, words, owner="agent01", store="S001", phone="13900001111")
        await world.made(None, f"/intake/t/{said.track_token}/messages", {"text": words[:2000]})
        await world.settled()
        await world.move("agent01", "followup", said.case_id, "start")
        await world.move("agent01", "followup", said.case_id, "ask", {"text": words})
        await world.settled()
        asked = (await world.ask(None, "GET", said.track_url)).text
        await world.made(None, f"/intake/t/{said.track_token}/messages", {"text": "好"})
        await world.settled()
        told = await world.move("agent01", "followup", said.case_id, "resolve", {"result": words})
        await world.settled()
        survey = told["survey"]["url"]
        api = survey.replace("/followup/s/", "/followup/v1/surveys/")
        await world.made(None, api, {"score": 4, "solved": True, "comment": words[:2000]})
        pages = [asked] + [
            (await world.ask(None, "GET", address)).text
            for address in (said.track_url, survey, f"{survey}?done=1")
        ]

        assert all(is_inert(page) for page in pages)
        for payload in CORPUS:
            assert all(shows(page, payload) for page in pages[:3]), payload

    @pytest.mark.parametrize("payload", CORPUS)
    async def test_are_kept_in_a_form_that_is_refused(self, world: World, payload: str) -> None:
        token = (await world.form_token())["Authorization"].removeprefix("Bearer ")
        fields = {"text": payload, "name": payload[:80], "phone": payload[:32], "token": token}
        answer = await world.ask(None, "POST", "/intake/f/welcome", data=fields)

        assert answer.status_code == 422
        assert is_inert(answer.text)
        assert shows(answer.text, payload)

    async def test_are_kept_in_a_survey_that_is_refused(self, world: World) -> None:
        said = await spoken(world, "太吵", owner="agent02", store="S001", phone="13900002222")
        await world.move("agent02", "followup", said.case_id, "start")
        told = await world.move(
            "agent02", "followup", said.case_id, "resolve", {"result": "已调低音量"}
        )
        for payload in CORPUS:
            fields = {"score": payload, "solved": "true", "comment": payload}
            answer = await world.ask(None, "POST", told["survey"]["url"], data=fields)
            assert answer.status_code == 422
            assert is_inert(answer.text)
            assert shows(answer.text, payload)

    async def test_name_a_store_on_its_form(self, world: World) -> None:
        store = {"code": "S666", "name": CORPUS[2], "region": "华东", "city": "上海"}
        await world.made("manager", "/intake/v1/stores", store)
        page = await world.ask(None, "GET", "/intake/f/welcome", params={"store": "S666"})

        assert is_inert(page.text)
        assert shows(page.text, CORPUS[2])

    async def test_in_an_address_are_not_repeated(self, world: World) -> None:
        for payload in CORPUS:
            for path in ("/intake/t/{}", "/intake/f/{}", "/followup/s/{}", "/intake/{}", "/{}"):
                headers = {"Accept": "text/html"}
                answer = await world.ask(headers, "GET", path.format(quote(payload, safe="")))
                assert 400 <= answer.status_code < 500
                assert "evil" not in answer.text
                assert "<script" not in answer.text.lower()


@pytest.mark.asyncio(loop_scope="module")
class TestHeaders:
    async def test_let_no_page_run_a_script_but_our_own_or_be_framed(self, world: World) -> None:
        said = await spoken(world, "灯坏了", owner="agent01", store="S001", phone="13900003333")
        token = (await world.form_token())["Authorization"].removeprefix("Bearer ")
        html = {"Accept": "text/html"}
        answers = [
            await world.ask(html, "GET", "/intake/f/welcome"),
            await world.ask(html, "POST", "/intake/f/welcome", data={"token": token}),
            await world.ask(html, "GET", said.track_url),
            await world.ask(html, "POST", f"{said.track_url}/messages", data={"text": ""}),
            await world.ask(html, "GET", "/intake/t/nothing"),
            await world.ask(html, "GET", "/followup/s/nothing"),
            await world.ask(html, "GET", "/triage/cases"),
        ]
        for answer in answers:
            assert answer.headers["Content-Type"].startswith("text/html"), answer.url
            is_form = 'data-draft="' in answer.text
            policy = WITH_SCRIPTS if is_form else POLICY
            assert answer.headers["Content-Security-Policy"] == policy, answer.url
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Cache-Control"] == "no-store"
            assert "Referrer-Policy" in answer.headers

    @pytest.mark.parametrize("path", ["/intake/docs", "/triage/docs", "/followup/docs"])
    async def test_are_strict_on_pages_of_our_own(self, world: World, path: str) -> None:
        answer = await world.ask({"Accept": "text/html"}, "GET", path)
        policy = dict(
            part.strip().split(" ", 1)
            for part in answer.headers["Content-Security-Policy"].split(";")
        )

        assert answer.status_code == 200
        assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert policy.get("script-src", "'none'") in {"'none'", "'self'"}
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

    async def test_let_an_attachment_be_saved_and_never_run(self, world: World) -> None:
        said = await spoken(world, "见图", owner="agent01", store="S001", phone="13900004444")
        path = f"/intake/v1/attachments/{said.attachment_id}"
        answer = await world.ask("manager", "GET", path)

        assert answer.content == PNG
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")
        for name, content in (
            ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
            ("a.png", b"<!doctype html><script>alert(1)</script>"),
            ("a.html", b"<html><script>alert(1)</script>"),
        ):
            files = {"file": (name, content, "image/png")}
            refused = await world.ask("manager", "POST", "/intake/v1/attachments", files=files)
            assert refused.status_code == 415, name

    async def test_forbid_other_sites_to_read_the_api(self, world: World) -> None:
        headers = {"Origin": "http://evil.test", "Access-Control-Request-Method": "GET"}
        for method in ("OPTIONS", "GET"):
            answer = await world.ask(headers, method, "/followup/v1/cases")
            assert not any(name.startswith("access-control") for name in answer.headers)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedProgram]:
    running = EmbeddedProgram(tmp_path_factory.mktemp("browser") / "var")
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def pages(program: EmbeddedProgram) -> dict[str, str]:
    """Return addresses of pages that hold the whole corpus."""
    words = "\n".join(CORPUS)
    manager = Person(program.url, "manager")
    store = {"code": "S666", "name": CORPUS[0], "region": "华东", "city": "上海"}
    assert manager.post("/intake/v1/stores", store).status_code == 201
    body = {"text": words, "store_code": "S666"}
    said = manager.post("/intake/v1/feedback", body).json()

    def owned() -> Any:
        found = manager.get("/followup/v1/cases", feedback_id=said["id"])["items"]
        return found and found[0]["owner"] and found[0]

    case = wait_until(owned, what="an owner", seconds=60)
    owner = Person(program.url, case["owner"]["username"])
    owner.move("followup", case["id"], "start")
    told = owner.move("followup", case["id"], "resolve", {"result": words})

    def shown() -> bool:
        return told["survey"]["url"] in httpx.get(said["track_url"]).text

    wait_until(shown, what="the survey link", seconds=60)
    return {
        "docs": f"{program.url}/intake/docs",
        "root": f"{program.url}/",
        "form": f"{program.url}/intake/f/welcome?store=S666",
        "progress": said["track_url"],
        "survey": told["survey"]["url"],
        "nothing": f"{program.url}/intake/t/nothing",
    }


@pytest.fixture(scope="class")
def browser(chromium: Path) -> Iterator[Browser]:
    """Start a browser for one class: while it is there, no test of this module runs a loop."""
    with browsing(chromium) as started:
        yield started


class TestInABrowser:
    @pytest.mark.parametrize(
        ("name", "size"),
        [
            ("docs", DESKTOP),
            ("root", DESKTOP),
            ("form", PHONE),
            ("progress", PHONE),
            ("survey", PHONE),
            ("nothing", PHONE),
        ],
    )
    def test_nothing_runs_fails_or_is_fetched_elsewhere(
        self, pages: dict[str, str], browser: Browser, name: str, size: ViewportSize
    ) -> None:
        page = browser.new_page(viewport=size)
        said: list[str] = []
        asked: list[str] = []
        page.on("console", lambda one: said.append(one.text))
        page.on("pageerror", lambda one: said.append(str(one)))
        page.on("request", lambda one: asked.append(one.url))
        page.goto(pages[name], wait_until="networkidle", timeout=120_000)
        picture = page.screenshot(full_page=True)
        page.close()
        if name == "nothing":
            said = [line for line in said if "404" not in line]

        assert said == []
        assert all(one.startswith((urljoin(pages[name], "/"), "data:")) for one in asked)
        assert len(picture) > 5_000
