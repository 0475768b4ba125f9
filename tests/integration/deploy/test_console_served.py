"""The console as browsers get it: the embedded process and the gateway serve it alike."""

import gzip
import re
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from deploy.local.gateway import Gateway
from embedded.front import front_routes
from embedded.system import REFUSALS

PAGE = (
    '<!doctype html><title>回音</title><script type="module" src="./assets/index-a1.js"></script>'
)
SCRIPT = "export const words = '" + "您好" * 2000 + "';"
FRONTS = ("embedded", "gateway")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("console") / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    (folder / "favicon.svg").write_text("<svg/>", encoding="utf-8")
    script = folder / "assets" / "index-a1.js"
    script.write_text(SCRIPT, encoding="utf-8")
    Path(f"{script}.gz").write_bytes(gzip.compress(SCRIPT.encode()))
    (folder.parent / "secret.txt").write_text("not the console's", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def gateways(built: Path) -> Iterator[dict[bool, Gateway]]:
    upstreams = {name: [9] for name in ("intake", "triage", "followup")}
    made = {
        True: Gateway(upstreams, console=built),
        False: Gateway(upstreams, console=built / "missing"),
    }
    for gateway in made.values():
        gateway.start()
    yield made
    for gateway in made.values():
        gateway.stop()


def client_of(front: str, folder: Path, gateway: Gateway) -> httpx.AsyncClient:
    if front == "gateway":
        return httpx.AsyncClient(base_url=gateway.url, trust_env=False)
    app = Starlette(routes=front_routes(folder), exception_handlers=REFUSALS)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


@pytest.fixture(params=FRONTS)
async def client(
    request: pytest.FixtureRequest, built: Path, gateways: dict[bool, Gateway]
) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(request.param, built, gateways[True]) as made:
        yield made


@pytest.fixture(params=FRONTS)
async def without(
    request: pytest.FixtureRequest, built: Path, gateways: dict[bool, Gateway]
) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(request.param, built / "missing", gateways[False]) as made:
        yield made


def policy(answer: httpx.Response) -> dict[str, str]:
    header = answer.headers["content-security-policy"]
    return dict(one.strip().partition(" ")[::2] for one in header.split(";"))


class TestBuiltConsole:
    async def test_root_leads_to_it(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/", follow_redirects=True)

        assert (answer.status_code, answer.url.path, answer.text) == (200, "/console/", PAGE)

    @pytest.mark.parametrize("path", ["", "queue/mine", "cases/0193?tab=timeline", "deep/er/way"])
    async def test_answers_any_address_of_its_own_with_its_page(
        self, client: httpx.AsyncClient, path: str
    ) -> None:
        answer = await client.get(f"/console/{path}")

        assert (answer.status_code, answer.text) == (200, PAGE)
        assert answer.headers["content-type"].startswith("text/html")
        assert answer.headers["cache-control"] == "no-cache"

    async def test_lets_no_inline_script_or_style_and_no_frame(
        self, client: httpx.AsyncClient
    ) -> None:
        said = policy(await client.get("/console/"))

        assert said["default-src"] == said["script-src"] == said["style-src"] == "'self'"
        assert said["frame-ancestors"] == said["object-src"] == said["base-uri"] == "'none'"
        assert "unsafe" not in str(said)

    async def test_asset_is_kept_for_ever_and_sent_compressed(
        self, client: httpx.AsyncClient
    ) -> None:
        answer = await client.get("/console/assets/index-a1.js")

        assert answer.text == SCRIPT
        assert answer.headers["content-encoding"] == "gzip"
        assert int(answer.headers["content-length"]) < 1000
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-type"].startswith("text/javascript")

    @pytest.mark.parametrize("accepted", ["identity", "gzip;q=0, br;q=0.0"])
    async def test_asset_is_sent_plain_to_who_takes_no_compression(
        self, client: httpx.AsyncClient, accepted: str
    ) -> None:
        answer = await client.get(
            "/console/assets/index-a1.js", headers={"Accept-Encoding": accepted}
        )

        assert answer.text == SCRIPT
        assert "content-encoding" not in answer.headers

    async def test_missing_asset_is_not_the_page(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/console/assets/index-old.js")

        assert answer.status_code == 404

    async def test_page_unchanged_is_not_sent_again(self, client: httpx.AsyncClient) -> None:
        first = await client.get("/console/")

        again = await client.get("/console/", headers={"If-None-Match": first.headers["etag"]})

        assert (again.status_code, again.content) == (304, b"")

    async def test_file_beside_the_page_is_asked_for_again(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/console/favicon.svg")

        assert answer.headers["content-type"].startswith("image/svg")
        assert answer.headers["cache-control"] == "no-cache"

    @pytest.mark.parametrize("path", ["../secret.txt", "%2e%2e/secret.txt", "..%2fsecret.txt"])
    async def test_nothing_outside_its_folder_is_served(
        self, client: httpx.AsyncClient, path: str
    ) -> None:
        answer = await client.get(f"/console/{path}")

        assert "not the console's" not in answer.text

    async def test_takes_no_writes(self, client: httpx.AsyncClient) -> None:
        assert (await client.post("/console/")).status_code == 405


class TestConsoleNotBuilt:
    @pytest.mark.parametrize("path", ["/", "/console", "/console/", "/console/queue/mine"])
    async def test_one_page_says_so_and_how_to_build_it(
        self, without: httpx.AsyncClient, path: str
    ) -> None:
        answer = await without.get(path, follow_redirects=True)

        assert answer.status_code == 200
        assert "make console" in answer.text
        assert "unsafe" not in answer.headers["content-security-policy"]

    async def test_is_there_once_it_was_built(self, tmp_path: Path, built: Path) -> None:
        folder = tmp_path / "dist"
        app = Starlette(routes=front_routes(folder))
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            before = (await client.get("/console/")).text
            shutil.copytree(built, folder)
            after = (await client.get("/console/")).text

        assert "make console" in before
        assert after == PAGE


class TestHeaders:
    async def test_both_fronts_say_the_same(self, built: Path, gateways: Any) -> None:
        seen = []
        for front in FRONTS:
            async with client_of(front, built, gateways[True]) as client:
                headers = (await client.get("/console/")).headers
            guarding = re.compile(r"content-security|x-content|referrer|cross-origin|cache-control")
            seen.append({name: headers[name] for name in headers if guarding.match(name)})

        assert seen[0] == seen[1]
