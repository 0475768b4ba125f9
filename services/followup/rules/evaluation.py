"""Comparing people and campaigns fairly: case mix, matched stores, intervals; pure arithmetic."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from math import exp, log, sqrt

from services.followup.rules.statistics import Z95

STEADYING = 5.0
"""So many results as expected are added to both sides: few results say little of a person."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing that went well or not, of a kind that goes well more or less often by nature."""

    stratum: Hashable
    is_good: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody did: good of all, what their mix let expect, and the ratio of both."""

    good: int
    all: int
    expected: float
    index: float | None


def standing(own: Iterable[Outcome], everybody: Iterable[Outcome]) -> Standing:
    """Return observed over expected, the expected being what everybody reaches in the same strata.

    Indirect standardisation (Breslow and Day 1987, Statistical Methods in Cancer Research II,
    2.3), steadied by STEADYING results as expected.
    """
    good: dict[Hashable, int] = defaultdict(int)
    seen: dict[Hashable, int] = defaultdict(int)
    for one in everybody:
        seen[one.stratum] += 1
        good[one.stratum] += one.is_good
    mine = list(own)
    expected = sum(good[one.stratum] / seen[one.stratum] for one in mine if seen[one.stratum])
    reached = sum(one.is_good for one in mine)
    if not mine or not expected:
        return Standing(reached, len(mine), expected, None)
    usual = STEADYING * expected / len(mine)
    return Standing(reached, len(mine), expected, (reached + usual) / (expected + usual))


@dataclass(frozen=True, slots=True)
class Effect:
    """How much more than elsewhere: a ratio of ratios with its 95 % interval."""

    ratio: float
    low: float
    high: float


def effect(during: int, before: int, others_during: int, others_before: int) -> Effect:
    """Return (during / before) over the same of matched stores, counts taken as Poisson.

    Difference in differences on the logarithm; its variance is the sum of 1/count (delta method),
    each count raised by a half (Haldane 1956, Annals of Human Genetics 20, 309-311).
    """
    counts = [one + 0.5 for one in (during, before, others_during, others_before)]
    middle = log(counts[0]) - log(counts[1]) - log(counts[2]) + log(counts[3])
    spread = Z95 * sqrt(sum(1 / one for one in counts))
    return Effect(exp(middle), exp(middle - spread), exp(middle + spread))


def matches(
    treated: Mapping[str, tuple[str, float]], others: Mapping[str, tuple[str, float]]
) -> dict[str, str]:
    """Return for each store the other one of its region most like it before, none taken twice.

    Values are (region, count before). Stores without a like are left out.
    """
    free = dict(others)
    found: dict[str, str] = {}
    for store, (region, count) in sorted(treated.items(), key=lambda one: -one[1][1]):
        near = [name for name, (its, _) in free.items() if its == region]
        if near:
            best = min(near, key=lambda name: (abs(free[name][1] - count), name))
            found[store] = best
            del free[best]
    return found
