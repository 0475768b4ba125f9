"""What would become of a letter that was sent now: nothing is taken, nobody is asked."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Prospect:
    """How one rung stands: `reason` says why it would be passed over, None when it would be tried.

    `left` messages may be sent until `closes_at`, where the vendor counts or closes; else None.
    """

    reason: str | None = None
    closes_at: datetime | None = None
    left: int | None = None
