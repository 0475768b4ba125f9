"""Dismissing, merging, and undoing both."""

from typing import Any

import pytest
import sqlalchemy as sa

from services.triage.errors import (
    CaseUnknown,
    CriticalStays,
    IllegalMove,
    SurvivorNotLive,
    UnfitValue,
)
from services.triage.errors_desk import SurvivorStays
from services.triage.models.cases import Case
from services.triage.operations import dispositions
from services.triage.operations.progress import follow_progress
from services.triage.operations.receive import append_feedback
from services.triage.operations.verdicts import Correction, correct_verdict
from services.triage.rules.cases import urgency_of
from shared.events import FeedbackAppended
from shared.ids import new_id
from shared.preconditions import etag
from shared.tables import audit_entry
from tests.fixtures.triage import NOON, Organisation, progressed, verdict


def call(org: Organisation, move: Any, case: Case, name: str, **fields: Any) -> Case:
    moved: Case = move(
        org.session,
        org.boards,
        case.id,
        by=org.principal(name),
        if_match=etag("t", case.revision),
        now=NOON,
        **fields,
    )
    org.session.flush()
    return moved


def dismiss(org: Organisation, case: Case, name: str = "anna", **fields: Any) -> Case:
    fields = {"reason": "spam", "duplicate_of": None, **fields}
    return call(org, dispositions.dismiss_case, case, name, **fields)


def merge(org: Organisation, case: Case, into: Case | str, name: str = "anna") -> Case:
    survivor = into if isinstance(into, str) else into.id
    return call(org, dispositions.merge_case, case, name, into=survivor, reason="同一件事")


class TestDismiss:
    def test_takes_the_case_out_of_the_queues(self, org: Organisation) -> None:
        case = dismiss(org, org.case(confidence=0.1))
        assert (case.disposition, case.disposition_reason) == ("dismissed", "spam")
        assert not case.is_open
        assert case.review_rank is None
        event = org.published()[-1]
        assert (event.disposition, event.disposition_reason) == ("dismissed", "spam")

    def test_commutes_with_a_resolution(self, org: Organisation) -> None:
        first, second = org.case(), org.case()
        dismiss(org, first)
        for case in (first, second):
            resolved = progressed(case, progress="resolved", public_status="resolved")
            follow_progress(org.session, [resolved], org.boards, now=NOON)
            org.session.refresh(case)
        dismiss(org, second)
        assert (first.disposition, first.progress) == (second.disposition, second.progress)

    def test_of_a_critical_case_is_for_leads_and_managers(self, org: Organisation) -> None:
        case = org.case(urgency="critical")
        with pytest.raises(CriticalStays):
            dismiss(org, case)
        assert dismiss(org, case, "lea").disposition == "dismissed"

    def test_as_duplicate_names_the_other_case(self, org: Organisation) -> None:
        case, other = org.case(), org.case()
        with pytest.raises(UnfitValue):
            dismiss(org, case, reason="duplicate")
        with pytest.raises(UnfitValue):
            dismiss(org, case, duplicate_of=other.id)
        assert dismiss(org, case, reason="duplicate", duplicate_of=other.id).duplicate_of

    def test_as_duplicate_of_a_case_out_of_reach_is_refused(self, org: Organisation) -> None:
        case, foreign = org.case(), org.case("food_safety")
        for other in (foreign.id, new_id()):
            with pytest.raises(CaseUnknown) as refused:
                dismiss(org, case, reason="duplicate", duplicate_of=other)
            assert refused.value.errors[0].pointer == "/duplicate_of"

    def test_for_another_reason_is_refused(self, org: Organisation) -> None:
        with pytest.raises(UnfitValue):
            dismiss(org, org.case(), reason="boring")

    def test_twice_names_restore(self, org: Organisation) -> None:
        case = dismiss(org, org.case())
        with pytest.raises(IllegalMove) as refused:
            dismiss(org, case)
        assert refused.value.extra["legal"] == ["restore"]

    def test_of_one_that_others_are_merged_into_is_refused(self, org: Organisation) -> None:
        survivor, other = org.case(), org.case()
        merged = merge(org, org.case(), survivor)
        for reason, duplicate_of in (("spam", None), ("duplicate", other.id)):
            with pytest.raises(SurvivorStays) as refused:
                dismiss(org, survivor, reason=reason, duplicate_of=duplicate_of)
        assert "20261122-7Q4K2" in refused.value.en
        assert refused.value.extra == {"merged": [merged.id]}
        assert survivor.disposition == "live"

        call(org, dispositions.restore_case, merged, "anna")
        assert dismiss(org, survivor).disposition == "dismissed"

    def test_names_of_those_merged_what_is_within_reach(self, org: Organisation) -> None:
        survivor = org.case()
        merge(org, org.case("food_safety"), survivor, "max")
        with pytest.raises(SurvivorStays) as refused:
            dismiss(org, survivor)
        assert refused.value.extra == {"merged": []}

    def test_is_audited(self, org: Organisation) -> None:
        case = dismiss(org, org.case())
        found = org.session.execute(sa.select(audit_entry.c.action, audit_entry.c.subject)).one()
        assert tuple(found) == ("case.dismissed", case.id)


