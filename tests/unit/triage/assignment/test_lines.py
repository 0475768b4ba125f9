"""Whose turn it is: filters, strategies, and the reasons that are kept."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.triage.assignment.lines import Lines
from services.triage.assignment.simulation import Person
from services.triage.rules.assignment import NEVER, Line, Policy, Tally, Work
from shared.events.vocabulary import PersonRef

TEAM = "team"


def person(name: str, **facts: Any) -> Person:
    known = {key: frozenset(one) if isinstance(one, set) else one for key, one in facts.items()}
    ordinary: dict[str, Any] = {"team_ids": frozenset({TEAM}), "capacity": 10, "on_shift": True}
    return Person(PersonRef(id=name, username=name, name=name), **{**ordinary, **known})


def lines(
    *people: Person,
    loads: Mapping[str, int] | None = None,
    last: Mapping[str, float] | None = None,
    most_effort: int = 5,
    **policy: Any,
) -> Lines:
    return Lines(
        {one.staff.id: one for one in people},
        Tally(dict(loads or {}), dict(last or {})),
        policies={TEAM: Policy(**policy)},
        most_effort=most_effort,
    )


def chosen(found: Lines, at: float = 1.0, **work: Any) -> str | None:
    owner = found.choose(TEAM, at, Work(**work)).owner
    return owner.id if owner else None


class TestEffort:
    def test_counts_instead_of_cases(self) -> None:
        found = lines(person("a"), person("b"))
        assert chosen(found, 1.0, effort=5) == "a"
        assert [chosen(found, at) for at in (2.0, 3.0, 4.0)] == ["b", "b", "b"]

    def test_passes_over_those_with_too_little_room_for_it(self) -> None:
        found = lines(person("a", capacity=4), person("b"), loads={"a": 1, "b": 3})
        assert chosen(found, effort=4) == "b"
        assert chosen(found, effort=3) == "a"

    def test_larger_than_a_capacity_goes_to_who_has_nothing_else(self) -> None:
        found = lines(person("a", capacity=2))
        assert chosen(found, effort=5) == "a"
        assert chosen(found) is None

    def test_is_free_again_as_soon_as_it_is_taken_back(self) -> None:
        found = lines(person("a", capacity=1))
        assert [chosen(found), chosen(found)] == ["a", None]
        found.tally.take_back("a")
        assert chosen(found) == "a"


class TestRateCap:
    def test_lets_a_person_rest_who_was_given_enough_within_the_hour(self) -> None:
        found = lines(person("a"), person("b", capacity=1), hourly_cap=2)
        given_to = [chosen(found, at) for at in (1.0, 2.0, 3.0, 4.0)]
        assert given_to == ["a", "b", "a", None]
        considered = found.choose(TEAM, 5.0).considered
        assert considered == {"eligible": 0, "rate_capped": 1, "full": 1}

    def test_ends_when_the_window_moves_on(self) -> None:
        found = lines(person("a"), hourly_cap=1)
        assert [chosen(found), chosen(found)] == ["a", None]
        found.tally.forget_one("a")
        assert chosen(found) == "a"


class TestSkills:
    def test_must_all_be_there(self) -> None:
        found = lines(
            person("a", skills={"en"}), person("b", skills={"en", "allergy"}), loads={"b": 3}
        )
        assert chosen(found, skills=frozenset({"en", "allergy"})) == "b"
        assert chosen(found, skills=frozenset({"en"})) == "a"
        assert chosen(found, skills=frozenset({"ja"})) is None

    def test_that_are_missing_are_counted(self) -> None:
        found = lines(person("a"), person("b", skills={"en"}), person("c", on_shift=False))
        choice = found.choose(TEAM, 1.0, Work(skills=frozenset({"en"})))
        assert choice.considered == {"eligible": 1, "off_shift": 1, "unskilled": 1, "load": 0}


class TestStrategies:
    def test_round_robin_goes_by_turns_whatever_people_have(self) -> None:
        found = lines(
            person("a"),
            person("b"),
            person("c", capacity=5),
            loads={"a": 6, "c": 5},
            last={"a": 1.0, "b": 2.0},
            strategy="round_robin",
        )
        choices = [found.choose(TEAM, at) for at in (3.0, 4.0, 5.0)]
        assert [one.owner and one.owner.id for one in choices] == ["a", "b", "a"]
        assert {one.reason for one in choices} == {"next_in_turn"}

    def test_store_owner_gives_to_the_stores_people_first(self) -> None:
        found = lines(
            person("a", stores={"S001"}, capacity=1),
            person("b"),
            strategy="store_owner",
        )
        choices = [found.choose(TEAM, at, Work(store="S001")) for at in (1.0, 2.0)]
        assert [(one.owner and one.owner.id, one.reason) for one in choices] == [
            ("a", "store_owner"),
            ("b", "least_loaded"),
        ]

    def test_store_owner_gives_cases_of_no_store_to_the_least_loaded(self) -> None:
        found = lines(person("a", stores={"S001"}), person("b"), strategy="store_owner")
        assert [chosen(found, 1.0), chosen(found, 2.0)] == ["a", "b"]

    def test_pull_only_chooses_nobody(self) -> None:
        choice = lines(person("a"), strategy="pull_only").choose(TEAM, 1.0)
        assert (choice.owner, choice.reason) == (None, "pull_only")


class TestStickiness:
    def test_gives_to_who_has_the_customers_open_matter(self) -> None:
        found = lines(person("a"), person("b"), loads={"b": 4})
        choice = found.choose(TEAM, 1.0, holder="b")
        assert choice.owner is not None
        assert (choice.owner.id, choice.reason) == ("b", "same_customer")
        assert found.tally.loads["b"] == 5

    @pytest.mark.parametrize("facts", [{"away": True}, {"on_shift": False}, {"capacity": 0}])
    def test_ends_where_they_have_no_room(self, facts: dict[str, Any]) -> None:
        found = lines(person("a"), person("b", **facts))
        choice = found.choose(TEAM, 1.0, holder="b")
        assert choice.owner is not None
        assert choice.owner.id == "a"


class TestArbiters:
    def test_are_the_teams_leads_however_much_they_have(self) -> None:
        lead = person("lea", team_ids=set(), lead_of={TEAM}, capacity=1)
        found = lines(person("a"), lead, loads={"lea": 7})
        owner = found.choose_arbiter(TEAM, 1.0).owner
        assert owner is not None
        assert owner.id == "lea"

    def test_are_the_managers_where_no_team_is_named(self) -> None:
        boss = person("max", team_ids=set(), roles={"manager"})
        owner = lines(person("a"), boss).choose_arbiter(None, 1.0).owner
        assert owner is not None
        assert owner.id == "max"


class TestReasons:
    def test_name_who_would_have_been_next(self) -> None:
        choice = lines(person("a"), person("b"), person("c"), loads={"a": 2}).choose(TEAM, 1.0)
        assert (choice.owner and choice.owner.id, choice.runner_up) == ("b", "c")

    def test_name_nobody_next_where_there_is_none(self) -> None:
        assert lines(person("a")).choose(TEAM, 1.0).runner_up is None


PEOPLE = st.dictionaries(
    st.sampled_from("abcdef"), st.tuples(st.integers(0, 6), st.integers(0, 8)), min_size=1
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("give"), st.integers(1, 4)),
        st.tuples(st.just("back"), st.sampled_from("abcdef")),
    ),
    max_size=40,
)


class TestAnySequence:
    @given(people=PEOPLE, steps=STEPS, by_turns=st.booleans(), cap=st.none() | st.integers(1, 5))
    def test_equals_looking_at_everybody_each_time(
        self,
        people: dict[str, tuple[int, int]],
        steps: list[tuple[str, Any]],
        by_turns: bool,
        cap: int | None,
    ) -> None:
        policy = Policy("round_robin" if by_turns else "least_effort", hourly_cap=cap)
        tally = Tally({name: load for name, (load, _) in people.items()}, {})
        line = Line(
            [person(name, capacity=capacity) for name, (_, capacity) in people.items()],
            tally,
            policy=policy,
            most_effort=4,
        )
        loads = {name: load for name, (load, _) in people.items()}
        last, recent = dict.fromkeys(people, NEVER), dict.fromkeys(people, 0)
        for at, (kind, value) in enumerate(steps):
            if kind == "back":
                if value in people:
                    tally.take_back(value, 2)
                    loads[value] = max(0, loads[value] - 2)
                continue
            fit = [
                name
                for name, (_, capacity) in people.items()
                if (loads[name] == 0 < capacity or loads[name] + value <= capacity)
                and (cap is None or recent[name] < cap)
            ]
            expected = min(
                fit, key=lambda one: (0 if by_turns else loads[one], last[one], one), default=None
            )
            choice = line.choose(float(at), (), value)
            assert (choice.owner and choice.owner.id) == expected
            assert choice.considered["eligible"] == len(fit)
            if expected is not None:
                loads[expected] += value
                recent[expected] += 1
                last[expected] = float(at)
