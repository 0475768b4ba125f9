"""Clocks are due when promised, pause for the customer only, and judge once."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.followup.models import ClockList
from services.followup.rules import clocks
from services.followup.rules.clocks import DEFAULT_TARGETS, Clock, Clocks, Happening, Terms
from tests.fixtures.clock import NOON

HOUR = timedelta(hours=1)
NORMAL, HIGH, LOW = (Terms(DEFAULT_TARGETS[one]) for one in ("normal", "high", "low"))


def normal() -> Clocks:
    return clocks.fresh(NOON, NORMAL)


def resolution(of: Clocks) -> Clock:
    return next(one for one in of if one.kind == "resolution")


def judged(of: Clocks, at: datetime) -> tuple[Clocks, tuple[tuple[Happening, Clock], ...]]:
    return clocks.judged(of, at, lambda _: NORMAL)


def retimed(of: Clocks, terms: Terms, at: datetime) -> Clocks:
    return tuple(clocks.retimed(one, terms, at) for one in of)


def first_response(of: Clocks) -> Clock:
    return next(one for one in of if one.kind == "first_response")


class TestTargets:
    def test_the_more_urgent_the_sooner(self) -> None:
        for kind in ("first_response", "next_response", "resolution"):
            targets = [
                DEFAULT_TARGETS[urgency][kind] for urgency in ("critical", "high", "normal", "low")
            ]
            assert targets == sorted(targets)

    def test_a_critical_case_is_answered_in_a_quarter_of_an_hour(self) -> None:
        started = clocks.fresh(NOON, Terms(DEFAULT_TARGETS["critical"]))
        assert first_response(started).due_at == NOON + timedelta(minutes=15)
        assert resolution(started).due_at == NOON + 4 * HOUR


class TestPausing:
    def test_waiting_for_the_customer_stops_the_resolution_clock(self) -> None:
        waiting = resolution(clocks.awaiting_answer(normal(), NOON + HOUR, NORMAL))
        assert (waiting.status, waiting.next_at) == ("paused", None)

    def test_the_time_spent_waiting_is_added(self) -> None:
        waiting = clocks.awaiting_answer(normal(), NOON + HOUR, NORMAL)
        resumed = resolution(clocks.resumed(waiting, NOON + 6 * HOUR, NORMAL))
        assert resumed.status == "running"
        assert resumed.due_at == NOON + 77 * HOUR

    def test_a_question_is_a_first_response(self) -> None:
        asked = clocks.awaiting_answer(normal(), NOON + HOUR, NORMAL)
        assert first_response(asked).status == "met"

    @given(st.lists(st.integers(min_value=1, max_value=5000), max_size=8))
    def test_no_sequence_of_pauses_loses_a_second(self, waits: list[int]) -> None:
        running, at = normal(), NOON
        for wait in waits:
            running = clocks.awaiting_answer(running, at, NORMAL)
            at += timedelta(seconds=wait)
            running = clocks.resumed(running, at, NORMAL)
            at += timedelta(seconds=1)
        assert resolution(running).due_at == NOON + 72 * HOUR + timedelta(seconds=sum(waits))


class TestCorrections:
    def test_due_is_start_plus_new_target_plus_paused(self) -> None:
        waited = clocks.resumed(
            clocks.awaiting_answer(normal(), NOON, NORMAL), NOON + 2 * HOUR, NORMAL
        )
        corrected = retimed(waited, HIGH, NOON + 3 * HOUR)
        assert resolution(corrected).due_at == NOON + 26 * HOUR

    def test_a_verdict_once_given_stays(self) -> None:
        late, _ = judged(normal(), NOON + 5 * HOUR)
        assert first_response(late).status == "breached"
        eased = retimed(late, LOW, NOON + 5 * HOUR)
        assert first_response(eased) == first_response(late)

    def test_an_eased_clock_warns_again(self) -> None:
        warned, _ = judged(normal(), NOON + timedelta(hours=3.5))
        eased = retimed(warned, LOW, NOON + timedelta(hours=3.5))
        assert not first_response(eased).warned


class TestJudging:
    def test_warns_at_four_fifths_once(self) -> None:
        at = NOON + timedelta(hours=3.2)
        warned, happened = judged(normal(), at)
        assert [(what, clock.kind) for what, clock in happened] == [("warned", "first_response")]
        assert judged(warned, at)[1] == ()

    def test_breaks_when_due_once_and_the_lead_hears(self) -> None:
        broken, happened = judged(normal(), NOON + 4 * HOUR)
        assert [what for what, _ in happened] == ["breached", "escalated"]
        assert first_response(broken).escalated_to == "lead"
        assert judged(broken, NOON + 4.5 * HOUR)[1] == ()

    def test_kept_after_it_broke_is_told_apart_from_kept(self) -> None:
        broken, _ = judged(normal(), NOON + 5 * HOUR)
        kept = first_response(clocks.responded(broken, NOON + 6 * HOUR, NORMAL))
        assert (kept.status, kept.breached_at) == ("met_late", NOON + 4 * HOUR)
        assert (kept.stopped_at, kept.next_at, kept.is_broken) == (NOON + 6 * HOUR, None, True)

    def test_an_answer_after_due_is_late_though_no_timer_said_so(self) -> None:
        kept = first_response(clocks.responded(normal(), NOON + 5 * HOUR, NORMAL))
        assert (kept.status, kept.breached_at) == ("met_late", NOON + 4 * HOUR)

    def test_who_was_away_at_every_step_catches_up_in_order(self) -> None:
        _, happened = judged(normal(), NOON + 10 * HOUR)
        heard = [clock.escalated_to for what, clock in happened if what == "escalated"]
        assert heard == ["lead", "manager", "admin"]

    @given(st.lists(st.integers(min_value=0, max_value=400_000), min_size=1, max_size=30))
    def test_whatever_the_moments_each_thing_happens_once_and_none_is_missed(
        self, moments: list[int]
    ) -> None:
        running = normal()
        seen = []
        for at in [*sorted(moments), 600_000]:
            running, happened = judged(running, NOON + timedelta(seconds=at))
            seen += [(what, clock.kind, clock.step) for what, clock in happened]
        for kind in ("first_response", "resolution"):
            assert [one for one in seen if one[:2] == ("breached", kind)] == [("breached", kind, 0)]
            steps = [step for what, of, step in seen if (what, of) == ("escalated", kind)]
            assert steps == [1, 2, 3]
            assert sum(one[:2] == ("warned", kind) for one in seen) <= 2
        assert clocks.next_event_at(running) is None

    def test_following_the_next_event_never_loops(self) -> None:
        running, seen = normal(), []
        while (at := clocks.next_event_at(running)) is not None:
            running, happened = judged(running, at)
            assert happened
            seen += [(what, clock.kind, clock.warned) for what, clock in happened]
        for kind in ("first_response", "resolution"):
            assert {("warned", kind, 50), ("warned", kind, 80)} <= set(seen)
        assert len(seen) == 12


class TestResolving:
    def test_meets_both_clocks_when_the_customer_is_told(self) -> None:
        done = clocks.resolved(normal(), NOON + HOUR, NORMAL, told=True)
        assert [one.status for one in done] == ["met", "met"]

    def test_without_a_message_no_response_was_given(self) -> None:
        done = clocks.resolved(normal(), NOON + HOUR, NORMAL, told=False)
        assert [(one.kind, one.status) for one in done] == [("resolution", "met")]

    def test_counts_no_time_after_the_question(self) -> None:
        waiting = clocks.awaiting_answer(normal(), NOON + HOUR, NORMAL)
        done = clocks.resolved(waiting, NOON + 200 * HOUR, NORMAL, told=True)
        assert resolution(done).status == "met"


class TestFurtherMessages:
    def test_one_is_owed_a_next_response(self) -> None:
        asked = clocks.responded(normal(), NOON, NORMAL)
        owed = clocks.spoken_to(asked, NOON + HOUR, NORMAL)
        assert [one.kind for one in owed] == ["first_response", "resolution", "next_response"]
        assert owed[-1].due_at == NOON + 5 * HOUR

    @pytest.mark.parametrize("answered", [False, True])
    def test_a_second_does_not_start_another(self, answered: bool) -> None:
        once = clocks.responded(normal(), NOON, NORMAL) if answered else normal()
        once = clocks.spoken_to(once, NOON + HOUR, NORMAL)
        twice = clocks.spoken_to(once, NOON + 2 * HOUR, NORMAL)
        assert twice == once


class TestKeeping:
    def test_a_row_gives_back_the_same_clocks(self) -> None:
        kept = ClockList()
        warned, _ = judged(normal(), NOON + timedelta(hours=3.5))
        waiting = clocks.awaiting_answer(warned, NOON + timedelta(hours=3.6), NORMAL)
        text = kept.process_bind_param(waiting, None)  # type: ignore[arg-type]
        assert kept.process_result_value(text, None) == waiting  # type: ignore[arg-type]
