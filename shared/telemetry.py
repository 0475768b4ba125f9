"""What a service lets itself be watched by: the current W3C trace, and its Prometheus metrics."""

import random
import re
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import accumulate

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Metric
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector

# https://www.w3.org/TR/trace-context/#traceparent-header: version ff and zero ids are invalid.
TRACEPARENT = re.compile(
    r"^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}"
)
TRACEPARENT_LENGTH = 55

REQUEST_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2, 2.5, 5.0, 10.0)
BATCH_SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)

current: ContextVar[str | None] = ContextVar("traceparent", default=None)


def parse_traceparent(header: str) -> str | None:
    """Return a version-00 traceparent holding the ids and flags of `header`, None when malformed.

    A later version may carry more behind the flags; what version 00 knows is kept.
    """
    if not TRACEPARENT.match(header):
        return None
    if len(header) > TRACEPARENT_LENGTH and (
        header[:2] == "00" or header[TRACEPARENT_LENGTH] != "-"
    ):
        return None
    return "00" + header[2:TRACEPARENT_LENGTH]


def new_traceparent() -> str:
    """Start a trace: random trace id and span id, sampled; they need not be secret."""
    ids = f"{random.getrandbits(192):048x}"
    return f"00-{ids[:32]}-{ids[32:]}-01"


def child_of(traceparent: str) -> str:
    """Return `traceparent` with a new span id: the same trace, one step further."""
    return f"{traceparent[:36]}{random.getrandbits(64):016x}{traceparent[52:]}"


def trace_id(traceparent: str) -> str:
    return traceparent[3:35]


def current_traceparent() -> str | None:
    """Return the traceparent of the request or event being handled, None outside of both."""
    return current.get()


@contextmanager
def within(traceparent: str | None) -> Iterator[str]:
    """Work within the trace of an event: a child of `traceparent`, or a new trace without one."""
    here = child_of(traceparent) if traceparent else new_traceparent()
    token = current.set(here)
    try:
        yield here
    finally:
        current.reset(token)


class RequestFigures(Collector):
    """Counts and times requests by method, route template and status; cheap, as all pay for it.

    Written by the event loop's thread only, which is also who answers `/metrics`.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self._series: dict[tuple[str, str, int], list[float]] = {}
        registry.register(self)

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request: its buckets, then the sum of seconds, are one list."""
        key = (method, route, status)
        series = self._series.get(key)
        if series is None:
            series = self._series[key] = [0.0] * (len(REQUEST_SECONDS) + 2)
        series[bisect_left(REQUEST_SECONDS, seconds)] += 1
        series[-1] += seconds

    def count(self, method: str, route: str, status: int) -> int:
        """Return how many requests were answered so."""
        return int(sum(self._series.get((method, route, status), (0.0,))[:-1]))

    def describe(self) -> Iterator[Metric]:
        return iter(())

    def collect(self) -> Iterator[Metric]:
        names = ("method", "route", "status")
        counted = CounterMetricFamily("huiyin_requests", "Answered requests.", labels=names)
        timed = HistogramMetricFamily(
            "huiyin_request_seconds",
            "Time from a request's arrival to the end of its answer.",
            labels=names,
        )
        for (method, route, status), series in self._series.items():
            labels = (method, route, str(status))
            running = list(accumulate(series[:-1]))
            bounds = [*map(str, REQUEST_SECONDS), "+Inf"]
            counted.add_metric(labels, running[-1])
            timed.add_metric(labels, list(zip(bounds, running, strict=True)), series[-1])
        yield counted
        yield timed


class Metrics:
    """The metrics of one service in its own registry: three services may share a process."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.registry = CollectorRegistry(auto_describe=True)
        self._name_requests()
        self._name_deliveries()
        self._name_backlogs()

    def _name_requests(self) -> None:
        registry = self.registry
        self.requests = RequestFigures(registry)
        self.commit_batch = Histogram(
            "huiyin_commit_batch_size",
            "Requests that shared one commit.",
            ("group",),
            buckets=BATCH_SIZES,
            registry=registry,
        )

    def _name_deliveries(self) -> None:
        registry = self.registry
        self.published = Counter(
            "huiyin_events_published", "Events handed over.", ("type",), registry=registry
        )
        self.consumed = Counter(
            "huiyin_events_consumed", "Events applied.", ("type",), registry=registry
        )
        self.duplicates = Counter(
            "huiyin_events_duplicate", "Events absorbed as already applied.", registry=registry
        )
        self.retries = Counter(
            "huiyin_event_retries", "Retries of failing events.", ("step",), registry=registry
        )
        self.publish_failures = Counter(
            "huiyin_publish_failures",
            "Events that could not be handed over.",
            ("reason",),
            registry=registry,
        )
        self.consume_batch = Histogram(
            "huiyin_consume_batch_size",
            "Events applied in one commit.",
            buckets=BATCH_SIZES,
            registry=registry,
        )
        self.timers_fired = Counter(
            "huiyin_timers_fired", "Timers that came due.", ("kind",), registry=registry
        )

    def _name_backlogs(self) -> None:
        registry = self.registry
        self.outbox_depth = Gauge(
            "huiyin_outbox_depth", "Committed events not yet handed over.", registry=registry
        )
        self.outbox_oldest_seconds = Gauge(
            "huiyin_outbox_oldest_seconds",
            "Age of the oldest event not yet handed over, 0 without one.",
            registry=registry,
        )
        self.inbox_events = Gauge(
            "huiyin_inbox_events",
            "Events waiting in the inbox (pending) or given up (parked).",
            ("status",),
            registry=registry,
        )
