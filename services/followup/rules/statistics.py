"""Statistics of reports: quantiles of counted times, intervals of shares; pure arithmetic."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from math import log, sqrt

Times = dict[int, int]
"""Seconds → how many took so long."""

Z95 = 1.959963984540054
GRID = 1.02
DISTINCT = 400


def quantile(times: Mapping[int, int], share: float) -> float | None:
    """Return the `share` quantile, linear between ranks; None when nothing was counted.

    As PERCENTILE.INC, PostgreSQL's percentile_cont and numpy's default have it.
    """
    return quantiles(times, (share,))[0]


def quantiles(times: Mapping[int, int], shares: Sequence[float]) -> list[float | None]:
    """Return several quantiles of the same times."""
    if not times:
        return [None for _ in shares]
    values = sorted(times)
    seen = list(accumulate(map(times.__getitem__, values)))
    return [between_ranks(values, seen, share * (seen[-1] - 1)) for share in shares]


def between_ranks(values: Sequence[int], seen: Sequence[int], position: float) -> float:
    """Return what stands at a place between two ranks; `seen` counts up to each value."""
    rank = int(position)
    lower = values[bisect_right(seen, rank)]
    upper = values[bisect_right(seen, min(rank + 1, seen[-1] - 1))]
    return lower + (upper - lower) * (position - rank)


def coarse(times: Times) -> Times:
    """Return the same times, on a grid of 2 % where there are many different ones.

    The relative error of a quantile is then at most one percent; fewer stay exact.
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
