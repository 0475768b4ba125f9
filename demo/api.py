"""The public HTTP API as the demo uses it: signed-in people, ETags, waiting for a condition."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

import httpx
from httpx import codes

_TIRES_AFTER_SECONDS: Final = 90.0
_ROUNDS: Final = 6  # how often a move is tried again after the case changed under it
_AT_ONCE: Final = 12

T = TypeVar("T")


class DemoError(Exception):
    """The demo cannot go on; the message is a sentence for the person who started it."""


class Api:
    """One origin with three services; people are named by their username."""

    def __init__(self, client: httpx.AsyncClient, url: str, password: str) -> None:
        self._client = client
        self._password = password
        self._tokens: dict[str, str] = {}
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self.url = url.rstrip("/")

    async def sign_in(self, username: str) -> None:
        """Get an access token. Raises DemoError when the password is wrong."""
        body = {"username": username, "password": self._password}
        answer = await self._send("POST", f"{self.url}/triage/v1/auth/token", json=body)
        if answer.status_code in {400, 401, 422}:
            raise DemoError(
                f"The password is wrong for the sample user {username}: give the one that was "
                "printed at the first start, in HUIYIN_SAMPLE_PASSWORD or with --password."
            )
        self._tokens[username] = expect(answer, 200).json()["access_token"]

    def knows(self, username: str) -> bool:
        return username in self._tokens

    async def call(
        self, method: str, path: str, *, by: str | None = None, **options: Any
    ) -> httpx.Response:
        """Send a request, as `by` or as nobody; an access token that ran out is renewed."""
        url = path if path.startswith("http") else f"{self.url}{path}"
        answer = await self._send(method, url, **self._as(by, options))
        if answer.status_code == codes.UNAUTHORIZED and by is not None:
            await self.sign_in(by)
            answer = await self._send(method, url, **self._as(by, options))
        return answer

    async def read(self, path: str, *, by: str, **options: Any) -> Any:
        return expect(await self.call("GET", path, by=by, **options), 200).json()

    async def move(self, service: str, case_id: str, move: str, *, by: str, **body: Any) -> Any:
        """Make a move on a case with its newest ETag, again if somebody was faster."""
        path = f"/{service}/v1/cases/{case_id}"
        for _ in range(_ROUNDS):
            seen = expect(await self.call("GET", path, by=by), 200)
            headers = {"If-Match": seen.headers["ETag"]}
            answer = await self.call("POST", f"{path}/{move}", by=by, headers=headers, json=body)
            if answer.status_code != codes.PRECONDITION_FAILED:
                return expect(answer, 200).json()
        raise DemoError(f"The case {case_id} kept changing while {by} tried to {move} it.")

    def _as(self, by: str | None, options: dict[str, Any]) -> dict[str, Any]:
        if by is None:
            return options
        headers = {"Authorization": f"Bearer {self._tokens[by]}", **options.get("headers", {})}
        return {**options, "headers": headers}

    async def _send(self, method: str, url: str, **options: Any) -> httpx.Response:
        while True:
            async with self._turns:
                try:
                    answer = await self._client.request(method, url, **options)
                except httpx.TransportError as error:
                    raise DemoError(
                        f"Nothing answers at {self.url} ({error or type(error).__name__}). "
                        "Start the system with `make run` first, or say where it is with --url."
                    ) from None
            if answer.status_code != codes.TOO_MANY_REQUESTS:
                return answer
            await asyncio.sleep(min(30.0, float(answer.headers.get("Retry-After", "1"))))


def expect(answer: httpx.Response, *statuses: int) -> httpx.Response:
    """Return the answer when its status is one of `statuses`. Raises DemoError with its problem."""
    if answer.status_code in statuses:
        return answer
    request = answer.request
    raise DemoError(
        f"{request.method} {request.url.path} answered {answer.status_code}: {answer.text[:300]}"
    )


async def until(fetch: Callable[[], Awaitable[T]], holds: Callable[[T], bool], what: str) -> T:
    """Poll until `holds`, more slowly each time. Raises DemoError naming `what` never happened."""
    pause = 0.05
    loop = asyncio.get_running_loop()
    tires_at = loop.time() + _TIRES_AFTER_SECONDS
    while not holds(found := await fetch()):
        if loop.time() > tires_at:
            raise DemoError(f"Waited {_TIRES_AFTER_SECONDS:.0f} s in vain: {what}.")
        await asyncio.sleep(pause)
        pause = min(1.0, pause * 1.5)
    return found
