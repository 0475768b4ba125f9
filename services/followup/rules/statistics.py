"""Statistics of reports: quantiles of counted times, intervals of shares; pure arithmetic."""

from collections.abc import Iterable, Mapping
from math import log, sqrt

Times = dict[int, int]
"""Seconds → how many took so long."""

Z95 = 1.959963984540054
GRID = 1.01
DISTINCT = 400


def quantile(times: Mapping[int, int], share: float) -> float | None:
    """Return the `share` quantile, linear between ranks; None when nothing was counted.

    As PERCENTILE.INC, PostgreSQL's percentile_cont and numpy's default have it.
    """
    count = sum(times.values())
    if not count:
        return None
    position = share * (count - 1)
    lower, upper = at_rank(times, int(position)), at_rank(times, min(int(position) + 1, count - 1))
    return lower + (upper - lower) * (position - int(position))


def at_rank(times: Mapping[int, int], rank: int) -> int:
    seen = 0
    value = 0
    for value in sorted(times):
        seen += times[value]
        if seen > rank:
            break
    return value


def coarse(times: Times) -> Times:
    """Return the same times, on a grid of 1 % where there are many different ones.

    The relative error of a quantile is then at most half a percent; fewer stay exact.
    """
    if len(times) <= DISTINCT:
        return times
    found: Times = {}
    for value, count in times.items():
        near = on_grid(value)
        found[near] = found.get(near, 0) + count
    return found


def on_grid(seconds: int) -> int:
    if seconds < 1 / (GRID - 1):
        return seconds
    return round(GRID ** round(log(seconds) / log(GRID)))


def merged(parts: Iterable[Mapping[int, int]]) -> Times:
    """Return all times together."""
    found: Times = {}
    for part in parts:
        for value, count in part.items():
            found[value] = found.get(value, 0) + count
    return found


def wilson(successes: int, trials: int, z: float = Z95) -> tuple[float, float] | None:
    """Return Wilson's score interval of a share, None without trials.

    Wilson (1927), JASA 22, 209-212: (p + z²/2n ± z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n).
    """
    if trials <= 0:
        return None
    share = successes / trials
    middle = share + z * z / (2 * trials)
    spread = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    whole = 1 + z * z / trials
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


def share(part: int, whole: int) -> float | None:
    """Return part / whole, None when there is no whole."""
    return part / whole if whole else None
