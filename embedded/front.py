"""What stands at the root: the console when it was built, else a page that says it was not."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

ROOT = Path(__file__).resolve().parent.parent
CONSOLE = ROOT / "console" / "dist"
UNBUILT = Path(__file__).with_name("unbuilt.html")

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def front_routes() -> list[BaseRoute]:
    """Return the routes beside the services: the console, or the page that says it is not built."""
    if CONSOLE.is_dir():
        return [
            Route("/", to_console),
            Mount("/console", StaticFiles(directory=CONSOLE, html=True)),
        ]
    return [Route("/", unbuilt)]


async def to_console(_request: Request) -> Response:
    return RedirectResponse("/console/")


async def unbuilt(_request: Request) -> Response:
    return FileResponse(UNBUILT, headers=HEADERS)
