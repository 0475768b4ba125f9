"""The customer of a merged case hears the survivor's result, and restoring undoes it."""

import pytest

from shared.events import Birth
from tests.fixtures.followup import LI, Desk, triaged


def merge(desk: Desk, merged: Birth, survivor: Birth, version: int = 2) -> None:
    desk.hear(
        triaged(
            merged,
            version,
            owner=LI,
            disposition="merged",
            merged_into=survivor.case_id,
            change="merged",
        )
    )


class TestAMergedCase:
    @pytest.mark.parametrize("merged_first", [True, False])
    def test_hears_the_survivors_result_whatever_comes_first(
        self, desk: Desk, merged_first: bool
    ) -> None:
        merged, survivor = desk.open_case(), desk.open_case()
        desk.start(survivor.case_id)
        if merged_first:
            merge(desk, merged, survivor)
        desk.resolve(survivor.case_id, "两位都已退款")
        if not merged_first:
            merge(desk, merged, survivor)
        (told,) = desk.requests(merged.case_id, "result")
        assert (told.text, told.feedback_id) == ("两位都已退款", merged.feedback_id)
        snapshot = desk.snapshots(merged.case_id)[-1]
        assert (snapshot.public_status, snapshot.result) == ("resolved", "两位都已退款")
        assert snapshot.progress == "assigned"

    def test_has_a_survey_of_its_own(self, desk: Desk) -> None:
        merged, survivor = desk.open_case(), desk.open_case()
        merge(desk, merged, survivor)
        desk.start(survivor.case_id)
        desk.resolve(survivor.case_id)
        own, other = desk.survey(merged.case_id), desk.survey(survivor.case_id)
        assert own.token != other.token
        assert own.case_id == other.case_id == survivor.case_id

    def test_reopens_the_survivor_when_its_customer_is_not_content(self, desk: Desk) -> None:
        merged, survivor = desk.open_case(), desk.open_case()
        merge(desk, merged, survivor)
        desk.start(survivor.case_id)
        desk.resolve(survivor.case_id)
        desk.answers(desk.survey(merged.case_id).token, 1)
        assert desk.case(survivor.case_id).cycle == 2
        snapshot = desk.snapshots(merged.case_id)[-1]
        assert (snapshot.public_status, snapshot.result) == ("received", None)

    def test_is_told_again_in_the_survivors_next_cycle(self, desk: Desk) -> None:
        merged, survivor = desk.open_case(), desk.open_case()
        merge(desk, merged, survivor)
        desk.start(survivor.case_id)
        desk.resolve(survivor.case_id)
        desk.reopen(survivor.case_id)
        desk.hear(triaged(survivor, 2, owner=LI, cycle=2))
        desk.start(survivor.case_id)
        desk.resolve(survivor.case_id, "第二次的结果")
        first, second = desk.requests(merged.case_id, "result")
        assert first.request_id != second.request_id
        assert (second.text, second.ordinal) == ("第二次的结果", 2)

    def test_restored_stands_for_itself_again(self, desk: Desk) -> None:
        merged, survivor = desk.open_case(), desk.open_case()
        merge(desk, merged, survivor)
        desk.start(survivor.case_id)
        desk.resolve(survivor.case_id)
        desk.hear(triaged(merged, 3, owner=LI, change="restored"))
        snapshot = desk.snapshots(merged.case_id)[-1]
        assert (snapshot.public_status, snapshot.result) == ("received", None)
        assert desk.due_at("clock", merged.case_id) is not None

    def test_of_an_unknown_survivor_waits(self, desk: Desk) -> None:
        merged, survivor = desk.open_case(), desk.open_case()
        stranger = survivor.model_copy(update={"case_id": "01a20505-6942-723e-afe5-b81d13e7dc2a"})
        merge(desk, merged, stranger)
        snapshot = desk.snapshots(merged.case_id)[-1]
        assert "合并" in (snapshot.public_words or "")
