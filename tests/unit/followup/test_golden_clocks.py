"""Golden scenarios: a promise, a calendar and what happens when; which clocks and verdicts follow.

Times are Shanghai's, in 2026 unless a year is given; `due` is when a clock is due, `—` for none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import orjson
import pytest

from services.followup import queries
from services.followup.operations import calendars, policies
from services.followup.operations.calendars import CalendarDraft, DayDraft
from services.followup.operations.policies import PolicyDraft
from services.followup.rules.china import published_days
from services.followup.web.views import clock_views
from shared.events import TaskAssignment
from tests.fixtures.followup import ADMIN, LI, OTHER_TEAM, WANG, Desk, triaged

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDARS = {
    "office": ([{"weekdays": [1, 2, 3, 4, 5], "start": "09:00", "end": "18:00"}], "CN"),
    "lunch": (
        [
            {"weekdays": [1, 2, 3, 4, 5], "start": "09:00", "end": "12:00"},
            {"weekdays": [1, 2, 3, 4, 5], "start": "14:00", "end": "18:00"},
        ],
        "CN",
    ),
    "night": ([{"weekdays": [1, 2, 3, 4, 5, 6, 7], "start": "20:00", "end": "04:00"}], None),
}
"""Beside `always`, which comes with the product."""


@dataclass(frozen=True)
class Scenario:
    """`promise` is `<calendar> <first>/<next>/<resolution>` in business minutes, and whom a broken
    one is told to, so many minutes after it broke: `lead+0,manager+60`.
    """

    name: str
    promise: str
    actions: str
    clocks: str


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


class Play:
    """Plays a scenario on a desk."""

    def __init__(self, desk: Desk, scenario: Scenario) -> None:
        self.desk = desk
        self.case_id = ""
        self.version = 1
        self.said = 0
        self.urgency = "normal"
        self.tasks: tuple[TaskAssignment, ...] = ()
        self.set_up()
        if scenario.promise != "by urgency":
            self.do_promise(*scenario.promise.split())
        for action in scenario.actions.split(";"):
            day, time, verb, *given = action.split()
            at = moment(f"{day} {time}")
            if self.case_id:
                desk.turn(seconds=(at - desk.now).total_seconds())
            desk.clock.at = at
            act: Callable[..., None] = getattr(self, f"do_{verb}")
            act(*given)
            desk.turn(seconds=1)

    def set_up(self) -> None:
        session, now = self.desk.session, self.desk.now
        for name, (weekly, holidays) in CALENDARS.items():
            draft = CalendarDraft(name, "Asia/Shanghai", weekly, holidays, False, [], [])
            calendars.write_calendar(session, name, draft, by=ADMIN, now=now)
        days = [DayDraft(day, kind) for day, kind, _ in published_days(2026)]
        calendars.set_days(session, "CN", days, confirm_year=2026, source="test", by=ADMIN, now=now)
        session.add(self.desk.kept("team", OTHER_TEAM.id))
        session.flush()
        draft = CalendarDraft(
            "lunch", "Asia/Shanghai", CALENDARS["lunch"][0], "CN", False, [OTHER_TEAM.id], []
        )
        calendars.write_calendar(session, "lunch", draft, by=ADMIN, now=now)
        session.commit()

    def do_promise(self, calendar: str, targets: str, ladder: str = "") -> None:
        first, following, resolution = map(int, targets.split("/"))
        minutes = {"first_response": first, "next_response": following, "resolution": resolution}
        draft = PolicyDraft(
            name=f"{calendar} {targets}",
            conditions={},
            targets={**minutes, "task": 180},
            escalation=[
                {"to": to, "after_minutes": int(after)}
                for to, after in (step.split("+") for step in ladder.split(",") if step)
            ],
            calendar=None if calendar == "always" else calendar,
            position=0,
        )
        held = policies.list_policies(self.desk.session, self.desk.policy)
        for one, _, is_shipped in held:
            if not is_shipped:
                policies.remove_policy(
                    self.desk.session, one.id, policy=self.desk.policy, by=ADMIN, now=self.desk.now
                )
        policies.add_policy(self.desk.session, draft, by=ADMIN, now=self.desk.now)
        self.desk.session.commit()

    def do_open(self, urgency: str = "normal") -> None:
        self.urgency = urgency
        self.born = self.desk.open_case(urgency=urgency)
        self.case_id = self.born.case_id

    def tell(self, **given: object) -> None:
        self.version += 1
        known = {"owner": LI, "urgency": self.urgency, "tasks": self.tasks, **given}
        self.desk.hear(triaged(self.born, self.version, **known))

    def do_correct(self, urgency: str) -> None:
        self.urgency = urgency
        self.tell()

    def do_dismiss(self) -> None:
        self.tell(disposition="dismissed", owner=None)

    def do_restore(self) -> None:
        self.tell()

    def do_task(self) -> None:
        self.tasks = (
            TaskAssignment(
                task_id="task-1", team=OTHER_TEAM, owner=WANG, text="核对", opened_at=self.desk.now
            ),
        )
        self.tell()

    def do_done(self) -> None:
        self.desk.finish_task(self.case_id, "task-1")

    def do_start(self) -> None:
        if self.desk.case(self.case_id).progress == "assigned":
            self.desk.start(self.case_id)

    def do_note(self) -> None:
        """Only look: time has passed."""

    def do_ask(self) -> None:
        self.desk.ask(self.case_id)

    def do_says(self) -> None:
        self.said += 1
        self.desk.says(self.case_id, self.said)

    def do_resolve(self) -> None:
        self.desk.resolve(self.case_id)

    def do_settle(self) -> None:
        self.desk.resolve(self.case_id, tell_customer=False)

    def do_reopen(self) -> None:
        self.desk.reopen(self.case_id)

    def do_confirm(self, holiday: str) -> None:
        day = DayDraft(datetime.fromisoformat(holiday).date(), "holiday")
        calendars.set_days(
            self.desk.session,
            "CN",
            [day],
            confirm_year=day.date.year,
            source="test",
            by=ADMIN,
            now=self.desk.now,
        )
        self.desk.session.commit()

    def told(self) -> list[str]:
        found = []
        for one in queries.timeline(self.desk.session, self.case_id):
            if one.event.startswith("clock_") and one.cause == "first_response":
                detail = orjson.loads(one.detail)
                what = detail.get("percent") or detail.get("to") or ""
                found.append(f"{one.event.removeprefix('clock_')} {what} {said(one.at)}")
        return [" ".join(one.split()) for one in found]

    def clocks(self) -> list[str]:
        case = self.desk.case(self.case_id)
        found = []
        for clock in clock_views(case.clocks, case.disposition):
            due = "—" if clock.due_at is None else said(clock.due_at)
            mark = " unconfirmed" if clock.unconfirmed else ""
            found.append(f"{clock.kind} {clock.status} {due}{mark}")
        return sorted(found)


def moment(text: str) -> datetime:
    whole = text if text.startswith("20") else f"2026-{text}"
    return datetime.fromisoformat(whole).replace(tzinfo=SHANGHAI)


def said(at: datetime) -> str:
    local = at.astimezone(SHANGHAI)
    assert local.second == local.microsecond == 0
    return f"{local:%m-%d %H:%M}" if local.year == 2026 else f"{local:%Y-%m-%d %H:%M}"


class TestGolden:
    @pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
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
