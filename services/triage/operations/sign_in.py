"""Sign-in from end to end: units of work around a password that is verified outside of them."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from services.triage.errors import (
    PasswordChangeRequired,
    SessionEnded,
    SignInBusy,
    SignInFailed,
    StaffUnknown,
    WeakPassword,
    WrongPassword,
)
from services.triage.models import Staff
from services.triage.operations import attempts, sessions, staff
from services.triage.operations.attempts import Attempt
from services.triage.operations.sessions import SignedIn
from services.triage.passwords import AT_ONCE, PasswordThreads
from services.triage.rules.passwords import objection
from services.triage.rules.sign_in import account_key
from shared.clock import Clock
from shared.database import Database, Session
from shared.sealing import Sealer

MOST_WAITING = 200
MOST_WAITING_FOR_ONE = 64


class Turnstile:
    """Lets one attempt an account, and as many as can hash, be under way in this process.

    So honest sign-ins that arrive together wait for each other here and are not taken for guesses.
    """

    def __init__(self) -> None:
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._locks: dict[str, asyncio.Lock] = {}
        self._waiting: Counter[str] = Counter()

    @asynccontextmanager
    async def turn(self, account: str) -> AsyncIterator[None]:
        """Wait for a turn. Raises SignInBusy when too many wait already."""
        if self._waiting[account] >= MOST_WAITING_FOR_ONE or self._waiting.total() >= MOST_WAITING:
            raise SignInBusy
        self._waiting[account] += 1
        try:
            async with self._locks.setdefault(account, asyncio.Lock()), self._slots:
                yield
        finally:
            self._waiting[account] -= 1
            if not self._waiting[account]:
                del self._waiting[account], self._locks[account]


class SignInDesk:
    """Signs staff in, keeps them signed in and changes their passwords."""

    def __init__(
        self, database: Database, passwords: PasswordThreads, sealer: Sealer, clock: Clock
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._clock = clock
        self._turnstile = Turnstile()
        self.passwords = passwords

    async def sign_in(
        self,
        username: str,
        password: str,
        *,
        address: str,
        new_password: str | None = None,
        device: str | None = None,
    ) -> SignedIn:
        """Sign in with a password; `new_password` replaces it, which may be required.

        Raises SlowedDown, SignInBusy, SignInFailed (the same for unknown names), WeakPassword and
        PasswordChangeRequired.
        """
        if new_password is not None:
            self.check_new(new_password, password, username, "/new_password")
        async with self._turn(username, address):
            attempt = await self._verified(username, password, address)
            if attempt is None:
                raise SignInFailed
            if attempt.must_change_password and new_password is None:
                now = self._clock.now()
                await self._database.write(
                    lambda session: attempts.count_success(session, attempt, now=now)
                )
                raise PasswordChangeRequired
            return await self._open(attempt, password, new_password, device=device)

    async def refresh(self, token: str | None) -> SignedIn:
        """Carry a session on. Raises SessionEnded."""
        if not token:
            raise SessionEnded
        now = self._clock.now()
        signed_in = await self._database.write(
            lambda session: sessions.refresh(session, token, sealer=self._sealer, now=now)
        )
        if signed_in is None:
            raise SessionEnded
        return signed_in

    async def sign_out(self, token: str | None) -> None:
        """End the session of a refresh token, if there is one."""
        if token:
            now = self._clock.now()
            await self._database.write(lambda session: sessions.sign_out(session, token, now))

    async def change_password(
        self, staff_id: str, current: str, new: str, *, address: str, device: str | None = None
    ) -> SignedIn:
        """Replace one's own password: every other session ends, a new one is opened.

        Raises WrongPassword, WeakPassword, SlowedDown and SignInBusy.
        """
        username = await self._database.read(lambda session: username_of(session, staff_id))
        self.check_new(new, current, username, "/new_password")
        async with self._turn(username, address):
            attempt = await self._verified(username, current, address)
            if attempt is None:
                raise WrongPassword
            return await self._open(attempt, current, new, device=device)

    @staticmethod
    def check_new(new: str, old: str | None, username: str, pointer: str) -> None:
        """Raise WeakPassword unless `username` may have `new` as next password after `old`."""
        found = objection(new, username=username)
        if found is not None:
            raise WeakPassword(found.zh, found.en, pointer=pointer)
        if new == old:
            raise WeakPassword(
                "新密码不能与当前密码相同。",
                "The new password must differ from the current one.",
                pointer=pointer,
            )

    @asynccontextmanager
    async def _turn(self, username: str, address: str) -> AsyncIterator[None]:
        """Wait for a turn, unless the account or the address is slowed: that is told at once."""
        now = self._clock.now()
        await self._database.read(
            lambda session: attempts.check_slowed(session, username, address, now)
        )
        async with self._turnstile.turn(account_key(username)):
            yield

    async def _verified(self, username: str, password: str, address: str) -> Attempt | None:
        """Return the attempt if the password was right; else it has been counted as a failure."""
        now = self._clock.now()
        attempt = await self._database.write(
            lambda session: attempts.admit(session, username, address, now)
        )
        if await self.passwords.verify(password, attempt.password_hash):
            return attempt
        ended_at = self._clock.now()
        await self._database.write(
            lambda session: attempts.count_failure(session, attempt, now=ended_at)
        )
        return None

    async def _open(
        self, attempt: Attempt, password: str, new_password: str | None, *, device: str | None
    ) -> SignedIn:
        new_hash = None
        if attempt.password_hash is None:
            raise SignInFailed
        if new_password is not None or self.passwords.is_outdated(attempt.password_hash):
            new_hash = await self.passwords.hash(new_password or password)
        now = self._clock.now()

        def unit(session: Session) -> SignedIn | None:
            return self._opened(
                session,
                attempt,
                new_hash,
                is_chosen=new_password is not None,
                device=device,
                now=now,
            )

        signed_in = await self._database.write(unit)
        if signed_in is None:
            raise SignInFailed
        return signed_in

    def _opened(
        self,
        session: Session,
        attempt: Attempt,
        new_hash: str | None,
        *,
        is_chosen: bool,
        device: str | None,
        now: datetime,
    ) -> SignedIn | None:
        """Open the session, unless the person left or got another password in the meantime."""
        person = session.get(Staff, attempt.staff_id, with_for_update=True)
        if person is None or not person.active or person.password_hash != attempt.password_hash:
            attempts.count_failure(session, attempt, now=now)
            return None
        attempts.count_success(session, attempt, now=now)
        if new_hash is not None and is_chosen:
            staff.own_password_chosen(session, person, new_hash, now=now)
        elif new_hash is not None:
            person.password_hash = new_hash
        signed_in = sessions.open_session(
            session, person, sealer=self._sealer, now=now, device=device
        )
        attempts.note(session, attempt, "sign_in.pass", now)
        return signed_in


def username_of(session: Session, staff_id: str) -> str:
    person = session.get(Staff, staff_id)
    if person is None:
        raise StaffUnknown
    return person.username
