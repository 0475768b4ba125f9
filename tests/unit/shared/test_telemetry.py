"""Traces are carried on as W3C says; metrics count what was answered."""

import pytest
from prometheus_client import generate_latest

from shared import telemetry

PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


class TestParseTraceparent:
    def test_keeps_a_valid_one(self) -> None:
        assert telemetry.parse_traceparent(PARENT) == PARENT

    def test_keeps_what_it_knows_of_a_later_version(self) -> None:
        assert telemetry.parse_traceparent("cc" + PARENT[2:] + "-more") == PARENT

    @pytest.mark.parametrize(
        "header",
        [
            "",
            "ff" + PARENT[2:],
            PARENT.upper(),
            PARENT + "-more",
            "cc" + PARENT[2:] + "more",
            PARENT.replace("4bf92f3577b34da6a3ce929d0e0e4736", "0" * 32),
            PARENT.replace("00f067aa0ba902b7", "0" * 16),
            PARENT[:-1],
            "x" * 5000,
        ],
    )
    def test_refuses_a_malformed_one(self, header: str) -> None:
        assert telemetry.parse_traceparent(header) is None


class TestWithin:
    def test_goes_on_with_the_trace_of_an_event(self) -> None:
        with telemetry.within(PARENT) as here:
            assert telemetry.current_traceparent() == here
            assert here[:36] == PARENT[:36]
            assert here != PARENT
            assert telemetry.parse_traceparent(here) == here
        assert telemetry.current_traceparent() is None

    def test_begins_a_trace_without_one(self) -> None:
        with telemetry.within(None) as here:
            assert telemetry.parse_traceparent(here) == here


class TestMetrics:
    def test_show_requests_with_their_times(self) -> None:
        metrics = telemetry.Metrics("intake")
        metrics.requests.observe("POST", "/v1/feedback", 201, 0.003)
        metrics.requests.observe("POST", "/v1/feedback", 201, 30.0)
        labels = 'method="POST",route="/v1/feedback",status="201"'

        text = generate_latest(metrics.registry).decode()

        assert f"huiyin_requests_total{{{labels}}} 2.0" in text
        assert f'huiyin_request_seconds_bucket{{le="0.005",{labels}}} 1.0' in text
        assert f'huiyin_request_seconds_bucket{{le="+Inf",{labels}}} 2.0' in text
        assert f"huiyin_request_seconds_sum{{{labels}}} 30.003" in text

    def test_of_two_services_in_a_process_are_apart(self) -> None:
        intake, triage = telemetry.Metrics("intake"), telemetry.Metrics("triage")
        intake.duplicates.inc(3)

        assert b"huiyin_events_duplicate_total 3.0" in generate_latest(intake.registry)
        assert b"huiyin_events_duplicate_total 0.0" in generate_latest(triage.registry)
