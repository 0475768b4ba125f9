"""Routes on the hot path: access rule and JSON body checked by hand, at a third of the usual cost.

The answers and the OpenAPI document are the same as for any other route.
"""

from codecs import BOM_UTF8
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

from fastapi import Request, Response
from fastapi.params import Depends
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from shared.auth import Principal, Requirement
from shared.headers import headers_of
from shared.problem_answers import json_expected
from shared.validation import InvalidFields, field_errors

Body = TypeVar("Body", bound=BaseModel)
JSON = (b"content-type", b"application/json")


Endpoint = Callable[[Request], Awaitable[Response]]
Work = Callable[[Request, Principal, Body, bytes], Awaitable[Response]]


class JsonText(Response):
    """A JSON text, made and sent without the framework's cookies, tasks and media types."""

    def __init__(self, text: str, status: int, headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
        """Take the text, its status, and headers beside its type and length."""
        self.status_code = status
        self.body = text.encode()
        self.background = None
        self.raw_headers = [JSON, (b"content-length", b"%d" % len(self.body)), *headers]

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send(
            {
                "type": "http.response.start",
                "status": self.status_code,
                "headers": self.raw_headers,
            }
        )
        await send({"type": "http.response.body", "body": self.body})


class LeanRoute(APIRoute):
    """A route whose endpoint takes the request alone and checks everything by itself.

    It stands in OpenAPI as any other, and its path has no parameters: the middleware finds it by
    method and path before the framework is asked. What that prepares for dependencies, which such
    an endpoint has none of, and its search of all routes cost as much as the work of a feedback.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        endpoint = self.endpoint

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            response = await endpoint(Request(scope, receive, send))
            await response(scope, receive, send)

        self.app = app


def lean_routes(routes: Iterable[BaseRoute]) -> dict[tuple[str, str], LeanRoute]:
    """Return the lean ones among `routes` by method and path."""
    return {
        (method, route.path): route
        for route in routes
        if isinstance(route, LeanRoute)
        for method in route.methods or ()
    }


def direct(rule: Depends, body: type[Body]) -> Callable[[Work[Body]], Endpoint]:
    """Make a route of a function of request, principal, body and the body's bytes.

    `@router.post("/v1/feedback", responses={201: {"model": Accepted}})` stands above
    `@direct(caller("feedback:write", "agent"), NewFeedback)`.
    Refuses as the framework's way does: Unauthorized, Forbidden, UnsupportedMediaType,
    InvalidFields. The function returns the Response itself.
    """
    requirement = rule.dependency
    if not isinstance(requirement, Requirement):
        raise TypeError("give the rule as staff(), staff_or_key() or caller() make it")
    validate = body.__pydantic_validator__.validate_json

    def make(work: Work[Body]) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            principal = await requirement(request)
            raw = await body_of(request)
            if raw and not is_json(headers_of(request.scope).get(b"content-type", b"")):
                raise json_expected()
            try:
                value: Body = validate(raw.removeprefix(BOM_UTF8) or b"null")
            except ValidationError as error:
                raise InvalidFields(field_errors(in_body(error))) from None
            return await work(request, principal, value, raw)

        for name in ("__module__", "__name__", "__qualname__", "__doc__"):
            setattr(endpoint, name, getattr(work, name))
        endpoint.access_rule = requirement  # type: ignore[attr-defined]
        endpoint.body_model = body  # type: ignore[attr-defined]
        return endpoint

    return make


async def body_of(request: Request) -> bytes:
    """Return the whole body. Raises ClientDisconnect, and what a guarded body refuses."""
    parts = []
    more = True
    while more:
        message = await request.receive()
        if message["type"] != "http.request":
            raise ClientDisconnect
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def is_json(media_type: bytes) -> bool:
    """Say whether the framework, too, would read a body of this type as JSON."""
    if media_type == JSON[1]:
        return True
    kind, _, subtype = media_type.lower().partition(b";")[0].strip().partition(b"/")
    return kind == b"application" and (subtype == b"json" or subtype.endswith(b"+json"))


def in_body(error: ValidationError) -> list[dict[str, Any]]:
    """Return pydantic's findings with places that begin at the body."""
    return [
        {**found, "loc": ("body", *found["loc"])}
        for found in error.errors(include_url=False, include_input=False)
    ]
