"""What surrounds every request: its ids, limits, security headers, metrics and one log line."""

from collections.abc import Mapping
from time import perf_counter
from typing import Final

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import ids, logs, telemetry
from shared.direct import LeanRoute
from shared.head import as_get
from shared.headers import headers_of
from shared.problem_answers import API, Answers, not_there, problem_for
from shared.problems import Problem
from shared.request_body import GuardedBody, refuse_bad_parameters, without_empty
from shared.telemetry import Metrics

LONGEST_REQUEST_ID: Final = 64
ID_CHARACTERS: Final = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
QUIET: Final = frozenset({"/healthz", "/readyz", "/metrics", "/static/{name}"})
UNMATCHED: Final = "unmatched"
CLIENT_GONE: Final = 499
SERVER_FAULT: Final = 500

NOSNIFF: Final = (b"x-content-type-options", b"nosniff")
REFERRER: Final = (b"referrer-policy", b"same-origin")
NO_STORE: Final = (b"cache-control", b"no-store")
NO_CONTENT: Final = (
    b"content-security-policy",
    b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
)


class RequestMiddleware:
    """Wraps the application; plain ASGI, as everything here is paid by every request."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        service: str,
        metrics: Metrics,
        answers: Answers,
        lean: Mapping[tuple[str, str], LeanRoute],
    ) -> None:
        """Wrap `app`; `lean` are the routes, by method and path, that are not asked of it."""
        self._app = app
        self._lean = lean
        self._service = service
        self._requests = metrics.requests
        self._answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = perf_counter()
        if scope["method"] == "HEAD":
            scope, send = as_get(scope, send)
        body = GuardedBody(scope, receive)
        request_id, traceparent = self._read_headers(scope, body)
        exchange = Exchange(send, request_id)
        known = {"request_id": request_id, "trace_id": telemetry.trace_id(traceparent)}
        ids_before, trace_before = logs.ids.set(known), telemetry.current.set(traceparent)
        try:
            if "\0" in scope["path"]:
                raise not_there()
            if b"%00" in scope["query_string"]:
                refuse_bad_parameters(scope["query_string"])
            path = scope["path"].removeprefix(scope.get("root_path", ""))
            if scope["query_string"] and scope["method"] == "GET" and path.startswith(API):
                scope["query_string"] = without_empty(scope["query_string"])
            route = self._lean.get((scope["method"], path))
            if route is None:
                await self._app(scope, body.receive, exchange.send)
            else:
                scope["route"], scope["endpoint"] = route, route.endpoint
                await route.app(scope, body.receive, exchange.send)
        except Exception as error:  # noqa: BLE001  # the application's last resort
            await self._answer_failure(error, scope, receive, exchange)
        finally:
            self._finish(scope, exchange.status or CLIENT_GONE, perf_counter() - began, known)
            telemetry.current.reset(trace_before)
            logs.ids.reset(ids_before)

    def _read_headers(self, scope: Scope, body: GuardedBody) -> tuple[str, str]:
        headers = headers_of(scope)
        body.expect(
            headers.get(b"content-type", b""),
            headers.get(b"content-length", b""),
            headers.get(b"content-encoding", b""),
        )
        request_id = traceparent = None
        if (given := headers.get(b"x-request-id")) and is_request_id(given):
            request_id = given.decode("ascii")
        if given := headers.get(b"traceparent"):
            parent = telemetry.parse_traceparent(given.decode("latin-1"))
            traceparent = telemetry.child_of(parent) if parent else None
        return request_id or ids.new_id(), traceparent or telemetry.new_traceparent()

    async def _answer_failure(
        self, error: Exception, scope: Scope, receive: Receive, exchange: "Exchange"
    ) -> None:
        problem = problem_for(Request(scope), error)
        if not isinstance(error, Problem):
            line = {"level": "error", "service": self._service, "event": "request_failed"}
            logs.write({"at": logs.stamp(), **line, **logs.ids.get(), **logs.describe(error)})
        if exchange.status:
            raise error  # the answer has begun: the server can only cut the connection
        response = self._answers.answer(Request(scope), problem)
        await response(scope, receive, exchange.send)

    def _finish(self, scope: Scope, status: int, seconds: float, known: dict[str, str]) -> None:
        method: str = scope["method"]
        route = route_of(scope)
        known_method = method if method in METHODS else "OTHER"
        self._requests.observe(known_method, route, status, seconds)
        if route in QUIET and status < SERVER_FAULT:
            return
        principal = scope.get("principal")
        line = {
            "at": logs.stamp(),
            "level": "info" if status < SERVER_FAULT else "error",
            "service": self._service,
            "event": "request",
            "method": known_method,
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 2),
            **known,
        }
        if principal is not None:
            line["principal"] = principal.reference
        logs.write(line, urgent=status >= SERVER_FAULT)


class Exchange:
    """The answer on its way out: remembers its status, adds the headers that all answers have."""

    __slots__ = ("_id", "_send", "status")

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._id = (b"x-request-id", request_id.encode())
        self.status = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            given = message["headers"]
            added = [self._id, NOSNIFF, REFERRER, NO_STORE, NO_CONTENT]
            for name, _ in given:
                if name == b"cache-control":
                    added.remove(NO_STORE)
                elif name == b"content-security-policy":
                    added.remove(NO_CONTENT)
            message["headers"] = [*given, *added]
        await self._send(message)


def is_request_id(value: bytes) -> bool:
    """Say whether a caller's id can stand in logs: short, plain, and no phone or ID number."""
    return (
        0 < len(value) <= LONGEST_REQUEST_ID
        and not value.strip(ID_CHARACTERS)
        and not value.translate(None, b"-_xX").isdigit()
    )


def route_of(scope: Scope) -> str:
    """Return the template of the matched route, never the path: paths hold tokens."""
    context = scope.get("fastapi", {}).get("effective_route_context")
    path = getattr(context, "path_format", None) or getattr(scope.get("route"), "path", None)
    return path or UNMATCHED
