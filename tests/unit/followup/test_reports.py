"""Reports add up: every figure equals a recount from the cases themselves, and its rows."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import product
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from services.followup.models import Case, CaseCycle, FollowupModel, Survey
from services.followup.models.reports import CELLS, DAYS
from services.followup.reports import answers, daily, rollup, rows, spans
from services.followup.reports.asking import Asked, Reach, reach_of
from services.followup.reports.facts import day_of
from services.followup.reports.figures import FIGURES
from services.followup.rules.periods import Group
from shared.database import Session, memory_session
from shared.tables import kit_metadata
from tests.fixtures.figures import HOURS, keep_up
from tests.fixtures.followup import (
    LEAD,
    LI,
    MANAGER,
    OTHER_TEAM,
    STORE_MANAGER,
    TEAM,
    WANG,
    Desk,
    birth,
    triaged,
)

ALL = Reach(all=True)


def asked(desk: Desk, group: Group | None = None, reach: Reach = ALL, **filters: str) -> Asked:
    day = day_of(desk.now)
    return Asked(day - timedelta(days=60), day, reach, filters, group)


def figures(desk: Desk, dimension: str | None = None, **given: Any) -> dict[str, dict[str, int]]:
    """Return the counts by key that are not 0."""
    wanted = asked(desk, **given)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for (key, _), tally in answers.count(desk.session, wanted, dimension).by_place.items():
        found[key].update(tally.figures)
    return {key: {n: c for n, c in held.items() if c} for key, held in found.items()}


def recount(  # noqa: C901, PLR0912 - one plain loop, so that it is easily believed
    session: Session, dimension: str | None = None
) -> dict[str, dict[str, int]]:
    """Count again from cases, cycles and surveys, by rules written down a second time."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    cycles: dict[str, list[CaseCycle]] = defaultdict(list)
    for past in session.exec(select(CaseCycle)):
        cycles[past.case_id].append(past)
    cases = session.exec(select(Case).where(Case.triaged != "")).all()
    for case in cases:
        own = keys_now(case, dimension)
        for key in own:
            found[key]["received"] += 1
            found[key][KINDS[case.snapshot.kind]] += 1
            if case.snapshot.birth.customer is None:
                found[key]["anonymous"] += 1
            if case.disposition != "live":
                found[key][case.disposition] += 1
        passes: list[Case | CaseCycle] = [*cycles[case.id], case]
        for one in passes:
            is_past = isinstance(one, CaseCycle)
            credit = keys_then(case, one, dimension) if one.resolved_at else own
            for key in credit:
                found[key]["resolved"] += one.resolved_at is not None
                found[key]["resolved_reopened"] += is_past
                found[key]["told"] += one.told_at is not None
                stays = is_past or case.disposition == "live"
                found[key]["closed"] += one.closed_at is not None and stays
            for key in own:
                found[key]["reopened"] += is_past
                found[key]["returned"] += is_past and one.closed_at is not None
                for clock in one.clocks:
                    if clock.kind == "first_response":
                        found[key]["responded"] += clock.stopped_at is not None
                for kind in ("first_response", "next_response", "resolution"):
                    if verdict := worst(one, kind):
                        found[key][f"{kind}_{verdict}"] += 1
    by_id = {case.id: case for case in cases}
    for survey in session.exec(select(Survey)):
        case = by_id[survey.case_id]
        ended = next((c for c in cycles[case.id] if c.cycle == survey.cycle), None)
        for key in keys_then(case, ended or case, dimension):
            is_answered = survey.status == "answered"
            is_cancelled = not is_answered and ended is not None
            found[key]["asked"] += not is_cancelled
            if is_answered:
                found[key]["answered"] += 1
                found[key][f"score_{survey.score}"] += 1
                found[key]["satisfied"] += (survey.score or 0) >= 4
                found[key]["dissatisfied"] += (survey.score or 9) <= 2
                found[key]["solved" if survey.solved else "unsolved"] += 1
    chosen = ("reopened_by_customer",)
    return {
        key: {n: int(c) for n, c in held.items() if c and n not in chosen}
        for key, held in found.items()
        if any(held.values())
    }


def worst(one: Case | CaseCycle, kind: str) -> str | None:
    """Return how the promises of a kind went in a cycle: as the worst of them did."""
    clocks = [clock for clock in one.clocks if clock.kind == kind]
    if any(clock.status == "breached" for clock in clocks):
        return "missed"
    if any(clock.status == "met_late" for clock in clocks):
        return "late"
    return "met" if any(clock.status == "met" for clock in clocks) else None


KINDS = {
    "complaint": "complaints",
    "suggestion": "suggestions",
    "praise": "praise",
    "inquiry": "inquiries",
    "other": "others",
}


