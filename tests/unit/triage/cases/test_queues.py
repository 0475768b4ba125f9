"""Who sees which cases, in what order, page by page."""

from datetime import timedelta
from typing import Any

import pytest

from services.triage.models.cases import Case
from services.triage.queries.cases import (
    Filters,
    case_in_reach,
    ledger,
    ledger_entries,
    position,
    queue,
)
from tests.fixtures.triage import NOON, Organisation, feedback


def seen(
    org: Organisation, name: str, which: str | None, *, filters: Filters | None = None, **more: Any
) -> list[str]:
    org.session.flush()
    rows = queue(
        org.session,
        org.principal(name),
        which,
        filters=filters or Filters(),
        **{"after": None, "limit": 50, **more},
    )
    return [row.id for row in rows]


def at(minutes: int) -> Any:
    return feedback(received_at=NOON - timedelta(minutes=minutes))


class TestQueues:
    def test_show_the_most_urgent_then_the_longest_waiting(self, org: Organisation) -> None:
        young = org.case(said=at(1), urgency="high")
        old = org.case(said=at(9), urgency="high")
        low = org.case(said=at(99), urgency="low")
        assert seen(org, "lea", "team") == [old.id, young.id, low.id]

    def test_mine_is_what_i_own(self, org: Organisation) -> None:
        cases = [org.case() for _ in range(4)]
        mine = {case.id for case in cases if case.owner_id == org.people["anna"].id}
        assert set(seen(org, "anna", "mine")) == mine
        assert len(mine) == 2

    def test_unassigned_holds_those_without_an_owner(self, org: Organisation) -> None:
        org.case()
        waiting = org.case()
        waiting.owner_id, waiting.is_waiting = None, True
        foreign = org.case("food_safety")
        foreign.owner_id, foreign.is_waiting = None, True
        assert seen(org, "anna", "unassigned") == [waiting.id]
        assert set(seen(org, "max", "unassigned")) == {waiting.id, foreign.id}

    def test_leave_out_what_is_done(self, org: Organisation) -> None:
        done = org.case()
        done.is_open = False
        assert seen(org, "lea", "team") == []
        assert seen(org, "lea", None) == [done.id]

    @pytest.mark.parametrize("name", ["anna", "max", "stella"])
    def test_of_everything_hold_what_is_open_or_what_is_done(
        self, org: Organisation, name: str
    ) -> None:
        cases = [org.case() for _ in range(3)]
        done = cases[0]
        done.is_open = False
        left = {one.id for one in cases[1:]}
        assert set(seen(org, name, None, filters=Filters(is_open=True))) == left
        assert seen(org, name, None, filters=Filters(is_open=False)) == [done.id]
        assert seen(org, name, "team", filters=Filters(is_open=False)) == []

    def test_of_a_manager_hold_every_team(self, org: Organisation) -> None:
        cases = {org.case().id, org.case("food_safety").id}
        for which in ("team", None):
            assert set(seen(org, "max", which)) == cases
            assert set(seen(org, "otto", which)) == cases

    def test_of_a_store_manager_hold_their_stores_routed_and_reported(
        self, org: Organisation
    ) -> None:
        here = org.case()
        moved_away = org.case()
        moved_away.store_code, moved_away.moved_from = "S002", "S001"
        moved_here = org.case(said=feedback(store_code="S002"))
        moved_here.store_code, moved_here.moved_from = "S001", "S002"
        elsewhere = org.case(said=feedback(store_code="S002"))
        for which in ("team", None):
            assert set(seen(org, "stella", which)) == {here.id, moved_away.id, moved_here.id}
        assert elsewhere.id not in seen(org, "stella", None)

    def test_of_an_agent_hold_what_they_own_elsewhere_too(self, org: Organisation) -> None:
        elsewhere = org.case("food_safety")
        elsewhere.owner_id = org.people["anna"].id
        own = org.case()
        assert set(seen(org, "anna", None)) == {elsewhere.id, own.id}

    def test_do_not_show_stubs(self, org: Organisation) -> None:
        org.session.add(Case(id=feedback().case_id, feedback_id=feedback().feedback_id))
        assert seen(org, "max", None) == []

    @pytest.mark.parametrize(
        ("filters", "expected"),
        [
            (Filters(topic="refund"), {"leaf", "top"}),
            (Filters(topic="refund.late"), {"leaf"}),
            (Filters(topic="ref"), set()),
            (Filters(urgency_order=1), {"food"}),
            (Filters(store_code="S002"), {"food"}),
            (Filters(topic="food_safety", store_code="S001"), set()),
        ],
    )
    def test_are_narrowed(self, org: Organisation, filters: Filters, expected: set[str]) -> None:
        names = {
            org.case("refund.late").id: "leaf",
            org.case("refund").id: "top",
            org.case("food_safety", said=feedback(store_code="S002"), urgency="high").id: "food",
        }
        found = seen(org, "max", "team", filters=filters)
        assert {names[one] for one in found} == expected

    @pytest.mark.parametrize("name", ["lea", "max"])
    def test_come_in_pages_without_gaps_or_repeats(self, org: Organisation, name: str) -> None:
        for minute in range(7):
            org.case(said=at(minute), urgency=("low", "high")[minute % 2])
        org.session.flush()
        whole = seen(org, name, None)
        after, found = None, []
        while True:
            rows = queue(
                org.session,
                org.principal(name),
                None,
                filters=Filters(),
                after=after,
                limit=3,
            )
            if not rows:
                break
            found += [row.id for row in rows]
            after = position(rows[-1])
        assert found == whole
        assert len(whole) == 7


class TestOneCase:
    def test_is_not_found_out_of_reach(self, org: Organisation) -> None:
        case = org.case("food_safety")
        org.session.flush()
        assert case_in_reach(org.session, case.id, org.principal("anna")) is None
        assert case_in_reach(org.session, case.id, org.principal("fay")) is not None
        assert case_in_reach(org.session, case.id, org.principal("otto")) is not None
        assert case_in_reach(org.session, case.id, org.principal("stella")) is not None


class TestLedger:
    def test_counts_by_where_the_feedback_came_from(self, org: Organisation) -> None:
        org.case()
        org.case().store_code = "S002"
        org.case(said=feedback(channel="wechat", store_code=None)).disposition = "dismissed"
        org.session.add(Case(id=feedback().case_id, feedback_id=feedback().feedback_id))
        org.session.flush()
        assert [tuple(row) for row in ledger(org.session)] == [
            ("web", "S001", "live", "open", 2),
            ("wechat", None, "dismissed", "open", 1),
        ]

    def test_names_every_id_once(self, org: Organisation) -> None:
        ids = sorted(org.case().id for _ in range(5))
        first = ledger_entries(org.session, None, 3)
        rest = ledger_entries(org.session, first[-1].case_id, 3)
        assert [row.case_id for row in [*first, *rest]] == ids
        assert (first[0].generation, first[0].version, first[0].born) == (1, 1, True)
