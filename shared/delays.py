"""How long to wait before each further attempt at something that failed."""

import random
from datetime import timedelta

DELAYS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=1),
    timedelta(hours=1),
)
"""Waiting times before each further attempt; after the last it is given up."""

JITTER = 0.2


def jittered(delay: timedelta) -> timedelta:
    """Return the delay, a little more or less: what failed together does not come together."""
    return delay * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - spreads load, no secret
