"""Routes of reports: figures, the rows behind them, and files of both."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response

from services.followup.errors_reports import PeriodBackwards
from services.followup.reports import answers, names, rows, tables
from services.followup.reports.asking import NONE, Asked, reach_of
from services.followup.reports.facts import day_of
from services.followup.reports.figures import FIGURES, Tally
from services.followup.rules.periods import Group
from services.followup.web.desk import Desk
from services.followup.web.schemas_reports import (
    BacklogView,
    Day,
    FactRow,
    FactRows,
    LateChange,
    Report,
    ReportItem,
)
from shared.auth import Principal, staff_or_key
from shared.database import Session
from shared.paging import Cursor, Limit, decode_cursor, encode_cursor
from shared.routes import Router

router = Router(prefix="/v1", tags=["reports"])

SCOPE = "reports:read"
Reader = Annotated[
    Principal, staff_or_key(SCOPE, "manager", "admin", "auditor", "lead", "store_manager")
]
Word = Annotated[str | None, Query(max_length=80)]
DayQuery = Annotated[Day | None, Query()]
USUAL_DAYS = 30
MOST_DAYS = 1100
MOST_ROWS = 50_000
DAYS_BY_DAY, DAYS_BY_WEEK = 35, 200

COUNTS = {
    "overview": "事件按发生日计：收到、答复、解决、关闭各计在那一天；满意度计在给出结果那一天。",
    "stores": "每个工单计入负责的门店；结果与满意度计入给出结果时的门店。",
    "staff": "收到的工单计入现负责人；结果与满意度计入给出结果的人。",
    "topics": "每个工单计入它的每个主题，因此各行之和可以大于合计；合计中每个工单只计一次。",
    "sla": "每个时限的裁定计入裁定那一天：按时、超时后完成、超时未完成。",
    "satisfaction": "每份问卷计入给出结果的那一天；不计入的评价单列。",
    "campaigns": "带活动代码的反馈；无活动的列为（无）。",
    "channels": "按反馈进入的渠道。",
    "teams": "收到的工单计入现负责团队；结果与满意度计入给出结果时的团队。",
    "regions": "区域以反馈进入时为准，门店调整不改历史。",
}
DIMENSION = {
    "overview": None,
    "stores": "store",
    "staff": "person",
    "topics": "topic",
    "sla": None,
    "satisfaction": None,
    "campaigns": "campaign",
    "channels": "channel",
    "teams": "team",
    "regions": "region",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The period and filters of a request; `from` and `to` are days, both included."""

    first: date | None
    last: date | None
    group: Group | None
    filters: Mapping[str, str]

    def asked(self, principal: Principal, today: date) -> Asked:
        """Return what is asked, the last 30 days without a period. Raises PeriodBackwards."""
        last = self.last or max(today, self.first or today)
        first = self.first or last - timedelta(days=USUAL_DAYS - 1)
        if first > last or (last - first).days >= MOST_DAYS:
            raise PeriodBackwards(MOST_DAYS)
        return Asked(first, last, reach_of(principal), self.filters, self.group)


async def wanted(
    *,
    first: Annotated[DayQuery, Query(alias="from")] = None,
    last: Annotated[DayQuery, Query(alias="to")] = None,
    group: Group | None = None,
    store_code: Word = None,
    region: Word = None,
    topic: Word = None,
    team: Word = None,
    person: Word = None,
    channel: Word = None,
    campaign: Word = None,
) -> Wanted:
    given = {
        "store": store_code,
        "region": region,
        "topic": topic,
        "team": team,
        "person": person,
        "channel": channel,
        "campaign": campaign,
    }
    filters = {n: "" if v == NONE else v for n, v in given.items() if v is not None}
    return Wanted(first, last, group, filters)


Ask = Annotated[Wanted, Depends(wanted)]


