"""What triage says becomes cases; nothing is counted twice, nothing newer is undone."""

from datetime import timedelta

import pytest

from services.followup.operations.publishing import digest_of, publish, republish
from services.followup.operations.timeline import Why
from shared import outbox
from shared.events import FeedbackAppended
from tests.fixtures.followup import LI, OTHER_TEAM, WANG, Desk, birth, triaged


class TestANewCase:
    def test_with_an_owner_is_assigned(self, desk: Desk) -> None:
        born = desk.open_case()
        assert desk.case(born.case_id).progress == "assigned"

    def test_without_an_owner_is_open(self, desk: Desk) -> None:
        born = desk.open_case(owner=None)
        assert desk.case(born.case_id).progress == "open"

    def test_is_published_once_as_version_one(self, desk: Desk) -> None:
        born = desk.open_case()
        (snapshot,) = desk.snapshots(born.case_id)
        assert (snapshot.generation, snapshot.version, snapshot.change) == (1, 1, "opened")
        assert (snapshot.progress, snapshot.owner) == ("assigned", LI)

    def test_runs_its_clocks_since_the_feedback_was_received(self, desk: Desk) -> None:
        received_at = desk.now - timedelta(hours=1)
        born = birth(at=received_at)
        desk.hear(triaged(born, urgency="high"))
        (snapshot,) = desk.snapshots(born.case_id)
        assert [clock.due_at for clock in snapshot.clocks] == [
            received_at + timedelta(hours=1),
            received_at + timedelta(hours=24),
        ]

    def test_has_one_timer_for_its_next_clock_event(self, desk: Desk) -> None:
        born = desk.open_case()
        assert desk.due_at("clock", born.case_id) == desk.now + timedelta(hours=2)

    def test_tells_its_timeline_what_triage_decided(self, desk: Desk) -> None:
        born = desk.open_case()
        assert desk.events(born.case_id) == ["triaged"]
        assert desk.detail(born.case_id, "triaged")["owner"] == LI.name

    def test_says_at_birth_what_its_row_says(self, desk: Desk) -> None:
        born = desk.open_case()
        case = desk.case(born.case_id)
        assert publish(desk.session, [case], now=desk.now, why=Why("again")) == []

    def test_many_come_in_one_batch(self, desk: Desk) -> None:
        births = [birth() for _ in range(150)]
        desk.hear(*(triaged(one, owner=LI) for one in births))
        assert {desk.case(one.case_id).progress for one in births} == {"assigned"}
        assert len(desk.published()) == 150

    def test_that_comes_dismissed_is_told_politely(self, desk: Desk) -> None:
        born = desk.open_case(disposition="dismissed", disposition_reason="spam")
        (snapshot,) = desk.snapshots(born.case_id)
        assert (snapshot.progress, snapshot.public_status) == ("assigned", "closed")
        assert {clock.status for clock in snapshot.clocks} == {"paused"}
        assert desk.due_at("clock", born.case_id) is None