def keys_now(case: Case, dimension: str | None) -> list[str]:
    said = case.snapshot
    keys = {
        "store": [case.store_code or ""],
        "region": [said.birth.region or ""],
        "team": [case.team_id or ""],
        "person": [case.owner_id or ""],
        "channel": [case.channel],
        "topic": [one.code for one in said.topics] or [""],
    }
    return keys[dimension] if dimension else [""]


def keys_then(case: Case, one: Case | CaseCycle, dimension: str | None) -> list[str]:
    credit = one.resolver or {}
    keys = {
        "store": [credit["store_code"] or ""],
        "team": [credit["team_id"] or ""],
        "person": [credit["id"]],
        "topic": credit["topics"] or [""],
    }
    return keys.get(dimension or "none") or keys_now(case, dimension)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "born",
                "born",
                "start",
                "resolve",
                "deliver",
                "good",
                "low",
                "reopen",
                "close",
                "dismiss",
                "restore",
                "correct",
                "wait",
                "look",
            ]
        ),
        st.integers(0, 7),
        st.integers(0, 40),
    ),
    min_size=5,
    max_size=40,
)
STORES = ("SH001", "SH002", "BJ001", None)
TOPICS = (("hygiene.insects",), ("service.attitude", "hygiene.insects"), ())
KIND_OF = ("complaint", "praise", "inquiry")


def play(desk: Desk, steps: list[tuple[str, int, int]]) -> None:
    """Play whatever is legal of these steps; the others do nothing."""
    versions: Counter[str] = Counter()
    born: list[Any] = []
    for step, place, hours in steps:
        if step == "wait":
            desk.turn(hours=hours)
            continue
        if step == "look":
            keep_up(desk)
            continue
        if step == "born" or not born:
            one = birth(
                at=desk.now,
                store_code=STORES[place % 4],
                region=("华东", "华北")[place % 2],
                channel=("web", "wechat")[place % 2],
                customer=f"c{place}" if place else None,
            )
            born.append(one)
            versions[one.case_id] = 1
            desk.hear(says(one, 1, place))
            continue
        one = born[place % len(born)]
        move(desk, step, one, versions, hours)


def says(one: Any, version: int, place: int, **given: Any) -> Any:
    topics = [{"code": code, "confidence": 0.9} for code in TOPICS[place % 3]]
    values = {
        "owner": (LI, WANG)[place % 2],
        "team": (TEAM, OTHER_TEAM)[place % 2],
        "topics": topics,
        "kind": KIND_OF[place % 3],
    }
    return triaged(one, version, **{**values, **given})


def move(desk: Desk, step: str, one: Any, versions: Counter[str], hours: int) -> None:
    case = desk.case(one.case_id)
    legal = {
        "start": case.progress == "assigned",
        "resolve": case.progress == "in_progress",
        "deliver": case.progress == "resolved",
        "reopen": case.progress in ("resolved", "told", "closed"),
        "close": case.progress in ("resolved", "told"),
    }
    if step in ("dismiss", "restore", "correct"):
        versions[one.case_id] += 1
        disposition = {"dismiss": "dismissed", "restore": "live"}.get(step, case.disposition)
        reason = "spam" if disposition == "dismissed" else None
        given = {"disposition": disposition, "disposition_reason": reason, "cycle": case.cycle}
        desk.hear(says(one, versions[one.case_id], hours, **given))
    elif step in ("good", "low") and case.resolved_at is not None:
        score = 5 if step == "good" else 1
        desk.answers(desk.survey(one.case_id).token, score, solved=step == "good", nps=9)
    elif legal.get(step):
        if step == "deliver":
            desk.deliver_result(one.case_id)
        else:
            getattr(desk, step)(one.case_id, by=MANAGER)


class TestFigures:
    @given(STEPS)
    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    def test_equal_a_recount(self, steps: list[tuple[str, int, int]]) -> None:
        with memory_session([FollowupModel.metadata, kit_metadata]) as session:
            desk = Desk(session)
            play(desk, steps)
            keep_up(desk)
            for dimension in (None, "store", "region", "team", "person", "channel", "topic"):
                found = figures(desk, dimension)
                for held in found.values():
                    held.pop("reopened_by_customer", None)
                    for name in ("promoters", "dismissed_spam"):
                        held.pop(name, None)
                wanted = recount(session, dimension)
                assert {k: v for k, v in found.items() if v} == {
                    k: v for k, v in wanted.items() if v
                }
            check_rows(desk)
            check_flow(desk)
            check_facts_equal_cells(desk)


