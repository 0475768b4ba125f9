"""Lines are JSON, carry the ids at hand, and never what customers said or how to reach them."""

import logging
import os
from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
import structlog

from shared import logs

PHONE = "13800138000"

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    """Give a function that returns the lines written since it was last called."""
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    sink = logs.Sink(writing)
    monkeypatch.setattr(logs, "sink", sink)
    root, handlers, level = logging.getLogger(), logging.getLogger().handlers, logging.root.level
    logs.configure("intake")

    def read() -> list[dict[str, Any]]:
        sink.flush()
        return [orjson.loads(line) for line in os.read(reading, 1_000_000).splitlines()]

    yield read
    structlog.reset_defaults()
    root.handlers = handlers
    root.setLevel(level)
    sink.flush()
    os.close(reading)


class TestLines:
    def test_carry_service_level_and_ids(self, lines: Lines) -> None:
        token = logs.ids.set({"request_id": "r1"})
        logs.bind(case_id="c1")
        structlog.get_logger().info("case_opened", attempts=2)
        logs.ids.reset(token)

        (line,) = lines()

        assert line["service"] == "intake"
        assert line["level"] == "info"
        assert line["event"] == "case_opened"
        assert (line["request_id"], line["case_id"], line["attempts"]) == ("r1", "c1", 2)
        assert line["at"].endswith("+00:00")

    def test_of_the_standard_library_look_the_same(self, lines: Lines) -> None:
        logging.getLogger("some.library").warning("gone %s", "away", extra={"reason": "Timeout"})

        (line,) = lines()

        assert line["event"] == "gone away"
        assert (line["level"], line["reason"], line["logger"]) == (
            "warning",
            "Timeout",
            "some.library",
        )

    def test_leave_out_what_is_personal(self, lines: Lines) -> None:
        log = structlog.get_logger()
        log.warning("x", phone=PHONE, text="难吃", nested={"email": "a@b.cn", "id": 1}, Token="t")
        log.warning("could not reach %s", PHONE, reason=f"{PHONE} rang out", many=[PHONE])
        logging.getLogger("l").error("number %s", PHONE, extra={"customer_name": "王", "n": 1})

        written = lines()

        assert PHONE not in str(written)
        assert "难吃" not in str(written)
        assert "a@b.cn" not in str(written)
        assert "王" not in str(written)
        assert written[0]["nested"] == {"id": 1}

    @pytest.mark.parametrize("library", ["aiormq.channel", "aio_pika.robust_connection"])
    def test_leave_out_the_broker_client_s_words(self, lines: Lines, library: str) -> None:
        logging.getLogger(library).error("Unhandled message %r returning", "客户说的话")
        logging.getLogger("shared").error("next")

        assert [line["event"] for line in lines()] == ["next"]

    def test_keep_ids_whole(self, lines: Lines) -> None:
        uuid, ticket = "01934567-1234-7123-8123-123456789012", "20261122-7Q4K2"
        structlog.get_logger().info("x", event_id=uuid, ticket_no=ticket)

        (line,) = lines()

        assert (line["event_id"], line["ticket_no"]) == (uuid, ticket)

    def test_tell_where_an_exception_came_from_and_not_what_it_said(self, lines: Lines) -> None:
        def fail() -> None:
            raise ValueError(f"bad number {PHONE}")

        for log in (structlog.get_logger(), logging.getLogger("l")):
            try:
                fail()
            except ValueError:
                log.exception("failed")

        for line in lines():
            assert line["error"] == "ValueError"
            assert "fail" in line["stack"][-1]
            assert PHONE not in str(line)


class TestSink:
    def test_writes_soon_by_itself(self) -> None:
        reading, writing = os.pipe()
        logs.Sink(writing).write(b"one", urgent=True)

        assert os.read(reading, 100) == b"one\n"
        os.close(reading)
        os.close(writing)

    def test_drops_lines_rather_than_growing_without_end(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reading, writing = os.pipe()
        sink = logs.Sink(writing)
        monkeypatch.setattr(logs.Sink, "MOST_LINES", 2)
        with sink._writing:
            for line in (b"1", b"2", b"3", b"4"):
                sink.write(line)
        sink.flush()

        assert b'"count":2' in os.read(reading, 1000)
        os.close(reading)
        os.close(writing)

    def test_outlives_a_closed_output(self) -> None:
        reading, writing = os.pipe()
        os.close(reading)
        os.close(writing)
        sink = logs.Sink(writing)
        sink.write(b"nobody reads this")

        sink.flush()
