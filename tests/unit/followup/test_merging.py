"""The customer of a merged case hears the survivor's result, and restoring undoes it."""

import pytest

from shared.events import Birth
from tests.fixtures.followup import LI, Desk, triaged, verdict


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


class TestAMergedCustomersFurtherWords:
    def told(self, desk: Desk) -> tuple[Birth, Birth]:
        merged, survivor = desk.open_case(), desk.open_case()
        merge(desk, merged, survivor)
        desk.start(survivor.case_id)
        desk.resolve(survivor.case_id)
        return merged, survivor

    def test_reopen_the_survivor_they_are_about(self, desk: Desk) -> None:
        merged, survivor = self.told(desk)
        desk.says(merged.case_id, text="我这边还没好")
        assert "customer_message" in desk.events(survivor.case_id)
        desk.turn(minutes=1)
        case = desk.case(survivor.case_id)
        assert (case.cycle, case.reopen_reason) == (2, "客户又说：我这边还没好")
        assert desk.case(merged.case_id).cycle == 1
        assert desk.snapshots(merged.case_id)[-1].public_status == "received"

    def test_that_are_thanks_change_nothing(self, desk: Desk) -> None:
        merged, survivor = self.told(desk)
        desk.says(merged.case_id, text="谢谢")
        thanks = (verdict(small_talk=True),)
        desk.hear(
            triaged(
                merged,
                3,
                owner=LI,
                disposition="merged",
                merged_into=survivor.case_id,
                messages=thanks,
            )
        )
        desk.turn(minutes=2)
        assert desk.case(survivor.case_id).cycle == 1

    def test_make_whoever_resolves_look_again(self, desk: Desk) -> None:
        merged, survivor = self.told(desk)
        before = desk.case(survivor.case_id).revision
        desk.says(merged.case_id)
        assert desk.case(survivor.case_id).revision == before + 1

    def test_before_the_result_are_heard_by_the_survivors_owner(self, desk: Desk) -> None:
        merged, survivor = desk.open_case(), desk.open_case()
        merge(desk, merged, survivor)
        desk.start(survivor.case_id)
        before = desk.case(survivor.case_id).revision
        desk.says(merged.case_id, text="我是三月买的")
        assert desk.case(survivor.case_id).revision == before + 1
        assert desk.detail(survivor.case_id, "customer_message")["text"] == "我是三月买的"
        assert desk.case(survivor.case_id).progress == "in_progress"
