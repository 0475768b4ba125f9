"""The daily watch: whether a day lies outside of a store's usual range; pure arithmetic.

Volume. Counts of a (store, topic) are Poisson with a rate λ of their own times the day's exposure e
(how busy such a weekday or holiday is in that region). Rates of one region and topic are drawn from
a Gamma(α, β) fitted to them by moments (empirical Bayes: Robbins 1956; Clayton and Kaldor 1987,
Biometrics 43, 671-681), so that a small store is held to its region until it has a history. With
days fading by a half-life (the trend), the posterior is Gamma(α + Σw·y, β + Σw·e) and the next
day's count is negative binomial (Gelman et al., Bayesian Data Analysis, 3rd ed., 2.6). A day is out
of range when the chance of so many is below `EXPECTED_FALSE_ALARMS / series watched`: over all
series together no more false alarms are expected a day, whatever their number (Bonferroni).

Drift. Scores and answers (yes or no) of a store are watched by an exponentially weighted moving
average (Roberts 1959, Technometrics 1, 239-250) against its own mean before, shrunk to its
region's; its tail is judged by the same bound.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import erfc, exp, lgamma, log, log1p, sqrt
from typing import Literal

HALF_LIFE_DAYS = 28.0
HISTORY_DAYS = 91
LEAST_HISTORY_DAYS = 14
LEAST_COUNT = 3
EXPECTED_FALSE_ALARMS = 0.2
"""False alarms a day that all series of a kind together may be expected to raise."""

SMOOTHING = 0.05
RECENT_DAYS = 14
LEAST_BEFORE, LEAST_RECENT = 30, 10
PRIOR_ANSWERS = 20.0
"""A store's mean weighs against its region's as so many answers."""

SKEW_GUARD = 4.0
"""Scores lean to one side; the normal tail of their mean is taken as so many times as likely."""

SMALLEST_STRENGTH = 0.05
DayKind = Literal["holiday", "1", "2", "3", "4", "5", "6", "7"]


def day_kind(day: date, holidays: Collection[date], workdays: Collection[date]) -> DayKind:
    """Return what a day is like: its weekday, a holiday, or a Friday for a 调休 workday."""
    if day in holidays:
        return "holiday"
    if day in workdays:
        return "5"
    return str(day.isoweekday())  # type: ignore[return-value]


def profile(counts: Mapping[date, int], kinds: Mapping[date, DayKind]) -> dict[DayKind, float]:
    """Return how busy each kind of day is, 1 being the average; rare kinds lean to it.

    `counts` are all of a region's, with zeros; a kind seen k times weighs k against one average.
    """
    average = sum(counts.values()) / len(counts) if counts else 0.0
    if not average:
        return {}
    sums: dict[DayKind, float] = {}
    seen: dict[DayKind, int] = {}
    for day, count in counts.items():
        kind = kinds[day]
        sums[kind] = sums.get(kind, 0.0) + count
        seen[kind] = seen.get(kind, 0) + 1
    return {kind: (sums[kind] + average) / (seen[kind] + 1) / average for kind in sums}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a series has shown: counts and exposure, older days weighing less."""

    count: float
    exposure: float

    @property
    def rate(self) -> float:
        return self.count / self.exposure if self.exposure else 0.0


def weight(age_days: int) -> float:
    """Return what a day so long ago weighs: half after HALF_LIFE_DAYS."""
    return exp(-log(2) * age_days / HALF_LIFE_DAYS)


def evidence(counts: Mapping[date, int], exposures: Mapping[date, float], before: date) -> Evidence:
    """Return what a series showed on the days of `exposures`; days without a count had none."""
    seen = weighted = 0.0
    for day, exposure in exposures.items():
        share = weight((before - day).days)
        seen += share * counts.get(day, 0)
        weighted += share * exposure
    return Evidence(seen, weighted)


@dataclass(frozen=True, slots=True)
class Prior:
    """Gamma(shape, rate) of the rates of one region and topic."""

    shape: float
    rate: float


