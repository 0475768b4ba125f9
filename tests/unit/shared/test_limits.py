"""Token buckets."""

import pytest

from shared.limits import Limiter, Rate, TooFast


class Stopwatch:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class TestALimiter:
    def test_allows_a_burst_then_says_when_to_come_back(self) -> None:
        limiter = Limiter(Rate(3, 0.5), monotonic=Stopwatch())
        for _ in range(3):
            limiter.use("a")

        with pytest.raises(TooFast) as refused:
            limiter.use("a")
        assert refused.value.headers["Retry-After"] == "2"

    def test_fills_up_again_with_time(self) -> None:
        watch = Stopwatch()
        limiter = Limiter(Rate(1, 0.5), monotonic=watch)
        limiter.use("a")
        watch.seconds = 2.0

        limiter.use("a")

    def test_counts_each_key_for_itself(self) -> None:
        limiter = Limiter(Rate(1, 0.5), monotonic=Stopwatch())

        limiter.use("a")
        limiter.use("b")

    def test_forgets_the_least_recently_used_of_too_many(self) -> None:
        limiter = Limiter(Rate(1, 0.001), monotonic=Stopwatch())
        limiter.use("first")
        for number in range(20_000):
            limiter.use(str(number))

        limiter.use("first")
