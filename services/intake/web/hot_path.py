"""The one route that is asked so often that the framework's own way through it is too long."""

from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.types import Receive, Scope, Send


class LeanRoute(APIRoute):
    """A route whose endpoint takes the request alone and checks everything by itself.

    It stands in OpenAPI as any other. What the framework prepares for dependencies, which such an
    endpoint has none of, costs as much as all that this service does for a feedback.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        endpoint = self.endpoint

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            response = await endpoint(Request(scope, receive, send))
            await response(scope, receive, send)

        self.app = app
