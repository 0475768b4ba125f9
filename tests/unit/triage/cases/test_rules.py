"""What follows from a case's facts."""

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.triage.rules.assignment import Line, Tally
from services.triage.rules.cases import (
    MOVES,
    has_work_left,
    is_news,
    phase,
    urgency_of,
    urgency_order,
)
from services.triage.rules.review import DRAWN_FROM, FIRST_RANK, review_rank
from services.triage.rules.routing import route
from shared.events.vocabulary import PersonRef, TeamRef


class TestUrgency:
    def test_of_a_case_is_that_of_its_verdict(self) -> None:
        assert urgency_of(urgency_order(base=1, raised_to=0, later_cycles=0)) == "normal"

    def test_rises_with_a_more_urgent_message(self) -> None:
        assert urgency_of(urgency_order(base=1, raised_to=3, later_cycles=0)) == "critical"

    def test_does_not_fall_with_a_less_urgent_message(self) -> None:
        assert urgency_of(urgency_order(base=2, raised_to=0, later_cycles=0)) == "high"

    def test_rises_by_a_step_with_each_cycle_and_not_beyond_critical(self) -> None:
        steps = [urgency_order(base=1, raised_to=0, later_cycles=n) for n in range(4)]
        assert [urgency_of(step) for step in steps] == ["normal", "high", "critical", "critical"]


class TestMoves:
    @pytest.mark.parametrize(
        ("disposition", "progress", "accepted", "expected"),
        [
            ("live", "open", False, "waiting"),
            ("live", "assigned", True, "accepted"),
            ("live", "resolved", True, "answered"),
            ("live", "told", True, "answered"),
            ("live", "closed", True, "closed"),
            ("dismissed", "open", False, "dismissed"),
            ("merged", "closed", False, "merged"),
        ],
    )
    def test_have_a_phase_for_every_state(
        self, disposition: str, progress: str, accepted: bool, expected: str
    ) -> None:
        found = phase(born=True, disposition=disposition, progress=progress, accepted=accepted)
        assert found == expected
        assert MOVES[found]

    def test_of_a_stub_there_are_none(self) -> None:
        assert MOVES[phase(born=False, disposition="live", progress="open", accepted=False)] == ()


class TestOpenness:
    def test_ends_with_the_answer(self) -> None:
        assert has_work_left(born=True, disposition="live", progress="waiting_customer")
        assert not has_work_left(born=True, disposition="live", progress="resolved")

    def test_ends_with_a_dismissal(self) -> None:
        assert not has_work_left(born=True, disposition="dismissed", progress="open")


class TestNews:
    def test_a_change_of_status_is_news(self) -> None:
        assert is_news(before="assigned", after="in_progress", owned=True)

    def test_assigned_is_none_when_triage_named_the_owner(self) -> None:
        assert not is_news(before="open", after="assigned", owned=True)


CASE = "01930000-0000-7000-8000-0000000000"
"""The beginning of an id; its last two digits decide whether the lot falls on it."""


def rank(end: str = "63", **fields: Any) -> int | None:
    return review_rank(
        CASE + end,
        **{
            "confidence": 0.9,
            "margin": 0.9,
            "has_topic": True,
            "is_sure": True,
            "is_critical": False,
            **fields,
        },
    )


class TestReview:
    def test_asks_for_doubtful_verdicts_and_those_without_a_topic(self) -> None:
        assert rank(confidence=0.3) is not None
        assert rank(has_topic=False) is not None
        assert rank(is_sure=False) is not None
        assert rank() is None

    def test_asks_for_no_verdict_that_is_sure_though_another_label_is_near(self) -> None:
        assert rank(margin=0.0) is None
        near, far = (rank(margin=margin, is_sure=False) or 0 for margin in (0.1, 0.2))
        assert 0 < near < far

    def test_offers_critical_ones_first_then_the_least_certain(self) -> None:
        ranks = [
            rank(confidence=0.3, is_critical=True),
            rank(confidence=0.0),
            rank(confidence=0.3),
            rank(confidence=1.0, margin=1.0, is_sure=False),
        ]
        assert ranks == sorted(ranks)  # type: ignore[type-var]
        assert len(set(ranks)) == 4

    def test_falls_by_lot_on_some_whatever_they_are(self) -> None:
        drawn = [rank(f"{number:02x}") for number in range(256)]
        assert 5 <= sum(one is not None for one in drawn) <= 20
        assert all(one >= DRAWN_FROM for one in drawn if one is not None)
        assert rank("00") == rank("00", confidence=0.1)
        assert rank("00", is_critical=True) == FIRST_RANK


@dataclass(frozen=True)
class Rule:
    name: str
    conditions: dict[str, frozenset[str]]
    team: TeamRef
    assist: tuple[TeamRef, ...] = ()