class TestMerge:
    def test_points_to_the_survivor(self, org: Organisation) -> None:
        case, survivor = org.case(), org.case()
        merge(org, case, survivor)
        assert (case.disposition, case.merged_into) == ("merged", survivor.id)
        assert not case.is_open
        assert survivor.is_open
        assert org.published()[-1].merged_into == survivor.id

    def test_takes_along_those_merged_before(self, org: Organisation) -> None:
        first, second, third = org.case(), org.case(), org.case()
        merge(org, first, second)
        merge(org, second, third)
        assert first.merged_into == second.merged_into == third.id
        changes = [(event.case_id, event.merged_into) for event in org.published()[-2:]]
        assert changes == [(first.id, third.id), (second.id, third.id)]

    def test_makes_the_survivor_as_urgent_as_the_case(self, org: Organisation) -> None:
        case, survivor = org.case(urgency="critical"), org.case(urgency="normal")
        revision = survivor.revision
        merge(org, case, survivor)
        assert survivor.urgency_order == 0
        assert survivor.revision == revision + 1
        told = {one.case_id: (one.change, one.urgency) for one in org.published()[-2:]}
        assert told[survivor.id] == ("absorbed", "critical")

    def test_leaves_a_more_urgent_survivor_as_it_is(self, org: Organisation) -> None:
        case, survivor = org.case(urgency="low"), org.case(urgency="high")
        before = survivor.revision, survivor.urgency_order
        merge(org, case, survivor)
        assert (survivor.revision, survivor.urgency_order) == before

    def test_into_one_that_is_not_live_is_refused(self, org: Organisation) -> None:
        case, dismissed = org.case(), dismiss(org, org.case())
        with pytest.raises(SurvivorNotLive):
            merge(org, case, dismissed)

    def test_into_itself_is_refused(self, org: Organisation) -> None:
        case = org.case()
        with pytest.raises(UnfitValue):
            merge(org, case, case)

    def test_into_one_out_of_reach_is_refused(self, org: Organisation) -> None:
        case, foreign = org.case(), org.case("food_safety")
        with pytest.raises(CaseUnknown) as refused:
            merge(org, case, foreign)
        assert refused.value.errors[0].pointer == "/into"
        assert merge(org, case, foreign, "max").merged_into == foreign.id


