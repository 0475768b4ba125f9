"""The headers of a request by name, found once for all who ask."""

from typing import Final

from starlette.types import Scope

BY_NAME: Final = "huiyin.headers"


def headers_of(scope: Scope) -> dict[bytes, bytes]:
    """Return the headers by their name in small letters; of several the first."""
    found: dict[bytes, bytes] | None = scope.get(BY_NAME)
    if found is None:
        found = scope[BY_NAME] = dict(reversed(scope["headers"]))
    return found
