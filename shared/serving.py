"""Running an application on a socket: clear words for a taken port, a clean stop on a signal."""

import asyncio
import contextlib
import errno
import gc
import signal
import socket
from collections.abc import Awaitable, Iterator
from functools import partial

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.wire import HttpProtocol, Turnstile

GRACE_SECONDS = 10
BACKLOG = 2048
STOPPING = "huiyin.stopping"
"""Where a request's scope has the event that is set before the server stops."""
COLLECT_AFTER = (50_000, 20, 100)


class CannotListenError(Exception):
    """The address cannot be listened on; the text is one sentence that says why and what to do."""


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to `host`:`port`. Raises CannotListenError."""
    try:
        family, kind, proto, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind, proto)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        # Listening at once makes a second start fail here and not after it has set itself up.
        bound.listen(BACKLOG)
    except OSError as error:
        raise CannotListenError(reason(error, host, port)) from error
    return bound


def reason(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} on {host} is taken by another program; "
            "stop it or choose another port with HUIYIN_PORT."
        )
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"This user may not listen on port {port}; choose one above 1023 with HUIYIN_PORT."
    return f"{host}:{port} cannot be listened on: {error.strerror or error}; check HUIYIN_HOST."


class Server(uvicorn.Server):
    """uvicorn, leaving signals to `until_signalled`, so that loops stop after the last answer."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(app: ASGIApp, bound: socket.socket, *, trusted_proxies: str = "") -> None:
    """Answer requests on `bound` until SIGINT or SIGTERM; what is in flight is answered first.

    `trusted_proxies` are the addresses, comma between them, whose X-Forwarded-… headers count.
    """
    calm_the_collector()
    stopping = asyncio.Event()
    server = Server(
        uvicorn.Config(
            knowing(app, stopping),
            interface="asgi3",
            http=partial(HttpProtocol, turnstile=Turnstile()),  # type: ignore[arg-type]
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            ws="none",
            proxy_headers=bool(trusted_proxies),
            forwarded_allow_ips=trusted_proxies or None,
            timeout_graceful_shutdown=GRACE_SECONDS,
            backlog=BACKLOG,
        )
    )
    stop = asyncio.create_task(until_signalled())
    serving = asyncio.create_task(server.serve(sockets=[bound]))
    await asyncio.wait({stop, serving}, return_when=asyncio.FIRST_COMPLETED)
    stopping.set()
    server.should_exit = True
    stop.cancel()
    await serving


def knowing(app: ASGIApp, stopping: asyncio.Event) -> ASGIApp:
    """Let long answers know when the server is about to stop, so that it need not wait for them."""

    def known(scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        scope[STOPPING] = stopping
        return app(scope, receive, send)

    return known


def calm_the_collector() -> None:
    """Keep what lives for ever out of Python's garbage collection, and let it run less often.

    Batches make thousands of short-lived objects and few cycles: at the default threshold the
    collector walks through them for nothing, a tenth of a worker's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


async def until_signalled() -> None:
    """Return when this process is asked to end; a second signal ends it at once."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()

    def ask(number: int) -> None:
        asked.set()
        loop.remove_signal_handler(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ask, number)
    await asked.wait()
