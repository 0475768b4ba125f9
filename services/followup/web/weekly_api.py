"""The route that mails the weekly report to whoever asks for it; on Mondays it goes by itself."""

from typing import Annotated

from fastapi import Request, Response
from pydantic import BaseModel, StringConstraints

from services.followup.errors_reports import WeekNotOver
from services.followup.reports import telling, weekly
from services.followup.web.desk import Desk
from services.followup.web.schemas import Body
from services.followup.web.schemas_calendars import PRINTABLE
from services.followup.web.schemas_reports import A_WEEK
from shared.auth import Principal, staff
from shared.database import Session
from shared.idempotency import IdempotencyKey, idempotent
from shared.ids import new_id
from shared.routes import Router

router = Router(prefix="/v1/reports", tags=["reports"])

IsoWeek = Annotated[str, StringConstraints(pattern=A_WEEK)]
Manager = Annotated[Principal, staff("manager", "admin")]


class SendReportBody(Body):
    """Which week, by default last week; `region` empty is all of them."""

    week: IsoWeek | None = None
    region: Annotated[str, StringConstraints(max_length=80, pattern=PRINTABLE)] = ""


class SentReport(BaseModel):
    """What is on its way to the caller's own mailbox."""

    week: str
    region: str


@router.post("/weekly/send", status_code=202, response_model=SentReport)
async def send_weekly(
    *,
    desk: Desk,
    by: Manager,
    body: SendReportBody,
    request: Request,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Mail a week's report with its PDF to oneself now; one's notices tell what became of it."""
    await desk.keeper.catch_up()
    now = desk.clock.now()
    wanted = body.week or weekly.last_week(now)
    if not weekly.is_over(wanted, now):
        raise WeekNotOver(wanted)
    key = f"weekly:{wanted}:{body.region}:{new_id()}"

    def work(session: Session) -> SentReport:
        made = weekly.report(session, wanted, body.region, now)
        telling.send_report(session, made, by.id, key, now)
        return SentReport(week=wanted, region=body.region)

    return await idempotent(request, idempotency_key, by, desk.database, work, now=now, status=202)
