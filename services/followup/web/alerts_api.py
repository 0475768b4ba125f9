"""Routes of the daily watch: what was out of its usual range, and what people made of it."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Path, Query
from pydantic import BaseModel, Field

from services.followup.models.alerts import Alert
from services.followup.operations import alerts
from services.followup.web.api import last_shown
from services.followup.web.desk import Desk
from services.followup.web.schemas import Body, Reason
from shared.auth import Principal, staff
from shared.database import Session
from shared.paging import Cursor, Limit, Page, page_among, page_of
from shared.routes import Router
from shared.validation import PlainDate

router = Router(prefix="/v1", tags=["alerts"])

AlertId = Annotated[UUID, Path(description="The alert's id.")]
Reader = Annotated[Principal, staff("manager", "admin", "auditor", "lead", "store_manager")]
Judge = Annotated[Principal, staff("manager", "admin", "lead", "store_manager")]
Status = Literal["open", "acknowledged"] | None
Kind = Literal["volume_high", "volume_low", "score_drop", "response_drop"] | None
Word = Annotated[str | None, Query(max_length=80)]


class AlertView(BaseModel):
    """A day on which a store, or one topic of it, lay outside of its usual range.

    `expected` is what such a day usually brings, `highest_usual` what 39 of 40 do not exceed, and
    `chance` how likely so unusual a day is. `case_ids` are the cases that caused it,
    `incident_id` is the incident that was opened of them, `incident_refused` why none could be.
    """

    id: str
    day: date
    kind: str
    store_code: str
    region: str
    topic: str | None
    observed: float
    expected: float
    highest_usual: float | None
    chance: float
    case_ids: list[str]
    words: str
    status: str
    raised_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    useful: bool | None
    note: str | None
    judged_at: datetime | None
    judged_by: str | None
    incident_id: str | None
    incident_refused: str | None


class JudgeBody(Body):
    """Whether an alert was useful; this is counted, and tunes nothing by itself."""

    useful: bool = Field(strict=True)
    note: Reason | None = None


class Judged(BaseModel):
    """How many alerts were found useful, of how many that were judged, by kind."""

    kind: str
    raised: int
    judged: int
    useful: int


@router.get("/alerts")
async def list_alerts(
    *,
    desk: Desk,
    principal: Reader,
    status: Status = None,
    kind: Kind = None,
    store_code: Word = None,
    since: PlainDate | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[AlertView]:
    """List days out of the usual range, within reach, newest first."""
    await desk.keeper.watch()
    before = last_shown(cursor) if cursor else None
    wanted = alerts.AlertFilter(status, kind, store_code, since, before)

    def work(session: Session) -> Page[AlertView]:
        found = alerts.alerts(session, principal, wanted, limit)
        return page_of(
            found,
            limit,
            key=lambda one: (one.id,),
            item=lambda one: shown(session, one, principal),
        )

    return await desk.read(work)


@router.get("/alerts/usefulness")
async def read_usefulness(
    *, desk: Desk, principal: Reader, limit: Limit = 50, cursor: Cursor = None
) -> Page[Judged]:
    """Count what people made of alerts, by kind; nothing is tuned by it silently."""
    found = await desk.read(lambda session: alerts.usefulness(session, principal))
    return page_among(
        found,
        limit,
        cursor,
        key=lambda one: one[0],
        item=lambda one: Judged(kind=one[0], raised=one[1], judged=one[2], useful=one[3]),
    )


@router.get("/alerts/{alert_id}")
async def read_alert(*, desk: Desk, principal: Reader, alert_id: AlertId) -> AlertView:
    """Show one alert with the cases that caused it."""
    return await desk.read(
        lambda session: shown(
            session, alerts.seen_alert(session, str(alert_id), principal), principal
        )
    )


@router.post("/alerts/{alert_id}/acknowledge")
async def acknowledge_alert(*, desk: Desk, by: Judge, alert_id: AlertId) -> AlertView:
    """Say that somebody looks after it; again changes nothing."""
    now = desk.clock.now()
    return await desk.database.write(
        lambda session: shown(
            session, alerts.acknowledge(session, str(alert_id), by=by, now=now), by
        )
    )


@router.post("/alerts/{alert_id}/judge")
async def judge_alert(*, desk: Desk, by: Judge, alert_id: AlertId, body: JudgeBody) -> AlertView:
    """Say whether the alert was useful; the last word stands."""
    now = desk.clock.now()
    return await desk.database.write(
        lambda session: shown(
            session,
            alerts.judge(session, str(alert_id), body.useful, body.note, by=by, now=now),
            by,
        )
    )


WORDS = {
    "volume_high": "{day} {store} 收到 {observed:.0f} 条反馈{topic}，平常约 {expected:.1f} 条",
    "volume_low": "{day} {store} 只收到 {observed:.0f} 条反馈，平常约 {expected:.1f} 条",
    "score_drop": "{store} 近期评分降到 {observed:.2f}，此前为 {expected:.2f}",
    "response_drop": "{store} 近期问卷回复率降到 {observed:.0%}，此前为 {expected:.0%}",
}


def shown(session: Session, alert: Alert, principal: Principal) -> AlertView:
    words = WORDS[alert.kind].format(
        day=alert.day,
        store=alert.store_code,
        observed=alert.observed,
        expected=alert.expected,
        topic=f"（{alert.topic}）" if alert.topic else "",
    )
    return AlertView(
        **{
            **alert.model_dump(),
            "topic": alert.topic or None,
            "words": words,
            "case_ids": alerts.reachable(session, alert, principal),
        }
    )
