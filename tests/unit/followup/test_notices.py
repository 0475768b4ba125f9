"""What followup has staff told: clocks that warn, break and go up, mentions, alerts, the week."""

from base64 import b64decode
from collections import Counter
from datetime import timedelta

from services.followup.operations.collaboration import note
from services.followup.reports import weekly
from services.followup.reports.keeping import report_last_week
from services.followup.reports.telling import tell_alerts
from shared.auth.directory import store_staff
from shared.events import NoticeRequested, StaffChanged, TaskAssignment
from shared.ids import new_id
from tests.fixtures.figures import keep_up
from tests.fixtures.followup import LI, TEAM, WANG, Desk, birth, triaged


def wanted(desk: Desk) -> list[NoticeRequested]:
    return [one for one in desk.published() if isinstance(one, NoticeRequested)]


class TestClocks:
    def test_tell_the_owner_late_and_the_lead_when_they_broke(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.turn(days=2)

        told = wanted(desk)
        first = [one for one in told if one.facts["clock"] == "first_response"]
        assert [one.occasion for one in first][:3] == ["warned", "breached", "escalated"]
        warned, breached, escalated = first[:3]
        assert warned.facts["percent"] == "80"
        assert warned.staff_ids == breached.staff_ids == (LI.id,)
        assert (escalated.team_id, escalated.staff_ids) == (TEAM.id, ())
        assert {one.path for one in told} == {f"/cases/{born.case_id}"}
        assert max(Counter(one.key for one in told).values()) == 1

    def test_say_nothing_of_the_customer(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.turn(days=2)
        for one in wanted(desk):
            assert born.text not in one.model_dump_json()

    def test_of_a_task_concern_who_does_the_task(self, desk: Desk) -> None:
        task = TaskAssignment(task_id="t1", team=TEAM, owner=WANG, text="x", opened_at=desk.now)
        desk.open_case(tasks=(task,))
        desk.turn(days=8)
        of_task = [one for one in wanted(desk) if one.facts["clock"] == "task"]
        assert {one.staff_ids for one in of_task if one.occasion == "breached"} == {(WANG.id,)}

    def test_of_a_case_of_nobody_go_up_without_an_owner(self, desk: Desk) -> None:
        desk.open_case(owner=None)
        desk.turn(days=2)
        assert {one.occasion for one in wanted(desk)} == {"escalated"}


class TestMentions:
    def test_tell_who_is_named_and_by_whom_but_not_the_words(self, desk: Desk) -> None:
        person = new_id()
        store_staff(
            desk.session,
            StaffChanged(
                generation=1,
                version=1,
                id=person,
                username=WANG.username,
                name=WANG.name,
                roles=("agent",),
                tokens_valid_from=desk.now,
            ),
        )
        born = desk.open_case()
        note(desk.session, desk.request(born.case_id), f"@{WANG.username} 客户很急")
        (one,) = wanted(desk)
        assert (one.occasion, one.staff_ids, one.case_id) == ("mentioned", (person,), born.case_id)
        assert "客户很急" not in one.model_dump_json()


class TestAlerts:
    def test_tell_who_watches_over_the_store(self, desk: Desk) -> None:
        desk.session.add(desk.kept("store", "SH001", region="华东"))
        row = {
            "day": desk.now.date(),
            "kind": "volume_high",
            "store_code": "SH001",
            "region": "华东",
            "topic": "",
        }
        tell_alerts(desk.session, [row], desk.now)
        (one,) = wanted(desk)
        assert (one.watches, one.region, one.store_code) == (True, "华东", "SH001")
        assert one.facts["alert"] == "volume_high"


class TestTheWeek:
    def test_is_mailed_for_each_region_in_the_transaction_that_makes_it(self, desk: Desk) -> None:
        desk.open_case()
        desk.hear(triaged(birth(at=desk.now, region="华北", store_code="BJ001"), owner=LI))
        keep_up(desk)
        desk.turn(hours=20)
        before = len(wanted(desk))

        report_last_week(desk.session, desk.now, weekly.READY)

        told = wanted(desk)[before:]
        assert {one.region for one in told} == {None, "华东", "华北"}
        assert {one.key.partition(":")[0] for one in told} == {"weekly"}
        file = told[0].file
        assert file is not None
        assert b64decode(file.content).startswith(b"%PDF")
        assert len(file.content) < 100_000
        assert (told[0].facts["received"], told[0].only) == ("2", None)
        assert not weekly.is_due(desk.session, desk.now)

    def test_is_ready_at_the_hour_that_was_set(self, desk: Desk) -> None:
        monday = desk.now + timedelta(hours=20)
        assert weekly.last_week(monday, timedelta(hours=8)) == "2026-W47"
        assert weekly.last_week(monday, timedelta(hours=9)) == "2026-W46"
