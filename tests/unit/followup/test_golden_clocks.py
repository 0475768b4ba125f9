"""Golden scenarios: a promise, a calendar and what happens when; which clocks and verdicts follow.

Times are Shanghai's, in 2026 unless a year is given; `due` is when a clock is due, `—` for none.
"""

from datetime import timedelta

import pytest

from tests.fixtures.followup import Desk
from tests.fixtures.golden_clocks import Play, Scenario

SCENARIOS = [
    Scenario(
        "answered and solved in time",
        "office 60/60/540",
        "11-27 09:00 open; 11-27 09:30 start; 11-27 09:59 ask; 11-27 10:30 says;"
        "11-27 11:00 ask; 11-27 11:10 says; 11-27 12:00 resolve",
        "first_response met 11-27 10:00; next_response met 11-27 11:30;"
        "next_response met 11-27 12:10; resolution met 11-30 09:41",
    ),
    Scenario(
        "reported on a Friday evening, due on Monday",
        "office 60/60/540",
        "11-27 19:00 open",
        "first_response running 11-30 10:00; resolution running 11-30 18:00",
    ),
    Scenario(
        "over lunch",
        "lunch 60/60/420",
        "11-27 11:30 open",
        "first_response running 11-27 14:30; resolution running 11-30 11:30",
    ),
    Scenario(
        "past midnight",
        "night 120/120/480",
        "11-27 03:00 open",
        "first_response running 11-27 21:00; resolution running 11-28 03:00",
    ),
    Scenario(
        "before the National Day, over the adjusted workdays",
        "office 60/60/1080",
        "09-30 17:30 open",
        "first_response running 10-08 09:30; resolution running 10-09 17:30",
    ),
    Scenario(
        "an adjusted Saturday counts as a workday",
        "office 60/60/540",
        "10-09 18:00 open",
        "first_response running 10-10 10:00; resolution running 10-10 18:00",
    ),
    Scenario(
        "the last week of the National Day is no time at all",
        "office 60/60/540",
        "10-03 09:00 open; 10-07 12:00 start",
        "first_response running 10-08 10:00; resolution running 10-08 18:00",
    ),
    Scenario(
        "waiting over a weekend holds no business time",
        "office 60/60/540",
        "11-27 09:00 open; 11-27 10:00 start; 11-27 17:00 ask; 11-30 10:00 says",
        "first_response met_late 11-27 10:00; resolution running 11-30 11:00;"
        "next_response running 11-30 11:00",
    ),
    Scenario(
        "no due time and no verdict while waiting",
        "office 60/60/540",
        "11-27 09:00 open; 11-27 09:10 start; 11-27 09:20 ask; 11-30 09:20 start",
        "first_response met 11-27 10:00; resolution paused —",
    ),
    Scenario(
        "answered late is told apart",
        "always 15/15/240",
        "11-27 09:00 open; 11-27 09:40 start; 11-27 10:00 resolve",
        "first_response met_late 11-27 09:15; resolution met 11-27 13:00",
    ),
    Scenario(
        "never answered is broken and goes on",
        "always 15/15/240",
        "11-27 09:00 open; 11-27 14:00 start",
        "first_response breached 11-27 09:15; resolution breached 11-27 13:00",
    ),
    Scenario(
        "solved without telling gives no response",
        "always 60/60/240",
        "11-27 09:00 open; 11-27 09:10 start; 11-27 09:20 settle",
        "resolution met 11-27 13:00",
    ),
    Scenario(
        "a higher urgency keeps what was held",
        "by urgency",
        "11-27 09:00 open normal; 11-27 09:10 start; 11-27 10:00 ask; 11-27 12:00 says;"
        "11-27 12:00 correct high",
        "first_response met 11-27 13:00; resolution running 11-28 11:00;"
        "next_response running 11-27 13:00",
    ),
    Scenario(
        "a verdict stays when the urgency falls",
        "by urgency",
        "11-27 09:00 open critical; 11-27 09:30 correct low",
        "first_response breached 11-27 09:15; resolution running 12-04 09:00",
    ),
    Scenario(
        "a changed promise reaches the running clocks",
        "always 60/60/240",
        "11-27 09:00 open; 11-27 09:10 promise always 30/30/120; 11-27 09:11 start",
        "first_response running 11-27 09:30; resolution running 11-27 11:00",
    ),
    Scenario(
        "a changed promise reaches a paused clock when it runs again",
        "always 60/60/240",
        "11-27 09:00 open; 11-27 09:10 start; 11-27 09:20 ask;"
        "11-27 09:30 promise always 30/30/120; 11-27 10:20 says",
        "first_response met 11-27 10:00; resolution running 11-27 12:00;"
        "next_response running 11-27 10:50",
    ),
    Scenario(
        "a reopening starts anew",
        "always 60/60/240",
        "11-27 09:00 open; 11-27 09:10 start; 11-27 09:20 resolve; 11-28 09:00 reopen",
        "first_response running 11-28 10:00; resolution running 11-28 13:00",
    ),
    Scenario(
        "a dismissed case is held to nothing, a restored one again",
        "always 60/60/240",
        "11-27 09:00 open; 11-27 09:10 dismiss; 11-27 09:50 restore",
        "first_response running 11-27 10:00; resolution running 11-27 13:00",
    ),
    Scenario(
        "a dismissed case shows no due time",
        "always 60/60/240",
        "11-27 09:00 open; 11-27 09:10 dismiss; 11-29 09:00 note",
        "first_response paused —; resolution paused —",
    ),
    Scenario(
        "a task has its own clock, in its own team's hours",
        "always 60/60/240",
        "11-27 17:00 open; 11-27 17:00 task; 11-27 17:10 start; 11-27 17:20 ask; 11-30 10:50 done",
        "first_response met 11-27 18:00; resolution paused —; task met 11-30 11:00",
    ),
    Scenario(
        "a due time in a year not published is flagged until it is confirmed",
        "office 60/60/540",
        "12-31 17:30 open",
        "first_response running 2027-01-01 09:30 unconfirmed;"
        "resolution running 2027-01-01 17:30 unconfirmed",
    ),
    Scenario(
        "a confirmed year moves it past the new year's holiday",
        "office 60/60/540",
        "12-31 17:30 open; 12-31 17:40 confirm 2027-01-01; 12-31 17:45 note",
        "first_response running 2027-01-04 09:30; resolution running 2027-01-04 17:30",
    ),
]

