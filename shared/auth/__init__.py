"""Who is asking and what they may do: access tokens, API keys, roles and scopes."""

from shared.auth.access import (
    Public,
    Requirement,
    Staff,
    ask_first,
    caller,
    oneself,
    public,
    rule_of,
    staff,
    staff_or_key,
)
from shared.auth.authenticator import (
    ALGORITHM,
    AUDIENCE,
    ISSUER,
    KEY_PREFIX,
    LONGEST_LIFE_SECONDS,
    Authenticator,
    digest_of,
)
from shared.auth.directory import (
    know_only,
    known_keys,
    on_key_changed,
    on_staff_changed,
    store_key,
    store_staff,
)
from shared.auth.keys import HttpKeys, KeySource, LocalKeys
from shared.auth.principal import ROLES, Principal

__all__ = [
    "ALGORITHM",
    "AUDIENCE",
    "ISSUER",
    "KEY_PREFIX",
    "LONGEST_LIFE_SECONDS",
    "ROLES",
    "Authenticator",
    "HttpKeys",
    "KeySource",
    "LocalKeys",
    "Principal",
    "Public",
    "Requirement",
    "Staff",
    "ask_first",
    "caller",
    "digest_of",
    "know_only",
    "known_keys",
    "on_key_changed",
    "on_staff_changed",
    "oneself",
    "public",
    "rule_of",
    "staff",
    "staff_or_key",
    "store_key",
    "store_staff",
]
