"""A customer's words on WeChat as inbound deliveries: what is kept of them, and what they mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from services.intake.channels.protocol import (
    Append,
    Arrival,
    Draft,
    File,
    Ignored,
    Reading,
)
from services.intake.channels.wechat.accounts import ConversationSettings
from services.intake.channels.wechat.vendor import MediaUnavailable, Vendor
from shared.attempts import AttemptFailed

PATIENCE = timedelta(minutes=10)
"""A picture that cannot be had for longer is left out: its words must not wait for it."""

LOST_PICTURE = "图片"


@dataclass(frozen=True, slots=True)
class Words:
    """What is kept of a message until the worker reads it; becomes the payload of its delivery.

    `kfid` is the customer-service account of WeCom; `as_received` what came with a message of no
    known kind.
    """

    openid: str
    text: str
    contact_kind: str = "wechat_openid"
    store_code: str | None = None
    media_id: str | None = None
    kfid: str | None = None
    as_received: dict[str, Any] | None = None

    def payload(self) -> dict[str, Any]:
        """Return it as JSON, without what is absent."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in values.items() if value is not None}


def meaning(settings: ConversationSettings, arrival: Arrival) -> Reading:
    """Return what a delivery means: words of the conversation its sender has, or a new one."""
    if arrival.kind != "message":
        return Ignored(f"事件 {arrival.payload.get('event', '')}"[:200])
    said = Words(**arrival.payload)
    draft = Draft(
        text=said.text,
        store_code=said.store_code,
        contact={said.contact_kind: said.openid},
        proven=frozenset({said.contact_kind}),
        verified=True,
        extra={"message": said.as_received} if said.as_received else None,
    )
    thread = f"openid:{said.openid}" if said.kfid is None else f"{said.kfid}:{said.openid}"
    within = timedelta(minutes=settings.conversation_minutes)
    return Append(draft, threads=(thread,), within=within, unless_closed=True)


async def pictures(
    vendor: Vendor, account_id: str, arrival: Arrival, *, age: timedelta
) -> Sequence[File]:
    """Return the picture of a delivery; an empty file stands for one that is lost.

    Raises AttemptFailed while it may still be had.
    """
    media_id = arrival.payload.get("media_id")
    if media_id is None:
        return ()
    try:
        content = await vendor.media(account_id, media_id)
    except MediaUnavailable as reason:
        if not reason.is_gone and age < PATIENCE:
            raise AttemptFailed(f"图片暂时无法取回：{reason}"[:200]) from None
        content = b""
    return (File(LOST_PICTURE, content),)
