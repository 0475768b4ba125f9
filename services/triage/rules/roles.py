"""What roles there are and which may give which."""

from collections.abc import Iterable

RANK = {"agent": 1, "store_manager": 1, "lead": 2, "auditor": 3, "manager": 3, "admin": 4}
MAY_LEAD = frozenset({"lead", "manager", "admin"})
MAY_OWN_CASES = frozenset({"agent", "lead", "manager", "store_manager"})

SETS_UP_TEAMS = frozenset({"manager", "admin"})
"""Who hears of cases that no team has."""


def rank(roles: Iterable[str]) -> int:
    """Return the rank of the highest of `roles`; none is 0."""
    return max((RANK[role] for role in roles), default=0)


def may_give(own: Iterable[str], given: Iterable[str]) -> bool:
    """Say whether somebody with `own` roles may give or take `given`."""
    return rank(given) <= rank(own)
