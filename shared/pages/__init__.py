"""Small pages for customers: one frame, one style sheet, no script needed, Chinese and English."""

import hashlib
import mimetypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from shared.languages import Language, preferred_language
from shared.problems import NotFound, Problem

HERE: Final = Path(__file__).parent
FOREVER: Final = "public, max-age=31536000, immutable"
FOR_A_MINUTE: Final = "public, max-age=60"

POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data: blob:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
SCRIPTS: Final = "; script-src 'self'; connect-src 'self'"


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file in memory; `mark` changes with its content."""

    content: bytes
    media_type: str
    mark: str


class Pages:
    """Renders a service's templates in the kit's frame and serves the kit's static files."""

    def __init__(self, templates: Sequence[Path] = ()) -> None:
        """Take folders of templates (`*.html.j2`), before the kit's own."""
        self._environment = Environment(
            loader=FileSystemLoader([*templates, HERE / "templates"]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._assets = {
            path.name: read_asset(path)
            for path in sorted((HERE / "static").iterdir())
            if path.is_file()
        }

    def render(
        self,
        request: Request,
        template: str,
        context: Mapping[str, Any] | None = None,
        *,
        status: int = 200,
        scripts: bool = False,
        language: Language | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> HTMLResponse:
        """Return the page. Templates have `language`, `t(zh, en)`, `asset(name)` and `context`.

        `scripts` lets it run scripts from the kit's static files; never any other. Without a
        `language` it is the reader's.
        """
        language = language or preferred_language(request.headers.get("accept-language"))
        html = self._environment.get_template(template).render(
            **(context or {}),
            language=language,
            t=partial(in_language, language),
            asset=partial(self._address, way_up(request)),
        )
        sent = {
            "Content-Security-Policy": POLICY + SCRIPTS if scripts else POLICY,
            "Content-Language": language,
            "Cache-Control": "no-store",
            "Vary": "Accept-Language",
            **(headers or {}),
        }
        return HTMLResponse(html, status_code=status, headers=sent)

    def problem_page(self, request: Request, problem: Problem) -> Response:
        """Return the page that tells somebody with a browser of a refusal."""
        return self.render(request, "problem.html.j2", {"problem": problem}, status=problem.status)

    def asset(self, name: str, mark: str | None) -> Response:
        """Return a static file, kept by browsers for ever when asked for by its mark.

        Raises NotFound.
        """
        found = self._assets.get(name)
        if found is None:
            raise NotFound(zh="没有这个文件。", en="There is no such file.")
        caching = FOREVER if mark == found.mark else FOR_A_MINUTE
        headers = {"Cache-Control": caching, "ETag": f'"{found.mark}"'}
        return Response(found.content, media_type=found.media_type, headers=headers)

    def _address(self, up: str, name: str) -> str:
        return f"{up}static/{name}?v={self._assets[name].mark}"


def in_language(language: Language, zh: str, en: str) -> str:
    return zh if language == "zh" else en


def way_up(request: Request) -> str:
    """Return the relative way from a page to the service's root, whatever it is mounted under."""
    path: str = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    return "../" * (path.count("/") - 1)


def read_asset(path: Path) -> Asset:
    content = path.read_bytes()
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(content, media_type, hashlib.sha256(content).hexdigest()[:12])


__all__ = ["Asset", "Pages"]
