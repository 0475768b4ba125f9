"""Routes that are worked out when somebody first asks for them.

A framework's route looks through its function's signature and has validators made of every model
it names, ten milliseconds a route. A service has a hundred routes, a process up to three services,
a day's work needs a third of them, and who starts a process waits for all.
"""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import compile_path, get_name

from shared.auth import ask_first


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
        operation_id = self.operation_id
        super().__init__(self.path, self.endpoint, **options)
        self.operation_id = operation_id
        ask_first(self)
        return getattr(self, name)


class Router(APIRouter):
    """A router of late routes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"route_class": LateRoute, **options})
