"""Rate limits of the public routes: token buckets in this process, by address and what is used."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from shared.problems import TooManyRequests

MOST_BUCKETS = 20_000


class TooFast(TooManyRequests):
    def __init__(self, retry_after: float) -> None:
        super().__init__(
            zh="提交过于频繁，请稍后再试。",
            en="That was too often; please try again a little later.",
            retry_after=retry_after,
        )


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` at once, then `per_second` in the long run."""

    burst: int
    per_second: float


class Limiter:
    """Counts uses; the least recently used buckets are forgotten when there are too many."""

    def __init__(self, rate: Rate, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._monotonic = monotonic
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    @classmethod
    def of(cls, burst: int, *, per_minute: float) -> "Limiter":
        """Return one that lets `burst` pass at once and `per_minute` in the long run."""
        return cls(Rate(burst, per_minute / 60))

    def use(self, key: str) -> None:
        """Count one use by `key`. Raises TooFast, saying when the next one is welcome."""
        now = self._monotonic()
        left, since = self._buckets.pop(key, (float(self._rate.burst), now))
        left = min(self._rate.burst, left + (now - since) * self._rate.per_second)
        allowed = left >= 1
        self._buckets[key] = (left - 1 if allowed else left, now)
        if len(self._buckets) > MOST_BUCKETS:
            self._buckets.popitem(last=False)
        if not allowed:
            raise TooFast((1 - left) / self._rate.per_second)
