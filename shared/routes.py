"""Routes that are worked out when somebody first asks for them.

A framework's route looks through its function's signature and has validators made of every model
it names, ten milliseconds a route. A service has a hundred routes, a process up to three services,
a day's work needs a third of them, and who starts a process waits for all.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, compile_path, get_name

from shared.auth import Requirement, ask_first, rule_of
from shared.read_back import REPLACING, Handler, taking_what_was_read
from shared.validation import InvalidFields, field_errors


class LateRoute(APIRoute):
    """A route that knows its path, its methods and its function; the rest it learns when asked.

    Whatever looks for what is not there yet (its `app`, its `dependant`) has it completed. Its
    access rule is held from its function's signature before that (`shared.auth.rule_of`).
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        self._options: dict[str, Any] | None = options
        self.path, self.endpoint = path, endpoint
        self.path_regex, self.path_format, self.param_convertors = compile_path(path)
        self.methods = {method.upper() for method in options.get("methods") or ("GET",)}
        self.name = options.get("name") or get_name(endpoint)
        self.operation_id = options.get("operation_id")
        self.include_in_schema = options.get("include_in_schema", True)
        self.dependencies = list(options.get("dependencies") or ())

    def __getattr__(self, name: str) -> Any:
        """Complete the route, once; only what is no attribute yet is looked for here."""
        options, self.__dict__["_options"] = self.__dict__.get("_options"), None
        if options is None:
            raise AttributeError(f"{type(self).__name__} has no {name}")
        operation_id, path_regex = self.operation_id, self.path_regex
        super().__init__(self.path, self.endpoint, **options)
        self.operation_id, self.path_regex = operation_id, path_regex
        ask_first(self)
        return getattr(self, name)

    def get_route_handler(self) -> Handler:
        """Return what answers; who may call it is told of queries that it does not know, or twice.

        A filter that is misspelt and passed over answers everything. Public routes take any: they
        are pages, to whose links others append what they like, and callbacks.
        """
        handle, rule = super().get_route_handler(), rule_of(self)
        if not isinstance(rule, Requirement):
            return handle
        if not REPLACING.isdisjoint(self.methods or ()):
            handle = taking_what_was_read(self, rule, handle)
        known = frozenset(queries_of(self.dependant))

        async def answer(request: Request) -> Response:
            if request.scope["query_string"] and (wrong := wrong_queries(request, known)):
                await rule(request)
                raise InvalidFields(field_errors(wrong))
            return await handle(request)

        return answer


def leave_words_alone(routes: Iterable[BaseRoute]) -> None:
    """Have routes with parameters pass over the addresses of those without.

    `GET /v1/cases/next` asks for no case named next: that address takes POST alone.
    """
    known = [one for one in routes if isinstance(one, APIRoute)]
    words = sorted(one.path for one in known if not one.param_convertors)
    for route in known:
        if not (isinstance(route, LateRoute) and route.param_convertors):
            continue
        if own := {re.escape(one) for one in words if route.path_regex.match(one)}:
            others = f"^(?!(?:{'|'.join(sorted(own))})$)"
            route.path_regex = re.compile(others + route.path_regex.pattern.removeprefix("^"))


def queries_of(dependant: Dependant) -> set[str]:
    """Return the names of all query parameters that a route, or what it depends on, reads."""
    found = {one.alias for one in dependant.query_params}
    return found.union(*map(queries_of, dependant.dependencies))


def wrong_queries(request: Request, known: frozenset[str]) -> list[dict[str, Any]]:
    """Return the queries that are not `known`, and those given twice, of which one would count."""
    given = request.query_params
    if known.issuperset(given) and len(given) == len(given.multi_items()):
        return []
    kind, listed = "unknown_query" if known else "no_query", ", ".join(sorted(known))
    return [
        {"type": kind, "loc": ("query", name), "ctx": {"known": listed}}
        for name in sorted(set(given) - known)
    ] + [
        {"type": "repeated_query", "loc": ("query", name)}
        for name in sorted(known.intersection(given))
        if len(given.getlist(name)) > 1
    ]


class Router(APIRouter):
    """A router of late routes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"route_class": LateRoute, **options})