def check_rows(desk: Desk) -> None:
    """Each figure's rows are as many as it says."""
    wanted = asked(desk)
    counts = answers.count(desk.session, wanted, None).whole().figures
    for figure in FIGURES:
        assert rows.count(desk.session, wanted, figure) == counts.get(figure, 0), figure
    for store in ("SH001", ""):
        own = asked(desk, store=store)
        counts = answers.count(desk.session, own, None).whole().figures
        assert rows.count(desk.session, own, "received") == counts.get("received", 0)


def check_flow(desk: Desk) -> None:
    """Check that the backlog is what came in less what went out, and what is open now."""
    wanted = asked(desk)
    flow = answers.flow(desk.session, wanted)
    assert flow["open_after"] == answers.backlog(desk.session, wanted, desk.now).open
    assert rows.count(desk.session, wanted, "open") == flow["open_after"]


def check_facts_equal_cells(desk: Desk) -> None:
    """Check that counting facts gives what days, weeks and months add up to."""
    groups: tuple[Group | None, ...] = (None, "week", "month")
    for dimension, group in product((None, "store", "topic"), groups):
        wanted = asked(desk, group)
        cells = answers.count(desk.session, wanted, dimension)
        facts = answers.from_facts(desk.session, wanted, dimension)
        shown = [
            {place: t.shown() for place, t in one.by_place.items() if any(t.figures.values())}
            for one in (cells, facts)
        ]
        assert shown[0] == shown[1]


class TestADay:
    def test_that_is_closed_shows_what_changed_later(self, desk: Desk) -> None:
        born = desk.open_case()
        keep_up(desk)
        first = day_of(desk.now)
        desk.turn(days=2)
        keep_up(desk)
        assert answers.count(desk.session, asked(desk), None).late == []
        desk.hear(triaged(born, 2, owner=LI, kind="praise"))
        keep_up(desk)
        late = answers.count(desk.session, asked(desk), None).late
        assert [(one.day, one.figure, one.first, one.revised) for one in late] == [
            (first, "complaints", 1, 0),
            (first, "praise", 0, 1),
        ]
        whole = answers.count(desk.session, asked(desk), None).whole()
        assert (whole.figures["complaints"], whole.figures["praise"]) == (0, 1)

    def test_lets_surveys_be_answered_before_it_calls_them_late(self, desk: Desk) -> None:
        born = desk.told_case()
        keep_up(desk)
        desk.turn(days=2)
        keep_up(desk)
        desk.answers(desk.survey(born.case_id).token, 5)
        keep_up(desk)
        found = answers.count(desk.session, asked(desk), None)
        assert (found.late, found.whole().figures["satisfied"]) == ([], 1)

    def test_begins_at_midnight_in_shanghai(self, desk: Desk) -> None:
        desk.clock.at = desk.clock.at.replace(hour=15, minute=59)
        desk.open_case()
        desk.turn(minutes=2)
        desk.open_case()
        keep_up(desk)
        days = desk.session.execute(sa.select(DAYS.c.day).order_by(DAYS.c.day)).scalars().all()
        assert days == [date(2026, 11, 22), date(2026, 11, 23)]

    def test_is_not_written_over_by_one_who_saw_less(self, desk: Desk) -> None:
        desk.open_case()
        rollup.take_marks(desk.session, HOURS)
        day = day_of(desk.now)
        older = rollup.counted_day(desk.session, day)
        desk.open_case()
        rollup.take_marks(desk.session, HOURS)
        newer = rollup.counted_day(desk.session, day)
        assert rollup.store_day(desk.session, newer)
        assert not rollup.store_day(desk.session, older)
        kept = desk.session.execute(
            sa.select(CELLS.c.received).where(CELLS.c.dimension == "all")
        ).scalar_one()
        assert kept == 2


