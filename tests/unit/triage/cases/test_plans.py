"""Each queue is read from the one index that holds it in its order."""

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from services.triage.queries.cases import COLUMNS, KEY, Filters, branches_of, first
from tests.fixtures.triage import Organisation


def plans(
    org: Organisation, name: str, which: str | None, filters: Filters | None = None
) -> list[str]:
    """Return how SQLite, without statistics, would read each branch of a queue."""
    found = []
    further = filters.conditions() if filters else []
    for branch in branches_of(org.principal(name), which, filters or Filters()):
        query = first(KEY if further else COLUMNS, [*branch, *further], 51)
        compiled = query.compile(
            dialect=sqlite.dialect(),
            compile_kwargs={"literal_binds": True},
        )
        rows = org.session.execute(sa.text(f"EXPLAIN QUERY PLAN {compiled}".replace(":", r"\:")))
        found.append(" + ".join(row[3] for row in rows))
    return found


class TestQueuePlans:
    @pytest.mark.parametrize(
        ("name", "which", "index"),
        [
            ("anna", "mine", "ix_case_owner"),
            ("anna", "team", "ix_case_team_open"),
            ("anna", "unassigned", "ix_case_team_waiting"),
            ("max", "team", "ix_case_open"),
            ("max", "unassigned", "ix_case_waiting"),
        ],
    )
    def test_use_the_queues_own_index_without_sorting(
        self, org: Organisation, name: str, which: str, index: str
    ) -> None:
        for plan in plans(org, name, which):
            assert f"INDEX {index}" in plan
            assert "TEMP B-TREE" not in plan

    def test_of_everything_never_scan_the_table(self, org: Organisation) -> None:
        for name in ("anna", "stella", "max"):
            for plan in plans(org, name, None):
                assert "INDEX ix_case_" in plan

    @pytest.mark.parametrize(
        ("is_open", "index"), [(True, "ix_case_open"), (False, "ix_case_done")]
    )
    def test_of_everything_in_a_state_keep_the_order_of_an_index(
        self, org: Organisation, *, is_open: bool, index: str
    ) -> None:
        (plan,) = plans(org, "max", None, Filters(is_open=is_open))
        assert f"INDEX {index}" in plan
        assert "TEMP B-TREE" not in plan

    def test_of_a_topic_keep_the_order_of_the_index(self, org: Organisation) -> None:
        (plan,) = plans(org, "max", "team", Filters(topic="refund"))
        assert "INDEX ix_case_open" in plan
        assert "TEMP B-TREE" not in plan
