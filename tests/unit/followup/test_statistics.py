"""The arithmetic of reports, against published values and the standard library."""

import statistics as standard
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.followup.rules.statistics import coarse, merged, quantile, wilson

SECONDS = st.lists(st.integers(0, 10**7), min_size=2, max_size=60)


class TestWilson:
    @pytest.mark.parametrize(
        ("successes", "trials", "low", "high"),
        [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ],
    )
    def test_equals_newcombe_s_table(
        self, successes: int, trials: int, low: float, high: float
    ) -> None:
        """Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3."""
        found = wilson(successes, trials)
        assert found is not None
        assert (round(found[0], 4), round(found[1], 4)) == (low, high)

    def test_is_none_without_trials(self) -> None:
        assert wilson(0, 0) is None

    @given(st.integers(0, 500), st.integers(1, 500))
    def test_holds_the_share(self, successes: int, trials: int) -> None:
        successes = min(successes, trials)
        low, high = wilson(successes, trials) or (1.0, 0.0)
        assert 0 <= low <= successes / trials + 1e-12
        assert successes / trials - 1e-12 <= high <= 1


class TestQuantile:
    @given(SECONDS)
    def test_is_the_standard_library_s(self, values: list[int]) -> None:
        times = Counter(values)
        assert quantile(times, 0.5) == pytest.approx(standard.median(values))
        deciles = standard.quantiles(values, n=10, method="inclusive")
        assert quantile(times, 0.9) == pytest.approx(deciles[8])

    def test_of_nothing_is_none(self) -> None:
        assert quantile({}, 0.5) is None

    @given(SECONDS, SECONDS)
    def test_of_parts_together_is_that_of_the_whole(self, one: list[int], two: list[int]) -> None:
        together = merged([Counter(one), Counter(two)])
        assert quantile(together, 0.9) == quantile(Counter(one + two), 0.9)

    def test_stays_within_a_percent_on_the_grid(self) -> None:
        times = {value * 37: 1 for value in range(1, 20_000)}
        kept = coarse(times)
        assert len(kept) < 1000
        for share in (0.1, 0.5, 0.9, 0.99):
            wanted = quantile(times, share)
            assert quantile(kept, share) == pytest.approx(wanted, rel=0.011)

    def test_of_few_times_is_exact(self) -> None:
        times = {value * 7919: 1 for value in range(400)}
        assert coarse(times) == times