class TestANewerSnapshot:
    def test_brings_an_owner(self, desk: Desk) -> None:
        born = desk.open_case(owner=None)
        desk.hear(triaged(born, 2, owner=LI, change="assigned"))
        assert desk.case(born.case_id).progress == "assigned"
        assert [one.version for one in desk.snapshots(born.case_id)] == [1, 2]

    def test_takes_the_owner_away(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.hear(triaged(born, 2, owner=None, change="unassigned"))
        assert desk.case(born.case_id).progress == "open"

    def test_leaves_the_customers_clocks_alone_however_often_the_case_is_given_back(
        self, desk: Desk
    ) -> None:
        born = desk.open_case()
        due = [clock.due_at for clock in desk.snapshots(born.case_id)[-1].clocks]
        desk.turn(minutes=30)
        for version, owner in enumerate((None, WANG, None, LI), start=2):
            desk.hear(triaged(born, version, owner=owner, change="lapsed"))
        clocks = desk.snapshots(born.case_id)[-1].clocks
        assert [clock.due_at for clock in clocks] == due
        assert {clock.status for clock in clocks} == {"running"}

    def test_leaves_work_begun_where_it_is(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.start(born.case_id)
        desk.hear(triaged(born, 2, owner=WANG, change="transferred"))
        assert desk.case(born.case_id).progress == "in_progress"
        assert desk.snapshots(born.case_id)[-1].owner == WANG

    def test_emits_nothing_unless_an_own_field_changed(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.hear(triaged(born, 2, owner=LI, accepted_at=desk.now, change="accepted"))
        assert len(desk.snapshots(born.case_id)) == 1

    def test_changes_the_etag_when_a_person_would_decide_otherwise(self, desk: Desk) -> None:
        born = desk.open_case()
        before = desk.case(born.case_id).revision
        desk.hear(triaged(born, 2, owner=LI, accepted_at=desk.now))
        assert desk.case(born.case_id).revision == before
        desk.hear(triaged(born, 3, owner=LI, kind="inquiry"))
        assert desk.case(born.case_id).revision == before + 1

    def test_moves_due_times_with_the_urgency(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.hear(triaged(born, 2, owner=LI, urgency="critical"))
        due = [clock.due_at for clock in desk.snapshots(born.case_id)[-1].clocks]
        assert due == [
            born.received_at + timedelta(minutes=15),
            born.received_at + timedelta(hours=4),
        ]
        assert desk.due_at("clock", born.case_id) == born.received_at + timedelta(minutes=7.5)

    def test_of_a_cycle_before_is_no_owner_of_this_one(self, desk: Desk) -> None:
        born = desk.told_case()
        desk.reopen(born.case_id)
        desk.hear(triaged(born, 2, owner=WANG, cycle=1))
        assert desk.case(born.case_id).progress == "open"
        assert desk.snapshots(born.case_id)[-1].owner is None
        desk.hear(triaged(born, 3, owner=WANG, cycle=2))
        assert desk.case(born.case_id).progress == "assigned"

    def test_holds_the_clocks_of_a_dismissed_case_and_lets_them_run_on(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.hear(triaged(born, 2, owner=LI, disposition="dismissed"))
        desk.turn(hours=5)
        assert "clock_breached" not in desk.events(born.case_id)
        desk.hear(triaged(born, 3, owner=LI, disposition="live"))
        desk.turn(seconds=1)
        assert "clock_breached" in desk.events(born.case_id)

    def test_of_a_restored_triage_wins_with_a_lower_version(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.hear(triaged(born, 7, owner=LI))
        desk.hear(triaged(born, 2, generation=2, owner=WANG))
        assert desk.case(born.case_id).owner_id == WANG.id


class TestAStaleSnapshot:
    def test_leaves_a_timeline_entry_and_nothing_else(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.hear(triaged(born, 3, owner=WANG, change="transferred"))
        version = desk.case(born.case_id).version
        desk.hear(triaged(born, 2, owner=None, change="unassigned"))
        case = desk.case(born.case_id)
        assert (case.version, case.owner_id) == (version, WANG.id)
        assert desk.events(born.case_id) == ["triaged", "transferred", "unassigned"]

    @pytest.mark.parametrize("times", [2, 5])
    def test_repeated_stands_once(self, desk: Desk, times: int) -> None:
        born = desk.open_case()
        for _ in range(times):
            desk.hear(triaged(born, 1, owner=LI))
        assert desk.events(born.case_id) == ["triaged"]
        assert len(desk.snapshots(born.case_id)) == 1

    def test_in_the_same_batch_gives_way_to_the_newest(self, desk: Desk) -> None:
        born = birth()
        desk.hear(
            triaged(born, 2, owner=WANG, team=OTHER_TEAM, change="transferred"),
            triaged(born, 3, owner=LI, change="assigned"),
            triaged(born, 1, owner=None),
        )
        assert desk.case(born.case_id).owner_id == LI.id
        assert len(desk.snapshots(born.case_id)) == 1
        assert sorted(desk.events(born.case_id)) == ["assigned", "transferred", "triaged"]


class TestAnUnknownCase:
    def test_is_kept_when_a_message_names_it_first(self, desk: Desk) -> None:
        born = birth()
        desk.hear(
            FeedbackAppended(
                case_id=born.case_id,
                feedback_id=born.feedback_id,
                seq=1,
                text="补充一下，是二楼",
                appended_at=desk.now,
            )
        )
        assert desk.case(born.case_id).is_stub
        assert desk.published() == []
        desk.hear(triaged(born, owner=LI))
        case = desk.case(born.case_id)
        assert (case.progress, case.received_at) == ("assigned", born.received_at)
        assert sorted(desk.events(born.case_id)) == ["customer_message", "triaged"]
        assert [one.version for one in desk.snapshots(born.case_id)] == [1]


class TestRepublishing:
    def test_sends_the_same_content_at_the_same_version(self, desk: Desk) -> None:
        born = desk.told_case()
        before = desk.snapshots(born.case_id)[-1]
        assert republish(desk.session, [born.case_id], desk.now) == 1
        after = desk.snapshots(born.case_id)[-1]
        assert after.version == before.version
        same = {"version": 0, "change": "", "actor": "", "cause": None}
        assert digest_of(after.model_copy(update=same)) == digest_of(before.model_copy(update=same))

    def test_after_a_restore_is_newer_than_all_before(self, desk: Desk) -> None:
        born = desk.open_case()
        outbox.raise_generation(desk.session)
        republish(desk.session, [born.case_id], desk.now)
        after = desk.snapshots(born.case_id)[-1]
        assert (after.generation, after.version) == (2, 1)
