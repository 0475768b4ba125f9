"""One request to a webhook of the company's own: signed, guarded, judged by its status."""

from datetime import datetime

import httpcore

from services.intake.rules.webhooks import Job, Result, signatures
from shared.guarded_http import AddressBlocked, GuardedHttp, NameUnknown

SEND_SECONDS = 15.0
USER_AGENT = "Huiyin-Webhooks/1"
BLOCKED = "the address is private or otherwise not allowed"


async def post(http: GuardedHttp, job: Job, now: datetime) -> Result:
    """Make one request, signed as Standard Webhooks says, with a fresh time and signature."""
    timestamp = int(now.timestamp())
    headers = {
        "content-type": "application/json",
        "user-agent": USER_AGENT,
        "webhook-id": job.delivery_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signatures(job.secrets, job.delivery_id, timestamp, job.body),
    }
    try:
        answer = await http.post(job.url, job.body, headers, seconds=SEND_SECONDS)
    except AddressBlocked:
        return Result(error=BLOCKED, is_final=True)
    except (
        NameUnknown,
        TimeoutError,
        OSError,
        httpcore.NetworkError,
        httpcore.ProtocolError,
        httpcore.TimeoutException,
    ) as error:
        return Result(error=type(error).__name__)
    return Result(status=answer.status)