@router.get("/reports/rows", response_model=FactRows)
async def read_rows(
    *,
    request: Request,
    desk: Desk,
    principal: Reader,
    ask: Ask,
    figure: Annotated[str, Query(max_length=60)] = "received",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> FactRows | Response:
    """List what a figure counts, one by one; `total` equals the figure. CSV and XLSX by Accept."""
    await desk.keeper.catch_up()
    asked = ask.asked(principal, day_of(desk.clock.now()))
    media = tables.wanted_media(request.headers.get("accept"))
    after = decode_cursor(cursor, date, str, str, int, str) if cursor else None
    most = MOST_ROWS if media else limit

    def work(session: Session) -> tuple[int, list[rows.Row]]:
        found = rows.rows(session, asked, figure, after=after, limit=most)
        return rows.count(session, asked, figure), found

    total, found = await desk.read(work)
    shown = [fact_row(one) for one in found[:most]]
    if media:
        header = list(FactRow.model_fields)
        lines = [[joined(value) for value in dict(one).values()] for one in shown]
        return file_of(media, f"rows-{figure}", header, lines)
    following = encode_cursor(*found[most - 1].position) if len(found) > most else None
    return FactRows(items=shown, next_cursor=following, figure=figure, total=total)


def fact_row(row: rows.Row) -> FactRow:
    return FactRow(**{name: getattr(row, name) for name in FactRow.model_fields})


def joined(value: Any) -> Any:
    return "; ".join(value) if isinstance(value, tuple) else value


def report_route(report: str) -> Any:
    """Return the endpoint of one report."""

    async def endpoint(
        *, request: Request, desk: Desk, principal: Reader, ask: Ask
    ) -> Report | Response:
        asked = ask.asked(principal, day_of(desk.clock.now()))
        if report == "overview" and asked.group is None:
            asked = asked.grouped(usual_group(asked))
        await desk.keeper.catch_up()
        now = desk.clock.now()
        found = await desk.read(lambda session: made(session, report, asked, now))
        media = tables.wanted_media(request.headers.get("accept"))
        if media is None:
            return found
        return report_file(media, found)

    return endpoint


for _name, _words in {
    "overview": "Show volume, times, promises, satisfaction and the backlog.",
    "stores": "Compare stores.",
    "staff": "Compare who gave results.",
    "topics": "Compare topics.",
    "sla": "Show which promises were kept.",
    "satisfaction": "Show scores with response rate and Wilson's interval, and what is excluded.",
    "campaigns": "Compare campaigns.",
    "channels": "Compare channels.",
    "teams": "Compare teams.",
    "regions": "Compare regions.",
}.items():
    router.add_api_route(
        f"/reports/{_name}",
        report_route(_name),
        methods=["GET"],
        name=f"report_{_name}",
        operation_id=f"report_{_name}",
        response_model=Report,
        description=f"{_words} CSV and XLSX by `Accept`.",
    )


def usual_group(asked: Asked) -> Group:
    """Return how a period is split when nobody says: into some thirty parts at most."""
    days = (asked.last - asked.first).days + 1
    if days <= DAYS_BY_DAY:
        return "day"
    return "week" if days <= DAYS_BY_WEEK else "month"


def made(session: Session, report: str, asked: Asked, now: datetime) -> Report:
    """Count a report."""
    dimension = DIMENSION[report]
    counts = answers.count(session, asked, dimension)
    keys = {key for key, _ in counts.by_place}
    known = names.names_of(session, dimension, keys)
    by_key = answers.rates(session, asked, by_store=True) if dimension == "store" else {}
    ends = dict(asked.periods())
    items = [
        item(
            asked.within(start, ends[start]),
            dimension,
            key,
            known[key],
            tally,
            rates=by_key.get(key),
        )
        for (key, start), tally in sorted(counts.by_place.items(), key=order)
    ]
    total = answers.whole(session, asked, dimension, counts)
    overall = answers.rates(session, asked, by_store=False).get("")
    found = Report(
        report=report,
        from_=asked.first,
        to=asked.last,
        group=asked.group,
        counts=COUNTS[report],
        as_of=now,
        pending=answers.pending(session),
        totals=item(asked, None, "", "合计", total, rates=overall),
        items=items,
        late=[LateChange(**asdict(one)) for one in counts.late],
    )
    if report == "overview":
        found.customers = answers.customers(session, asked)
        found.flow = answers.flow(session, asked)
        held = answers.backlog(session, asked, now)
        found.backlog = BacklogView(**asdict(held), link=asked.links(["open"])["open"])
    return found


def order(entry: tuple[tuple[str, date], Tally]) -> tuple[int, str, date]:
    """Put the busiest keys first, and periods in their order."""
    (key, start), tally = entry
    return -tally.figures.get("received", 0) if key else 0, key, start


def item(
    asked: Asked,
    dimension: str | None,
    key: str,
    name: str,
    tally: Tally,
    *,
    rates: Mapping[str, float] | None,
) -> ReportItem:
    own = asked.narrowed(dimension, key) if dimension else asked
    return ReportItem(
        key=key or None,
        name=name,
        from_=asked.first,
        to=asked.last,
        figures={**tally.shown(), **(rates or {})},
        links=own.links(FIGURES),
    )


def report_file(media: str, found: Report) -> Response:
    figures = list(found.totals.figures)
    header = ["key", "name", "from", "to", *figures]
    lines = [
        [one.key, one.name, one.from_, one.to, *(one.figures.get(name) for name in figures)]
        for one in (*found.items, found.totals)
    ]
    return file_of(media, f"{found.report}-{found.from_}-{found.to}", header, lines)


def file_of(
    media: str, name: str, header: Sequence[str], lines: Sequence[Sequence[Any]]
) -> Response:
    is_csv = media == tables.CSV
    content = tables.as_csv(header, lines) if is_csv else tables.as_xlsx(name, header, lines)
    suffix = "csv" if is_csv else "xlsx"
    return Response(
        content,
        media_type=f"{media}; charset=utf-8" if is_csv else media,
        headers={"Content-Disposition": f'attachment; filename="{name}.{suffix}"'},
    )
