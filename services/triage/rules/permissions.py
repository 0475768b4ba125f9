"""What a screen may offer to whom: names for what roles allow, the same that routes hold to."""

from collections.abc import Iterable, Mapping
from typing import Final

WORKERS: Final = frozenset({"agent", "lead", "manager"})
MOVERS: Final = WORKERS | {"admin"}
PLANNERS: Final = frozenset({"manager", "admin"})
PLAN_READERS: Final = PLANNERS | {"lead", "auditor"}
OVERSEERS: Final = frozenset({"admin", "auditor"})

PERMISSIONS: Final[Mapping[str, frozenset[str]]] = {
    "cases.take": WORKERS,
    "cases.work": WORKERS | {"store_manager"},
    "cases.move": MOVERS,
    "cases.note": MOVERS | {"store_manager"},
    "cases.close": frozenset({"lead", "manager"}),
    "incidents.decide": frozenset({"lead", "manager", "admin"}),
    "board.read": PLAN_READERS,
    "plans.read": PLAN_READERS,
    "plans.write": PLANNERS,
    "staff.read": PLANNERS | {"auditor"},
    "staff.write": PLANNERS,
    "passwords.reset": frozenset({"admin"}),
    "keys.read": OVERSEERS,
    "keys.write": frozenset({"admin"}),
    "models.read": PLANNERS | {"auditor"},
    "models.write": PLANNERS,
    "stores.write": PLANNERS,
    "customers.unmask": frozenset({"lead", "manager"}),
    "audit.read": OVERSEERS,
    "ledger.read": PLANNERS | {"auditor"},
    "events.read": OVERSEERS,
    "events.replay": frozenset({"admin"}),
}
"""The roles of which one is needed. A contract test compares them with the services' routes."""


def permissions_of(roles: Iterable[str]) -> list[str]:
    """Return the names of all that somebody with `roles` may do."""
    own = frozenset(roles)
    return sorted(name for name, needed in PERMISSIONS.items() if not own.isdisjoint(needed))
