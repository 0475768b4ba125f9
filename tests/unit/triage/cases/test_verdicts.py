"""Corrections and confirmations: what changes, what is learned, where the case goes."""

from typing import Any

import pytest
import sqlalchemy as sa

from services.triage.errors import UnfitValue
from services.triage.models.cases import Case, Label
from services.triage.operations.progress import follow_progress
from services.triage.operations.verdicts import Correction, confirm_verdict, correct_verdict
from shared.events.vocabulary import URGENCY_RANK
from shared.preconditions import etag
from tests.fixtures.triage import NOON, Organisation, progressed


def correct(org: Organisation, case: Case, name: str = "anna", **parts: Any) -> Case:
    moved = correct_verdict(
        org.session,
        org.boards,
        case.id,
        Correction(**parts),
        by=org.principal(name),
        if_match=etag("t", case.revision),
        now=NOON,
    )
    org.session.flush()
    return moved


def labels(org: Organisation) -> list[Label]:
    return list(org.session.execute(sa.select(Label)).scalars())


class TestCorrect:
    def test_changes_the_parts_given(self, org: Organisation) -> None:
        case = org.case(confidence=0.3)
        correct(org, case, kind="inquiry", urgency="low", store_code="S002")
        event = org.published()[-1]
        assert (event.kind, event.urgency, event.store_code) == ("inquiry", "low", "S002")
        assert event.topics[0].code == "refund"
        assert event.birth.store_code == "S001"
        assert case.moved_from == "S001"
        assert case.review_rank is None

    def test_keeps_before_and_after_to_learn_from(self, org: Organisation) -> None:
        case = org.case()
        correct(org, case, kind="praise")
        (label,) = labels(org)
        assert not label.confirmed
        assert (label.before["kind"], label.after["kind"]) == ("complaint", "praise")

    @pytest.mark.parametrize(("given", "learned"), [(None, "normal"), ("low", "low")])
    def test_teaches_no_urgency_that_came_after_the_text(
        self, org: Organisation, given: Any, learned: str
    ) -> None:
        case = org.case()
        case.urgency_of_messages, case.urgency_order = URGENCY_RANK["critical"], 0
        correct(org, case, kind="praise", urgency=given)
        (label,) = labels(org)
        assert (label.before["urgency"], label.after["urgency"]) == ("normal", learned)
        assert label.before["topics"] == label.after["topics"] == ["refund"]
        assert label.staff_id == org.people["anna"].id

    def test_of_topics_moves_the_case_to_their_team(self, org: Organisation) -> None:
        case = org.case("refund")
        correct(org, case, topics=["food_safety"])
        assert case.team_id == org.teams["食品安全"]
        assert case.owner_id == org.people["fay"].id
        event = org.published()[-1]
        assert [(topic.code, topic.confidence) for topic in event.topics] == [("food_safety", 1.0)]
        assert event.evidence == ()

    def test_leaves_an_accepted_case_with_its_owner(self, org: Organisation) -> None:
        case = org.case("refund")
        started = progressed(case, progress="in_progress")
        follow_progress(org.session, [started], org.boards, now=NOON)
        org.session.refresh(case)
        correct(org, case, topics=["food_safety"])
        assert case.team_id == org.teams["售后退款"]

    def test_of_urgency_holds_until_something_new_raises_it(self, org: Organisation) -> None:
        case = org.case(urgency="high")
        correct(org, case, urgency="low")
        assert case.urgency_order == 3
        again = progressed(case, progress="open", cycle=2, reopen_count=1)
        follow_progress(org.session, [again], org.boards, now=NOON)
        org.session.flush()
        assert case.urgency_order == 2

    @pytest.mark.parametrize(
        ("parts", "pointer"),
        [({"topics": ["nonsense"]}, "/topics"), ({"store_code": "S999"}, "/store_code")],
    )
    def test_with_something_unknown_is_refused(
        self, org: Organisation, parts: dict[str, Any], pointer: str
    ) -> None:
        case = org.case()
        with pytest.raises(UnfitValue) as refused:
            correct(org, case, **parts)
        assert refused.value.errors[0].pointer == pointer
        assert labels(org) == []


class TestConfirm:
    def test_is_a_label_and_ends_the_review(self, org: Organisation) -> None:
        case = org.case(confidence=0.2)
        confirm_verdict(
            org.session,
            org.boards,
            case.id,
            by=org.principal("anna"),
            if_match=etag("t", case.revision),
            now=NOON,
        )
        org.session.flush()
        (label,) = labels(org)
        assert label.confirmed
        assert label.before == label.after
        assert case.review_rank is None
