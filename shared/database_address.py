"""What people are told of a database's address: which variable holds it and where it leads.

The password is never part of it.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from shared.known_variables import PREFIX
from shared.settings import SettingsError

POSTGRES_PORT = 5432


class DatabaseUnreachable(SettingsError):
    """The database cannot be opened: the text says where it is and which variable says so."""


def database_variable(service: str) -> str:
    """Return the variable that holds the address of the service's database."""
    return f"{PREFIX}{service.upper()}_DATABASE_URL"


def shown_address(url: str) -> str:
    """Return where a database is: its file, or host:port/name."""
    parts = sa.make_url(url)
    if parts.get_backend_name() == "sqlite":
        return parts.database or "nowhere"
    name = parts.database or parts.username or ""
    return f"{parts.host or 'localhost'}:{parts.port or POSTGRES_PORT}/{name}"


@contextmanager
def reaching(url: str, service: str) -> Iterator[None]:
    """Raise DatabaseUnreachable for what goes wrong before a database answers."""
    try:
        yield
    except (
        OSError,
        DBAPIError,
        TypeError,
    ) as error:  # the last of a parameter not known to asyncpg
        variables = f"{database_variable(service)} (or {PREFIX}DATABASE_URL)"
        remedy = f"see that PostgreSQL runs there and lets this user in, or correct {variables}"
        if sa.make_url(url).get_backend_name() == "sqlite":
            remedy = (
                "make its folder and file writable for this user, or correct "
                f"{PREFIX}DATA_DIR or {variables}"
            )
        raise DatabaseUnreachable(
            f"The {service} database at {shown_address(url)} cannot be opened "
            f"({why_not(error)}): {remedy}."
        ) from error


def why_not(error: BaseException) -> str:
    """Return in a few words why nobody answers; no address and no password is in them."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, socket.gaierror):
        return error.strerror or "unknown host"
    if isinstance(error, OSError) and error.errno is not None and error.errno > 0:
        return os.strerror(error.errno)
    return str(getattr(error, "orig", None) or error).splitlines()[0]
