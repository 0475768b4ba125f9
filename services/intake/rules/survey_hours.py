"""When a survey's link may be pushed: by day, whatever kept it until then."""

from datetime import datetime, time, timedelta, timezone

PURPOSE = "survey"
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China keeps one time, without a summer time since 1991."""

EARLIEST, LATEST = time(9), time(21)


def may_go_at(purpose: str, now: datetime) -> datetime:
    """Return the first moment from `now` on at which a reply of this purpose may be sent."""
    local = now.astimezone(SHANGHAI)
    if purpose != PURPOSE or EARLIEST <= local.time() < LATEST:
        return now
    day = local.date() + timedelta(days=local.time() >= LATEST)
    return datetime.combine(day, EARLIEST, SHANGHAI).astimezone(now.tzinfo)
