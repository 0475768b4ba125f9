"""What stands at the root: the console when it was built, else a page that says it was not."""

import os
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from shared.problems import MethodNotAllowed, NotFound

ROOT: Final = Path(__file__).resolve().parent.parent
CONSOLE: Final = ROOT / "console" / "dist"
PAGES: Final = Path(__file__).parent
UNBUILT: Final = "unbuilt.html"
INDEX: Final = "index.html"
ASSETS: Final = "assets/"
"""Where the build puts files whose names change with their content."""

FOREVER: Final = "public, max-age=31536000, immutable"
ASK_AGAIN: Final = "no-cache"
ENCODINGS: Final = (("br", ".br"), ("gzip", ".gz"))
READING: Final = frozenset({"GET", "HEAD"})

# The gateway's site file states the same; a test holds both to it.
POLICY: Final = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class ConsoleFiles(StaticFiles):
    """The built console under one address: its files, and its one page for everything else.

    The console routes in the browser, so an address without a file is an address within it. It may
    be built while the process runs: the folder is looked into at each request.
    """

    def __init__(self, built: Path) -> None:
        super().__init__(directory=built, check_dir=False)
        self._unbuilt = StaticFiles(directory=PAGES)

    async def check_config(self) -> None:
        """Let the folder be missing: that is what the page for it says."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file at `path`, the console's page, or the page that says it is not built.

        Raises NotFound for a missing asset and MethodNotAllowed.
        """
        if scope["method"] not in READING:
            raise MethodNotAllowed(headers={"Allow": "GET, HEAD"})
        name = path.replace(os.sep, "/")
        found = self._file(name, scope)
        if found is None and name.startswith(ASSETS):
            raise NotFound(zh="控制台没有这个文件。", en="The console has no such file.")
        response = found or self._file(INDEX, scope) or await self._say_unbuilt(scope)
        is_lasting = found is not None and name.startswith(ASSETS)
        response.headers.update(
            HEADERS
            | {
                "Cache-Control": FOREVER if is_lasting else ASK_AGAIN,
                "Vary": "Accept-Encoding",
            }
        )
        return response

    def _file(self, name: str, scope: Scope) -> Response | None:
        """Return the file `name`, compressed if the build left it so and the browser takes that."""
        accepted = accepted_encodings(Headers(scope=scope).get("accept-encoding", ""))
        candidates = [(name + end, one) for one, end in ENCODINGS if one in accepted]
        for candidate, encoding in [*candidates, (name, None)]:
            full_path, status = self.lookup_path(candidate)
            if status is not None and Path(full_path).is_file():
                response = self.file_response(full_path, status, scope)
                if encoding:
                    response.headers["Content-Encoding"] = encoding
                return response
        return None

    async def _say_unbuilt(self, scope: Scope) -> Response:
        return await self._unbuilt.get_response(UNBUILT, scope)


def accepted_encodings(header: str) -> set[str]:
    """Return the codings an Accept-Encoding header allows; `;q=0` forbids one (RFC 9110)."""
    offered = (part.replace(" ", "").lower().partition(";") for part in header.split(","))
    return {name for name, _, weight in offered if weight.rstrip("0.") != "q="}


def front_routes(built: Path = CONSOLE) -> list[BaseRoute]:
    """Return the routes beside the services: the console, and the way to it from the root."""
    return [
        Route("/", to_console),
        Route("/console", to_console),
        Mount("/console", ConsoleFiles(built)),
    ]


async def to_console(_request: Request) -> Response:
    return RedirectResponse("/console/")
