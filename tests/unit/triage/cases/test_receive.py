"""A feedback becomes a case with a verdict, a team and an owner."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from services.triage.models.cases import Case, CaseHistory
from services.triage.operations.progress import follow_progress
from services.triage.operations.receive import append_feedback, receive_feedback
from services.triage.operations.reference import keep_customers
from services.triage.queries.labels import ERASED
from shared.events import CustomerChanged, FeedbackAppended
from tests.fixtures.triage import NOON, Organisation, feedback, progressed, verdict

LATER = NOON + timedelta(hours=1)


def said(case: Case, seq: int = 1, text: str = "还没有退款") -> FeedbackAppended:
    return FeedbackAppended(
        case_id=case.id, feedback_id=case.feedback_id, seq=seq, text=text, appended_at=NOON
    )


class TestReceiveFeedback:
    def test_goes_to_the_topics_team_and_its_least_loaded_agent(self, org: Organisation) -> None:
        first, second = org.case("refund"), org.case("refund")

        assert first.team_id == org.teams["售后退款"]
        assert {first.owner_id, second.owner_id} == {
            org.people["anna"].id,
            org.people["bob"].id,
        }
        assert first.is_open
        assert first.assigned_at == NOON
        assert first.accepted_at is None

    def test_publishes_the_whole_case_once(self, org: Organisation) -> None:
        case = org.case("refund", urgency="high")

        (event,) = org.published()
        assert event.case_id == case.id
        assert (event.generation, event.version, event.cycle) == (1, 1, 1)
        assert event.birth.text == "退款一直没有到账"
        assert event.birth.ticket_no == "20261122-7Q4K2"
        assert event.urgency == "high"
        assert event.topics[0].code == "refund"
        assert event.evidence[0].text == "退款"
        assert event.owner.username in {"anna", "bob"}
        assert event.team.name == "售后退款"
        assert event.change == "triaged"

    def test_again_changes_nothing(self, org: Organisation) -> None:
        said_once = feedback()
        case = org.case(said=said_once)
        owner = case.owner_id

        org.case("food_safety", said=said_once)

        org.session.refresh(case)
        assert case.owner_id == owner
        assert len(org.published()) == 1

    def test_twice_in_a_batch_makes_one_case(self, org: Organisation) -> None:
        once = feedback()
        pair = [(once, verdict("refund")), (once, verdict("refund"))]
        receive_feedback(org.session, pair, org.boards, now=NOON)
        assert len(org.published()) == 1

    def test_without_a_known_topic_goes_to_the_default_team_and_to_review(
        self, org: Organisation
    ) -> None:
        receive_feedback(org.session, [(once := feedback(), verdict())], org.boards, now=NOON)
        case = org.session.get_one(Case, once.case_id)
        assert case.team_id == org.teams["门店服务"]
        assert case.owner_id == org.people["sam"].id
        assert case.review_rank is not None

    def test_with_a_doubtful_verdict_has_an_owner_and_a_review(self, org: Organisation) -> None:
        case = org.case("refund", confidence=0.4)
        assert case.review_rank is not None
        assert case.owner_id is not None

    def test_waits_and_alerts_the_lead_when_nobody_is_eligible(self, org: Organisation) -> None:
        for name in ("anna", "bob"):
            org.people[name].away = True
        org.session.flush()

        case = org.case("refund")

        assert case.owner_id is None
        assert case.is_open
        (event,) = org.published()
        assert event.owner is None
        assert event.team.name == "售后退款"
        detail = org.session.execute(sa.select(col(CaseHistory.detail))).scalar_one()
        assert detail["reason"] == "nobody_eligible"
        assert detail["considered"]["away"] == 2
        assert detail["alerted"] == [org.people["lea"].id]

    def test_respects_capacity(self, org: Organisation) -> None:
        for name in ("anna", "bob"):
            org.people[name].capacity = 1
        org.session.flush()
        owners = [org.case("refund").owner_id for _ in range(3)]
        assert owners[2] is None
        assert None not in owners[:2]

    def test_counts_loads_from_the_rows_again_after_a_while(self, org: Organisation) -> None:
        org.people["bob"].away = True
        org.session.flush()
        for _ in range(3):
            org.case("refund")
        org.people["bob"].away = False
        org.session.flush()

        later = NOON + timedelta(seconds=3)
        owners = [org.case("refund", now=later).owner_id for _ in range(3)]

        assert owners == [org.people["bob"].id] * 3

    def test_keeps_the_trace_of_the_choice(self, org: Organisation) -> None:
        org.case("refund")
        row = org.session.execute(sa.select(CaseHistory)).scalar_one()
        assert row.event == "triaged"
        assert row.actor == "system"
        assert row.detail["team"] == "topic: refund"
        assert row.detail["considered"] == {"eligible": 2, "load": 0}


class TestStubs:
    def test_of_progress_becomes_a_case_with_its_feedback(self, org: Organisation) -> None:
        once = feedback()
        stub = Case(id=once.case_id, feedback_id=once.feedback_id)
        event = progressed(stub, version=7, progress="in_progress", public_status="in_progress")
        follow_progress(org.session, [event], org.boards, now=NOON)
        assert org.published() == []

        case = org.case(said=once)

        assert case.progress == "in_progress"
        assert case.accepted_at is not None
        assert case.is_open
        assert len(org.published()) == 1

    def test_of_a_reopened_case_is_born_in_its_cycle(self, org: Organisation) -> None:
        once = feedback()
        stub = Case(id=once.case_id, feedback_id=once.feedback_id)
        event = progressed(stub, version=9, progress="open", cycle=2, reopen_count=1)
        follow_progress(org.session, [event], org.boards, now=NOON)

        org.case(said=once)

        (published,) = org.published()
        assert published.cycle == 2
        assert published.urgency == "high"
        assert published.owner is not None

    def test_of_a_message_is_born_with_its_verdict(self, org: Organisation) -> None:
        once = feedback()
        stub = Case(id=once.case_id, feedback_id=once.feedback_id)
        message = (said(stub), verdict("food_safety", urgency="critical"))
        append_feedback(org.session, [message], org.boards, now=NOON)
        assert org.published() == []

        org.case(said=once)

        (published,) = org.published()
        assert published.urgency == "critical"
        assert [one.seq for one in published.messages] == [1]


class TestAppendFeedback:
    def test_publishes_every_message_verdict_in_order(self, org: Organisation) -> None:
        case = org.case()
        batch = [
            (said(case, 2), verdict(kind="praise", small_talk=True)),
            (said(case, 1), verdict("refund")),
        ]
        append_feedback(org.session, batch, org.boards, now=NOON)

        event = org.published()[-1]
        assert event.version == 2
        assert event.change == "message"
        assert [(one.seq, one.small_talk) for one in event.messages] == [(1, False), (2, True)]

    def test_again_changes_nothing(self, org: Organisation) -> None:
        case = org.case()
        for _ in range(2):
            append_feedback(org.session, [(said(case), verdict())], org.boards, now=NOON)
        assert len(org.published()) == 2
        assert case.revision == 2

    def test_raises_the_urgency_and_changes_the_etag(self, org: Organisation) -> None:
        case = org.case(urgency="low")
        revision = case.revision
        message = (said(case), verdict(urgency="critical"))
        append_feedback(org.session, [message], org.boards, now=NOON)
        assert case.urgency_order == 0
        assert case.revision == revision + 1

    def test_of_a_merged_case_raises_the_urgency_of_the_survivor(self, org: Organisation) -> None:
        case, survivor = org.case(urgency="low"), org.case(urgency="normal")
        case.disposition, case.merged_into, case.is_open = "merged", survivor.id, False
        org.session.flush()
        message = (said(case), verdict(urgency="critical"))
        append_feedback(org.session, [message], org.boards, now=LATER)
        assert survivor.urgency_order == 0
        event = org.published()[-1]
        assert (event.case_id, event.change, event.actor) == (survivor.id, "message", "customer")

    @pytest.mark.parametrize(
        ("reason", "said_now"),
        [
            ("invalid", {}),
            ("duplicate", {"kind": "other"}),
            ("spam", {"kind": "inquiry"}),
            ("spam", {"kind": "other", "urgency": "critical"}),
        ],
    )
    def test_puts_a_dismissed_case_before_a_person_again(
        self, org: Organisation, reason: str, said_now: dict[str, Any]
    ) -> None:
        case = dismissed(org, reason)
        append_feedback(org.session, [(said(case), verdict(**said_now))], org.boards, now=LATER)

        assert (case.disposition, case.disposition_reason) == ("live", None)
        assert case.is_open
        assert case.assigned_at == LATER
        event = org.published()[-1]
        assert (event.change, event.cause, event.actor) == ("restored", "message", "customer")
        assert event.disposition == "live"
        assert event.owner is not None
        assert len(org.published()) == 2

    @pytest.mark.parametrize(
        ("reason", "said_now"),
        [
            ("invalid", {"kind": "other", "small_talk": True}),
            ("invalid", {"kind": "praise"}),
            ("spam", {"kind": "other"}),
        ],
    )
    def test_lets_a_dismissal_stand_when_nothing_more_is_wanted(
        self, org: Organisation, reason: str, said_now: dict[str, Any]
    ) -> None:
        case = dismissed(org, reason)
        append_feedback(org.session, [(said(case), verdict(**said_now))], org.boards, now=LATER)
        assert case.disposition == "dismissed"
        assert not case.is_open


def dismissed(org: Organisation, reason: str) -> Case:
    """Return a case that somebody dismissed."""
    case = org.case(kind="other")
    case.disposition, case.disposition_reason = "dismissed", reason
    case.is_open = False
    org.session.flush()
    return case


class TestErasedCustomer:
    def test_leaves_no_words_behind(self, org: Organisation) -> None:
        case = org.case(said=feedback(customer="c-1"))
        append_feedback(org.session, [(said(case), verdict())], org.boards, now=NOON)
        erased = CustomerChanged(
            generation=1, version=1, handle="c-1", canonical="c-1", erased=True
        )

        keep_customers(org.session, [erased], now=NOON)

        org.session.expire_all()
        kept = org.session.get_one(Case, case.id)
        assert kept.birth["text"] == ERASED
        assert kept.verdict["evidence"] == []
        assert kept.verdict["kind"] == "complaint"
