"""What staff do with a case: who may, when, and what follows."""

from datetime import timedelta

import pytest

from services.followup.errors import (
    CaseUnknown,
    DismissedCase,
    IllegalMove,
    MergedAway,
    NotYours,
)
from services.followup.operations import collaboration, progress
from services.followup.rules.lifecycle import legal_moves
from shared.auth import Principal
from shared.events import ReplyDelivered
from shared.events.vocabulary import PersonRef
from shared.preconditions import ForeignETag, IfMatchMissing, StaleETag
from tests.fixtures.followup import (
    COLLEAGUE,
    LEAD,
    LI,
    MANAGER,
    OWNER,
    STORE_MANAGER,
    STRANGER,
    WANG,
    Desk,
    triaged,
)


class TestStart:
    @pytest.mark.parametrize("by", [OWNER, LEAD, MANAGER])
    def test_is_for_the_owner_the_lead_and_managers(self, desk: Desk, by: Principal) -> None:
        born = desk.open_case()
        assert desk.start(born.case_id, by).progress == "in_progress"

    def test_is_for_a_store_manager_who_was_put_in_charge(self, desk: Desk) -> None:
        keeper = PersonRef(id=STORE_MANAGER.id, username="store", name="店长")
        elsewhere = desk.open_case(store_code="BJ001", owner=keeper)
        assert desk.start(elsewhere.case_id, STORE_MANAGER).progress == "in_progress"
        with pytest.raises(NotYours):
            desk.start(desk.open_case().case_id, STORE_MANAGER)

    def test_by_a_colleague_is_refused_and_says_who_may(self, desk: Desk) -> None:
        born = desk.open_case()
        with pytest.raises(NotYours, match="李敏"):
            desk.start(born.case_id, COLLEAGUE)

    def test_out_of_reach_is_as_if_it_were_not_there(self, desk: Desk) -> None:
        born = desk.open_case()
        with pytest.raises(CaseUnknown):
            desk.start(born.case_id, STRANGER)

    def test_without_an_owner_is_refused_and_says_what_to_do(self, desk: Desk) -> None:
        born = desk.open_case(owner=None)
        with pytest.raises(IllegalMove, match="assign it to somebody"):
            desk.start(born.case_id, LEAD)

    def test_of_a_case_that_was_merged_is_refused_until_that_is_undone(self, desk: Desk) -> None:
        born, other = desk.open_case(), desk.open_case()
        into = other.case_id
        desk.hear(triaged(born, 2, owner=LI, disposition="merged", merged_into=into))
        with pytest.raises(MergedAway, match="merged into another") as refused:
            desk.start(born.case_id)
        desk.session.rollback()
        assert refused.value.extra == {"merged_into": into, "legal": []}
        assert legal_moves("assigned", "merged") == ()
        desk.hear(triaged(born, 3, owner=LI))
        assert desk.start(born.case_id).progress == "in_progress"

    def test_of_a_dismissed_case_is_refused_until_it_is_restored(self, desk: Desk) -> None:
        born = desk.open_case()
        dismissed = {"disposition": "dismissed", "disposition_reason": "spam"}
        desk.hear(triaged(born, 2, owner=LI, **dismissed))
        with pytest.raises(DismissedCase, match="Restore it in triage") as refused:
            desk.start(born.case_id)
        desk.session.rollback()
        assert refused.value.extra == {"disposition": "dismissed", "reason": "spam", "legal": []}
        assert legal_moves("assigned", "dismissed") == ()
        desk.hear(triaged(born, 3, owner=LI))
        assert desk.start(born.case_id).progress == "in_progress"

    def test_twice_names_the_legal_moves(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.start(born.case_id)
        with pytest.raises(IllegalMove) as refused:
            desk.start(born.case_id)
        assert refused.value.extra == {"progress": "in_progress", "legal": ["ask", "resolve"]}

    def test_is_no_first_response(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.start(born.case_id)
        assert desk.snapshots(born.case_id)[-1].clocks[0].status == "running"


class TestTheETag:
    def test_is_needed(self, desk: Desk) -> None:
        born = desk.open_case()
        request = progress.Request(born.case_id, OWNER, None, desk.now)
        with pytest.raises(IfMatchMissing):
            progress.start(desk.session, request)

    def test_of_triage_is_refused_by_name(self, desk: Desk) -> None:
        born = desk.open_case()
        request = progress.Request(born.case_id, OWNER, '"t-1"', desk.now)
        with pytest.raises(ForeignETag, match="triage"):
            progress.start(desk.session, request)

    def test_is_checked_before_legality(self, desk: Desk) -> None:
        born = desk.open_case(owner=None)
        request = progress.Request(born.case_id, MANAGER, '"f-99"', desk.now)
        with pytest.raises(StaleETag):
            progress.start(desk.session, request)

    def test_changes_with_the_customers_words(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.start(born.case_id)
        seen = desk.request(born.case_id)
        desk.says(born.case_id)
        with pytest.raises(StaleETag):
            progress.resolve(desk.session, seen, progress.Resolution("已处理"), policy=desk.policy)

    def test_stays_with_a_note(self, desk: Desk) -> None:
        born = desk.open_case()
        before = desk.case(born.case_id).revision
        collaboration.note(desk.session, desk.request(born.case_id, COLLEAGUE), "已联系门店")
        assert desk.case(born.case_id).revision == before

    def test_stays_with_timers_and_receipts(self, desk: Desk) -> None:
        born = desk.told_case()
        before = desk.case(born.case_id).revision
        desk.deliver_result(born.case_id)
        desk.turn(hours=100)
        assert desk.case(born.case_id).revision == before


class TestNote:
    def test_is_masked(self, desk: Desk) -> None:
        born = desk.open_case()
        collaboration.note(desk.session, desk.request(born.case_id), "客户电话13812345678")
        assert desk.detail(born.case_id, "noted") == {"text": "客户电话138****5678"}

    def test_is_open_to_the_stores_manager(self, desk: Desk) -> None:
        born = desk.open_case()
        collaboration.note(desk.session, desk.request(born.case_id, STORE_MANAGER), "已看监控")
        assert "noted" in desk.events(born.case_id)


class TestAsk:
    def test_asks_intake_and_waits(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.start(born.case_id)
        desk.ask(born.case_id, "请问批次号？")
        (request,) = desk.requests(born.case_id, "question")
        assert (request.text, request.feedback_id) == ("请问批次号？", born.feedback_id)
        snapshot = desk.snapshots(born.case_id)[-1]
        assert (snapshot.public_status, snapshot.question) == ("waiting_customer", "请问批次号？")

    def test_pauses_until_the_customer_answers(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.start(born.case_id)
        desk.ask(born.case_id)
        desk.turn(hours=100)
        assert "clock_breached" not in desk.events(born.case_id)
        desk.says(born.case_id, text="是三月的批次")
        case = desk.case(born.case_id)
        resolution = next(one for one in case.clocks if one.kind == "resolution")
        assert case.progress == "in_progress"
        assert resolution.due_at == born.received_at + timedelta(hours=172)
        assert desk.snapshots(born.case_id)[-1].question is None

    def test_again_is_another_request(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.start(born.case_id)
        desk.ask(born.case_id, "批次号？")
        desk.ask(born.case_id, "还有购买日期？")
        requests = desk.requests(born.case_id, "question")
        assert [one.ordinal for one in requests] == [1, 2]
        assert len({one.request_id for one in requests}) == 2

    def test_meets_the_first_response(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.start(born.case_id)
        desk.ask(born.case_id)
        assert desk.snapshots(born.case_id)[-1].clocks[0].status == "met"


class TestResolve:
    def test_asks_intake_to_tell_within_a_week(self, desk: Desk) -> None:
        born = desk.resolved_case()
        (request,) = desk.requests(born.case_id, "result")
        assert request.text == "已为您全额退款"
        assert request.not_after == desk.now + timedelta(days=7)

    def test_opens_the_survey_at_once(self, desk: Desk) -> None:
        born = desk.resolved_case()
        survey = desk.snapshots(born.case_id)[-1].survey
        assert survey is not None
        assert survey.status == "open"
        token = survey.url.removeprefix("http://127.0.0.1:8000/followup/s/")
        assert len(token) >= 22

    def test_credits_whoever_resolved(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.start(born.case_id)
        desk.resolve(born.case_id, by=LEAD)
        attribution = desk.snapshots(born.case_id)[-1].attribution
        assert attribution is not None
        assert attribution.id == LEAD.id

    def test_masks_result_and_measures(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.start(born.case_id)
        desk.resolve(born.case_id, "已退到6222021234567890123", measures="联系人13812345678")
        case = desk.case(born.case_id)
        assert case.result == "已退到***************0123"
        assert case.measures == "联系人138****5678"
        assert desk.requests(born.case_id, "result")[0].text == case.result

    def test_from_waiting_is_legal(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.start(born.case_id)
        desk.ask(born.case_id)
        assert desk.resolve(born.case_id).progress == "resolved"

    def test_before_starting_is_not(self, desk: Desk) -> None:
        born = desk.open_case()
        with pytest.raises(IllegalMove, match="start"):
            desk.resolve(born.case_id)

    def test_without_telling_says_nothing_and_closes_a_day_later(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.start(born.case_id)
        desk.resolve(born.case_id, tell_customer=False)
        snapshot = desk.snapshots(born.case_id)[-1]
        assert (snapshot.result, snapshot.survey) == (None, None)
        assert desk.requests(born.case_id, "result") == []
        desk.turn(hours=24)
        case = desk.case(born.case_id)
        assert (case.progress, case.closed_reason) == ("closed", "not_told")

    def test_and_a_transfer_at_once_both_stand(self, desk: Desk) -> None:
        born = desk.resolved_case()
        desk.hear(triaged(born, 2, owner=WANG, change="transferred"))
        snapshot = desk.snapshots(born.case_id)[-1]
        assert (snapshot.progress, snapshot.owner) == ("resolved", WANG)
        assert snapshot.attribution is not None
        assert snapshot.attribution.id == LI.id

    def test_and_a_dismissal_under_way_commute(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.start(born.case_id)
        dismissal = triaged(born, 2, owner=LI, disposition="dismissed")
        desk.resolve(born.case_id)
        desk.hear(dismissal)
        snapshot = desk.snapshots(born.case_id)[-1]
        assert (snapshot.progress, snapshot.public_status) == ("resolved", "closed")
        desk.hear(triaged(born, 3, owner=LI))
        assert desk.snapshots(born.case_id)[-1].public_status == "resolved"


class TestClose:
    def test_is_for_leads(self, desk: Desk) -> None:
        born = desk.told_case()
        with pytest.raises(NotYours, match="a lead"):
            desk.close(born.case_id, by=OWNER)
        assert desk.close(born.case_id, "电话13812345678确认").closed_reason == (
            "电话138****5678确认"
        )

    def test_needs_a_result(self, desk: Desk) -> None:
        born = desk.open_case()
        with pytest.raises(IllegalMove):
            desk.close(born.case_id)


class TestReopen:
    def test_starts_the_next_cycle_with_fresh_clocks(self, desk: Desk) -> None:
        born = desk.told_case()
        desk.turn(hours=10)
        desk.reopen(born.case_id, "客户来电说没收到")
        snapshot = desk.snapshots(born.case_id)[-1]
        assert (snapshot.progress, snapshot.cycle, snapshot.reopen_count) == ("open", 2, 1)
        assert snapshot.reopen_reason == "客户来电说没收到"
        assert snapshot.clocks[0].due_at == desk.now + timedelta(hours=4)
        assert (snapshot.result, snapshot.told_at, snapshot.survey) == (None, None, None)

    def test_keeps_the_first_cycles_attribution(self, desk: Desk) -> None:
        born = desk.told_case()
        desk.reopen(born.case_id)
        attribution = desk.snapshots(born.case_id)[-1].attribution
        assert attribution is not None
        assert attribution.id == LI.id

    def test_of_unanswered_work_is_refused(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.start(born.case_id)
        with pytest.raises(IllegalMove):
            desk.reopen(born.case_id)

    def test_then_goes_through_the_loop_again(self, desk: Desk) -> None:
        born = desk.told_case()
        desk.reopen(born.case_id)
        desk.hear(triaged(born, 2, owner=LI, cycle=2))
        desk.start(born.case_id)
        desk.resolve(born.case_id, "补发到账")
        first, second = desk.requests(born.case_id, "result")
        assert first.request_id != second.request_id
        assert second.cycle == 2
        assert desk.survey(born.case_id, 1).token != desk.survey(born.case_id, 2).token


class TestToldTwice:
    def test_delivery_of_an_unknown_request_is_harmless(self, desk: Desk) -> None:
        desk.hear(
            ReplyDelivered(
                request_id="01a20505-6942-723e-afe5-b81d13e7dc2a",
                case_id="01a20505-6942-723e-afe5-b81d13e7dc2b",
                via="sms",
                delivered_at=desk.now,
            )
        )
        assert desk.published() == []
