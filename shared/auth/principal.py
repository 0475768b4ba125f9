"""Who hands in or asks: staff, a machine with an API key, a bearer of a form token, a channel."""

from dataclasses import dataclass
from typing import Literal

ROLES = ("agent", "lead", "manager", "store_manager", "admin", "auditor")

NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Principal:
    """An authenticated caller and what it is limited to.

    `teams` are team ids, `stores` store codes. An API key or form without stores is not limited to
    any; a store manager without stores reaches none.
    """

    kind: Literal["staff", "key", "form", "channel"]
    id: str
    name: str
    roles: frozenset[str] = NOBODY
    teams: frozenset[str] = NOBODY
    stores: frozenset[str] = NOBODY
    scopes: frozenset[str] = NOBODY
    channel: str | None = None
    username: str = ""

    @property
    def reference(self) -> str:
        """Return the text by which audit log and timelines name it, such as `staff:<id>`."""
        return f"{self.kind}:{self.id}"

    def has_role(self, *roles: str) -> bool:
        """Say whether it has any of `roles`."""
        return not self.roles.isdisjoint(roles)

    @property
    def store_limit(self) -> frozenset[str] | None:
        """Return the only stores it may see or name; None when stores do not limit it."""
        if self.kind == "staff":
            return self.stores if self.roles == {"store_manager"} else None
        return self.stores or None

    def reaches_store(self, code: str | None) -> bool:
        """Say whether it may see or name what belongs to the store; `None` is no store at all."""
        limit = self.store_limit
        return limit is None or code in limit
