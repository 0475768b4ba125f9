"""Which promise holds for a case: ordered policies, their conditions, targets and calendars."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.followup.rules.calendar import AroundTheClock, BusinessTime, Opening
from services.followup.rules.clocks import (
    DEFAULT_LADDER,
    DEFAULT_TARGETS,
    DEFAULT_WAITING,
    Step,
    Targets,
    Terms,
    UrgencyTargets,
    Waiting,
)
from shared.events import CaseTriaged
from shared.events.vocabulary import Urgency

ALWAYS, OFFICE, RETAIL = "always", "office", "retail"
CHINA = "CN"
"""The holiday table of the State Council's notices; no calendar bears its name."""

NO_TAGS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """What policies may ask of a case."""

    urgency: Urgency
    topics: frozenset[str] = frozenset()
    store: str | None = None
    region: str | None = None
    team: str | None = None
    channel: str = ""
    tags: frozenset[str] = NO_TAGS


def facts_of(triaged: CaseTriaged, tags: frozenset[str] = NO_TAGS) -> Facts:
    """Return what policies may ask of a case as triage sees it."""
    return Facts(
        triaged.urgency,
        frozenset(one.code for one in triaged.topics),
        triaged.store_code or triaged.birth.store_code,
        triaged.birth.region,
        triaged.team.id if triaged.team else None,
        triaged.birth.channel,
        tags,
    )


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a case must be for a policy to hold: one of each list that is not empty.

    A topic counts for those below it: `food` for `food.foreign`.
    """

    topic: tuple[str, ...] = ()
    urgency: tuple[str, ...] = ()
    store_code: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    customer_tag: tuple[str, ...] = ()

    def hold(self, facts: Facts) -> bool:
        return (
            (not self.urgency or facts.urgency in self.urgency)
            and (not self.store_code or facts.store in self.store_code)
            and (not self.region or facts.region in self.region)
            and (not self.channel or facts.channel in self.channel)
            and (not self.customer_tag or not facts.tags.isdisjoint(self.customer_tag))
            and (not self.topic or any(map(self._covers, facts.topics)))
        )

    def _covers(self, topic: str) -> bool:
        return any(topic == one or topic.startswith(f"{one}.") for one in self.topic)


@dataclass(frozen=True, slots=True)
class Promise:
    """A policy as the rules see it; `calendar` None is the store's, the team's or the default."""

    id: str
    name: str
    conditions: Conditions
    targets: Targets
    ladder: tuple[Step, ...] = DEFAULT_LADDER
    waiting: Waiting = DEFAULT_WAITING
    calendar: str | None = None


@dataclass(frozen=True, slots=True)
class Promises:
    """Everything promised: policies in the order they are tried, and who keeps which hours.

    `fallback` holds where no policy does. Terms once made are kept, for each policy and calendar.
    """

    policies: Sequence[Promise] = ()
    calendars: Mapping[str, BusinessTime] = field(
        default_factory=lambda: {ALWAYS: AroundTheClock()}
    )
    stores: Mapping[str, str] = field(default_factory=dict)
    teams: Mapping[str, str] = field(default_factory=dict)
    default_calendar: str = ALWAYS
    fallback: UrgencyTargets = field(default_factory=lambda: DEFAULT_TARGETS)
    made: dict[tuple[str, str], Terms] = field(default_factory=dict)

    @property
    def ask_for_tags(self) -> bool:
        """Say whether any policy asks what tags a customer has."""
        return any(one.conditions.customer_tag for one in self.policies)

    def policy_for(self, facts: Facts) -> Promise | None:
        return next((one for one in self.policies if one.conditions.hold(facts)), None)

    def terms(self, facts: Facts) -> Terms:
        """Return what a case of these facts is promised."""
        policy = self.policy_for(facts)
        return self._terms(
            facts.urgency, policy, self.calendar_for(policy, facts.store, facts.team)
        )

    def task_terms(self, facts: Facts, team: str) -> Terms:
        """Return the same for a task that `team` does: in the hours of that team."""
        policy = self.policy_for(facts)
        return self._terms(facts.urgency, policy, self.calendar_for(policy, None, team))

    def _terms(self, urgency: Urgency, policy: Promise | None, calendar: str) -> Terms:
        key = policy.id if policy else urgency, calendar
        if key not in self.made:
            self.made[key] = Terms(
                targets=policy.targets if policy else self.fallback[urgency],
                hours=self.calendars[calendar],
                ladder=policy.ladder if policy else DEFAULT_LADDER,
                waiting=policy.waiting if policy else DEFAULT_WAITING,
                policy=policy.id if policy else "",
                calendar=calendar,
            )
        return self.made[key]

    def calendar_for(self, policy: Promise | None, store: str | None, team: str | None) -> str:
        """Return the policy's own calendar, or the store's, the team's, the default."""
        wanted = (
            policy.calendar if policy else None,
            self.stores.get(store or ""),
            self.teams.get(team or ""),
        )
        found = next((one for one in wanted if one in self.calendars), None)
        return found or self.default_calendar


@dataclass(frozen=True, slots=True)
class CalendarSetting:
    """A calendar as people set it up; `holidays` names the holiday table it follows."""

    name: str
    title: str
    timezone: str
    weekly: tuple[Opening, ...]
    holidays: str | None = None


def weekly(days: Sequence[int], starts: str, ends: str) -> tuple[Opening, ...]:
    """Return the same hours on several ISO weekdays, from `HH:MM` to `HH:MM`."""
    return tuple(Opening(day, minutes(starts), minutes(ends)) for day in days)


def minutes(text: str) -> int:
    """Return minutes after midnight for `HH:MM`, 00:00 to 24:00."""
    hours, _, rest = text.partition(":")
    return int(hours) * 60 + int(rest)


def clock_text(total: int) -> str:
    """Return `HH:MM` for minutes after midnight; a whole day is 24:00."""
    return f"{total // 60:02d}:{total % 60:02d}"


ZONE = "Asia/Shanghai"
SHIPPED_CALENDARS = {
    one.name: one
    for one in (
        CalendarSetting(ALWAYS, "全天候 7×24", ZONE, weekly(range(1, 8), "00:00", "24:00")),
        CalendarSetting(OFFICE, "工作日", ZONE, weekly(range(1, 6), "09:00", "18:00"), CHINA),
        CalendarSetting(RETAIL, "门店营业", ZONE, weekly(range(1, 8), "09:00", "22:00")),
    )
}
SHIPPED_ORDER: tuple[Urgency, ...] = ("critical", "high", "normal", "low")
SHIPPED_NAMES = {"critical": "紧急", "high": "优先", "normal": "普通", "low": "不急"}
SHIPPED_ID = "01930000-0000-7000-8000-00000000051{}"
LAST = 1_000_000
"""Where the shipped policies stand: behind all others."""


def shipped_policies(targets: UrgencyTargets) -> list[Promise]:
    """Return the policies that hold until somebody writes others: one for each urgency."""
    return [
        Promise(
            id=SHIPPED_ID.format(place),
            name=f"默认·{SHIPPED_NAMES[urgency]}",
            conditions=Conditions(urgency=(urgency,)),
            targets=targets[urgency],
        )
        for place, urgency in enumerate(SHIPPED_ORDER)
    ]
