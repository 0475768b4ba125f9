"""Ids of feedback sort as the times at which they were received."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(9999, 12, 31, tzinfo=UTC)
"""In no zone beyond what a `datetime` holds."""

MICROSECOND = timedelta(microseconds=1)


def lowest_id_at(moment: datetime) -> int:
    """Return the lowest UUIDv7 of `moment` as a number: milliseconds, version, 1/4096 ms."""
    milliseconds, microseconds = divmod((moment - EPOCH) // MICROSECOND, 1000)
    fraction = (microseconds << 12) // 1000
    return milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62
