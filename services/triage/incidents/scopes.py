"""Where cases are from, most of them."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final, Protocol

MOST_OF: Final = 0.6
"""The part of the cases that must be of one store (campaign, region) for the matter to be its."""


class Placed(Protocol):
    """Where a case is from, as far as is known."""

    @property
    def store_code(self) -> str | None: ...
    @property
    def region(self) -> str | None: ...
    @property
    def campaign(self) -> str | None: ...


def scope_of(cases: Sequence[Placed]) -> str:
    """Return where most of the cases are: in a store, a campaign, a region, or everywhere."""
    asked: tuple[tuple[str, Callable[[Placed], str | None]], ...] = (
        ("store", lambda one: one.store_code),
        ("campaign", lambda one: one.campaign),
        ("region", lambda one: one.region),
    )
    for name, value_of in asked:
        values = Counter(value for one in cases if (value := value_of(one)) is not None)
        for value, count in values.most_common(1):
            if count >= MOST_OF * len(cases):
                return f"{name}:{value}"
    return "all"


def commonest(values: Iterable[str]) -> str | None:
    """Return the most common value, the first of several."""
    counted = Counter(values).most_common(1)
    return counted[0][0] if counted else None
