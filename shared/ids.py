"""New identities: ids that sort by time, and public tokens that nobody can guess."""

import secrets

import uuid_utils


def new_id() -> str:
    """Return a UUIDv7 (RFC 9562) as text."""
    return str(uuid_utils.uuid7())


def public_token() -> str:
    """Return 22 characters of `[A-Za-z0-9_-]` holding 128 random bits, for links sent outside."""
    return secrets.token_urlsafe(16)
