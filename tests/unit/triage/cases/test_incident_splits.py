"""Splitting an incident undoes what joining it changed of each case."""

from datetime import datetime, timedelta

from services.triage.models.cases import Case
from services.triage.models.incidents import Incident
from services.triage.operations.cases import accept_case, transfer_case
from services.triage.operations.dispositions import dismiss_case, restore_case
from services.triage.operations.incidents import split_incident
from services.triage.operations.incidents_opened import open_incident
from services.triage.operations.lapse import lapse_untouched
from services.triage.operations.progress import follow_progress
from shared.preconditions import etag
from tests.fixtures.assignment import anew, by_name, policy
from tests.fixtures.triage import NOON, Organisation, progressed

JOINED, SPLIT = NOON + timedelta(hours=1), NOON + timedelta(hours=4)


def accept(org: Organisation, case: Case, name: str, now: datetime = NOON) -> None:
    accept_case(
        org.session,
        org.boards,
        case.id,
        by=org.principal(name),
        if_match=etag("t", case.revision),
        now=now,
    )


def gather(org: Organisation, *cases: Case) -> Incident:
    """Make an incident of the cases, its owner the manager."""
    return open_incident(
        org.session,
        org.boards,
        title="退款都没到账",
        case_ids=[case.id for case in cases],
        owner_id=None,
        by=org.principal("max"),
        now=JOINED,
    )


def split(org: Organisation, incident: Incident) -> None:
    org.session.flush()
    split_incident(
        org.session,
        org.boards,
        incident.id,
        case_ids=None,
        reason="不是一回事",
        by=org.principal("max"),
        if_match=etag("t", incident.revision),
        now=SPLIT,
    )
    org.session.flush()


class TestSplitting:
    def test_leaves_accepted_what_was(self, org: Organisation) -> None:
        case = org.case()
        owner = by_name(org, case) or ""
        accept(org, case, owner)
        incident = gather(org, case)
        assert (by_name(org, case), case.accepted_at) == ("max", None)

        split(org, incident)

        assert (by_name(org, case), case.assigned_at, case.accepted_at) == (owner, NOON, NOON)
        told = org.published()[-1]
        assert (told.change, told.accepted_at) == ("left_incident", NOON)

    def test_gives_to_nobody_what_nobody_had(self, org: Organisation) -> None:
        policy(org, "售后退款", strategy="pull_only")
        anew(org)
        case = org.case()
        incident = gather(org, case)
        accept(org, case, "max", JOINED)

        split(org, incident)

        assert (case.owner_id, case.assigned_at, case.accepted_at) == (None, None, None)
        assert case.is_waiting
        assert org.published()[-1].owner is None

    def test_counts_what_was_not_accepted_as_given_anew(self, org: Organisation) -> None:
        policy(org, "售后退款", lapse_minutes=30)
        anew(org)
        case = org.case()
        owner = by_name(org, case)
        incident = gather(org, case)

        split(org, incident)

        assert (by_name(org, case), case.accepted_at, case.assigned_at) == (owner, None, SPLIT)
        assert lapse_untouched(org.session, org.boards, SPLIT) == 0

    def test_takes_no_earlier_cycle_for_accepted(self, org: Organisation) -> None:
        case = org.case()
        accept(org, case, by_name(org, case) or "")
        incident = gather(org, case)
        again = progressed(case, version=9, progress="open", cycle=2)
        follow_progress(org.session, [again], org.boards, now=JOINED)
        org.session.refresh(case)
        assert by_name(org, case) == "max"

        split(org, incident)

        assert (case.accepted_at, case.assigned_at) == (None, SPLIT)

    def test_gives_back_what_was_dismissed_meanwhile(self, org: Organisation) -> None:
        case = org.case()
        owner = by_name(org, case)
        incident = gather(org, case)
        by = org.principal("max")
        dismiss_case(
            org.session,
            org.boards,
            case.id,
            reason="invalid",
            duplicate_of=None,
            by=by,
            if_match=etag("t", case.revision),
            now=JOINED,
        )
        split(org, incident)
        tag = etag("t", case.revision)
        restore_case(org.session, org.boards, case.id, by=by, if_match=tag, now=SPLIT)
        assert (by_name(org, case), case.disposition) == (owner, "live")

    def test_leaves_alone_what_the_owner_had_already(self, org: Organisation) -> None:
        case = org.case()
        transfer_case(
            org.session,
            org.boards,
            case.id,
            to_staff=org.people["max"].id,
            to_team=None,
            reason="请经理看",
            by=org.principal("max"),
            if_match=etag("t", case.revision),
            now=NOON,
        )
        incident = gather(org, case)
        accept(org, case, "max", JOINED)

        split(org, incident)

        assert (by_name(org, case), case.assigned_at, case.accepted_at) == ("max", NOON, JOINED)
