"""`create_app`: the application of a service, with everything that all services have."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from shared import api_docs, health, kit_routes
from shared.auth import Authenticator, ask_first, public, rule_of
from shared.clock import Clock
from shared.database import Database
from shared.direct import lean_routes
from shared.health import Check
from shared.middleware import RequestMiddleware
from shared.openapi import api_routes, name_operations
from shared.pages import Pages
from shared.problem_answers import Answers
from shared.routes import LateRoute, Router, leave_words_alone
from shared.streams import Feed, Newcomers, Teller
from shared.streams import routes as stream_routes
from shared.telemetry import Metrics


class ServiceApp(FastAPI):
    """FastAPI with one middleware of ours around it and none of the framework's own outer ones.

    Those answer failures in plain text and look up telemetry settings at every request; nor is
    there a root path of its own, for which the framework calls through two layers more.
    """

    def __init__(self, service: str, metrics: Metrics, answers: Answers, **options: Any) -> None:
        super().__init__(**options)
        self._service = service
        self._metrics = metrics
        self._answers = answers

    def build_middleware_stack(self) -> ASGIApp:
        inner: ASGIApp = AsyncExitStackMiddleware(self.router)
        inner = ExceptionMiddleware(inner, handlers=self.exception_handlers)
        for added in reversed(self.user_middleware):
            inner = added.cls(inner, *added.args, **added.kwargs)
        return RequestMiddleware(
            inner,
            service=self._service,
            metrics=self._metrics,
            answers=self._answers,
            lean=lean_routes(self.router.routes),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.middleware_stack is None:
            self.middleware_stack = self.build_middleware_stack()
        scope["app"] = self
        scope["fastapi.telemetry"] = None  # present: the framework then looks no further
        await self.middleware_stack(scope, receive, send)


def create_app(
    service: str,
    *,
    version: str,
    database: Database,
    authenticator: Authenticator,
    clock: Clock,
    routers: Sequence[APIRouter],
    metrics: Metrics,
    settings: Any = None,
    ready: Mapping[str, Check] | None = None,
    pages: Pages | None = None,
    title: str | None = None,
    description: str = "",
    state: Mapping[str, Any] | None = None,
    teller: Teller | None = None,
    newcomers: Newcomers | None = None,
) -> FastAPI:
    """Return the application of `service`.

    `ready` are checks beside the database's own, for instance of the bus. Routes reach what they
    need as `request.app.state.<name>`: database, authenticator, clock, settings, metrics, pages,
    checks and whatever is in `state`. With a `teller` it has a stream, of `newcomers` too.
    Raises ValueError when a route states no access rule.
    """
    pages = pages or Pages()
    answers = Answers(pages.problem_page)
    app = ServiceApp(
        service,
        metrics,
        answers,
        title=title or f"Huiyin {service}",
        description=description,
        version=version,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    kept = {
        "service": service,
        "database": database,
        "authenticator": authenticator,
        "clock": clock,
        "settings": settings,
        "metrics": metrics,
        "pages": pages,
        "checks": {"database": database.ping, **(ready or {})},
        **(state or {}),
    }
    for name, value in kept.items():
        setattr(app.state, name, value)
    own_routes = [kit_routes.router, health.router, api_docs.router, static_router]
    if teller is not None:
        app.state.feed = Feed(database, teller, newcomers=newcomers)
        own_routes.append(stream_routes.router)
    for router in (*routers, *own_routes):
        adopt(app, router)
    leave_words_alone(app.routes)
    hold_to_rules(app)
    name_operations(api_routes(app))
    answers.install(app)
    return app


def adopt(app: FastAPI, router: APIRouter) -> None:
    """Give `app` the routes of `router` as its own: an included router is matched twice."""
    app.router.routes.extend(router.routes)


def hold_to_rules(app: FastAPI) -> None:
    """Have each route ask first who calls. Raises ValueError for one without a rule on that.

    Late routes see to it when they are completed.
    """
    silent = sorted({route.path for route in api_routes(app) if rule_of(route) is None})
    if silent:
        raise ValueError(
            f"no access rule on {', '.join(silent)}: use staff(), staff_or_key(), caller() or "
            "public() of shared.auth"
        )
    for route in api_routes(app):
        if not isinstance(route, LateRoute):
            ask_first(route)


static_router = Router(include_in_schema=False, dependencies=[public()])


@static_router.get("/static/{name}")
async def static_file(request: Request, name: str, v: str | None = None) -> Response:
    pages: Pages = request.app.state.pages
    return pages.asset(name, v)
