"""What staff do with a case, who may, and what others learn of it."""

from typing import Any

import pytest
import sqlalchemy as sa

from services.triage.errors import (
    CaseUnknown,
    IllegalMove,
    NotInCharge,
    OwnedByAnother,
    UnfitValue,
)
from services.triage.models.cases import Case, CaseHistory
from services.triage.operations import cases
from services.triage.operations.progress import follow_progress
from shared.ids import new_id
from shared.preconditions import ForeignETag, StaleETag, etag
from shared.tables import audit_entry
from tests.fixtures.triage import NOON, Organisation, progressed


def owned_by(org: Organisation, name: str, **judged: Any) -> Case:
    """Return a case that belongs to the person."""
    case = org.case(**judged)
    case.owner_id = org.people[name].id
    org.session.flush()
    return case


def call(org: Organisation, move: Any, case: Case, name: str, **fields: Any) -> Case:
    moved: Case = move(
        org.session,
        org.boards,
        case.id,
        **{
            "by": org.principal(name),
            "if_match": etag("t", case.revision),
            "now": NOON,
            **fields,
        },
    )
    org.session.flush()
    return moved


class TestAccept:
    def test_is_the_owners(self, org: Organisation) -> None:
        case = owned_by(org, "anna")
        call(org, cases.accept_case, case, "anna")
        assert case.accepted_at == NOON
        event = org.published()[-1]
        assert (event.version, event.change) == (2, "accepted")
        assert event.actor == f"staff:{org.people['anna'].id}"

    def test_of_another_persons_case_names_the_legal_moves(self, org: Organisation) -> None:
        case = owned_by(org, "bob")
        with pytest.raises(OwnedByAnother) as refused:
            call(org, cases.accept_case, case, "anna")
        assert refused.value.status == 409
        assert "transfer" in refused.value.extra["legal"]

    def test_of_an_unowned_case_takes_it(self, org: Organisation) -> None:
        case = org.case()
        case.owner_id, case.is_waiting = None, True
        org.session.flush()
        call(org, cases.accept_case, case, "anna")
        assert case.owner_id == org.people["anna"].id
        assert case.accepted_at == NOON

    def test_twice_is_illegal(self, org: Organisation) -> None:
        case = owned_by(org, "anna")
        call(org, cases.accept_case, case, "anna")
        with pytest.raises(IllegalMove) as refused:
            call(org, cases.accept_case, case, "anna")
        assert "decline" in refused.value.extra["legal"]

    def test_needs_the_etag_of_what_it_is_now(self, org: Organisation) -> None:
        case = owned_by(org, "anna")
        with pytest.raises(StaleETag):
            call(org, cases.accept_case, case, "anna", if_match='"t-99"')
        with pytest.raises(ForeignETag):
            call(org, cases.accept_case, case, "anna", if_match='"f-1"')

    def test_is_checked_for_the_etag_before_legality(self, org: Organisation) -> None:
        case = owned_by(org, "anna")
        case.disposition = "dismissed"
        org.session.flush()
        with pytest.raises(StaleETag):
            call(org, cases.accept_case, case, "anna", if_match='"t-99"')


class TestReach:
    def test_of_an_agent_ends_at_their_teams(self, org: Organisation) -> None:
        case = org.case("food_safety")
        with pytest.raises(CaseUnknown):
            call(org, cases.accept_case, case, "anna")

    def test_of_an_agent_includes_what_they_own_elsewhere(self, org: Organisation) -> None:
        case = org.case("food_safety")
        case.owner_id = org.people["anna"].id
        org.session.flush()
        call(org, cases.accept_case, case, "anna")
        assert case.accepted_at == NOON

    def test_of_a_store_manager_is_to_read(self, org: Organisation) -> None:
        case = org.case()
        with pytest.raises(NotInCharge):
            call(org, cases.transfer_case, case, "stella", to_staff=None, to_team=None, reason="x")

    def test_does_not_include_stubs(self, org: Organisation) -> None:
        case = Case(id=new_id(), feedback_id=new_id())
        org.session.add(case)
        org.session.flush()
        with pytest.raises(CaseUnknown):
            call(org, cases.accept_case, case, "max")


