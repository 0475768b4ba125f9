"""Asks WeChat and WeCom for the unionids of who wrote to an account, a hundred at a time."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.intake.channels.wechat.clouds import OFFICIAL, WECOM, Clouds
from services.intake.channels.wechat.vendor import Answer, Vendor
from services.intake.models import ChannelAccount
from services.intake.operations.accounts import note_outcome
from services.intake.operations.linking import (
    EXTERNAL_USERID,
    OPENID,
    known_as,
    learn_unionid,
    unionid_index_of,
)
from services.intake.wechat.unionids import asking_accounts, note_asked, without_unionid
from shared.clock import Clock
from shared.database import Database, DatabaseUnavailable, Session
from shared.sealing import Sealer

MOST_AT_ONCE = 100
TICK_SECONDS = 30.0
PAUSE = timedelta(minutes=15)
"""After a refusal: such an account may lack the right to ask (48001) until it is 认证."""


@dataclass(frozen=True, slots=True)
class Question:
    """How one vendor is asked: `answered` lists people, who are known by the field `identity`."""

    channel: str
    path: str
    asked: Callable[[Sequence[str]], dict[str, Any]]
    answered: str
    identity: str
    kind: str


OF_OFFICIAL = Question(
    OFFICIAL,
    "/cgi-bin/user/info/batchget",
    lambda openids: {"user_list": [{"openid": one, "lang": "zh_CN"} for one in openids]},
    "user_info_list",
    "openid",
    OPENID,
)
OF_WECOM = Question(
    WECOM,
    "/cgi-bin/kf/customer/batchget",
    lambda ids: {"external_userid_list": list(ids), "need_enter_session_context": 0},
    "customer_list",
    "external_userid",
    EXTERNAL_USERID,
)


class UnionidLoop:
    """Learns unionids for accounts that are set to be linked by them; safe in any number."""

    def __init__(self, database: Database, sealer: Sealer, clouds: Clouds, clock: Clock) -> None:
        self._database = database
        self._sealer = sealer
        self._vendors: Sequence[tuple[Question, Vendor]] = (
            (OF_OFFICIAL, clouds.wechat),
            (OF_WECOM, clouds.wecom),
        )
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
        now, count = self._clock.now(), 0
        for question, vendor in self._vendors:
            channel = question.channel
            for account in await self._database.read(
                lambda session, channel=channel: asking_accounts(session, channel)  # type: ignore[misc]
            ):
                if self._paused.get(account.id, now) <= now:
                    count += await self._ask(question, vendor, account, now)
        return count

    async def _ask(
        self, question: Question, vendor: Vendor, account: ChannelAccount, now: datetime
    ) -> int:
        openids = await self._database.read(
            lambda session: without_unionid(
                session, account.id, self._sealer, now=now, limit=MOST_AT_ONCE
            )
        )
        if not openids:
            return 0
        people = question.asked(list(openids.values()))
        said = await vendor.post(account.id, question.path, people)
        if not isinstance(said, Answer) or said.code:
            await self._refused(
                account, said.words if isinstance(said, Answer) else said.reason, now
            )
            return 0
        found = unionids_in(said, question)

        def keep(session: Session) -> None:
            note_asked(session, account.id, openids, now=now)
            for openid in sorted(openids.values()):
                if unionid := found.get(openid):
                    index = unionid_index_of(unionid, self._sealer)
                    one = known_as(account.id, question.kind, openid, self._sealer)
                    learn_unionid(session, one, index, now=now)

        await self._database.write(keep)
        return len(openids)

    async def _refused(self, account: ChannelAccount, reason: str, now: datetime) -> None:
        self._paused[account.id] = now + PAUSE
        await self._database.write(
            lambda session: note_outcome(session, account.id, f"取 unionid 失败：{reason}", now=now)
        )


def unionids_in(said: Answer, question: Question) -> dict[str, str]:
    """Return unionids by openid; who does not follow the account has none."""
    people: Any = said.body.get(question.answered)
    return {
        one[question.identity]: one["unionid"]
        for one in (people if isinstance(people, list) else [])
        if isinstance(one, dict)
        and is_text(one.get(question.identity))
        and is_text(one.get("unionid"))
    }


def is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)
