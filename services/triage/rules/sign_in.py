"""How wrong passwords slow the next attempt, and how long a sign-in lasts."""

import unicodedata
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

FREE_FAILURES = 5
FIRST_WAIT = timedelta(seconds=4)
LONGEST_WAIT = timedelta(minutes=15)
FAILURES_FORGOTTEN_AFTER = timedelta(days=1)

ADDRESS_FAILURES = 30
ADDRESS_WINDOW = timedelta(minutes=10)

VERIFYING_ENDS_AFTER = timedelta(minutes=1)
"""An attempt that did not report back by then died with its process and counts as a failure."""

ACCESS_TOKEN_LASTS = timedelta(minutes=10)
REFRESH_TOKEN_LASTS = timedelta(hours=12)
LOST_ANSWER = timedelta(seconds=30)
"""A refresh token may be traded again for this long: the answer may never have arrived."""

SESSION_LASTS = timedelta(days=7)
SIGNING_KEY_LASTS = timedelta(days=365)
SIGNING_KEY_OVERLAP = timedelta(hours=1)
"""A new key is published this long before it signs, so that every verifier has it by then."""


def account_key(username: str) -> str:
    """Return the key of a username as people type it: any case, any width, any spaces around."""
    return sha256(normalised_username(username).encode()).hexdigest()


def normalised_username(username: str) -> str:
    return unicodedata.normalize("NFKC", username).strip().casefold()


def address_key(address: str) -> str:
    """Return what counts as one address: an IPv4 address, or a whole IPv6 /64."""
    try:
        known = ip_address(address)
    except ValueError:
        return sha256(address.encode()).hexdigest()
    if not isinstance(known, IPv6Address):
        return str(known)
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return str(ip_network((known, 64), strict=False))


def wait_after(failures: int) -> timedelta:
    """Return how long to wait after that many failures in a row: none, then doubling to 15 min."""
    if failures <= FREE_FAILURES:
        return timedelta(0)
    doublings = min(failures - FREE_FAILURES - 1, 16)
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << doublings))


def verified_at_once(failures: int) -> int:
    """Return how many attempts on an account may be under way together.

    Never more than would still be free if all of them failed, so that parallel guesses gain
    nothing over one after the other.
    """
    return max(1, FREE_FAILURES + 1 - failures)


def still_locked(locked_until: datetime | None, now: datetime) -> datetime | None:
    """Return until when an account waits, None when it need not.

    Never longer than the longest wait from now, even when the clock was put back since.
    """
    if locked_until is None or locked_until <= now:
        return None
    return min(locked_until, now + LONGEST_WAIT)


def leaked(level: float, since: timedelta) -> float:
    """Return the level of an address's bucket after `since`: empty again within the window."""
    return max(0.0, level - ADDRESS_FAILURES * max(0.0, since / ADDRESS_WINDOW))


def room_at(level: float, now: datetime) -> datetime:
    """Return when the bucket has room for one more failure: `now` when it has it already."""
    over = level + 1 - ADDRESS_FAILURES
    return now + ADDRESS_WINDOW * (max(0.0, over) / ADDRESS_FAILURES)