class TestTakeNext:
    def wait(self, org: Organisation, *topics: str, **judged: Any) -> Case:
        case = org.case(*topics, **judged)
        case.owner_id = case.assigned_at = None
        case.is_waiting = True
        org.session.flush()
        return case

    def next(self, org: Organisation, name: str) -> Case | None:
        taken = cases.take_next(org.session, org.boards, by=org.principal(name), now=NOON)
        org.session.flush()
        return taken

    def test_gives_the_most_urgent_first_and_each_once(self, org: Organisation) -> None:
        low, high = self.wait(org, urgency="low"), self.wait(org, urgency="high")
        assert self.next(org, "anna") is high
        assert self.next(org, "bob") is low
        assert self.next(org, "anna") is None
        assert (high.owner_id, low.owner_id) == (org.people["anna"].id, org.people["bob"].id)

    def test_keeps_to_the_callers_teams(self, org: Organisation) -> None:
        self.wait(org, "food_safety", urgency="critical")
        assert self.next(org, "anna") is None
        assert self.next(org, "fay") is not None

    def test_publishes_the_owner(self, org: Organisation) -> None:
        self.wait(org)
        self.next(org, "anna")
        event = org.published()[-1]
        assert (event.owner.username, event.change, event.version) == ("anna", "taken", 2)


class TestTransfer:
    def to(self, org: Organisation, case: Case, name: str, **target: Any) -> Case:
        fields = {"to_staff": None, "to_team": None, "reason": "请协助", **target}
        return call(org, cases.transfer_case, case, name, **fields)

    def test_to_a_team_chooses_an_owner_there(self, org: Organisation) -> None:
        case = owned_by(org, "anna")
        case.accepted_at = NOON
        self.to(org, case, "anna", to_team=org.teams["食品安全"])
        assert case.team_id == org.teams["食品安全"]
        assert case.owner_id == org.people["fay"].id
        assert case.accepted_at is None

    def test_to_a_person_follows_their_team(self, org: Organisation) -> None:
        case = owned_by(org, "anna")
        self.to(org, case, "anna", to_staff=org.people["fay"].id)
        assert case.owner_id == org.people["fay"].id
        assert case.team_id == org.teams["食品安全"]

    def test_is_audited(self, org: Organisation) -> None:
        case = owned_by(org, "anna")
        self.to(org, case, "anna", to_staff=org.people["bob"].id)
        action, subject = org.session.execute(
            sa.select(audit_entry.c.action, audit_entry.c.subject)
        ).one()
        assert (action, subject) == ("case.transferred", case.id)

    @pytest.mark.parametrize("name", ["otto", "gone"])
    def test_needs_a_target_who_is_active_and_may_own(self, org: Organisation, name: str) -> None:
        org.person("gone", "agent", member_of=["售后退款"], active=False)
        case = owned_by(org, "anna")
        with pytest.raises(UnfitValue):
            self.to(org, case, "anna", to_staff=org.people[name].id)

    def test_of_a_closed_case_is_illegal(self, org: Organisation) -> None:
        case = owned_by(org, "anna")
        closed = progressed(case, progress="closed", public_status="closed")
        follow_progress(org.session, [closed], org.boards, now=NOON)
        org.session.refresh(case)
        with pytest.raises(IllegalMove) as refused:
            self.to(org, case, "anna", to_team=org.teams["食品安全"])
        assert refused.value.extra["legal"] == ["correct", "confirm"]

    def test_finds_somebody_hired_a_moment_ago(self, org: Organisation) -> None:
        case = owned_by(org, "anna")
        org.boards.current(org.session, NOON)
        newcomer = org.person("nina", "agent", member_of=["售后退款"])
        self.to(org, case, "anna", to_staff=newcomer.id)
        assert org.published()[-1].owner.username == "nina"


class TestDecline:
    def test_passes_the_case_to_the_next_and_keeps_the_reason(self, org: Organisation) -> None:
        case = owned_by(org, "anna")
        call(org, cases.decline_case, case, "anna", reason="不属于我的工作")
        assert case.owner_id == org.people["bob"].id
        row = org.session.execute(
            sa.select(CaseHistory).where(CaseHistory.event == "declined")  # type: ignore[arg-type]
        ).scalar_one()
        assert row.cause == "不属于我的工作"

    def test_twice_brings_it_to_the_lead(self, org: Organisation) -> None:
        case = owned_by(org, "anna")
        call(org, cases.decline_case, case, "anna", reason="一")
        call(org, cases.decline_case, case, "bob", reason="二")
        assert case.owner_id == org.people["lea"].id

    def test_is_the_owners_only(self, org: Organisation) -> None:
        case = owned_by(org, "anna")
        with pytest.raises(NotInCharge):
            call(org, cases.decline_case, case, "bob", reason="x")


class TestTasks:
    def test_name_an_owner_in_the_other_team(self, org: Organisation) -> None:
        case = owned_by(org, "anna")
        call(org, cases.open_task, case, "anna", team_id=org.teams["食品安全"], text="请检查")
        (task,) = org.published()[-1].tasks
        assert task.team.name == "食品安全"
        assert task.owner.username == "fay"
        assert task.text == "请检查"

    def test_need_an_active_team(self, org: Organisation) -> None:
        case = owned_by(org, "anna")
        with pytest.raises(UnfitValue):
            call(org, cases.open_task, case, "anna", team_id=new_id(), text="请检查")