def fitted(all_evidence: Sequence[Evidence]) -> Prior:
    """Fit the prior by moments: spread of rates beyond what counting alone explains.

    When there is none the rates are taken as nearly alike; a region of one store gets a wide prior.
    """
    exposure = sum(one.exposure for one in all_evidence)
    mean = (sum(one.count for one in all_evidence) + 0.5) / (exposure + 1.0)
    if len(all_evidence) < 2:  # noqa: PLR2004 - a spread needs two
        return Prior(0.5, 0.5 / mean)
    spread = sum(one.exposure * (one.rate - mean) ** 2 for one in all_evidence) / exposure
    by_chance = mean * len(all_evidence) / exposure
    between = max(spread - by_chance, SMALLEST_STRENGTH * mean * mean)
    return Prior(mean * mean / between, mean / between)


@dataclass(frozen=True, slots=True)
class Usual:
    """The predictive distribution of one day's count: negative binomial."""

    size: float
    share: float

    @property
    def mean(self) -> float:
        return self.size * (1 - self.share) / self.share

    def chance(self, count: int) -> float:
        """Return P(Y = count)."""
        return exp(
            lgamma(self.size + count)
            - lgamma(self.size)
            - lgamma(count + 1)
            + self.size * log(self.share)
            + count * log1p(-self.share)
        )

    def at_least(self, count: int) -> float:
        """Return P(Y ≥ count); summed from its side, so that small tails keep their digits."""
        if count <= self.mean:
            return max(0.0, 1.0 - sum(self.chance(one) for one in range(count)))
        total, one, term = 0.0, count, self.chance(count)
        while term > total * 1e-12 and term > 0.0:
            total += term
            term *= (self.size + one) / (one + 1) * (1 - self.share)
            one += 1
        return min(1.0, total)

    def at_most(self, count: int) -> float:
        """Return P(Y ≤ count)."""
        return min(1.0, sum(self.chance(one) for one in range(count + 1)))

    def upper(self, tail: float) -> int:
        """Return the largest count that is not out of range with this tail."""
        count = max(LEAST_COUNT - 1, int(self.mean))
        while self.at_least(count + 1) > tail:
            count += 1
        return count


def usual(prior: Prior, seen: Evidence, exposure: float) -> Usual:
    """Return what a day of this exposure usually brings to a series with this evidence."""
    size, rate = prior.shape + seen.count, prior.rate + seen.exposure
    return Usual(size, rate / (rate + exposure))


def bound(series: int) -> float:
    """Return the tail below which a series is out of range when so many are watched."""
    return EXPECTED_FALSE_ALARMS / max(1, series)


@dataclass(frozen=True, slots=True)
class Drift:
    """Where a moving average stands: its value, what it was before, and the chance of so low."""

    value: float
    before: float
    tail: float
    recent: int


def drift(
    before: Sequence[float], recent: Iterable[float], region_mean: float, region_variance: float
) -> Drift | None:
    """Judge whether recent values have sunk below those before; None with too few of either."""
    values = list(recent)
    if len(before) < LEAST_BEFORE or len(values) < LEAST_RECENT or region_variance <= 0:
        return None
    held = len(before) + PRIOR_ANSWERS
    mean = (sum(before) + PRIOR_ANSWERS * region_mean) / held
    own = sum((one - mean) ** 2 for one in before)
    variance = (own + PRIOR_ANSWERS * region_variance) / held
    average = mean
    for one in values:
        average += SMOOTHING * (one - average)
    fading = 1 - (1 - SMOOTHING) ** (2 * len(values))
    # the mean before is an estimate as well: its own error widens the limits
    error = variance * (SMOOTHING / (2 - SMOOTHING) * fading + 1 / len(before))
    tail = 0.5 * erfc((mean - average) / sqrt(2 * error))
    return Drift(average, mean, min(1.0, SKEW_GUARD * tail), len(values))
