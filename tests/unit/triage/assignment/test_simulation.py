"""Past arrivals played against a plan: deterministic, and by the rules of production."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from services.triage.assignment.scenario import (
    Scenario,
    ScenarioFile,
    UnknownNameError,
    laid_over,
    nothing,
)
from services.triage.assignment.simulation import Arrival, Fate, Simulation, summary

START = datetime(2026, 11, 22, 16, tzinfo=UTC)
"""Midnight of a Monday in Shanghai."""

OFFICE: dict[str, Any] = {
    "minutes_per_effort": 10,
    "sigma": 0,
    "team": [{"name": "门店", "shift": [{"start": "09:00", "end": "18:00"}]}],
    "staff": [{"username": "agent", "count": 2, "teams": ["门店"], "capacity": 3}],
}


def scenario(**changes: Any) -> Scenario:
    return laid_over(nothing(), ScenarioFile.model_validate({**OFFICE, **changes}))


def arrival(minutes: float, urgency: str = "normal", **fields: Any) -> Arrival:
    at = START + timedelta(minutes=minutes)
    return Arrival(at, fields.pop("codes", []), {"urgency": urgency}, urgency, **fields)


def played(found: Scenario, *arrivals: Arrival, seed: int = 1, days: int = 2) -> list[Fate]:
    simulation = Simulation(
        found.plan,
        found.people.values(),
        found.hours,
        arrivals,
        handling=found.handling,
        seed=seed,
    )
    return simulation.run(START, START + timedelta(days=days))


def minutes_in(at: float | None) -> float | None:
    return None if at is None else (at - START.timestamp()) / 60


class TestSimulation:
    def test_gives_at_once_to_who_is_there(self) -> None:
        (fate,) = played(scenario(), arrival(10 * 60))
        assert minutes_in(fate.given_at) == minutes_in(fate.started_at) == 600
        assert minutes_in(fate.done_at) == 610

    def test_lets_the_night_wait_for_the_morning_critical_ones_first(self) -> None:
        fates = played(
            scenario(staff=[{"username": "one", "teams": ["门店"], "capacity": 1}]),
            arrival(60),
            arrival(120, "critical"),
        )
        assert [minutes_in(fate.started_at) for fate in fates] == [550, 540]

    def test_works_on_one_case_after_another_in_its_shifts(self) -> None:
        found = scenario(staff=[{"username": "one", "teams": ["门店"]}], minutes_per_effort=300)
        fates = played(found, arrival(9 * 60), arrival(9 * 60), days=3)
        assert [minutes_in(fate.done_at) for fate in fates] == [840, 24 * 60 + 600]

    def test_keeps_to_leave(self) -> None:
        leave = [{"first_day": "2026-11-23", "last_day": "2026-11-23"}]
        found = scenario(staff=[{"username": "one", "teams": ["门店"], "leave": leave}])
        (fate,) = played(found, arrival(10 * 60))
        assert minutes_in(fate.started_at) == 24 * 60 + 540

    def test_lets_go_of_the_hourly_cap_when_the_hour_is_over(self) -> None:
        team = {**OFFICE["team"][0], "hourly_cap": 1}
        found = scenario(team=[team], staff=[{"username": "one", "teams": ["门店"]}])
        fates = played(found, arrival(600), arrival(601))
        assert [minutes_in(fate.given_at) for fate in fates] == [600, 660]

    def test_gives_a_customers_next_case_to_who_has_the_first(self) -> None:
        team = {**OFFICE["team"][0], "sticky_days": 3}
        found = scenario(team=[team], minutes_per_effort=60)
        fates = played(
            found,
            arrival(600, customer="c"),
            arrival(601, customer="c"),
            arrival(602, customer="d"),
        )
        assert fates[0].owner_id == fates[1].owner_id != fates[2].owner_id

    def test_counts_what_is_left_over(self) -> None:
        found = scenario(staff=[{"username": "one", "teams": ["门店"], "capacity": 1}])
        total, *_ = summary(played(found, *(arrival(17 * 60 + 55) for _ in range(3)), days=1))
        assert (total.hour, total.cases, total.unassigned, total.unstarted) == (None, 3, 2, 2)


class TestScenario:
    def test_refuses_what_it_does_not_know(self) -> None:
        with pytest.raises(UnknownNameError, match="there is no team 退款"):
            scenario(rule=[{"name": "r", "team": "退款"}])

    @pytest.mark.parametrize("conditions", [{"weather": ["rain"]}, {"urgency": ["extreme"]}])
    def test_refuses_conditions_that_no_rule_can_have(
        self, conditions: dict[str, list[str]]
    ) -> None:
        with pytest.raises(ValidationError):
            scenario(rule=[{"name": "r", "team": "门店", "conditions": conditions}])

    def test_changes_somebody_who_is_there(self) -> None:
        base = scenario(staff=[{"username": "one", "teams": ["门店"], "capacity": 3}])
        after = laid_over(
            base, ScenarioFile.model_validate({"staff": [{"username": "one", "capacity": 9}]})
        )
        (person,) = after.people.values()
        assert (person.capacity, len(person.team_ids)) == (9, 1)

    def test_replaces_rules_and_efforts(self) -> None:
        found = scenario(
            team=[*OFFICE["team"], {"name": "急件"}],
            rule=[{"name": "r", "team": "急件", "conditions": {"urgency": ["critical"]}}],
            effort=[{"urgency": "critical", "effort": 4}],
        )
        route = found.plan.route({"urgency": "critical"}, [])
        assert route.team is not None
        assert (route.team.name, found.plan.efforts.most) == ("急件", 4)


ARRIVALS = st.lists(
    st.builds(
        arrival,
        st.floats(0, 2 * 24 * 60),
        st.sampled_from(["low", "normal", "high", "critical"]),
        customer=st.sampled_from([None, "c", "d"]),
    ),
    max_size=40,
)
STRATEGIES = st.sampled_from(["least_effort", "round_robin", "store_owner"])


class TestAnyArrivals:
    @settings(deadline=None, max_examples=40)
    @given(ARRIVALS, STRATEGIES, st.integers(1, 4), st.integers(0, 9))
    def test_are_given_once_within_capacity_and_worked_on_within_shifts(
        self, arrivals: list[Arrival], strategy: str, capacity: int, seed: int
    ) -> None:
        found = scenario(
            team=[{**OFFICE["team"][0], "strategy": strategy}],
            staff=[{"username": "agent", "count": 2, "teams": ["门店"], "capacity": capacity}],
            effort=[{"urgency": "critical", "effort": 2}],
            sigma=0.8,
        )
        fates = played(found, *arrivals, seed=seed)

        assert len(fates) == len(arrivals)
        moments: list[tuple[float, int, str, int]] = []
        for fate in fates:
            received = fate.arrival.at.timestamp()
            if fate.given_at is None or fate.owner_id is None:
                continue
            assert fate.given_at >= received
            assert found.hours.at(datetime.fromtimestamp(fate.given_at, UTC))(
                fate.owner_id, found.people[fate.owner_id].team_ids
            )
            moments.append((fate.given_at, 1, fate.owner_id, fate.effort))
            if fate.done_at is not None:
                assert fate.started_at is not None
                assert fate.done_at >= fate.started_at >= fate.given_at
                moments.append((fate.done_at, 0, fate.owner_id, -fate.effort))
        loads: Counter[str] = Counter()
        for _, is_given, owner, effort in sorted(moments):
            assert not is_given or loads[owner] == 0 or loads[owner] + effort <= capacity
            loads[owner] += effort

    @settings(deadline=None, max_examples=20)
    @given(ARRIVALS, st.integers(0, 9))
    def test_end_the_same_each_time(self, arrivals: list[Arrival], seed: int) -> None:
        found = scenario(sigma=0.8)
        first = played(found, *arrivals, seed=seed)
        again = played(scenario(sigma=0.8), *arrivals, seed=seed)
        assert [(one.owner_id, one.done_at) for one in first] == [
            (one.owner_id, one.done_at) for one in again
        ]

    @settings(deadline=None, max_examples=20)
    @given(ARRIVALS)
    def test_take_the_same_work_whatever_the_roster(self, arrivals: list[Arrival]) -> None:
        more = scenario(sigma=0.8, staff=[{"username": "x", "count": 5, "teams": ["门店"]}])
        none = scenario(sigma=0.8, staff=[])
        planned = [one.seconds for one in played(none, *arrivals)]
        done = [fate for fate in played(more, *arrivals) if fate.done_at is not None]
        assert all(fate.owner_id in more.people for fate in done)
        assert len(planned) == len(arrivals)