FITTING = [
    Scenario(
        "a store has a promise of its own, in hours of its own",
        "for store_code=BJ001 own 15/15/60 | office 60/60/540",
        "11-27 20:30 open normal store_code=BJ001",
        "first_response running 11-27 20:45; resolution running 11-27 21:30",
        keeps="store=BJ001:night",
    ),
    Scenario(
        "another store gets the next promise that fits",
        "for store_code=BJ001 own 15/15/60 | office 60/60/540",
        "11-27 20:30 open normal store_code=SH001",
        "first_response running 11-30 10:00; resolution running 11-30 18:00",
        keeps="store=BJ001:night",
    ),
    Scenario(
        "a customer of a tag is answered sooner",
        "for customer_tag=VIP always 10/10/60 | always 60/60/240",
        "11-27 09:00 tag c-1 VIP; 11-27 10:00 open normal customer=c-1",
        "first_response running 11-27 10:10; resolution running 11-27 11:00",
    ),
    Scenario(
        "a customer of another tag is not",
        "for customer_tag=VIP always 10/10/60 | always 60/60/240",
        "11-27 09:00 tag c-1 媒体; 11-27 10:00 open normal customer=c-1",
        "first_response running 11-27 11:00; resolution running 11-27 14:00",
    ),
    Scenario(
        "nobody's tag fits who gave no name",
        "for customer_tag=VIP always 10/10/60 | always 60/60/240",
        "11-27 09:00 tag c-1 VIP; 11-27 10:00 open",
        "first_response running 11-27 11:00; resolution running 11-27 14:00",
    ),
    Scenario(
        "tag and urgency must both fit",
        "for customer_tag=VIP,urgency=critical always 5/5/30 | always 60/60/240",
        "11-27 09:00 tag c-1 VIP; 11-27 10:00 open high customer=c-1",
        "first_response running 11-27 11:00; resolution running 11-27 14:00",
    ),
    Scenario(
        "a tag fits once the urgency does, with what was held",
        "for customer_tag=VIP,urgency=critical always 5/5/90 | always 60/60/240",
        "11-27 09:00 tag c-1 VIP; 11-27 10:00 open high customer=c-1; 11-27 10:05 start;"
        "11-27 10:10 ask; 11-27 10:40 says; 11-27 10:40 correct critical",
        "first_response met 11-27 11:00; next_response running 11-27 10:45;"
        "resolution running 11-27 12:00",
    ),
    Scenario(
        "a tag given later reaches running clocks, with what was held",
        "for customer_tag=VIP always 10/10/60 | always 60/60/240",
        "11-27 10:00 open normal customer=c-1; 11-27 10:05 start; 11-27 10:10 ask;"
        "11-27 10:30 says; 11-27 10:35 tag c-1 VIP",
        "first_response met 11-27 11:00; next_response running 11-27 10:40;"
        "resolution running 11-27 11:20",
    ),
    Scenario(
        "a tag taken away gives the time of everybody",
        "for customer_tag=VIP always 30/10/60 | always 60/60/240",
        "11-27 09:00 tag c-1 VIP; 11-27 10:00 open normal customer=c-1; 11-27 10:20 tag c-1",
        "first_response running 11-27 11:00; resolution running 11-27 14:00",
    ),
    Scenario(
        "a tag given while the customer is asked counts once they have answered",
        "for customer_tag=VIP always 10/10/60 | always 60/60/240",
        "11-27 10:00 open normal customer=c-1; 11-27 10:05 start; 11-27 10:10 ask;"
        "11-27 10:20 tag c-1 VIP; 11-27 10:40 says",
        "first_response met 11-27 11:00; next_response running 11-27 10:50;"
        "resolution running 11-27 11:30",
    ),
    Scenario(
        "a verdict given before the tag stays",
        "for customer_tag=VIP always 90/10/600 | always 60/60/240",
        "11-27 10:00 open normal customer=c-1; 11-27 11:10 tag c-1 VIP",
        "first_response breached 11-27 11:00; resolution running 11-27 20:00",
    ),
    Scenario(
        "another customer's tag changes nothing",
        "for customer_tag=VIP always 10/10/60 | always 60/60/240",
        "11-27 10:00 open normal customer=c-1; 11-27 10:05 tag c-2 VIP",
        "first_response running 11-27 11:00; resolution running 11-27 14:00",
    ),
    Scenario(
        "a topic holds those below it",
        "for topic=hygiene always 10/10/60 | always 60/60/240",
        "11-27 10:00 open normal topic=hygiene.insects",
        "first_response running 11-27 10:10; resolution running 11-27 11:00",
    ),
    Scenario(
        "a topic holds none that merely begins like it",
        "for topic=hygiene always 10/10/60 | always 60/60/240",
        "11-27 10:00 open normal topic=hygiene_x",
        "first_response running 11-27 11:00; resolution running 11-27 14:00",
    ),
    Scenario(
        "time runs in the hours of the team",
        "own 60/60/420",
        "11-27 11:30 open",
        "first_response running 11-27 14:30; resolution running 11-30 11:30",
        keeps="team=team-store:lunch",
    ),
    Scenario(
        "the store's hours go before the team's",
        "own 60/60/240",
        "11-27 11:30 open",
        "first_response running 11-27 21:00; resolution running 11-28 00:00",
        keeps="team=team-store:lunch store=SH001:night",
    ),
    Scenario(
        "the promise's own hours go before the store's",
        "office 60/60/240",
        "11-27 11:30 open",
        "first_response running 11-27 12:30; resolution running 11-27 15:30",
        keeps="team=team-store:lunch store=SH001:night",
    ),
    Scenario(
        "a case given to another team runs in that team's hours",
        "own 180/60/420",
        "11-27 11:30 open; 11-27 11:40 give",
        "first_response running 11-27 16:30; resolution running 11-30 11:30",
    ),
    Scenario(
        "a verdict given in the hours of the first team stays",
        "own 15/60/420",
        "11-27 11:50 open; 11-27 12:30 give",
        "first_response breached 11-27 12:05; resolution running 11-30 11:50",
    ),
]
"""Whose promise fits, by store, customer and topic, and in whose hours."""

