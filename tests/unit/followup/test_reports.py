"""Reports add up: every figure equals a recount from the cases themselves, and its rows."""

from collections import Counter
from itertools import product
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.followup.models import FollowupModel
from services.followup.reports import answers, rows
from services.followup.reports.figures import FIGURES
from services.followup.rules.periods import Group
from shared.database import memory_session
from shared.tables import kit_metadata
from tests.fixtures.figures import asked, figures, keep_up
from tests.fixtures.followup import (
    LI,
    MANAGER,
    OTHER_TEAM,
    TEAM,
    WANG,
    Desk,
    birth,
    triaged,
)
from tests.fixtures.recounting import recount

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
    elif legal.get(step) and (step == "deliver" or case.disposition == "live"):
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
