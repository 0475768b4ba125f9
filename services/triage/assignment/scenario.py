"""Scenarios: a roster or rules given as TOML, laid over those of the organisation."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from services.triage.assignment.plans import Plan
from services.triage.assignment.simulation import Handling, Person
from services.triage.rules.assignment import Policy
from services.triage.rules.efforts import MOST_EFFORT, Efforts
from services.triage.rules.shifts import Hours, Override, Timetable, Timetables, minutes
from shared.events.vocabulary import PersonRef, TeamRef, Urgency

EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]


class UnknownNameError(ValueError):
    """A scenario names a team that neither it nor the organisation has."""


class Part(BaseModel):
    """A part of a scenario: what it does not name is refused."""

    model_config = ConfigDict(extra="forbid")


TimeOfDay = Annotated[str, Field(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]


def must_be_timezone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"there is no time zone {name}")
    return name


class ShiftPart(Part):
    weekdays: list[Annotated[int, Field(ge=1, le=7)]] = EVERY_DAY
    start: TimeOfDay
    end: TimeOfDay
    timezone: Annotated[str, AfterValidator(must_be_timezone)] = "Asia/Shanghai"

    def hours(self) -> Hours:
        return Hours(self.weekdays, minutes(self.start), minutes(self.end), timezone=self.timezone)


class LeavePart(Part):
    first_day: date
    last_day: date

    def override(self) -> Override:
        return Override("leave", self.first_day, self.last_day)


class TeamPart(Part):
    """A team, present or new; its shifts, when given, replace those it has."""

    name: str
    strategy: Literal["least_effort", "round_robin", "store_owner", "pull_only"] | None = None
    hourly_cap: Annotated[int, Field(ge=1)] | None = None
    sticky_days: Annotated[int, Field(ge=1)] | None = None
    shift: list[ShiftPart] | None = None


class StaffPart(Part):
    """A person, present or new, or `count` new ones of the same kind."""

    username: str
    count: Annotated[int, Field(ge=1, le=1000)] = 1
    teams: list[str] | None = None
    capacity: Annotated[int, Field(ge=0)] | None = None
    skills: list[str] | None = None
    stores: list[str] | None = None
    active: bool | None = None
    shift: list[ShiftPart] | None = None
    leave: list[LeavePart] = []


Values = Annotated[list[str], Field(min_length=1)]


class ConditionsPart(Part):
    """What a rule may ask of a case, as routing rules do."""

    topic: Values | None = None
    urgency: Annotated[list[Urgency], Field(min_length=1)] | None = None
    store_code: Values | None = None
    region: Values | None = None
    channel: Values | None = None
    campaign: Values | None = None
    customer_tag: Values | None = None


class RulePart(Part):
    name: str
    team: str
    conditions: ConditionsPart = ConditionsPart()


class EffortPart(Part):
    topic: str | None = None
    urgency: Urgency | None = None
    effort: Annotated[int, Field(ge=1, le=MOST_EFFORT)]


class ScenarioFile(Part):
    """What differs. Rules and efforts, when given, replace all of the organisation's."""

    minutes_per_effort: Annotated[float, Field(gt=0)] | None = None
    sigma: Annotated[float, Field(ge=0, le=3)] | None = None
    default_team: str | None = None
    team: list[TeamPart] = []
    staff: list[StaffPart] = []
    rule: list[RulePart] | None = None
    effort: list[EffortPart] | None = None
    topics: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class ScenarioRule:
    name: str
    conditions: Mapping[str, frozenset[str]]
    team: TeamRef
    assist: tuple[TeamRef, ...] = ()


@dataclass(slots=True)
class Scenario:
    """All that a simulation runs on besides the arrivals."""

    plan: Plan
    people: dict[str, Person]
    hours: Timetables
    teams: dict[str, TeamRef]
    handling: Handling = field(default_factory=Handling)


def nothing() -> Scenario:
    """Return the scenario of an organisation of which nothing is known."""
    plan = Plan({}, [], {}, {}, Efforts({}), None)
    return Scenario(plan, {}, Timetables({}, {}), {})


