"""Routes that judge: monthly cards and appeals, campaigns, inspections, the weekly report."""

import asyncio
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Path, Query, Request, Response
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse

from services.followup.errors import NotYours
from services.followup.errors_reports import MonthToCome, StaffUnknown, WeekNotOver
from services.followup.models.reports import CardAppeal
from services.followup.reports import cards, comparing, weekly
from services.followup.reports.asking import Reach, reach_of
from services.followup.reports.facts import day_of
from services.followup.reports.names import person
from services.followup.rules.statistics import wilson
from services.followup.web.desk import Desk
from services.followup.web.reports_api import Ask, Reader
from services.followup.web.schemas import Body, Reason
from services.followup.web.schemas_reports import A_WEEK
from shared.auth import Principal, Staff, staff
from shared.database import Session
from shared.idempotency import IdempotencyKey, idempotent
from shared.pages import Pages
from shared.paging import Cursor, Limit, Page, page_among
from shared.routes import Router
from shared.validation import PlainDate, pattern

router = Router(prefix="/v1/reports", tags=["reports"])

SEES_ALL = ("manager", "admin", "auditor")
StaffId = Annotated[UUID, Path(description="The person's id.")]
AppealId = Annotated[UUID, Path(description="The appeal's id.")]
A_MONTH = pattern(
    r"^20[0-9]{2}-(0[1-9]|1[0-2])$",
    zh="{field} 须为月份，例如 2026-11。",
    en="{field} must be a month such as 2026-11.",
)
Month = Annotated[str, Query(pattern=A_MONTH)]
Week = Annotated[str | None, Query(pattern=A_WEEK)]
Person = Annotated[Principal, staff("agent", "lead", "manager")]
Lead = Annotated[Principal, staff("lead", "manager")]
Manager = Annotated[Principal, staff(*SEES_ALL)]


class PartView(BaseModel):
    """One part of a card: good of all, what the same mix of cases lets expect, their ratio.

    `low` and `high` are Wilson's 95 % interval of the plain share.
    """

    good: int
    all: int
    share: float | None
    low: float | None
    high: float | None
    expected: float
    index: float | None


class AppealView(BaseModel):
    id: str
    person_id: str
    month: str
    case_id: str
    reason: str
    status: str
    made_by: str
    made_at: datetime
    note: str | None
    decided_by: str | None
    decided_at: datetime | None


class CardView(BaseModel):
    """A person's month; an `index` of 100 is what their cases let expect of anybody."""

    staff_id: str
    name: str
    month: str
    quality: PartView
    timeliness: PartView
    satisfaction: PartView
    index: float | None
    disputed: list[str]
    appeals: list[AppealView]
    method: str


class AppealBody(Body):
    """A case that a person disputes on their card of a month."""

    month: Annotated[str, Field(pattern=A_MONTH)]
    case_id: UUID
    reason: Reason


class DecideBody(Body):
    """Whether an appeal is upheld, so that the case stays out of the card."""

    upheld: bool = Field(strict=True)
    note: Reason


@router.get("/staff/{staff_id}/card")
async def read_card(*, desk: Desk, principal: Staff, staff_id: StaffId, month: Month) -> CardView:
    """Show a person's month: their own card to anybody, others' to who leads them."""
    await desk.keeper.catch_up()
    wanted = str(staff_id)
    if month > f"{day_of(desk.clock.now()):%Y-%m}":
        raise MonthToCome(month)

    def work(session: Session) -> CardView:
        name = within_reach(session, wanted, principal)
        found = cards.card(session, wanted, month)
        trail = cards.appeals(session, wanted, month)
        return CardView(
            staff_id=wanted,
            name=name,
            month=month,
            **{part: part_view(asdict(its)) for part, its in found.parts.items()},
            index=found.index,
            disputed=list(found.disputed),
            appeals=[appeal_view(one) for one in trail],
            method=cards.METHOD,
        )

    return await desk.read(work)


@router.post("/staff/{staff_id}/card/appeals", status_code=201, response_model=AppealView)
async def appeal_card(  # noqa: PLR0917 - what the framework hands in
    request: Request,
    desk: Desk,
    by: Person,
    staff_id: StaffId,
    body: AppealBody,
    key: IdempotencyKey = None,
) -> Response:
    """Dispute a case on a card; it is left out until the appeal is decided."""
    await desk.keeper.catch_up()
    wanted, now = str(staff_id), desk.clock.now()

    def work(session: Session) -> AppealView:
        within_reach(session, wanted, by)
        return appeal_view(
            cards.appeal(
                session, wanted, body.month, str(body.case_id), body.reason, by=by, now=now
            )
        )

    return await idempotent(request, key, by, desk.database, work, now=now)


@router.post("/appeals/{appeal_id}/decide")
async def decide_appeal(
    *, desk: Desk, by: Lead, appeal_id: AppealId, body: DecideBody
) -> AppealView:
    """Decide an appeal; nobody decides on their own card."""
    now = desk.clock.now()

    def work(session: Session) -> AppealView:
        held = cards.known_appeal(session, str(appeal_id))
        within_reach(session, held.person_id, by)
        if held.person_id == by.id:
            raise NotYours("其他组长或经理", "another lead or a manager")
        return appeal_view(cards.decide(session, held, body.upheld, body.note, by=by, now=now))

    return await desk.database.write(work)