class TestASpan:
    def test_that_is_added_up_is_read_in_place_of_its_days(self, desk: Desk) -> None:
        desk.open_case()
        begin = day_of(desk.now).replace(day=1)
        desk.turn(days=31)
        keep_up(desk)
        today = day_of(desk.now)
        parts = spans.parts(desk.session, begin, today, "month")
        assert (parts.firsts, parts.days) == ([begin], [(today.replace(day=1), today)])
        desk.session.execute(sa.delete(CELLS))
        assert figures(desk, group="month")[""]["received"] == 1
        assert figures(desk, "store", group="month")["SH001"]["received"] == 1
        assert figures(desk, store="SH001")[""]["received"] == 1
        assert figures(desk, group="day") == {}

    def test_shows_what_changed_after_its_days_were_closed(self, desk: Desk) -> None:
        born = desk.open_case()
        day = day_of(desk.now)
        desk.turn(days=31)
        keep_up(desk)
        desk.hear(triaged(born, 2, owner=LI, kind="praise"))
        desk.turn(hours=2)
        keep_up(desk)
        by_day = answers.count(desk.session, asked(desk, "day"), "store").late
        assert [(one.day, one.first, one.revised) for one in by_day] == [(day, 1, 0), (day, 0, 1)]
        groups: tuple[Group | None, ...] = (None, "week", "month")
        for group in groups:
            assert answers.count(desk.session, asked(desk, group), "store").late == by_day

    def test_whose_days_changed_is_read_by_day_until_it_had_its_rest(self, desk: Desk) -> None:
        born = desk.open_case()
        begin = day_of(desk.now).replace(day=1)
        desk.turn(days=31)
        keep_up(desk)
        desk.hear(triaged(born, 2, owner=LI, kind="praise"))
        keep_up(desk)
        assert spans.parts(desk.session, begin, day_of(desk.now), None).firsts == []
        assert figures(desk)[""]["praise"] == 1
        desk.turn(hours=2)
        keep_up(desk)
        assert spans.parts(desk.session, begin, day_of(desk.now), None).firsts == [begin]
        assert figures(desk)[""]["praise"] == 1

    def test_holds_what_stores_sold_and_changes_with_it(self, desk: Desk) -> None:
        desk.session.add(desk.kept("store", "SH001"))
        desk.open_case()
        sold(desk, visitors=500)
        desk.turn(days=31)
        keep_up(desk)
        for visitors, shown in ((500, 2.0), (250, 4.0)):
            sold(desk, day=day_of(desk.now) - timedelta(days=31), visitors=visitors)
            for _ in range(2):
                for by_store, key in ((False, ""), (True, "SH001")):
                    found = answers.rates(desk.session, asked(desk), by_store=by_store)[key]
                    assert found["received_per_1000_visitors"] == shown
                desk.turn(hours=2)
                keep_up(desk)
        own = answers.rates(desk.session, asked(desk, store="SH001"), by_store=False)
        assert own[""] == own["SH001"] == found

    def test_that_is_not_over_is_not_added_up(self, desk: Desk) -> None:
        desk.open_case()
        keep_up(desk)
        assert spans.due(desk.session, day_of(desk.now), desk.now) is None

    def test_is_not_written_over_by_one_who_saw_less(self, desk: Desk) -> None:
        desk.open_case()
        desk.turn(days=31)
        keep_up(desk)
        older = spans.Span("month", day_of(desk.now).replace(month=11, day=1), 1)
        assert not spans.store(desk.session, older, [], desk.now)


def sold(desk: Desk, *, day: date | None = None, visitors: int) -> None:
    given = daily.DailyFigures("SH001", day or day_of(desk.now), None, visitors, None)
    daily.put_daily(desk.session, [given], by=MANAGER, now=desk.now)


class TestReach:
    def test_of_a_lead_is_their_team(self, desk: Desk) -> None:
        desk.open_case()
        desk.open_case(team=OTHER_TEAM)
        keep_up(desk)
        own = figures(desk, reach=reach_of(LEAD))
        assert own[""]["received"] == 1
        by_store = figures(desk, "store", reach=reach_of(LEAD))
        assert by_store["SH001"]["received"] == 1

    def test_of_a_store_manager_is_their_store(self, desk: Desk) -> None:
        desk.open_case()
        desk.hear(triaged(birth(at=desk.now, store_code="BJ001"), owner=LI))
        keep_up(desk)
        assert set(figures(desk, "store", reach=reach_of(STORE_MANAGER))) == {"SH001"}
        assert figures(desk, reach=reach_of(STORE_MANAGER), store="BJ001") == {}

    def test_of_nobody_is_nothing(self, desk: Desk) -> None:
        desk.open_case()
        keep_up(desk)
        assert figures(desk, reach=Reach()) == {}


class TestFilters:
    def test_of_a_topic_hold_what_stands_below_it(self, desk: Desk) -> None:
        desk.open_case(topics=[{"code": "hygiene.insects", "confidence": 0.9}])
        desk.open_case(topics=[{"code": "hygiene_x.odd", "confidence": 0.9}])
        keep_up(desk)
        assert figures(desk, topic="hygiene")[""]["received"] == 1
        assert figures(desk, topic="hygiene.insects")[""]["received"] == 1

    def test_hold_together(self, desk: Desk) -> None:
        desk.open_case(topics=[{"code": "hygiene.insects", "confidence": 0.9}])
        keep_up(desk)
        assert figures(desk, topic="hygiene.insects", store="SH001")[""]["received"] == 1
        assert figures(desk, topic="hygiene.insects", store="BJ001") == {}
