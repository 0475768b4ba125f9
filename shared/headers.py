"""One header of a request, found without what the framework prepares for all of them."""

from starlette.types import Scope


def header_of(scope: Scope, wanted: bytes) -> bytes | None:
    """Return the first header of that name, which is given in small letters."""
    for name, value in scope["headers"]:
        if name == wanted:
            found: bytes = value
            return found
    return None
