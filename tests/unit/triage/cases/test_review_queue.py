"""The review queue: who stands where, page by page, and how it is read."""

from collections.abc import Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlmodel import col

from services.triage.models.cases import Case
from services.triage.operations.ownership import settle
from services.triage.queries.cases import Filters, review
from services.triage.queries.review import Offered, first_ranked, review_queue
from services.triage.rules.review import DRAWN_FROM
from tests.fixtures.triage import Organisation, feedback

BEGIN = "01930000-0000-7000-8000-00000000"


def unsure(org: Organisation, number: int, confidence: float = 0.3, **judged: Any) -> str:
    """Receive a doubtful case on which the lot does not fall."""
    case_id = f"{BEGIN}{number * 100 + 99:04x}"
    return org.case(said=feedback(case_id), confidence=confidence, **judged).id


def drawn(org: Organisation, number: int) -> str:
    """Receive a sure case on which the lot falls."""
    return org.case(said=feedback(f"{BEGIN}{number * 100:04x}")).id


def pages(
    org: Organisation, name: str, *, size: int = 50, filters: Filters | None = None
) -> Sequence[str]:
    """Return the ids of the whole queue, read page by page."""
    org.session.flush()
    found: list[str] = []
    after = Offered()
    while True:
        offers = review_queue(
            org.session, org.principal(name), filters=filters or Filters(), after=after, limit=size
        )
        found += [row.id for row, _ in offers]
        if len(offers) < size:
            return found
        after = offers[-1][1]


class TestReviewQueue:
    def test_holds_the_doubtful_ones_of_ones_own_teams(self, org: Organisation) -> None:
        org.case(said=feedback(f"{BEGIN}00ff"))
        doubtful = unsure(org, 1)
        foreign = org.case("food_safety", said=feedback(f"{BEGIN}01fe"), confidence=0.1).id
        assert pages(org, "lea") == [doubtful]
        assert pages(org, "max") == [foreign, doubtful]

    def test_offers_the_least_certain_first_behind_critical_ones(self, org: Organisation) -> None:
        middle, least = unsure(org, 1, 0.4), unsure(org, 2, 0.1)
        critical = unsure(org, 3, 0.5, urgency="critical")
        assert pages(org, "lea") == [critical, least, middle]

    @pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
    def test_mixes_one_drawn_by_lot_among_four_and_pages_keep_the_order(
        self, org: Organisation, size: int
    ) -> None:
        by_margin = [unsure(org, number, 0.01 * number) for number in range(1, 11)]
        lots = sorted(drawn(org, number) for number in range(20, 24))
        found = pages(org, "lea", size=size)
        assert [one for one in found if one in by_margin] == by_margin
        assert [index for index, one in enumerate(found) if one in lots] == [4, 9, 12, 13]
        assert len(found) == len(set(found)) == 14

    def test_is_narrowed_like_other_queues(self, org: Organisation) -> None:
        late = unsure(org, 1, 0.2)
        org.session.get_one(Case, late).topic_codes = "|refund.late|"
        unsure(org, 2, 0.1)
        assert pages(org, "lea", filters=Filters(topic="refund.late")) == [late]

    def test_moves_a_case_to_the_front_that_becomes_critical(self, org: Organisation) -> None:
        first, second = unsure(org, 1, 0.1), unsure(org, 2, 0.2)
        case = org.session.get_one(Case, second)
        case.urgency_of_messages = 3
        settle(case)
        assert pages(org, "lea") == [second, first]

    @pytest.mark.parametrize(
        ("name", "index"), [("lea", "ix_case_team_review"), ("max", "ix_case_review")]
    )
    def test_is_read_from_its_own_index_without_sorting(
        self, org: Organisation, name: str, index: str
    ) -> None:
        for branch in review(org.principal(name)):
            query = first_ranked([*branch, col(Case.review_rank) >= DRAWN_FROM], 51)
            compiled = query.compile(
                dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}
            )
            text = sa.text(f"EXPLAIN QUERY PLAN {compiled}".replace(":", r"\:"))
            plan = " + ".join(row[3] for row in org.session.execute(text))
            assert f"INDEX {index}" in plan
            assert "TEMP B-TREE" not in plan
