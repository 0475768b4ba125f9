"""Clocks are due when promised, pause for the customer only, and judge once."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.followup.models import ClockList
from services.followup.rules import clocks
from services.followup.rules.clocks import DEFAULT_TARGETS, Clock, Clocks
from tests.fixtures.clock import NOON

HOUR = timedelta(hours=1)


def normal() -> Clocks:
    return clocks.fresh("normal", NOON, DEFAULT_TARGETS)


def resolution(of: Clocks) -> Clock:
    return next(one for one in of if one.kind == "resolution")


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
        started = clocks.fresh("critical", NOON, DEFAULT_TARGETS)
        assert first_response(started).due_at == NOON + timedelta(minutes=15)
        assert resolution(started).due_at == NOON + 4 * HOUR


class TestPausing:
    def test_waiting_for_the_customer_stops_the_resolution_clock(self) -> None:
        waiting = resolution(clocks.awaiting_answer(normal(), NOON + HOUR))
        assert (waiting.status, waiting.next_event_at) == ("paused", None)

    def test_the_time_spent_waiting_is_added(self) -> None:
        waiting = clocks.awaiting_answer(normal(), NOON + HOUR)
        resumed = resolution(clocks.resumed(waiting, NOON + 6 * HOUR))
        assert resumed.status == "running"
        assert resumed.due_at == NOON + 77 * HOUR

    def test_a_question_is_a_first_response(self) -> None:
        asked = clocks.awaiting_answer(normal(), NOON + HOUR)
        assert first_response(asked).status == "met"

    @given(st.lists(st.integers(min_value=1, max_value=5000), max_size=8))
    def test_no_sequence_of_pauses_loses_a_second(self, waits: list[int]) -> None:
        running, at = normal(), NOON
        for wait in waits:
            running = clocks.awaiting_answer(running, at)
            at += timedelta(seconds=wait)
            running = clocks.resumed(running, at)
            at += timedelta(seconds=1)
        assert resolution(running).due_at == NOON + 72 * HOUR + timedelta(seconds=sum(waits))


class TestCorrections:
    def test_due_is_start_plus_new_target_plus_paused(self) -> None:
        waited = clocks.resumed(clocks.awaiting_answer(normal(), NOON), NOON + 2 * HOUR)
        corrected = clocks.retargeted(waited, "high", DEFAULT_TARGETS, NOON + 3 * HOUR)
        assert resolution(corrected).due_at == NOON + 26 * HOUR

    def test_a_verdict_once_given_stays(self) -> None:
        late, _ = clocks.judged(normal(), NOON + 5 * HOUR)
        assert first_response(late).status == "breached"
        eased = clocks.retargeted(late, "low", DEFAULT_TARGETS, NOON + 5 * HOUR)
        assert first_response(eased) == first_response(late)

    def test_an_eased_clock_warns_again(self) -> None:
        warned, _ = clocks.judged(normal(), NOON + timedelta(hours=3.5))
        eased = clocks.retargeted(warned, "low", DEFAULT_TARGETS, NOON + timedelta(hours=3.5))
        assert not first_response(eased).is_warned


class TestJudging:
    def test_warns_at_four_fifths_once(self) -> None:
        at = NOON + timedelta(hours=3.2)
        warned, happened = clocks.judged(normal(), at)
        assert [(what, clock.kind) for what, clock in happened] == [("warned", "first_response")]
        assert clocks.judged(warned, at)[1] == ()

    def test_breaks_when_due_once(self) -> None:
        broken, happened = clocks.judged(normal(), NOON + 4 * HOUR)
        assert [what for what, _ in happened] == ["breached"]
        assert clocks.judged(broken, NOON + 5 * HOUR)[1] == ()

    def test_a_late_answer_does_not_undo_a_breach(self) -> None:
        broken, _ = clocks.judged(normal(), NOON + 5 * HOUR)
        assert first_response(clocks.responded(broken, NOON + 6 * HOUR)).status == "breached"

    def test_an_answer_after_due_is_a_breach_though_no_timer_said_so(self) -> None:
        assert first_response(clocks.responded(normal(), NOON + 5 * HOUR)).status == "breached"

    @given(st.lists(st.integers(min_value=0, max_value=400_000), min_size=1, max_size=10))
    def test_following_the_next_event_never_misses_or_loops(self, moments: list[int]) -> None:
        running = normal()
        seen = []
        for _ in range(10):
            at = clocks.next_event_at(running)
            if at is None:
                break
            running, happened = clocks.judged(running, at)
            assert happened
            seen += [(what, clock.kind) for what, clock in happened]
        assert sorted(seen) == [
            ("breached", "first_response"),
            ("breached", "resolution"),
            ("warned", "first_response"),
            ("warned", "resolution"),
        ]


class TestResolving:
    def test_meets_both_clocks_when_the_customer_is_told(self) -> None:
        done = clocks.resolved(normal(), NOON + HOUR, told=True)
        assert [one.status for one in done] == ["met", "met"]

    def test_without_a_message_no_response_was_given(self) -> None:
        done = clocks.resolved(normal(), NOON + HOUR, told=False)
        assert [(one.kind, one.status) for one in done] == [("resolution", "met")]

    def test_counts_no_time_after_the_question(self) -> None:
        waiting = clocks.awaiting_answer(normal(), NOON + HOUR)
        done = clocks.resolved(waiting, NOON + 200 * HOUR, told=True)
        assert resolution(done).status == "met"


class TestFurtherMessages:
    def test_one_is_owed_a_next_response(self) -> None:
        asked = clocks.responded(normal(), NOON)
        owed = clocks.spoken_to(asked, NOON + HOUR, "normal", DEFAULT_TARGETS)
        assert [one.kind for one in owed] == ["first_response", "resolution", "next_response"]
        assert owed[-1].due_at == NOON + 5 * HOUR

    @pytest.mark.parametrize("answered", [False, True])
    def test_a_second_does_not_start_another(self, answered: bool) -> None:
        once = clocks.responded(normal(), NOON) if answered else normal()
        once = clocks.spoken_to(once, NOON + HOUR, "normal", DEFAULT_TARGETS)
        twice = clocks.spoken_to(once, NOON + 2 * HOUR, "normal", DEFAULT_TARGETS)
        assert twice == once


class TestKeeping:
    def test_a_row_gives_back_the_same_clocks(self) -> None:
        kept = ClockList()
        warned, _ = clocks.judged(normal(), NOON + timedelta(hours=3.5))
        waiting = clocks.awaiting_answer(warned, NOON + timedelta(hours=3.6))
        text = kept.process_bind_param(waiting, None)  # type: ignore[arg-type]
        assert kept.process_result_value(text, None) == waiting  # type: ignore[arg-type]
