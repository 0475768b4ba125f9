"""A mark that a browser keeps once staff signed in there; it proves nothing and opens nothing.

Whoever lacks it may still be staff; whoever has it is, so what their browser says of a colleague's
work can be told from what customers say.
"""

from fastapi import Request, Response

MARK = "huiyin_staff_device"
A_YEAR = 365 * 24 * 3600


def mark_device(response: Response, *, path: str, secure: bool) -> None:
    """Let the browser show, below `path`, that staff use it; it outlasts their session."""
    response.set_cookie(
        MARK, "1", max_age=A_YEAR, path=path, secure=secure, httponly=True, samesite="lax"
    )


def is_marked(request: Request) -> bool:
    """Say whether staff signed in with the browser that asks."""
    return MARK in request.cookies
