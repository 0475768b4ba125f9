"""`/openapi.json` and `/docs`: the API, browsable offline; no asset from elsewhere, none inline."""

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from swagger_ui_bundle import swagger_ui_path

from shared.auth import public
from shared.openapi import describe, readable_by_swagger
from shared.problems import NotFound
from shared.routes import Router

MEDIA_TYPES: Final = {
    "swagger-ui.css": "text/css",
    "swagger-ui-bundle.js": "text/javascript",
    "favicon-32x32.png": "image/png",
}
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; font-src 'self' data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
# Every address is relative: the service may stand under any path, behind a gateway or mounted.
PAGE: Final = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="docs/assets/favicon-32x32.png">
<link rel="stylesheet" href="docs/assets/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/assets/swagger-ui-bundle.js"></script>
<script src="docs/assets/start.js"></script>
</body>
</html>
"""
START: Final = """SwaggerUIBundle({
  url: "docs.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  displayOperationId: true,
  persistAuthorization: false,
  validatorUrl: null,
  tryItOutEnabled: true,
});
"""


router = Router(include_in_schema=False, dependencies=[public()])
"""The document, the page that shows it, and its assets."""


def document_of(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        app.openapi_schema = describe(app, app.description)
    return app.openapi_schema


@router.get("/openapi.json")
async def openapi_document(request: Request) -> dict[str, Any]:
    return document_of(request.app)


@router.get("/docs")
async def docs(request: Request) -> Response:
    page = PAGE.format(title=request.app.title)
    return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})


@router.get("/docs.json")
async def docs_document(request: Request) -> dict[str, Any]:
    return readable_by_swagger(document_of(request.app))


@router.get("/docs/assets/{name}")
async def docs_asset(name: str) -> Response:
    if name == "start.js":
        return Response(START, media_type="text/javascript")
    if name not in MEDIA_TYPES:
        raise NotFound
    headers = {"Cache-Control": "public, max-age=86400"}
    return Response(bundled(name), media_type=MEDIA_TYPES[name], headers=headers)


@lru_cache
def bundled(name: str) -> bytes:
    return Path(str(swagger_ui_path), name).read_bytes()
