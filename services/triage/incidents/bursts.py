"""Whether so many similar complaints at once are more than usual there."""

from dataclasses import dataclass
from math import exp, lgamma, log, log1p
from typing import Final

OF_THE_SAME_MATTER: Final = 0.1
"""The part of a store's cases on a topic that by chance are as similar as those of an incident."""

WORTH_DAYS: Final = 14.0
"""A store is believed to be as usual stores are until it has as many days of its own."""

AT_LEAST_A_DAY: Final = 0.5
"""Cases a day that are taken as usual where nothing is known yet of any store."""

TOO_RARE: Final = 0.005
"""Chance alone would bring so many with a lesser probability than this: a burst."""


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual in a place on a topic: `cases` in `days` days, `elsewhere` a day on average.

    `weekday` is how much busier such days of the week are than others, 1 when as busy.
    """

    cases: int
    days: float
    elsewhere: float = AT_LEAST_A_DAY
    weekday: float = 1.0


@dataclass(frozen=True, slots=True)
class Burst:
    """How many there were, how many were to be expected, and how likely so many are by chance."""

    observed: int
    expected: float
    chance: float

    @property
    def is_one(self) -> bool:
        return self.chance < TOO_RARE


def burst(observed: int, usual: Usual, *, days: float) -> Burst:
    """Compare `observed` similar cases within `days` days with what is usual.

    The rate of a place is Gamma distributed about that of all places, sharpened by its own days
    (so a small store is not judged by its few); the number to come is then negative binomial.
    """
    shape = usual.elsewhere * WORTH_DAYS + usual.cases
    rate = WORTH_DAYS + usual.days
    exposure = days * usual.weekday * OF_THE_SAME_MATTER
    return Burst(observed, exposure * shape / rate, tail(observed, shape, exposure / rate))


def tail(observed: int, shape: float, scale: float) -> float:
    """Return the chance of at least `observed` where a Gamma(shape, scale) draws the rate."""
    if observed <= 0:
        return 1.0
    if shape <= 0 or scale <= 0:
        return 0.0
    below = sum(exp(_log_mass(count, shape, scale)) for count in range(observed))
    return min(1.0, max(0.0, 1.0 - below))


def _log_mass(count: int, shape: float, scale: float) -> float:
    return (
        lgamma(shape + count)
        - lgamma(shape)
        - lgamma(count + 1)
        - shape * log1p(scale)
        + count * (log(scale) - log1p(scale))
    )