REFUNDS, FOOD, SHOP = (TeamRef(id=name, name=name) for name in ("refunds", "food", "shop"))


class TestRoute:
    def test_follows_the_first_rule_that_fits(self) -> None:
        rules = [
            Rule("east", {"region": frozenset({"华东"})}, FOOD),
            Rule("all", {}, SHOP),
        ]
        found = route({"region": "华东"}, [], rules=rules, topic_team={}, default=None)
        assert (found.team, found.because) == (FOOD, "rule: east")

    def test_needs_every_condition_of_a_rule(self) -> None:
        rule = Rule("both", {"region": frozenset({"华东"}), "topic": frozenset({"refund"})}, FOOD)
        found = route({"region": "华东"}, ["taste"], rules=[rule], topic_team={}, default=SHOP)
        assert (found.team, found.because) == (SHOP, "default")

    def test_knows_that_a_leaf_belongs_to_its_topic(self) -> None:
        rule = Rule("refunds", {"topic": frozenset({"refund"})}, FOOD)
        found = route({}, ["refund.late"], rules=[rule], topic_team={}, default=None)
        assert found.team == FOOD

    def test_falls_back_to_the_surest_topic_with_a_team(self) -> None:
        found = route(
            {}, ["odd", "refund.late"], rules=[], topic_team={"refund": REFUNDS}, default=SHOP
        )
        assert (found.team, found.because) == (REFUNDS, "topic: refund")


@dataclass(frozen=True)
class Person:
    staff: PersonRef
    capacity: int = 10
    active: bool = True
    on_shift: bool = True
    away: bool = False


def person(name: str, **facts: object) -> Person:
    return Person(PersonRef(id=name, username=name, name=name), **facts)  # type: ignore[arg-type]


def owner_id(line: Line, at: float = 1.0, exclude: tuple[str, ...] = ()) -> str | None:
    owner = line.choose(at, exclude).owner
    return owner.id if owner else None


class TestLine:
    def test_gives_to_the_least_loaded(self) -> None:
        line = Line([person("a"), person("b")], Tally({"a": 2, "b": 1}, {}))
        assert owner_id(line) == "b"

    def test_breaks_a_tie_by_the_longest_wait_then_by_id(self) -> None:
        line = Line(
            [person("a"), person("b"), person("c")], Tally({}, {"a": 5.0, "b": 3.0, "c": 3})
        )
        assert [owner_id(line, at) for at in (6.0, 7.0, 8.0)] == ["b", "c", "a"]

    def test_passes_over_the_absent_and_the_full_and_says_how_many(self) -> None:
        people = [
            person("gone", active=False),
            person("home", on_shift=False),
            person("lunch", away=True),
            person("full", capacity=1),
            person("free"),
        ]
        choice = Line(people, Tally({"full": 1, "free": 4}, {})).choose(1.0)
        assert choice.owner is not None
        assert choice.owner.id == "free"
        assert choice.considered == {
            "eligible": 1,
            "inactive": 1,
            "off_shift": 1,
            "away": 1,
            "full": 1,
            "load": 4,
        }

    def test_chooses_nobody_when_nobody_is_eligible(self) -> None:
        choice = Line([person("home", on_shift=False)], Tally({}, {})).choose(1.0)
        assert choice.owner is None
        assert choice.reason == "nobody_eligible"
        assert choice.considered == {"eligible": 0, "off_shift": 1}

    def test_leaves_out_those_who_declined_but_not_for_the_next_case(self) -> None:
        line = Line([person("a"), person("b")], Tally({"b": 5}, {}))
        assert owner_id(line, exclude=("a",)) == "b"
        assert owner_id(line) == "a"

    def test_sees_what_other_teams_give_its_people(self) -> None:
        tally = Tally({}, {})
        both = person("both")
        one, other = Line([both, person("x")], tally), Line([both], tally)
        assert owner_id(other) == "both"
        assert owner_id(one) == "x"

    @given(
        loads=st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 5), min_size=1),
        given_out=st.integers(1, 30),
        capacity=st.integers(1, 6),
    )
    def test_equals_choosing_the_smallest_each_time(
        self, loads: dict[str, int], given_out: int, capacity: int
    ) -> None:
        line = Line([person(name, capacity=capacity) for name in loads], Tally(dict(loads), {}))
        plain, last = dict(loads), dict.fromkeys(loads, float("-inf"))
        for at in range(given_out):
            free = [name for name in plain if plain[name] < capacity]
            expected = min(free, key=lambda name: (plain[name], last[name], name), default=None)
            assert owner_id(line, float(at)) == expected
            if expected is not None:
                plain[expected] += 1
                last[expected] = float(at)
