"""What leads are told of their teams' cases: nobody could take one, or one is open again."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.triage.models.cases import IN_ORDER, Case, CaseTask
from services.triage.models.notices import Notice
from services.triage.models.organisation import Team
from services.triage.operations.notices import Draft, drop_held, notify, notify_all
from services.triage.operations.notices_of_cases import (
    IS_CRITICAL,
    MOST_APART,
    TOGETHER,
    Names,
    facts_of,
    tickets,
)
from services.triage.queries.recipients import Audience
from services.triage.queries.tasks import is_over
from services.triage.rules.assignment import NOBODY, OF_TASKS
from services.triage.rules.roles import SETS_UP_TEAMS
from shared import timers
from shared.among import among
from shared.database import Session
from shared.timers import Timer

UNTAKEN = "notice_untaken"
"""The timer, keyed by team, that tells in one notice what waits because nobody could take it."""

TO_LEADS = "notice_to_leads"
"""The timer, keyed by case, cycle and cause, that tells of a case at once."""

NO_TEAM = "none"
QUIET = timedelta(minutes=30)
"""A team's leads are told no sooner again of what waits."""

REOPENED = "reopened"
PATHS = {"untaken": "/queue/unassigned", "reopened": "/queue/team"}
"""Where a notice of several cases leads, by occasion."""


def note_alerted(session: Session, history: Sequence[Mapping[str, Any]]) -> None:
    """Have leads told of what these entries of histories alert them to.

    A reopened case, a critical one that nobody could take and a 协办 task without a taker are told
    at once, all else that waits for somebody together, a timer a team however many there are.
    """
    alerting = [entry for entry in history if "alerted" in entry["detail"]]
    if not alerting:
        return
    rows = session.execute(
        sa.select(col(Case.id), col(Case.team_id), col(Case.urgency_order), col(Case.cycle)).where(
            among(col(Case.id), {entry["case_id"] for entry in alerting})
        )
    )
    cases = {row.id: row for row in rows}
    at_once: list[Timer] = []
    together: list[Timer] = []
    for entry in alerting:
        case, cause, at = cases[entry["case_id"]], entry["event"], entry["at"]
        key = f"{case.id}:{case.cycle}:{cause}"
        if cause in OF_TASKS:
            task = {"task": entry["detail"]["task_id"], "team": entry["detail"]["team"]}
            at_once.append(Timer(TO_LEADS, f"{key}:{task['task']}", at, task))
            continue
        is_untaken = entry["detail"].get("reason") in NOBODY
        if cause == REOPENED or (is_untaken and case.urgency_order == IS_CRITICAL):
            at_once.append(Timer(TO_LEADS, key, at))
        if is_untaken and (cause == REOPENED or case.urgency_order != IS_CRITICAL):
            since = {"since": at.isoformat()}
            together.append(Timer(UNTAKEN, case.team_id or NO_TEAM, at + TOGETHER, since))
    timers.schedule_many(session, at_once)
    timers.schedule_unset(session, sorted(together, key=lambda timer: timer.key))


def tell_untaken(session: Session, due: Sequence[Timer], now: datetime) -> None:
    """Tell each team's leads how many of its cases wait, when they were not told just before."""
    for timer in due:
        prefix = f"untaken:{timer.key}:"
        told_at = session.execute(
            sa.select(sa.func.max(col(Notice.created_at))).where(
                col(Notice.created_at) > now - QUIET, col(Notice.key).startswith(prefix)
            )
        ).scalar_one()
        if told_at is not None:
            timers.schedule(session, UNTAKEN, timer.key, told_at + QUIET, timer.payload)
            continue
        team_id = None if timer.key == NO_TEAM else timer.key
        waiting = (col(Case.is_waiting).is_(True), col(Case.team_id) == team_id)
        in_order = [col(getattr(Case, name)) for name in IN_ORDER]
        first = sa.select(Case).where(*waiting).order_by(*in_order).limit(MOST_APART + 1)
        cases = session.execute(first).scalars().all()
        if not cases:
            continue
        count = session.execute(sa.select(sa.func.count()).where(*waiting)).scalar_one()
        names, key = Names.of(session, cases), prefix + timer.payload["since"]
        news = [News("untaken", key, one, team_id) for one in cases]
        draft = of_one(session, names, news[0]) if count == 1 else of_several(session, news, count)
        notify(session, draft, now=now)
        drop_held(session, prefix, but=key, now=now)


def tell_leads(session: Session, due: Sequence[Timer], now: datetime) -> None:
    """Tell leads of cases that were just reopened, and of critical cases and tasks untaken.

    More than MOST_APART of a team at once are one notice.
    """
    groups: dict[tuple[str, str, str | None], list[News]] = defaultdict(list)
    for one in news_in(session, due):
        groups[one.occasion, one.what, one.team_id].append(one)
    names = Names.of(session, [one.case for group in groups.values() for one in group])
    drafts: list[Draft] = []
    for group in groups.values():
        if len(group) > MOST_APART:
            drafts.append(of_several(session, group, len(group)))
        else:
            drafts += [of_one(session, names, one) for one in group]
    notify_all(session, drafts, now=now)


def news_in(session: Session, due: Sequence[Timer]) -> Iterator["News"]:
    """Yield what the timers of single cases tell; of those taken or done meanwhile nothing."""
    wanted = {timer.key.split(":")[0] for timer in due}
    rows = session.execute(sa.select(Case).where(among(col(Case.id), wanted)))
    cases = {case.id: case for case in rows.scalars()}
    named = [timer.payload["task"] for timer in due if "task" in timer.payload]
    nobodys = sa.select(col(CaseTask.id)).where(
        among(col(CaseTask.id), named), col(CaseTask.owner_id).is_(None)
    )
    waiting = set(session.execute(nobodys).scalars()) if named else set()
    for timer in due:
        case_id, _, cause, *_ = timer.key.split(":")
        case = cases[case_id]
        if cause in OF_TASKS:
            task_id, team_id = timer.payload["task"], timer.payload["team"]
            if task_id in waiting and not is_over(case, task_id):
                yield News("untaken", f"untaken:{timer.key}", case, team_id, "task")
        elif cause == REOPENED:
            yield News("reopened", f"reopened:{timer.key}", case, case.team_id)
        elif case.is_waiting:
            yield News("untaken", f"untaken:{timer.key}", case, case.team_id)


@dataclass(frozen=True, slots=True)
class News:
    """What a team's leads are told of a case, once by its `key`."""

    occasion: str
    key: str
    case: Case
    team_id: str | None
    what: str = "case"


def of_one(session: Session, names: Names, news: News) -> Draft:
    draft = of_several(session, [news], 1)
    facts = {**draft.facts, **facts_of(names, news.case)}
    return replace(draft, path=f"/cases/{news.case.id}", facts=facts)


def of_several(session: Session, news: Sequence[News], count: int) -> Draft:
    """Return a notice of `count` cases of one team, of which some are given."""
    first = news[0]
    team = session.get(Team, first.team_id) if first.team_id is not None else None
    return Draft(
        occasion=first.occasion,
        key=first.key,
        audience=leads_of(first.team_id),
        path=PATHS[first.occasion],
        facts={
            "count": str(count),
            "what": first.what,
            "team": team.name if team else "",
            "ticket_no": tickets([one.case for one in news], len(news)),
        },
        critical=any(one.case.urgency_order == IS_CRITICAL for one in news),
    )


def leads_of(team_id: str | None) -> Audience:
    """Return whom to alert: the team's leads, else managers; without a team managers and admins."""
    return Audience(roles=SETS_UP_TEAMS) if team_id is None else Audience(team_id=team_id)
