"""`/healthz`, `/readyz` and `/metrics`: what is asked of a service by those who run it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from fastapi import Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared.auth import public
from shared.database import Database, Session
from shared.logs import describe, stamp, write
from shared.problems import ServiceUnavailable
from shared.routes import Router
from shared.tables import inbox, outbox
from shared.telemetry import Metrics

PATIENCE_SECONDS: Final = 2.0

Check = Callable[[], Awaitable[None]]
"""Returns when what it looks at is usable, raises otherwise."""


class NotReady(ServiceUnavailable):
    def __init__(self, failed: list[str]) -> None:
        names = ", ".join(failed)
        super().__init__(
            zh=f"以下依赖暂不可用：{names}。",
            en=f"Not usable just now: {names}.",
            extra={"failed": failed},
        )


router = Router(dependencies=[public()], tags=["operation"])
"""The state of an application holds its checks, which decide on readiness, each by its name."""


@router.get("/healthz", summary="Alive")
async def healthz() -> dict[str, str]:
    return {"status": "alive"}


@router.get("/readyz", summary="Its database and bus answer")
async def readyz(request: Request) -> dict[str, Any]:
    checks: Mapping[str, Check] = request.app.state.checks
    failed = await failing(checks)
    if failed:
        raise NotReady(failed)
    return {"status": "ready", "checks": sorted(checks)}


@router.get("/metrics", summary="Prometheus metrics", response_class=Response)
async def metrics_text(request: Request) -> Response:
    database: Database = request.app.state.database
    metrics: Metrics = request.app.state.metrics
    now = request.app.state.clock.now()
    backlog = await database.read(lambda session: backlog_of(session, now))
    show(backlog, metrics)
    return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)


async def failing(checks: Mapping[str, Check]) -> list[str]:
    """Return the names of the checks that fail or take longer than PATIENCE_SECONDS."""
    outcomes = await asyncio.gather(
        *(asyncio.wait_for(check(), PATIENCE_SECONDS) for check in checks.values()),
        return_exceptions=True,
    )
    failed = []
    for name, outcome in zip(checks, outcomes, strict=True):
        if isinstance(outcome, BaseException):
            failed.append(name)
            line = {"at": stamp(), "level": "warning", "event": "not_ready", "check": name}
            write({**line, "error": describe(outcome)["error"]}, urgent=True)
    return failed


def backlog_of(session: Session, now: datetime) -> dict[str, float]:
    """Return how much waits: outbox rows and the age in seconds of the oldest, inbox by status."""
    waiting = outbox.c.handed_over_at.is_(None)
    depth = session.execute(sa.select(sa.func.count()).where(waiting)).scalar_one()
    oldest = session.execute(
        sa.select(outbox.c.occurred_at).where(waiting).order_by(outbox.c.seq).limit(1)
    ).scalar()
    by_status = session.execute(
        sa.select(inbox.c.status, sa.func.count())
        .where(inbox.c.status != "done")
        .group_by(inbox.c.status)
    )
    return {
        "outbox": float(depth),
        "oldest": max(0.0, (now - oldest).total_seconds()) if oldest else 0.0,
        "pending": 0.0,
        "parked": 0.0,
        **{status: float(count) for status, count in by_status},
    }


def show(backlog: Mapping[str, float], metrics: Metrics) -> None:
    metrics.outbox_depth.set(backlog["outbox"])
    metrics.outbox_oldest_seconds.set(backlog["oldest"])
    for status in ("pending", "parked"):
        metrics.inbox_events.labels(status).set(backlog[status])
