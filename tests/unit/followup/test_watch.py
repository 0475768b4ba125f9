"""The daily watch: alarms are rare where nothing happens, sure where something does."""

import math
import random
from datetime import date, timedelta

import pytest

from services.followup.rules import watch
from services.followup.rules.watch import Evidence, Prior, Usual

DAY = date(2026, 11, 22)


def poisson(chance: random.Random, mean: float) -> int:
    """Return a Poisson number (Knuth's way)."""
    limit, count, product = math.exp(-mean), 0, chance.random()
    while product > limit:
        count += 1
        product *= chance.random()
    return count


def simulated(stores: int, days: int, seed: int) -> tuple[int, list[dict[date, int]]]:
    """Return the alarms of stores to which nothing happens, over `days` after 90 of history."""
    chance = random.Random(seed)  # noqa: S311 - the same every time
    rates = [chance.gammavariate(1.5, 1.0) for _ in range(stores)]
    busy = [0.8, 0.8, 0.9, 0.9, 1.2, 1.3, 1.1]
    every = [DAY + timedelta(days=n) for n in range(90 + days)]
    counts = [
        {day: poisson(chance, rate * busy[day.isoweekday() - 1]) for day in every} for rate in rates
    ]
    return sum(len(alarms(counts, day)) for day in every[90:]), counts


def alarms(counts: list[dict[date, int]], day: date) -> list[int]:
    """Return the places of the stores that are out of range on `day`."""
    before = [day - timedelta(days=n) for n in range(90, 0, -1)]
    kinds = {one: watch.day_kind(one, (), ()) for one in (*before, day)}
    totals = {one: sum(held[one] for held in counts) for one in before}
    busy = watch.profile(totals, kinds)
    exposures = {one: busy[kinds[one]] for one in before}
    seen = [watch.evidence(held, exposures, day) for held in counts]
    prior = watch.fitted(seen)
    tail = watch.bound(len(counts))
    return [
        place
        for place, (held, known) in enumerate(zip(counts, seen, strict=True))
        if held[day] >= watch.LEAST_COUNT
        and watch.usual(prior, known, busy[kinds[day]]).at_least(held[day]) < tail
    ]


class TestFalseAlarms:
    def test_are_no_more_than_promised(self) -> None:
        days = 40
        raised, _ = simulated(stores=40, days=days, seed=20261122)
        promised = watch.EXPECTED_FALSE_ALARMS * days
        assert raised <= promised + 3 * math.sqrt(promised)

    def test_of_drift_are_no_more_than_promised(self) -> None:
        chance = random.Random(7)  # noqa: S311 - the same every time
        scores, weights = (1, 2, 3, 4, 5), (4, 3, 8, 30, 55)
        stores, days, raised = 60, 15, 0
        mean = sum(s * w for s, w in zip(scores, weights, strict=True)) / 100
        spread = sum(w * (s - mean) ** 2 for s, w in zip(scores, weights, strict=True)) / 100
        for _ in range(stores * days):
            values = chance.choices(scores, weights, k=90)
            found = watch.drift(values[:60], values[60:], mean, spread)
            raised += found is not None and found.tail < watch.bound(stores)
        promised = watch.EXPECTED_FALSE_ALARMS * days
        assert raised <= promised + 3 * math.sqrt(promised)


class TestASurge:
    def test_is_found_in_a_store_with_a_history(self) -> None:
        _, counts = simulated(stores=40, days=0, seed=3)
        day = DAY + timedelta(days=90)
        for place, held in enumerate(counts):
            held[day] = 12 if place == 5 else 1
        assert alarms(counts, day) == [5]

    def test_is_judged_by_the_region_in_a_new_store(self) -> None:
        prior = watch.fitted([Evidence(count=40.0 * rate, exposure=40.0) for rate in (1, 2, 3, 2)])
        new = watch.usual(prior, Evidence(0.0, 0.0), 1.0)
        old = watch.usual(prior, Evidence(4.0, 40.0), 1.0)
        assert new.mean == pytest.approx(2.0, rel=0.1)
        assert old.mean < 0.6
        assert new.at_least(6) > old.at_least(6)

    def test_on_a_busy_day_is_none(self) -> None:
        prior = Prior(4.0, 2.0)
        known = Evidence(80.0, 40.0)
        quiet, busy = (watch.usual(prior, known, one) for one in (0.5, 3.0))
        assert quiet.at_least(8) < 0.001
        assert busy.at_least(8) > 0.2


class TestADrop:
    def test_of_scores_is_found(self) -> None:
        found = watch.drift([5, 4, 5, 5, 4] * 12, [2, 1, 3, 2, 1, 2] * 5, 4.6, 0.3)
        assert found is not None
        assert found.tail < 1e-6
        assert found.value < found.before

    def test_needs_enough_of_both(self) -> None:
        assert watch.drift([5] * 29, [1] * 30, 4.6, 0.3) is None
        assert watch.drift([5] * 60, [1] * 9, 4.6, 0.3) is None


class TestADay:
    def test_of_the_notice_is_what_the_notice_says(self) -> None:
        holiday, workday = date(2026, 10, 7), date(2026, 10, 10)
        assert watch.day_kind(holiday, [holiday], [workday]) == "holiday"
        assert watch.day_kind(workday, [holiday], [workday]) == "5"
        assert watch.day_kind(date(2026, 11, 22), [holiday], [workday]) == "7"


class TestTheTail:
    def test_is_that_of_the_negative_binomial(self) -> None:
        """Against a plain sum of its chances."""
        usual = Usual(size=3.5, share=0.6)
        whole = sum(usual.chance(one) for one in range(400))
        assert whole == pytest.approx(1.0)
        for count in (0, 1, 3, 8, 20):
            wanted = sum(usual.chance(one) for one in range(count, 400))
            assert usual.at_least(count) == pytest.approx(wanted, rel=1e-9)
            assert usual.at_most(count) == pytest.approx(
                sum(usual.chance(one) for one in range(count + 1))
            )
        assert usual.mean == pytest.approx(
            sum(one * usual.chance(one) for one in range(400)), rel=1e-9
        )
