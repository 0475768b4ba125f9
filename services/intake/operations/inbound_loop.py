"""Turns deliveries into feedback, for ever; safe to run in any number of processes."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, Protocol

import httpx
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError

from services.intake.models import ChannelAccount
from services.intake.operations import inbound
from services.intake.operations.accounts import note_outcome
from services.intake.operations.attachments import Upload, upload_of
from services.intake.operations.conversing import Understood
from services.intake.operations.inbound import Claimed
from services.intake.operations.settling import settle_all
from services.intake.operations.submissions import Preparer, TrackLinks
from services.intake.rules.drafts import Append, Arrival, Draft, File, Ignored
from shared.attempts import AttemptFailed, attempt
from shared.clock import Clock
from shared.database import Database, DatabaseUnavailable, Session
from shared.messaging.relay import wait_for
from shared.problems import Problem

TICK_SECONDS = 5.0
COLLECTING_AT_ONCE = 8
CLAIMED_SECONDS = 0.1  # what is due and not to be had is another's, or waits for its turn


class Inbound(Protocol):
    """What the loop asks of a kind of channel."""

    Credentials: ClassVar[type[BaseModel]]

    def has_more(self, arrival: Arrival) -> bool: ...

    async def collect(
        self, account: ChannelAccount, credentials: Any, arrival: Arrival, http: httpx.AsyncClient
    ) -> Sequence[File]: ...

    def translate(self, account: ChannelAccount, arrival: Arrival) -> Draft | Append | Ignored: ...


class InboundLoop:
    """Claims what is due, understands it, and settles a batch in one transaction.

    A batch that fails is settled one by one, so that a failing delivery fails alone. Deliveries
    whose files have to be fetched wait for them apart from the others. One that may have ended its
    process is tried by itself, in turn with the others.
    """

    def __init__(
        self,
        database: Database,
        kinds: Mapping[str, Inbound],
        preparer: Preparer,
        links: TrackLinks,
        http: httpx.AsyncClient,
        *,
        clock: Clock,
    ) -> None:
        self._database = database
        self._kinds = kinds
        self._preparer = preparer
        self._links = links
        self._http = http
        self._clock = clock
        self._apart: set[asyncio.Task[None]] = set()
        self._places = asyncio.Semaphore(COLLECTING_AT_ONCE)
        self._is_suspects_turn = False
        self._suspect_apart: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Settle what is due; sleep until the next is, one tick at most."""
        signal = self._database.signal(inbound.SIGNAL)
        try:
            while True:
                signal.clear()
                await wait_for(signal, await self._round())
        finally:
            for task in self._apart:
                task.cancel()

    async def _round(self) -> float:
        """Settle all that is due; return the seconds until there is more to do."""
        try:
            while await self.tick():
                pass
            upcoming = await self._database.read(inbound.next_due_at)
        except DatabaseUnavailable:
            return TICK_SECONDS
        if upcoming is None:
            return TICK_SECONDS
        seconds = (upcoming - self._clock.now()).total_seconds()
        return min(TICK_SECONDS, max(CLAIMED_SECONDS, seconds))

    async def tick(self) -> int:
        """Deal with one batch; return how many deliveries were due."""
        now = self._clock.now()
        claimed = await self._database.write(lambda session: self._claim(session, now))
        self._is_suspects_turn = not self._is_suspects_turn
        ready = []
        for one in claimed:
            kind = self._kinds.get(one.account.channel)
            if kind is not None and kind.has_more(one.arrival):
                self._set_apart(one)
            elif understood := await self._understood(one):
                ready.append(understood)
        await self._settle(ready)
        return len(claimed)

    def _claim(self, session: Session, now: datetime) -> list[Claimed]:
        """Begin attempts at what is due: at many, or at a single suspect and no second one."""
        many = partial(inbound.claim, session, self._preparer.sealer, now=now)
        if self._suspect_apart is not None and not self._suspect_apart.done():
            return many()
        single = partial(inbound.claim_suspect, session, self._preparer.sealer, now=now)
        return (single() or many()) if self._is_suspects_turn else (many() or single())

    async def drain(self) -> None:
        """Deal with all that is due, files and all."""
        while await self.tick() or self._apart:
            await asyncio.gather(*self._apart)

    def _set_apart(self, one: Claimed) -> None:
        task = asyncio.create_task(self._collected(one), name=f"inbound-{one.item_id}")
        self._apart.add(task)
        if one.is_suspect:
            self._suspect_apart = task
        task.add_done_callback(self._apart.discard)

    async def _collected(self, one: Claimed) -> None:
        try:
            async with self._places:
                understood = await self._understood(one)
            if understood is not None:
                await self._settle([understood])
        except DatabaseUnavailable:
            return  # the attempt runs out, and the delivery is due again

    async def _understood(self, one: Claimed) -> Understood | None:
        """Return what the delivery means; None when that failed, which is then kept with it."""
        try:
            return await attempt(lambda: self._read(one), what="inbound", key=one.item_id)
        except AttemptFailed as failed:
            await self._failed(one, str(failed))
            return None

    async def _read(self, one: Claimed) -> Understood:
        kind = self._kinds.get(one.account.channel)
        if kind is None:
            raise AttemptFailed("此渠道没有对应的程序")
        reading = kind.translate(one.account, one.arrival)
        if isinstance(reading, Ignored):
            return Understood(one, reading)
        credentials = kind.Credentials.model_validate(one.account.opened(self._preparer.sealer))
        files = await kind.collect(one.account, credentials, one.arrival, self._http)
        return with_files(Understood(one, reading), *await self._uploads(files))

    async def _uploads(self, files: Sequence[File]) -> tuple[list[Upload], list[str]]:
        """Return the files that may be kept, and the names of those that may not."""
        uploads, refused = [], []
        for file in files:
            try:
                uploads.append(
                    await asyncio.to_thread(upload_of, file.content, self._preparer.sealer)
                )
            except Problem:
                refused.append(file.name)
        return uploads, refused

    async def _settle(self, batch: Sequence[Understood]) -> None:
        if not batch:
            return
        try:
            await attempt(
                lambda: self._database.write(lambda session: self._write(session, batch)),
                what="inbound",
                key=batch[0].claimed.item_id,
            )
        except AttemptFailed as failed:
            if len(batch) == 1 and not isinstance(failed.__cause__, IntegrityError):
                await self._failed(batch[0].claimed, str(failed))
                return
            for one in batch:
                await self._settle_alone(one)

    async def _settle_alone(self, one: Understood) -> None:
        try:
            await attempt(
                lambda: self._database.write(lambda session: self._write(session, [one])),
                what="inbound",
                key=one.claimed.item_id,
            )
        except AttemptFailed as failed:
            await self._failed(one.claimed, str(failed))

    def _write(self, session: Session, batch: Sequence[Understood]) -> None:
        settle_all(session, batch, self._preparer, self._links)
        accounts = {one.claimed.account.id for one in batch}
        inbound.note_successes(session, accounts, now=self._clock.now())

    async def _failed(self, one: Claimed, reason: str) -> None:
        now = self._clock.now()

        def keep(session: Session) -> None:
            inbound.fail(session, one, reason, now=now)
            note_outcome(session, one.account.id, reason, now=now)

        await self._database.write(keep)


def with_files(one: Understood, uploads: Sequence[Upload], refused: Sequence[str]) -> Understood:
    """Return the delivery with its files; those that are not taken are named in `extra`.

    Words that may be appended have no `extra`: they name them as well.
    """
    reading = one.reading
    draft = reading.draft if isinstance(reading, Append) else reading
    if refused and isinstance(draft, Draft):
        names = [name[:80] for name in refused]
        draft.extra = {**(draft.extra or {}), "files_left_out": names}
        if isinstance(reading, Append):
            draft.text = f"{draft.text}\n（未能保存：{'、'.join(names)}）".strip()
    return Understood(one.claimed, reading, uploads)