class TestRestore:
    def restore(self, org: Organisation, case: Case, name: str = "anna") -> Case:
        return call(org, dispositions.restore_case, case, name)

    def test_makes_a_dismissed_case_live_with_its_owner(self, org: Organisation) -> None:
        case = org.case()
        owner = case.owner_id
        self.restore(org, dismiss(org, case))
        assert (case.disposition, case.owner_id, case.is_open) == ("live", owner, True)
        assert org.published()[-1].disposition == "live"

    def test_finds_another_owner_when_the_old_one_left(self, org: Organisation) -> None:
        case = dismiss(org, org.case(), "max")
        left = next(p for p in org.people.values() if p.id == case.owner_id)
        left.active = False
        org.session.flush()
        org.boards = type(org.boards)(default_team="门店服务")
        self.restore(org, case, "max")
        assert case.owner_id not in {None, left.id}

    def test_undoes_a_merge(self, org: Organisation) -> None:
        case, survivor = org.case(), org.case()
        self.restore(org, merge(org, case, survivor))
        assert (case.disposition, case.merged_into) == ("live", None)

    def test_of_a_live_case_is_illegal(self, org: Organisation) -> None:
        with pytest.raises(IllegalMove):
            self.restore(org, org.case())


class TestUrgencyOfASurvivor:
    """It is given back when what raised it is restored, as far as nothing else holds it up."""

    def restore(self, org: Organisation, case: Case) -> None:
        call(org, dispositions.restore_case, case, "max")

    def correct(self, org: Organisation, case: Case, urgency: Any) -> None:
        correction = Correction(urgency=urgency)
        call(org, correct_verdict, case, "max", correction=correction)

    def test_falls_with_the_case_that_raised_it(self, org: Organisation) -> None:
        case, survivor = org.case(urgency="critical"), org.case(urgency="low")
        merge(org, case, survivor)
        revision = survivor.revision
        self.restore(org, case)
        assert (urgency_of(survivor.urgency_order), survivor.revision) == ("low", revision + 1)
        told = org.published()[-1]
        assert (told.case_id, told.change, told.urgency) == (survivor.id, "released", "low")
        assert case.urgency_order == 0

    def test_stays_that_of_others_merged_into_it(self, org: Organisation) -> None:
        first, second, survivor = (org.case(urgency=one) for one in ("critical", "high", "low"))
        merge(org, second, survivor)
        merge(org, first, survivor)
        self.restore(org, first)
        assert urgency_of(survivor.urgency_order) == "high"
        self.restore(org, second)
        assert urgency_of(survivor.urgency_order) == "low"

    def test_stays_what_its_customer_made_of_it(self, org: Organisation) -> None:
        case, survivor = org.case(urgency="critical"), org.case(urgency="low")
        merge(org, case, survivor)
        said = FeedbackAppended(
            case_id=survivor.id,
            feedback_id=survivor.feedback_id,
            seq=1,
            text="还没有退款",
            appended_at=NOON,
        )
        append_feedback(org.session, [(said, verdict(urgency="high"))], org.boards, now=NOON)
        self.restore(org, case)
        assert urgency_of(survivor.urgency_order) == "high"

    @pytest.mark.parametrize("corrected", ["low", "high"])
    def test_stays_what_a_person_says(self, org: Organisation, corrected: str) -> None:
        first, second, survivor = (org.case(urgency=one) for one in ("critical", "high", "low"))
        merge(org, first, survivor)
        merge(org, second, survivor)
        self.correct(org, survivor, corrected)
        self.restore(org, second)
        assert urgency_of(survivor.urgency_order) == corrected
        self.restore(org, first)
        assert urgency_of(survivor.urgency_order) == corrected

    def test_goes_with_those_that_follow_to_another(self, org: Organisation) -> None:
        first, second, last = (org.case(urgency=one) for one in ("critical", "normal", "low"))
        merge(org, first, second)
        merge(org, second, last)
        assert [urgency_of(one.urgency_order) for one in (second, last)] == ["normal", "critical"]
        self.restore(org, first)
        assert urgency_of(last.urgency_order) == "normal"
        self.restore(org, second)
        assert [urgency_of(one.urgency_order) for one in (second, last)] == ["normal", "low"]

    def test_that_nothing_raised_is_left_alone(self, org: Organisation) -> None:
        case, survivor = org.case(urgency="low"), org.case(urgency="high")
        merge(org, case, survivor)
        before = survivor.revision
        self.restore(org, case)
        assert (urgency_of(survivor.urgency_order), survivor.revision) == ("high", before)