TELLINGS = [
    Scenario(
        "what nobody keeps is told half way, near its end, when it breaks, and up the ladder",
        "always 60/60/480 lead+0,manager+60,admin+120",
        "11-27 09:00 open; 11-27 20:00 note",
        "warned 50 11-27 09:30; warned 80 11-27 09:48; breached 11-27 10:00;"
        "escalated lead 11-27 10:00; escalated manager 11-27 11:00;"
        "escalated admin 11-27 12:00",
    ),
    Scenario(
        "closed hours hold it all back",
        "office 60/60/540 lead+0,manager+60",
        "11-27 17:45 open; 11-30 17:00 note",
        "warned 50 11-30 09:15; warned 80 11-30 09:33; breached 11-30 09:45;"
        "escalated lead 11-30 09:45; escalated manager 11-30 10:45",
    ),
    Scenario(
        "kept in time, nobody hears more of it",
        "always 60/60/480 lead+0",
        "11-27 09:00 open; 11-27 09:10 start; 11-27 09:35 ask; 11-27 12:00 note",
        "warned 50 11-27 09:30",
    ),
    Scenario(
        "kept late, the ladder goes no further up",
        "always 60/60/480 lead+0,manager+60",
        "11-27 09:00 open; 11-27 09:10 start; 11-27 10:30 ask; 11-27 14:00 note",
        "warned 50 11-27 09:30; warned 80 11-27 09:48; breached 11-27 10:00;"
        "escalated lead 11-27 10:00",
    ),
]
"""What the timeline tells of the first response, once each."""


class TestGolden:
    @pytest.mark.parametrize("scenario", SCENARIOS + FITTING, ids=lambda one: one.name)
    def test_scenario(self, desk: Desk, scenario: Scenario) -> None:
        expected = sorted(one.strip() for one in scenario.clocks.split(";"))
        assert Play(desk, scenario).clocks() == expected

    @pytest.mark.parametrize("scenario", TELLINGS, ids=lambda one: one.name)
    def test_telling(self, desk: Desk, scenario: Scenario) -> None:
        expected = [one.strip() for one in scenario.clocks.split(";")]
        assert Play(desk, scenario).told() == expected

    def test_a_clock_that_is_due_is_judged_within_a_tick(self, desk: Desk) -> None:
        born = desk.open_case(urgency="critical")
        desk.turn(minutes=15)
        (first, _) = desk.case(born.case_id).clocks
        assert (first.status, first.breached_at) == ("breached", first.due_at)
        assert first.due_at - born.received_at == timedelta(minutes=15)
