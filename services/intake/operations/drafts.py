"""What somebody hands in, before intake has decided anything about it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class Draft:
    """A feedback as handed in: trimmed, within its limits, not yet masked or sealed.

    `contact` maps name, phone, email and wechat_openid to what was given.
    """

    text: str
    channel: str | None = None
    store_code: str | None = None
    contact: dict[str, str] = field(default_factory=dict)
    rating: int | None = None
    occurred_at: datetime | None = None
    campaign: str | None = None
    order_no: str | None = None
    attachment_ids: tuple[str, ...] = ()
    external_id: str | None = None
    extra: dict[str, Any] | None = None
