"""Outgoing webhooks: which events there are, how they are signed, when they are tried again."""

import base64
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson

EVENTS: Mapping[str, str] = {
    "huiyin.feedback.received.v1": "feedback.received",
    "huiyin.feedback.appended.v1": "feedback.appended",
    "huiyin.reply.delivered.v1": "reply.delivered",
    "huiyin.reply.failed.v1": "reply.failed",
    "huiyin.case.progressed.v1": "case.progressed",
}
"""Our own events by what subscribers call them."""

EVENT_TYPES = tuple(sorted(EVENTS.values()))
TEST_EVENT = "webhook.test"
SECRET_PREFIX = "whsec_"  # noqa: S105  # the prefix of the standard, no secret
SECRET_BYTES = 32
OVERLAP = timedelta(hours=24)
"""How long a replaced secret still signs beside the new one."""

TRIED_FOR = timedelta(days=1)
PAUSES = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 1800, 3600, 7200, 14400, 21600))
JITTER_STEPS = 256
DISABLED_AFTER = timedelta(days=5)
"""A webhook that has failed for so long without one success is switched off."""

GONE = 410
TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class Job:
    """One request to make outside any transaction; `secrets` sign it, the newest first."""

    delivery_id: str
    webhook_id: str
    claim: str
    url: str
    body: bytes
    secrets: Sequence[str]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a request: a status, or why there is none and whether to try again."""

    status: int | None = None
    error: str | None = None
    is_final: bool = False


def retry_pause(attempts: int, delivery_id: str) -> timedelta:
    """Return the pause after `attempts` attempts, up to a quarter longer, by the delivery's id."""
    pause = PAUSES[min(attempts, len(PAUSES)) - 1]
    jitter = int(delivery_id.replace("-", "")[-2:], 16) / JITTER_STEPS / 4
    return pause * (1 + jitter)


def is_delivered(status: int) -> bool:
    return 200 <= status < 300  # noqa: PLR2004


def is_worth_retrying(status: int) -> bool:
    """Say whether the same request may be taken later: 429 and 5xx; a redirect never is."""
    return status == TOO_MANY or status >= 500  # noqa: PLR2004


def document(event_type: str, at: str, data: Mapping[str, Any]) -> str:
    """Return the body: the type, the time and the data, which holds nothing that is not masked."""
    return orjson.dumps({"type": event_type, "timestamp": at, "data": data}).decode()


def signatures(secrets: Sequence[str], message_id: str, timestamp: int, body: bytes) -> str:
    """Return `webhook-signature` of Standard Webhooks: one `v1,…` for each secret, by spaces."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    made = (hmac.digest(key_of(secret), signed, "sha256") for secret in secrets)
    return " ".join(f"v1,{base64.b64encode(one).decode()}" for one in made)


def key_of(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix(SECRET_PREFIX))


def secret_of(random: bytes) -> str:
    return SECRET_PREFIX + base64.b64encode(random).decode()
