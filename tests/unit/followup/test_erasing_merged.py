"""Of cases merged into one, exactly the erased customer's words go, wherever they were repeated."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from services.followup.models import FollowupModel
from services.followup.operations.erasing import erase_words
from shared.events import Birth
from shared.events.words import ERASED
from shared.tables import outbox
from tests.fixtures.followup import LI, Desk, triaged, verdict

GONE, KEPT = "甲的秘密", "乙的话"


def merge(desk: Desk, merged: Birth, survivor: Birth) -> None:
    fields = {"disposition": "merged", "merged_into": survivor.case_id, "change": "merged"}
    desk.hear(triaged(merged, 2, owner=LI, **fields))


def held(desk: Desk, word: str) -> list[str]:
    """Return every row of every table that holds `word`."""
    desk.session.expire_all()
    return [
        f"{table.name}: {tuple(row)}"
        for table in (*FollowupModel.metadata.sorted_tables, outbox)
        for row in desk.session.execute(sa.select(table))
        if word in str(tuple(row))
    ]


def erase(desk: Desk, of: Birth) -> None:
    erase_words(desk.session, [of.case_id], now=desk.now)
    desk.session.commit()


def by_survey(desk: Desk, of: Birth, word: str) -> None:
    desk.answers(desk.survey(of.case_id).token, 1, solved=False, comment=word)


def by_message(desk: Desk, of: Birth, word: str) -> None:
    desk.says(of.case_id, text=word)
    desk.hear(triaged(of, 3, owner=LI, messages=(verdict(1),), **of_merged(desk, of)))


def of_merged(desk: Desk, of: Birth) -> dict[str, object]:
    case = desk.case(of.case_id)
    return {"disposition": case.disposition, "merged_into": case.merged_into}


Say = Callable[[Desk, Birth, str], None]


@pytest.fixture
def pair(desk: Desk) -> tuple[Birth, Birth]:
    """Return a case merged into another, which was resolved, and that other."""
    merged, survivor = desk.open_case(), desk.open_case()
    merge(desk, merged, survivor)
    desk.start(survivor.case_id)
    desk.resolve(survivor.case_id)
    return merged, survivor


@pytest.mark.parametrize("say", [by_survey, by_message])
class TestAMergedCustomersWords:
    def test_leave_the_survivor_when_they_are_erased(
        self, desk: Desk, pair: tuple[Birth, Birth], say: Say
    ) -> None:
        merged, survivor = pair
        say(desk, merged, GONE)
        assert GONE in (desk.case(survivor.case_id).reopen_reason or "")
        before = desk.case(survivor.case_id).revision

        erase(desk, merged)

        assert held(desk, GONE) == []
        case = desk.case(survivor.case_id)
        assert (case.reopen_reason, case.revision) == (ERASED, before + 1)
        last = desk.snapshots(survivor.case_id)[-1]
        assert (last.change, last.reopen_reason) == ("customer_erased", ERASED)

    def test_leave_an_earlier_cycle_too(
        self, desk: Desk, pair: tuple[Birth, Birth], say: Say
    ) -> None:
        merged, survivor = pair
        say(desk, merged, GONE)
        desk.hear(triaged(survivor, 4, owner=LI, cycle=2))
        desk.start(survivor.case_id)
        desk.resolve(survivor.case_id)
        desk.reopen(survivor.case_id, KEPT)

        erase(desk, merged)

        assert held(desk, GONE) == []
        assert desk.case(survivor.case_id).reopen_reason == KEPT
        assert desk.snapshots(survivor.case_id)[-1].change == "customer_erased"

    def test_stay_when_the_survivors_customer_is_erased(
        self, desk: Desk, pair: tuple[Birth, Birth], say: Say
    ) -> None:
        merged, survivor = pair
        say(desk, merged, KEPT)
        desk.says(survivor.case_id, seq=2, text=GONE)
        before = held(desk, KEPT)

        erase(desk, survivor)

        assert held(desk, GONE) == []
        assert len([row for row in held(desk, KEPT) if not row.startswith("outbox")]) == len(
            [row for row in before if not row.startswith("outbox")]
        )
        assert KEPT in (desk.case(survivor.case_id).reopen_reason or "")
        assert KEPT in desk.cycles(survivor.case_id)[0].reopen_reason
