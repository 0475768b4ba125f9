"""Asks WeChat for the unionids of who wrote to an Official Account, a hundred at a time."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from services.intake.channels.wechat.clouds import OFFICIAL, Clouds
from services.intake.channels.wechat.vendor import Answer
from services.intake.models import ChannelAccount
from services.intake.operations.accounts import note_outcome
from services.intake.operations.linking import learn_unionid, unionid_index_of
from services.intake.wechat.unionids import asking_accounts, note_asked, without_unionid
from shared.clock import Clock
from shared.database import Database, DatabaseUnavailable, Session
from shared.sealing import Sealer

PATH = "/cgi-bin/user/info/batchget"
MOST_AT_ONCE = 100
TICK_SECONDS = 30.0
PAUSE = timedelta(minutes=15)
"""After a refusal: such an account may lack the right to ask (48001) until it is 认证."""


class UnionidLoop:
    """Learns unionids for accounts that are set to be linked by them; safe in any number."""

    def __init__(self, database: Database, sealer: Sealer, clouds: Clouds, clock: Clock) -> None:
        self._database = database
        self._sealer = sealer
        self._clouds = clouds
        self._clock = clock
        self._paused: dict[str, datetime] = {}

    async def run(self) -> None:
        """Ask for who is new, for ever."""
        while True:
            try:
                while await self.tick():
                    pass
            except DatabaseUnavailable:
                pass  # it is asked again at the next tick
            await asyncio.sleep(TICK_SECONDS)

    async def tick(self) -> int:
        """Ask each account about some of its people; return about how many."""
        accounts = await self._database.read(lambda session: asking_accounts(session, OFFICIAL))
        now = self._clock.now()
        return sum(
            [await self._ask(one, now) for one in accounts if self._paused.get(one.id, now) <= now]
        )

    async def _ask(self, account: ChannelAccount, now: datetime) -> int:
        openids = await self._database.read(
            lambda session: without_unionid(
                session, account.id, self._sealer, now=now, limit=MOST_AT_ONCE
            )
        )
        if not openids:
            return 0
        people = [{"openid": openid, "lang": "zh_CN"} for openid in openids.values()]
        said = await self._clouds.wechat.post(account.id, PATH, {"user_list": people})
        if not isinstance(said, Answer) or said.code:
            self._paused[account.id] = now + PAUSE
            reason = said.words if isinstance(said, Answer) else said.reason
            await self._database.write(
                lambda session: note_outcome(
                    session, account.id, f"取 unionid 失败：{reason}", now=now
                )
            )
            return 0
        found = unionids_in(said)

        def keep(session: Session) -> None:
            note_asked(session, account.id, openids, now=now)
            for openid_index, openid in sorted(openids.items()):
                if unionid := found.get(openid):
                    index = unionid_index_of(unionid, self._sealer)
                    learn_unionid(session, account.id, openid_index, index, now=now)

        await self._database.write(keep)
        return len(openids)


def unionids_in(said: Answer) -> dict[str, str]:
    """Return unionids by openid; who does not follow the account has none."""
    people: Any = said.body.get("user_info_list")
    return {
        one["openid"]: one["unionid"]
        for one in (people if isinstance(people, list) else [])
        if isinstance(one, dict) and is_text(one.get("openid")) and is_text(one.get("unionid"))
    }


def is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)
