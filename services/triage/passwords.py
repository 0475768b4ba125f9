"""Hashes passwords with argon2id, in threads, at most a few at a time."""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from services.triage.rules.passwords import normalised

T = TypeVar("T")

MEMORY_KIB = 19 * 1024
PASSES = 2
LANES = 1
AT_ONCE = 2

ARGON2 = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
"""OWASP's second profile: 19 MiB, two passes, one lane; about 25 ms."""


def hashed(password: str, argon2: PasswordHasher = ARGON2) -> str:
    """Return the argon2id hash of `password`; takes about 25 ms of a core."""
    return argon2.hash(normalised(password))


@cache
def nobodys_hash(argon2: PasswordHasher = ARGON2) -> str:
    """Return the hash of a password that nobody knows, the same for as long as the process runs."""
    return hashed(secrets.token_urlsafe(), argon2)


def matches(password: str, password_hash: str) -> bool:
    """Say whether `password` is the one that was hashed; takes as long either way."""
    try:
        return ARGON2.verify(password_hash, normalised(password))
    except (VerificationError, InvalidHashError):
        return False


class PasswordThreads:
    """Hashes and verifies off the event loop, so that requests beside it keep flowing."""

    def __init__(self, argon2: PasswordHasher = ARGON2) -> None:
        self._argon2 = argon2
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="argon2")
        self._nobodys = nobodys_hash(argon2)

    async def hash(self, password: str) -> str:
        return await self._run(lambda: hashed(password, self._argon2))

    async def verify(self, password: str, password_hash: str | None) -> bool:
        """Verify against `password_hash`, or against nobody's when there is none: never true then.

        An account that does not exist costs the same time as one that does.
        """
        right = await self._run(lambda: matches(password, password_hash or self._nobodys))
        return right and password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        """Say whether the hash was made with other parameters than today's."""
        return self._argon2.check_needs_rehash(password_hash)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)
