"""Access tokens: one a time for each account, renewed by one process, whatever number there is.

The vendor lets a token die when a new one is made. So a row is claimed before the vendor is asked;
who does not get it goes on with the old token while that is good, else waits for the new one. A
token that the vendor refuses is thrown away only while it is still the one that is stored.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from services.intake.models.tables import ACCESS_TOKEN
from shared.clock import Clock
from shared.database import Database, Session, insert_for, wake
from shared.ids import new_id
from shared.messaging.relay import wait_for
from shared.sealing import Sealer

SIGNAL = "wechat_token"
AHEAD = timedelta(minutes=5)
CLAIM_LASTS = timedelta(seconds=20)
WAIT_SECONDS = 8.0
LOOK_AGAIN_SECONDS = 0.2


class TokenUnavailable(Exception):
    """The vendor gives no token now; the text is short, without any secret, `en` its English."""

    def __init__(self, zh: str, en: str = "", *, is_unreached: bool = False) -> None:
        super().__init__(zh)
        self.en = en or zh
        self.is_unreached = is_unreached


@dataclass(frozen=True, slots=True)
class NewToken:
    """What the vendor gave, and how long it is good."""

    text: str
    lasts: timedelta


@dataclass(frozen=True, slots=True)
class Kept:
    """The stored token, None when there is none that is good, and whether we are to renew it."""

    text: str | None
    is_ours_to_renew: bool


AskVendor = Callable[[str], Awaitable[NewToken]]
"""Asks the vendor for a new token of an account. Raises TokenUnavailable."""


class AccessTokens:
    """The tokens of all accounts, in the database that all processes share."""

    def __init__(
        self, database: Database, sealer: Sealer, clock: Clock, ask_vendor: AskVendor
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._clock = clock
        self._ask_vendor = ask_vendor

    async def token(self, account_id: str) -> str:
        """Return a token that is good now. Raises TokenUnavailable, DatabaseUnavailable."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + WAIT_SECONDS
        signal = self._database.signal(SIGNAL)
        while True:
            signal.clear()
            claim = new_id()
            kept = await self._look(account_id, claim)
            if kept.is_ours_to_renew:
                return await self._renewed(account_id, claim, kept.text)
            if kept.text is not None:
                return kept.text
            if loop.time() > deadline:
                raise TokenUnavailable(
                    "另一个进程正在更新访问令牌", "Another process is asking for one"
                )
            await wait_for(signal, LOOK_AGAIN_SECONDS)

    async def discard(self, account_id: str, token: str) -> None:
        """Throw the token away, unless another has taken its place meanwhile."""
        mark = mark_of(token)
        await self._database.write(
            lambda session: session.execute(
                sa.update(ACCESS_TOKEN)
                .where(ACCESS_TOKEN.c.account_id == account_id, ACCESS_TOKEN.c.mark == mark)
                .values(sealed=None, mark=None, expires_at=None)
            )
        )

    async def renew(self, account_id: str) -> None:
        """Have a new token made, for all processes. Raises TokenUnavailable."""
        await self._database.write(
            lambda session: session.execute(
                sa.update(ACCESS_TOKEN)
                .where(ACCESS_TOKEN.c.account_id == account_id)
                .values(sealed=None, mark=None, expires_at=None)
            )
        )
        await self.token(account_id)

    async def _look(self, account_id: str, claim: str) -> Kept:
        now = self._clock.now()
        kept = await self._database.read(lambda session: self._stored(session, account_id, now))
        if kept.text is not None and not kept.is_ours_to_renew:
            return kept
        is_claimed = await self._database.write(
            lambda session: claim_renewal(session, account_id, claim, now=now)
        )
        return Kept(kept.text, is_claimed)

    def _stored(self, session: Session, account_id: str, now: datetime) -> Kept:
        """Return the token that is good; `is_ours_to_renew` says that somebody has to."""
        table = ACCESS_TOKEN.c
        found = session.execute(
            sa.select(table.sealed, table.expires_at).where(
                table.account_id == account_id, table.expires_at > now
            )
        ).one_or_none()
        if found is None or found.sealed is None:
            return Kept(None, is_ours_to_renew=True)
        text = self._sealer.open(found.sealed, context(account_id)).decode()
        return Kept(text, is_ours_to_renew=found.expires_at <= now + AHEAD)

    async def _renewed(self, account_id: str, claim: str, old: str | None) -> str:
        """Ask the vendor; a token that is still good serves when it gives none."""
        try:
            new = await self._ask_vendor(account_id)
        except TokenUnavailable:
            await self._database.write(lambda session: give_up(session, account_id, claim))
            if old is None:
                raise
            return old
        values = {
            "sealed": self._sealer.seal(new.text.encode(), context(account_id)),
            "mark": mark_of(new.text),
            "expires_at": self._clock.now() + new.lasts,
        }
        await self._database.write(lambda session: store(session, account_id, claim, values))
        return new.text


def context(account_id: str) -> str:
    return f"access_token/{account_id}"


def mark_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def claim_renewal(session: Session, account_id: str, claim: str, *, now: datetime) -> bool:
    """Take the renewal for CLAIM_LASTS; False while somebody else has it, or is done with it.

    A claim that ends later than any can is the trace of a clock that was set back.
    """
    until = now + CLAIM_LASTS
    table = ACCESS_TOKEN.c
    statement = insert_for(session)(ACCESS_TOKEN).values(
        account_id=account_id, refreshed_by=claim, refresh_until=until
    )
    done = session.execute(
        statement.on_conflict_do_update(
            index_elements=[table.account_id],
            set_={"refreshed_by": claim, "refresh_until": until},
            where=sa.and_(
                sa.or_(
                    table.refresh_until.is_(None),
                    table.refresh_until < now,
                    table.refresh_until > now + 2 * CLAIM_LASTS,
                ),
                sa.or_(table.expires_at.is_(None), table.expires_at <= now + AHEAD),
            ),
        )
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def store(session: Session, account_id: str, claim: str, values: Mapping[str, Any]) -> None:
    """Keep the new token, unless the claim ran out and somebody else made a newer one."""
    table = ACCESS_TOKEN.c
    session.execute(
        sa.update(ACCESS_TOKEN)
        .where(table.account_id == account_id, table.refreshed_by == claim)
        .values(**values, refreshed_by=None, refresh_until=None)
    )
    wake(session, SIGNAL)


def give_up(session: Session, account_id: str, claim: str) -> None:
    """Let the next one ask the vendor."""
    table = ACCESS_TOKEN.c
    session.execute(
        sa.update(ACCESS_TOKEN)
        .where(table.account_id == account_id, table.refreshed_by == claim)
        .values(refreshed_by=None, refresh_until=None)
    )
    wake(session, SIGNAL)