def within_reach(session: Session, person_id: str, principal: Principal) -> str:
    """Return a person's name. Raises StaffUnknown for who is not the asker's to see."""
    found = person(session, person_id)
    if found is None:
        raise StaffUnknown
    leads = principal.has_role("lead") and principal.teams.intersection(found.teams)
    if not (principal.id == person_id or principal.has_role(*SEES_ALL) or leads):
        raise StaffUnknown
    return found.name


def part_view(part: dict[str, Any]) -> PartView:
    interval = wilson(part["good"], part["all"])
    return PartView(
        **part,
        share=part["good"] / part["all"] if part["all"] else None,
        low=interval[0] if interval else None,
        high=interval[1] if interval else None,
    )


def appeal_view(one: CardAppeal) -> AppealView:
    return AppealView(**one.model_dump())


class EffectView(BaseModel):
    """`ratio` 1 is no effect; `low` and `high` hold it with 95 % confidence."""

    topic: str | None
    during: int
    before: int
    matched_during: int
    matched_before: int
    ratio: float
    low: float
    high: float


class CampaignEffectView(BaseModel):
    """What came with a campaign, on everything (`topic` null) and by topic."""

    campaign: str
    from_: date = Field(serialization_alias="from")
    to: date
    stores: list[str]
    matched: dict[str, str]
    with_code: int
    effects: list[EffectView]
    method: str


@router.get("/campaigns/{campaign}/effect")
async def read_campaign_effect(
    *,
    desk: Desk,
    _by: Manager,
    campaign: Annotated[str, Path(max_length=80)],
    first: Annotated[PlainDate | None, Query(alias="from")] = None,
    last: Annotated[PlainDate | None, Query(alias="to")] = None,
) -> CampaignEffectView:
    """Compare a campaign's stores with themselves before and with stores like them."""
    await desk.keeper.catch_up()
    found = await desk.read(
        lambda session: comparing.campaign_effect(session, campaign, first, last, Reach(all=True))
    )
    return CampaignEffectView(
        campaign=campaign,
        from_=found.first,
        to=found.last,
        stores=list(found.stores),
        matched=dict(found.matched),
        with_code=found.with_code,
        effects=[
            EffectView(
                **{n: v for n, v in asdict(one).items() if n not in ("effect", "topic")},
                **asdict(one.effect),
                topic=one.topic or None,
            )
            for one in found.topics
        ],
        method=comparing.METHOD,
    )


class ContradictionView(BaseModel):
    """Where inspectors found nothing wrong and customers complain; `case_ids` are theirs."""

    store_code: str
    topic: str
    inspections: int
    inspected_last: date
    complaints: int
    case_ids: list[str]


@router.get("/inspections")
async def read_inspections(
    *, desk: Desk, principal: Reader, ask: Ask, limit: Limit = 50, cursor: Cursor = None
) -> Page[ContradictionView]:
    """List where inspection says pass and customers say otherwise, worst first."""
    await desk.keeper.catch_up()
    asked = ask.asked(principal, day_of(desk.clock.now()))
    found = await desk.read(
        lambda session: comparing.contradictions(
            session, asked.first, asked.last, reach_of(principal)
        )
    )
    return page_among(
        found,
        limit,
        cursor,
        key=lambda one: f"{one.store_code} {one.topic}",
        item=lambda one: ContradictionView(**asdict(one)),
    )


@router.get("/weekly", response_class=Response)
async def read_weekly(
    *,
    request: Request,
    desk: Desk,
    _by: Manager,
    week: Week = None,
    region: Annotated[str, Query(max_length=80)] = "",
    form: Annotated[Literal["html", "pdf", "json"] | None, Query(alias="format")] = None,
) -> Response:
    """Show a week's report, by default last week's, as a page, as a PDF or as JSON (`format`)."""
    await desk.keeper.catch_up()
    now = desk.clock.now()
    wanted = week or weekly.last_week(now)
    if not weekly.is_over(wanted, now):
        raise WeekNotOver(wanted)
    made = await desk.read(lambda session: weekly.report(session, wanted, region, now))
    if form == "pdf" or (form is None and "pdf" in request.headers.get("accept", "")):
        from services.followup.reports.weekly_pdf import as_pdf

        return Response(
            await asyncio.to_thread(as_pdf, made),  # the first one takes most of a second
            media_type="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="weekly-{wanted}.pdf"'},
        )
    if form == "json":
        return JSONResponse({**made.content, "week": made.week, "region": made.region})
    shown: Pages = request.app.state.pages
    context = {
        "title": weekly.title_of(made),
        "content": made.content,
        "lines": weekly.lines(made.content),
        "alert_words": weekly.ALERT_WORDS,
    }
    return shown.render(request, "weekly.html.j2", context)
