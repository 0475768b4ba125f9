"""What triage does when followup tells how far a case is, in whatever order it hears of it."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from services.triage.assignment.board import LoadBoard
from services.triage.models import TriageModel
from services.triage.models.cases import Case, CaseHistory, CaseMessage
from services.triage.operations.progress import follow_progress
from services.triage.operations.receive import append_feedback, receive_feedback
from services.triage.operations.waking import DRAIN_BACKLOG
from services.triage.queries.labels import ERASED
from shared.database import memory_session
from shared.events import CaseProgressed, FeedbackAppended, FeedbackReceived
from shared.tables import kit_metadata, outbox, timer
from tests.fixtures.triage import (
    NOON,
    Organisation,
    feedback,
    organisation,
    progressed,
    verdict,
)


def follow(org: Organisation, *events: CaseProgressed) -> None:
    follow_progress(org.session, events, org.boards, now=NOON)
    org.session.flush()
    org.session.expire_all()


def causes(org: Organisation) -> list[str]:
    found = org.session.execute(
        sa.text("SELECT cause FROM case_history WHERE event = 'reopened' ORDER BY id")
    )
    return list(found.scalars())


class TestProgress:
    def test_is_shown_and_counted(self, org: Organisation) -> None:
        case = org.case()
        follow(org, progressed(case, progress="in_progress"))
        assert case.progress == "in_progress"
        assert (case.followup_generation, case.followup_version) == (1, 1)

    def test_that_is_older_changes_nothing(self, org: Organisation) -> None:
        case = org.case()
        follow(org, progressed(case, version=2, progress="resolved"))
        revision = case.revision
        follow(org, progressed(case, version=1, progress="assigned"))
        assert case.progress == "resolved"
        assert case.revision == revision

    def test_of_a_later_generation_is_newer(self, org: Organisation) -> None:
        case = org.case()
        follow(org, progressed(case, version=9, progress="resolved"))
        follow(org, progressed(case, generation=2, version=1, progress="assigned"))
        assert case.progress == "assigned"

    def test_that_only_names_the_owner_triage_chose_is_no_news(self, org: Organisation) -> None:
        case = org.case()
        follow(org, progressed(case, progress="assigned"))
        assert case.revision == 1
        assert len(org.published()) == 1

    def test_keeps_the_newest_of_a_batch(self, org: Organisation) -> None:
        case = org.case()
        follow(
            org,
            progressed(case, version=3, progress="waiting_customer"),
            progressed(case, version=2, progress="in_progress"),
        )
        assert case.progress == "waiting_customer"


class TestStart:
    def test_implies_accepting(self, org: Organisation) -> None:
        case = org.case()
        follow(org, progressed(case, progress="in_progress"))
        assert case.accepted_at == NOON
        event = org.published()[-1]
        assert (event.version, event.change, event.accepted_at) == (2, "accepted", NOON)

    def test_is_published_once(self, org: Organisation) -> None:
        case = org.case()
        follow(org, progressed(case, version=1, progress="in_progress"))
        follow(org, progressed(case, version=2, progress="waiting_customer"))
        assert len(org.published()) == 2


class TestReopening:
    def test_raises_the_urgency_and_goes_to_the_previous_owner(self, org: Organisation) -> None:
        case = org.case(urgency="normal")
        owner = case.owner_id
        follow(org, progressed(case, version=1, progress="told"))
        follow(org, progressed(case, version=2, progress="open", cycle=2, reopen_count=1))

        assert case.owner_id == owner
        assert case.cycle == 2
        assert case.accepted_at is None
        assert case.is_open
        event = org.published()[-1]
        assert (event.cycle, event.urgency, event.change) == (2, "high", "reopened")
        assert event.accepted_at is None

    def test_happens_once_per_cycle(self, org: Organisation) -> None:
        case = org.case(urgency="low")
        again = progressed(case, version=2, progress="open", cycle=2, reopen_count=1)
        follow(org, again)
        follow(org, again, again)
        follow(org, progressed(case, version=3, progress="assigned", cycle=2, reopen_count=1))
        assert case.urgency_order == 2
        assert len(org.published()) == 2

    def test_goes_to_another_when_the_previous_owner_is_away(self, org: Organisation) -> None:
        case = org.case()
        owner = case.owner_id
        for name in ("anna", "bob"):
            org.people[name].away = org.people[name].id == owner
        org.session.flush()
        org.boards = type(org.boards)(default_team="门店服务")
        follow(org, progressed(case, progress="open", cycle=2, reopen_count=1))
        assert case.owner_id not in {None, owner}

    def test_goes_to_a_manager_after_too_many(self, org: Organisation) -> None:
        case = org.case()
        follow(org, progressed(case, progress="open", cycle=4, reopen_count=3))
        assert case.owner_id == org.people["max"].id

    def test_tells_the_lead(self, org: Organisation) -> None:
        case = org.case()
        follow(org, progressed(case, progress="open", cycle=2, reopen_count=1))
        detail = org.session.execute(
            sa.text("SELECT detail FROM case_history WHERE event = 'reopened'")
        ).scalar_one()
        assert org.people["lea"].id in detail

    def test_leaves_the_reason_to_followup(self, org: Organisation) -> None:
        case = org.case()
        said: dict[str, Any] = {
            "cycle": 2,
            "reopen_count": 1,
            "reopen_reason": "客户又说：甲的秘密",
        }
        follow(org, progressed(case, progress="open", **said))
        assert causes(org) == ["progress"]

    def test_forgets_the_reason_an_older_row_holds_once_somebody_was_erased(
        self, org: Organisation
    ) -> None:
        case = org.case()
        old: dict[str, Any] = {
            "case_id": case.id,
            "at": NOON,
            "actor": "system",
            "event": "reopened",
        }
        org.session.add(CaseHistory(**old, cause="客户又说：甲的秘密"))
        follow(org, progressed(case, progress="open", change="customer_erased"))
        assert causes(org) == [ERASED]

    def test_of_a_dismissed_case_puts_it_before_a_person_again(self, org: Organisation) -> None:
        case = org.case()
        case.disposition, case.is_open = "dismissed", False
        org.session.flush()
        follow(org, progressed(case, progress="open", cycle=2, reopen_count=1))
        assert (case.disposition, case.cycle) == ("live", 2)
        assert case.is_open
        assert case.owner_id is not None
        assert org.published()[-1].disposition == "live"


class TestEnding:
    def test_makes_room_for_those_who_wait(self, org: Organisation) -> None:
        for name in ("anna", "bob"):
            org.people[name].capacity = 1
        org.session.flush()
        cases = [org.case() for _ in range(3)]
        assert cases[2].owner_id is None

        follow(org, progressed(cases[0], progress="told"))

        assert not cases[0].is_open
        due = org.session.execute(
            sa.select(timer.c.due_at).where(timer.c.kind == DRAIN_BACKLOG)
        ).scalar_one()
        assert due == NOON


SAID = feedback(
    "01900000-0000-7000-8000-000000000001", feedback_id="01900000-0000-7000-8000-000000000002"
)
STUB = Case(id=SAID.case_id, feedback_id=SAID.feedback_id)
STORY: Sequence[Any] = (
    SAID,
    progressed(STUB, version=1, progress="assigned"),
    progressed(STUB, version=2, progress="in_progress"),
    progressed(STUB, version=3, progress="told"),
    FeedbackAppended(
        case_id=SAID.case_id,
        feedback_id=SAID.feedback_id,
        seq=1,
        text="还是没到账,我要投诉到12315",
        appended_at=NOON,
    ),
    progressed(STUB, version=4, progress="open", cycle=2, reopen_count=1),
    progressed(STUB, version=5, progress="in_progress", cycle=2, reopen_count=1),
    progressed(STUB, version=6, progress="closed", cycle=2, reopen_count=1),
)


def state_after(org: Organisation, story: Sequence[Any]) -> dict[str, Any]:
    """Return what triage decides about the case when it hears `story` in this order."""
    session = org.session
    for table in (Case, CaseMessage, CaseHistory):
        session.execute(sa.delete(table))
    session.execute(sa.delete(outbox))
    org.boards = LoadBoard(default_team="门店服务")
    for event in story:
        if isinstance(event, FeedbackReceived):
            receive_feedback(session, [(event, verdict("refund"))], org.boards, now=NOON)
        elif isinstance(event, FeedbackAppended):
            message = (event, verdict("refund", urgency="high"))
            append_feedback(session, [message], org.boards, now=NOON)
        else:
            follow_progress(session, [event], org.boards, now=NOON)
    session.flush()
    session.expire_all()
    case = session.get_one(Case, SAID.case_id)
    published = org.published()[-1]
    return {
        "progress": case.progress,
        "cycle": published.cycle,
        "urgency": published.urgency,
        "disposition": published.disposition,
        "is_open": case.is_open,
        "accepted": published.accepted_at is not None,
        "team": published.team.name,
        "messages": [one.seq for one in published.messages],
        "owner": published.owner.username,
    }


@pytest.fixture(scope="module")
def everyone() -> Iterator[Organisation]:
    with memory_session([TriageModel.metadata, kit_metadata]) as session:
        yield organisation(session)


@pytest.fixture(scope="module")
def in_order(everyone: Organisation) -> dict[str, Any]:
    return state_after(everyone, STORY)


class TestAnyOrder:
    @settings(max_examples=40, deadline=None)
    @given(order=st.permutations(range(len(STORY))), twice=st.sets(st.integers(0, len(STORY) - 1)))
    def test_ends_the_same(
        self, everyone: Organisation, in_order: dict[str, Any], order: list[int], twice: set[int]
    ) -> None:
        story = [STORY[index] for index in [*order, *sorted(twice)]]
        assert state_after(everyone, story) == in_order

    def test_in_order_it_is_answered_and_closed(self, in_order: dict[str, Any]) -> None:
        assert in_order["progress"] == "closed"
        assert in_order["cycle"] == 2
        assert in_order["urgency"] == "critical"
        assert not in_order["is_open"]
