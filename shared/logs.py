"""Structured logs: one JSON object a line, with the ids at hand and without personal data.

Lines are put into a buffer and written by a thread: a slow standard output delays no request.
"""

import atexit
import logging
import os
import re
import sys
import threading
import traceback
from collections import deque
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Final

import orjson
import structlog

PERSONAL: Final = frozenset(
    {
        *("address", "authorization", "bank_card", "birthday", "body", "comment", "contact"),
        *("contacts", "cookie", "customer_name", "email", "headers", "id_card", "id_number"),
        *("input", "mobile", "name", "nickname", "openid", "parameters", "password", "phone"),
        *("plain", "query", "query_string", "raw", "result", "secret", "tel", "telephone"),
        *("text", "token", "unionid", "url", "wechat", "wechat_openid", "words"),
    }
)
LONG_NUMBER: Final = re.compile(r"(?<![0-9A-Za-z_-])[0-9]{7,}(?![0-9A-Za-z_-])")
LONGEST_MESSAGE: Final = 500
MOST_FRAMES: Final = 12
STANDARD_FIELDS: Final = frozenset(vars(logging.LogRecord("", 0, "", 0, "", (), None))) | {
    "message",
    "asctime",
    "taskName",
    "color_message",
}

ids: ContextVar[dict[str, str]] = ContextVar("log_ids")
"""The ids of the request or event being handled: request_id, trace_id, case_id, feedback_id."""


def bind(**known: str) -> None:
    """Name what is being worked on (`case_id=…`) in every further line of this request or event."""
    try:
        ids.get().update(known)
    except LookupError:
        ids.set(dict(known))


class Sink:
    """Writes lines to a file descriptor from a thread of its own, soon but not at once."""

    SECONDS: Final = 0.1
    MOST_LINES: Final = 50_000

    def __init__(self, descriptor: int | None = None) -> None:
        self._descriptor = descriptor
        self._lines: deque[bytes] = deque()
        self._dropped = 0
        self._filled = threading.Event()
        self._urgent = threading.Event()
        self._writing = threading.Lock()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def write(self, line: bytes, *, urgent: bool = False) -> None:
        """Take one line without its end; `urgent` has it written without waiting for more."""
        if len(self._lines) >= self.MOST_LINES:
            self._dropped += 1
            return
        self._lines.append(line)
        if not self._filled.is_set():
            self._filled.set()
        if urgent:
            self._urgent.set()
        if self._thread is None:
            self._start()

    def forget_thread(self) -> None:
        """Start anew with the next line: a forked process has none of the threads."""
        self._thread = None

    def flush(self) -> None:
        """Write what is buffered before returning."""
        with self._writing:
            lines = [self._lines.popleft() for _ in range(len(self._lines))]
            if self._dropped:
                lines.append(orjson.dumps({"event": "log_lines_dropped", "count": self._dropped}))
                self._dropped = 0
            if lines:
                self._write_all(b"\n".join(lines) + b"\n")

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="logs", daemon=True)
                self._thread.start()
                atexit.register(self.flush)

    def _run(self) -> None:
        while True:
            self._filled.wait()
            self._urgent.wait(self.SECONDS)
            self._filled.clear()
            self._urgent.clear()
            self.flush()

    def _write_all(self, data: bytes) -> None:
        with suppress(OSError, ValueError):  # nobody reads standard output any more
            descriptor = sys.stdout.fileno() if self._descriptor is None else self._descriptor
            view = memoryview(data)
            while view:
                view = view[os.write(descriptor, view) :]


sink = Sink()
os.register_at_fork(after_in_child=sink.forget_thread)


def write(fields: Mapping[str, Any], *, urgent: bool = False) -> None:
    """Write `fields` as one line; the caller vouches that none is personal."""
    sink.write(orjson.dumps(fields, default=str, option=orjson.OPT_NON_STR_KEYS), urgent=urgent)


def configure(service: str, level: str = "info") -> None:
    """Send structlog's and the standard library's lines of this process through here.

    In the embedded system the last service to configure it names the process.
    """
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[structlog.stdlib.add_log_level, as_line],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *_: Printer(service),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [LineHandler(service)]
    root.setLevel(max(number, logging.INFO))
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "alembic"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    for name in ("uvicorn.access", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # They quote whole messages, customers' words with them; the bus itself says what went wrong.
    for name in ("aiormq", "aio_pika"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


class Printer:
    """The end of structlog's chain."""

    def __init__(self, service: str) -> None:
        self._service = service

    def msg(self, fields: dict[str, Any]) -> None:
        urgent = fields.get("level") not in {"debug", "info"}
        write({"service": self._service, **fields}, urgent=urgent)

    log = debug = info = warn = warning = error = critical = exception = fatal = failure = msg


def as_line(_logger: Any, _method: str, fields: MutableMapping[str, Any]) -> tuple[Any, Any]:
    """Put time and ids before the fields of a structlog line and take personal data out."""
    error = fields.pop("exc_info", None)
    line = {"at": stamp(), "level": fields.pop("level", "info"), **ids.get({})}
    line["event"] = scrubbed(str(fields.pop("event", "")))
    line.update(without_personal(fields))
    if error:
        line.update(describe(sys.exc_info()[1] if error is True else caught(error)))
    return (line,), {}


class LineHandler(logging.Handler):
    """Writes the standard library's records as lines, fields given as `extra` included."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def emit(self, record: logging.LogRecord) -> None:
        extra = {key: value for key, value in vars(record).items() if key not in STANDARD_FIELDS}
        line = {
            "service": self._service,
            "at": stamp(),
            "level": record.levelname.lower(),
            **ids.get({}),
            "event": scrubbed(record.getMessage()),
            "logger": record.name,
            **without_personal(extra),
        }
        if record.exc_info:
            line.update(describe(record.exc_info[1]))
        write(line, urgent=record.levelno >= logging.WARNING)


def stamp() -> datetime:
    return datetime.now(UTC)


def without_personal(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return `fields` without those that may hold personal data, long numbers hidden elsewhere."""
    return {key: clean(value) for key, value in fields.items() if key.lower() not in PERSONAL}


def clean(value: Any) -> Any:
    if isinstance(value, str):
        return scrubbed(value)
    if isinstance(value, Mapping):
        return without_personal({str(key): one for key, one in value.items()})
    if isinstance(value, list | tuple | set | frozenset):
        return [clean(one) for one in value]
    return value


def scrubbed(message: str) -> str:
    """Hide runs of digits as long as a phone number; ids, which have letters, stay."""
    return LONG_NUMBER.sub("#", message[:LONGEST_MESSAGE])


def describe(error: BaseException | None) -> dict[str, Any]:
    """Return an exception's type and where it was raised, and never its message.

    Messages quote what was worked on: parameters of a statement, fields of a request.
    """
    if error is None:
        return {}
    frames = traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
    cause = error.__cause__ or error.__context__
    return {
        "error": type(error).__qualname__,
        "cause": type(cause).__qualname__ if cause else None,
        "stack": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }


def caught(error: Any) -> BaseException | None:
    """Return the exception in what a caller gave as `exc_info`."""
    if isinstance(error, BaseException):
        return error
    return error[1] if isinstance(error, tuple) else None
