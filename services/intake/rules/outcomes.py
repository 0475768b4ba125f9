"""What becomes of one attempt to send something: the four outcomes that every vendor's answer is.

A `reason` is shown to staff and travels in `reply.failed`: at most 200 characters, the vendor's
code and words where there are any, never an address, a name or a text.
"""

from dataclasses import dataclass
from datetime import timedelta

LONGEST_VENDOR_ID = 120


@dataclass(frozen=True, slots=True)
class Sent:
    """The vendor has taken it; `vendor_id` is the vendor's name for it, if it gave one."""

    vendor_id: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Surely not sent, and never will be this way: window closed, no consent, wrong number."""

    reason: str


@dataclass(frozen=True, slots=True)
class Retry:
    """Surely not sent, but may be later: 5xx, rate limit, no connection, no token just now.

    `after` is what the vendor asks to wait, None for the usual growing pause.
    """

    reason: str
    after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """May have been sent: the link broke, or time ran out, after the request had left."""

    reason: str


Outcome = Sent | Refused | Retry | Unknown