def laid_over(base: Scenario, file: ScenarioFile) -> Scenario:
    """Return `base` with what the file says instead. Raises UnknownNameError."""
    teams = with_new_teams(base.teams, file.team)
    by_name = {team.name: team for team in teams.values()}
    plan = replaced_plan(base.plan, file, by_name)
    people = dict(base.people)
    own: dict[str, Timetable] = defaultdict(Timetable, base.hours.own)
    for part in file.staff:
        for one in replaced_people(people, part, by_name):
            people[one.staff.id] = one
            own[one.staff.id] = replaced_hours(own.get(one.staff.id), part.shift, part.leave)
    of_team = dict(base.hours.of_team)
    for team in file.team:
        if team.shift is not None:
            team_id = by_name[team.name].id
            of_team[team_id] = replaced_hours(of_team.get(team_id), team.shift, [])
    handling = Handling(
        minutes_per_effort=file.minutes_per_effort or base.handling.minutes_per_effort,
        sigma=base.handling.sigma if file.sigma is None else file.sigma,
    )
    kept = {key: one for key, one in own.items() if one.shifts or one.overrides}
    return Scenario(plan, people, Timetables(kept, of_team), teams, handling)


def with_new_teams(known: Mapping[str, TeamRef], parts: Iterable[TeamPart]) -> dict[str, TeamRef]:
    names = {team.name for team in known.values()}
    new = {
        part.name: TeamRef(id=f"team:{part.name}", name=part.name)
        for part in parts
        if part.name not in names
    }
    return {**known, **{team.id: team for team in new.values()}}


def replaced_plan(plan: Plan, file: ScenarioFile, teams: Mapping[str, TeamRef]) -> Plan:
    policies = dict(plan.policies)
    for part in file.team:
        team_id = team_named(teams, part.name).id
        before = policies.get(team_id, Policy())
        policies[team_id] = Policy(
            strategy=part.strategy or before.strategy,
            hourly_cap=part.hourly_cap or before.hourly_cap,
            sticky_days=part.sticky_days or before.sticky_days,
            lapse_minutes=before.lapse_minutes,
        )
    rules = [
        ScenarioRule(
            rule.name,
            {
                name: frozenset(values)
                for name, values in rule.conditions.model_dump(exclude_none=True).items()
            },
            team_named(teams, rule.team),
        )
        for rule in file.rule or ()
    ]
    weights: dict[tuple[str | None, str | None], int] = {
        (one.topic, one.urgency): one.effort for one in file.effort or ()
    }
    named = {code: team_named(teams, name) for code, name in file.topics.items()}
    default = team_named(teams, file.default_team) if file.default_team else plan.default_team
    return Plan(
        policies=policies,
        rules=plan.rules if file.rule is None else rules,
        topic_team={**plan.topic_team, **named},
        topic_skills=plan.topic_skills,
        efforts=plan.efforts if file.effort is None else Efforts(weights),
        default_team=default or next(iter(teams.values()), None),
    )


def replaced_people(
    people: Mapping[str, Person], part: StaffPart, teams: Mapping[str, TeamRef]
) -> list[Person]:
    """Return the person, or the new ones, that a part of a scenario speaks of."""
    present = next((one for one in people.values() if one.staff.username == part.username), None)
    changes: dict[str, Any] = {
        name: frozenset(value) if isinstance(value, list) else value
        for name in ("capacity", "skills", "stores", "active")
        if (value := getattr(part, name)) is not None
    }
    if part.teams is not None:
        changes["team_ids"] = frozenset(team_named(teams, name).id for name in part.teams)
    if present is not None:
        return [replace(present, **changes)]
    if part.teams is None:
        raise UnknownNameError(f"nobody has the username {part.username}; a new person needs teams")
    names = [
        part.username if part.count == 1 else f"{part.username}-{n + 1}" for n in range(part.count)
    ]
    return [
        replace(
            Person(PersonRef(id=f"new:{name}", username=name, name=name), frozenset(), 20),
            **changes,
        )
        for name in names
    ]


def replaced_hours(
    before: Timetable | None, shifts: Sequence[ShiftPart] | None, leave: Sequence[LeavePart]
) -> Timetable:
    before = before or Timetable()
    return Timetable(
        list(before.shifts) if shifts is None else [one.hours() for one in shifts],
        [*before.overrides, *(one.override() for one in leave)],
    )


def team_named(teams: Mapping[str, TeamRef], name: str) -> TeamRef:
    """Return the team. Raises UnknownNameError."""
    if name not in teams:
        known = ", ".join(sorted(teams)) or "none yet"
        raise UnknownNameError(f"there is no team {name}; there are {known}")
    return teams[name]
