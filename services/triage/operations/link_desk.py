"""Sign-in without a password one knows: by a one-time link, or by a provider that vouches."""

import asyncio
from datetime import datetime

from services.triage.models import Staff
from services.triage.oidc import Vouched
from services.triage.operations import identities, links, sessions, staff
from services.triage.operations.attempts import active_staff_named
from services.triage.operations.sessions import SignedIn
from services.triage.operations.sign_in import SignInDesk
from services.triage.passwords import PasswordThreads
from shared import audit
from shared.clock import Clock
from shared.database import Database, Session
from shared.sealing import Sealer


class LinkDesk:
    """Lets people in who prove themselves otherwise than by their password."""

    def __init__(
        self, database: Database, passwords: PasswordThreads, sealer: Sealer, clock: Clock
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._sealer = sealer
        self._clock = clock
        self._background: set[asyncio.Task[None]] = set()

    async def accept(self, token: str, password: str, *, device: str | None) -> SignedIn:
        """Choose a password by a link and sign in; the link is used up.

        Raises LinkEnded and WeakPassword, which leaves the link as it was.
        """
        now = self._clock.now()
        username = await self._database.read(
            lambda session: links.usable_link(session, token, now)[1].username
        )
        SignInDesk.check_new(password, None, username, "/password")
        password_hash = await self._passwords.hash(password)

        def unit(session: Session) -> SignedIn:
            link, person = links.usable_link(session, token, now)
            links.end_links(session, person.id, now)
            staff.own_password_chosen(session, person, password_hash, now=now)
            return self._opened(session, person, via=link.purpose, device=device, now=now)

        return await self._database.write(unit)

    async def vouched(
        self, vouched: Vouched, *, invitation: str | None, device: str | None
    ) -> SignedIn:
        """Sign in whom the provider vouches for, linked before or by this invitation.

        Raises IdentityNotLinked, LinkEnded and IdentityTaken.
        """
        now = self._clock.now()

        def unit(session: Session) -> SignedIn:
            person = identities.person_vouched_for(
                session, vouched.issuer, vouched.subject, invitation=invitation, now=now
            )
            return self._opened(session, person, via="oidc", device=device, now=now)

        return await self._database.write(unit)

    def forgotten(self, username: str) -> None:
        """Note that somebody forgot their password; whoever asks waits for nothing of it."""
        task = asyncio.create_task(self._note_forgotten(username))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def settle(self) -> None:
        """Wait for what was noted in the background."""
        await asyncio.gather(*self._background, return_exceptions=True)

    async def _note_forgotten(self, username: str) -> None:
        now = self._clock.now()

        def unit(session: Session) -> None:
            person = active_staff_named(session, username)
            if person is not None:
                links.ask_for_reset(session, person, now)

        await self._database.write(unit)

    def _opened(
        self, session: Session, person: Staff, *, via: str, device: str | None, now: datetime
    ) -> SignedIn:
        signed_in = sessions.open_session(
            session, person, sealer=self._sealer, now=now, via=via, device=device
        )
        audit.record(
            session,
            actor=f"staff:{person.id}",
            action="sign_in.pass",
            subject=f"staff:{person.id}",
            detail={"via": via},
            now=now,
        )
        return signed_in
