"""Who is told of what, how often, and when."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from services.triage.models.cases import Case
from services.triage.models.notices import NoticePush
from services.triage.operations import notices
from services.triage.operations.lapse import take_back
from services.triage.operations.notices import Draft, release_held
from services.triage.operations.notices_of_cases import SHOWN
from services.triage.operations.notices_requested import take_requests
from services.triage.operations.receive import receive_feedback
from services.triage.queries.recipients import Audience, recipients
from services.triage.rules.notices import Choice, Hours, Wishes
from services.triage.rules.notices import told as notice_words
from services.triage.timers import handlers
from shared import timers
from shared.events import NoticeReleased, NoticeRequested, NoticeSettled
from shared.events.vocabulary import NoticeFile
from shared.ids import new_id
from tests.fixtures.notices import fire_all, told
from tests.fixtures.triage import NOON, Organisation, feedback, verdict

NIGHT = NOON + timedelta(hours=12)


def fire(org: Organisation, now: datetime) -> None:
    """Do what is due, but for the rounds that come again and again."""
    session, doing = org.session, handlers(org.boards)
    kinds = ["notice_given", "notice_given_critical", "notice_held"]
    while due := timers.due(session, kinds, now=now, limit=100):
        for one in due:
            timers.cancel(session, one.kind, one.key)
            doing[one.kind](session, [one], now)
        session.flush()


def pushes(org: Organisation) -> dict[str, str]:
    rows = org.session.execute(sa.select(NoticePush).execution_options(populate_existing=True))
    return {one.way: one.state for one in rows.scalars()}


def requested(**given: Any) -> NoticeRequested:
    return NoticeRequested(
        **{
            "key": "breach:1",
            "occasion": "breached",
            "path": "/cases/1",
            "not_after": NOON + timedelta(days=2),
            **given,
        }
    )


class TestGivenCases:
    def test_are_told_together_after_five_minutes(self, org: Organisation) -> None:
        owners = {org.case().owner_id for _ in range(4)}
        fire(org, NOON + timedelta(minutes=4))
        assert told(org, "anna") == []

        fire(org, NOON + timedelta(minutes=5))

        assert owners == {org.people["anna"].id, org.people["bob"].id}
        (anna,), (bob,) = told(org, "anna"), told(org, "bob")
        assert {anna.facts["count"], bob.facts["count"]} == {"2"}
        assert anna.path == "/queue/mine"

    def test_are_told_at_once_when_critical(self, org: Organisation) -> None:
        case = org.case("food_safety", urgency="critical")

        fire(org, NOON)

        (one,) = told(org, "fay")
        assert (one.occasion, one.path, one.critical) == (
            "assigned_critical",
            f"/cases/{case.id}",
            True,
        )
        assert one.facts["ticket_no"] == "20261122-7Q4K2"
        assert "退款" not in str(one.facts)

    def test_are_told_in_one_notice_when_many_critical_ones_come_at_once(
        self, org: Organisation
    ) -> None:
        few = [org.case("food_safety", urgency="critical") for _ in range(3)]
        fire_all(org, NOON, ["notice_given_critical"])
        assert [one.path for one in told(org, "fay")] == [f"/cases/{one.id}" for one in few]

        for _ in range(4):
            org.case("food_safety", urgency="critical")
        fire_all(org, NOON, ["notice_given_critical"])

        *_, flood = told(org, "fay")
        assert len(told(org, "fay")) == len(few) + 1
        assert (flood.path, flood.critical) == ("/queue/mine", True)
        title, lines = notice_words(flood.occasion, flood.facts, "zh")
        tickets = "、".join(["20261122-7Q4K2"] * 3)
        assert (title, lines) == (f"紧急工单 {tickets}… (4) 分给了您", ())

    def test_are_counted_by_the_database_and_the_first_few_named(self, org: Organisation) -> None:
        some = [org.case("food_safety") for _ in range(15)]
        some[4].accepted_at = NOON
        org.session.flush()
        org.session.expunge_all()
        read: list[object] = []
        sa.event.listen(org.session, "loaded_as_persistent", lambda _, row: read.append(row))

        fire(org, NOON + timedelta(minutes=5))

        (one,) = told(org, "fay")
        assert (one.facts["count"], one.path) == ("14", "/queue/mine")
        assert one.facts["ticket_no"] == "、".join(["20261122-7Q4K2"] * SHOWN) + "…"
        assert sum(isinstance(row, Case) for row in read) == SHOWN + 1  # of a flood, not thousands

    def test_are_not_told_once_accepted(self, org: Organisation) -> None:
        case = org.case("food_safety")
        case.accepted_at = NOON
        fire(org, NOON + timedelta(minutes=5))
        assert told(org, "fay") == []

    def test_cost_one_timer_an_owner_however_many_come(self, org: Organisation) -> None:
        judged = [(feedback(), verdict("food_safety")) for _ in range(30)]
        receive_feedback(org.session, judged, org.boards, now=NOON)
        kinds = ["notice_given", "notice_given_critical"]
        waiting = timers.due(org.session, kinds, now=NOON + timedelta(hours=1), limit=99)
        assert len(waiting) == 1

    def test_that_lapse_are_told_to_who_lost_them(self, org: Organisation) -> None:
        case = org.case()
        loser = "anna" if case.owner_id == org.people["anna"].id else "bob"
        take_back(org.session, org.boards.current(org.session, NOON), [case], NOON)
        assert [one.occasion for one in told(org, loser)] == ["handed_back"]


class TestARequest:
    def test_is_told_once_to_each_with_what_is_known_of_the_case(self, org: Organisation) -> None:
        case = org.case("food_safety")
        wanted = requested(case_id=case.id, staff_ids=(org.people["fay"].id,), facts={"clock": "x"})

        take_requests(org.session, [wanted, wanted], NOON)
        take_requests(org.session, [wanted], NOON)

        (one,) = told(org, "fay")
        assert one.facts["ticket_no"] == "20261122-7Q4K2"
        assert (one.facts["store"], one.facts["urgency"]) == ("S001", "normal")
        released = org.published(NoticeReleased)
        assert sorted(one.channel for one in released) == ["email", "wecom"]
        assert "20261122-7Q4K2" in released[0].title

    def test_that_is_too_old_or_of_no_known_kind_is_not_told(self, org: Organisation) -> None:
        people = (org.people["fay"].id,)
        take_requests(org.session, [requested(staff_ids=people, not_after=NOON)], NOON)
        take_requests(org.session, [requested(staff_ids=people, occasion="party")], NOON)
        assert told(org, "fay") == []

    def test_waits_for_the_hours_of_the_person(self, org: Organisation) -> None:
        wanted = requested(staff_ids=(org.people["fay"].id,))
        take_requests(org.session, [wanted], NIGHT)
        (one,) = told(org, "fay")
        assert (one.pops, pushes(org)) == (False, {"wecom": "held", "email": "held"})
        assert org.published(NoticeReleased) == []

        fire(org, NIGHT + timedelta(hours=8))

        assert pushes(org) == {"wecom": "released", "email": "released"}
        assert len(org.published(NoticeReleased)) == 2

    def test_breaks_through_when_critical(self, org: Organisation) -> None:
        take_requests(
            org.session, [requested(staff_ids=(org.people["fay"].id,), critical=True)], NIGHT
        )
        assert pushes(org) == {"wecom": "released", "email": "released"}

    def test_is_dropped_when_the_hours_begin_too_late(self, org: Organisation) -> None:
        wanted = requested(staff_ids=(org.people["fay"].id,), not_after=NIGHT + timedelta(hours=1))
        take_requests(org.session, [wanted], NIGHT)
        assert pushes(org) == {"wecom": "dropped", "email": "dropped"}
        assert len(told(org, "fay")) == 1

    def test_that_was_read_meanwhile_is_not_sent(self, org: Organisation) -> None:
        fay = org.people["fay"].id
        take_requests(org.session, [requested(staff_ids=(fay,))], NIGHT)
        notices.mark_read(org.session, fay, None, NIGHT)
        org.session.expire_all()
        fire(org, NIGHT + timedelta(hours=8))
        assert pushes(org) == {"wecom": "dropped", "email": "dropped"}

    def test_goes_the_ways_the_person_chose(self, org: Organisation) -> None:
        fay = org.people["fay"].id
        chosen = Wishes("en", None, {"breached": Choice(("email",), "never")})
        notices.choose(org.session, fay, chosen, NOON)
        take_requests(org.session, [requested(staff_ids=(fay,))], NIGHT)
        (one,), (sent,) = told(org, "fay"), org.published(NoticeReleased)
        assert (one.is_listed, sent.channel, sent.language) == (False, "email", "en")

    def test_is_not_told_at_all_where_nobody_wants_it(self, org: Organisation) -> None:
        fay = org.people["fay"].id
        wishes = Wishes(choices={"breached": Choice((), "never")})
        notices.choose(org.session, fay, wishes, NOON)
        take_requests(org.session, [requested(staff_ids=(fay,))], NOON)
        assert told(org, "fay") == []

    def test_of_hours_that_moved_waits_for_the_new_ones(self, org: Organisation) -> None:
        fay = org.people["fay"].id
        take_requests(org.session, [requested(staff_ids=(fay,))], NIGHT)
        notices.choose(org.session, fay, Wishes(hours=Hours(10 * 60, 12 * 60)), NIGHT)
        fire(org, NIGHT + timedelta(hours=8))
        assert pushes(org) == {"wecom": "held", "email": "held"}
        fire(org, NIGHT + timedelta(hours=10))
        assert pushes(org) == {"wecom": "released", "email": "released"}


class TestWhatBecameOfIt:
    def test_is_kept_and_delivered_beats_the_rest(self, org: Organisation) -> None:
        take_requests(org.session, [requested(staff_ids=(org.people["fay"].id,))], NOON)
        sent = {one.channel: one.push_id for one in org.published(NoticeReleased)}

        def settled(way: str, state: str) -> NoticeSettled:
            return NoticeSettled.model_validate(
                {"push_id": sent[way], "state": state, "settled_at": NOON}
            )

        notices.settle_pushes(org.session, [settled("email", "delivered")])
        notices.settle_pushes(
            org.session, [settled("email", "failed"), settled("wecom", "unknown")]
        )
        assert pushes(org) == {"email": "delivered", "wecom": "unknown"}

    def test_of_a_push_that_is_held_no_more_is_nothing(self, org: Organisation) -> None:
        release_held(org.session, [timers.Timer("notice_held", new_id(), NOON)], NOON)
        assert pushes(org) == {}


class TestAudience:
    def names(self, org: Organisation, **whom: Any) -> set[str]:
        return {one.username for one in recipients(org.session, Audience(**whom))}

    def test_of_a_store_are_its_manager_and_who_answers_for_its_region(
        self, org: Organisation
    ) -> None:
        org.person("far", "manager", stores=["B009"])
        org.person("near", "manager", stores=["S002"])
        watching = self.names(org, watches=True, region="华东", store_code="S001")
        assert watching == {"lea", "max", "near", "stella"}

    def test_of_a_report_is_the_region_s_manager_or_who_has_all(self, org: Organisation) -> None:
        org.person("near", "manager", stores=["S002"])
        assert self.names(org, reports=True, region="华东") == {"near"}
        assert self.names(org, reports=True) == {"max"}

    def test_of_a_team_are_its_leads_or_else_the_managers(self, org: Organisation) -> None:
        assert self.names(org, team_id=org.teams["售后退款"]) == {"lea"}
        assert self.names(org, team_id=org.teams["食品安全"]) == {"max"}

    def test_holds_nobody_who_has_left(self, org: Organisation) -> None:
        org.people["max"].active = False
        org.session.flush()
        assert self.names(org, roles=("manager",)) == set()


class TestAWeeklyReport:
    def test_goes_with_its_file_by_mail_alone_when_asked_for(self, org: Organisation) -> None:
        file = NoticeFile(name="weekly.pdf", media_type="application/pdf", content="AAAA")
        boss = org.people["max"].id
        wanted = requested(
            occasion="weekly_report", staff_ids=(boss,), only="email", file=file, path="/reports"
        )
        take_requests(org.session, [wanted], NIGHT)
        (sent,) = org.published(NoticeReleased)
        assert (sent.channel, sent.file) == ("email", file)


def test_old_notices_are_forgotten(org: Organisation) -> None:
    draft = Draft("mentioned", "m:1", Audience(staff_ids=[org.people["fay"].id]), "/cases/1")
    notices.notify(org.session, draft, now=NOON)
    notices.forget_old_notices(org.session, NOON + timedelta(days=91))
    assert told(org, "fay") == []
