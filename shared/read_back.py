"""What was read may be sent back: members that only a service sets are taken while they are so.

An outside program reads a thing, changes a member of it and puts the whole. What the route's GET
shows and its body does not take is compared with what stands and set aside before the body is
judged, and is refused by its name where it differs.
"""

from collections.abc import Callable, Coroutine, Iterable
from typing import Any, Final

import orjson
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from shared.auth import Requirement
from shared.validation import InvalidFields, field_errors

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
REPLACING: Final = frozenset({"PUT", "PATCH"})


class ReadOnly(InvalidFields):
    """Members that only the service sets, each given otherwise than it stands."""

    def __init__(self, names: Iterable[str], *, within: tuple[str, ...] = ()) -> None:
        found = [{"type": "read_only", "loc": ("body", *within, name)} for name in names]
        super().__init__(field_errors(found))


def reading_route(route: APIRoute, routes: Iterable[BaseRoute]) -> APIRoute | None:
    """Return the route among `routes` that shows what `route` replaces or changes, and answers."""
    if REPLACING.isdisjoint(route.methods or ()) or not is_model(route.response_model):
        return None
    return next(
        (
            one
            for one in routes
            if isinstance(one, APIRoute)
            and one.path == route.path
            and "GET" in (one.methods or ())
            and one.response_model is route.response_model
        ),
        None,
    )


def read_only_members(route: APIRoute, reading: APIRoute) -> frozenset[str]:
    """Return the names of what `reading` shows and `route` takes no other value for."""
    body = route.body_field.field_info.annotation if route.body_field else None
    if not is_model(body):
        return frozenset()
    return names_in(reading.response_model) - names_in(body)


def leave_unchanged(given: dict[str, Any], stands: dict[str, Any]) -> None:
    """Take out of a PATCH what is so already: what it does not name stays as it is."""
    for name in [name for name in given if name in stands and given[name] == stands[name]]:
        del given[name]


def is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def names_in(model: Any) -> frozenset[str]:
    fields = model.model_fields.items()
    return frozenset(info.serialization_alias or info.alias or name for name, info in fields)


def taking_what_was_read(route: APIRoute, rule: Requirement, handle: Handler) -> Handler:
    """Return `handle` for bodies without the read-only members, which are looked at before.

    Raises ReadOnly for those that are not as they stand, and what the reading route raises.
    """

    async def answer(request: Request) -> Response:
        reading = reading_route(route, request.scope["app"].routes)
        given = await object_in(request) if reading else None
        if reading is None or given is None:
            return await handle(request)
        names = sorted(given.keys() & read_only_members(route, reading))
        aside = {name: given.pop(name) for name in names}
        if aside:
            await rule(request)
            stands = await shown_by(reading, request)
            wrong = [name for name in names if aside[name] != stands.get(name)]
            if wrong:
                raise ReadOnly(wrong)
            if request.method == "PATCH":
                leave_unchanged(given, stands)
        return await handle(request)

    return answer


async def object_in(request: Request) -> dict[str, Any] | None:
    """Return the JSON object in the body, the one that the framework goes on to read.

    None for anything else: the framework says what is wrong with that.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not kind.endswith("json"):
        return None
    try:
        found = await request.json()
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


async def shown_by(reading: APIRoute, request: Request) -> dict[str, Any]:
    """Return what the caller would be shown at this address."""
    scope = {**request.scope, "method": "GET", "query_string": b""}
    answer = await reading.get_route_handler()(Request(scope, request.receive))
    shown: dict[str, Any] = orjson.loads(answer.body)
    return shown
