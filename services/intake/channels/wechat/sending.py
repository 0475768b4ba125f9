"""Messages to people on WeChat and WeCom inside their windows, and what became of each.

A customer-service message has no id of ours; one of 微信客服 has, and a later failure names it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar

from services.intake.channels.sending import (
    Letter,
    Outcome,
    Prospect,
    Refused,
    Reserved,
    Retry,
    Sent,
    Unknown,
)
from services.intake.channels.wechat.clouds import MINI, OFFICIAL, WECOM, Clouds
from services.intake.channels.wechat.vendor import Answer, Said, Uncertain
from services.intake.models import WeChatUser
from services.intake.models.wechat import openid_index_of
from services.intake.rules.fitting import text_at
from services.intake.rules.outcomes import LONGEST_VENDOR_ID
from services.intake.wechat import windows
from services.intake.wechat.users import are_active, known_at
from services.intake.wechat.windows import (
    CLOSED,
    USED_UP,
    Open,
    Shut,
    Spent,
    close_windows,
    give_back,
)
from services.intake.wechat.windows import spend as spend_window
from shared.database import Session
from shared.sealing import Sealer

STRANGER = "此顾客没有给我们的账号发过消息"
WINDOW_CLOSED = frozenset({45015, 95002, 95013})
COUNT_USED = frozenset({45047, 95001})
BUSY = frozenset({-1, 45009, 45011})
DAILY_LIMIT = frozenset({45009})
A_MINUTE, AN_HOUR = timedelta(minutes=1), timedelta(hours=1)


def outcome_of(said: Said) -> Outcome:
    """Return what became of a message, by what the vendor answered or did not."""
    if isinstance(said, Answer):
        return meaning_of(said)
    return Unknown(said.reason) if isinstance(said, Uncertain) else Retry(said.reason)


def meaning_of(said: Answer) -> Outcome:
    if said.code == 0:
        return Sent(text_at(said.body, "msgid")[:LONGEST_VENDOR_ID] or None)
    if said.code in WINDOW_CLOSED:
        return Refused(f"{CLOSED.partition(' (')[0]} ({said.code})")
    if said.code in COUNT_USED:
        return Refused(f"{USED_UP.partition(' (')[0]} ({said.code})")
    if said.code in BUSY:
        return Retry(said.words, AN_HOUR if said.code in DAILY_LIMIT else A_MINUTE)
    return Refused(said.words)


class WindowSender:
    """What the two kinds of message have in common that need somebody's window."""

    rung: ClassVar[str]
    needs: ClassVar[str]
    channels: ClassVar[frozenset[str]]

    def __init__(self, clouds: Clouds, sealer: Sealer) -> None:
        self._clouds = clouds
        self._sealer = sealer

    def is_configured(self, session: Session) -> bool:
        return are_active(session, self.channels)

    def reserve(
        self, session: Session, letter: Letter, *, now: datetime
    ) -> Reserved | Refused | Retry:
        """Take one message of an open window; the purposes to come keep what they need."""
        shut = Shut(STRANGER)
        for user, account in known_at(session, letter.address, self.channels, self._sealer):
            spent = spend_window(session, account.id, user.openid_index, letter.purpose, now=now)
            if isinstance(spent, Spent):
                return Reserved(account.id, self._facts(user, spent))
            shut = spent
        return Refused(shut.reason)

    def foresee(self, session: Session, letter: Letter, *, now: datetime) -> Prospect:
        """Say which window a message would be taken from, and what that leaves."""
        shut = Shut(STRANGER)
        for user, account in known_at(session, letter.address, self.channels, self._sealer):
            found = windows.foresee(session, account.id, user.openid_index, letter.purpose, now=now)
            if isinstance(found, Open):
                return Prospect(closes_at=found.closes_at, left=found.left)
            shut = found
        return Prospect(shut.reason)

    async def ask(self, letter: Letter, reserved: Reserved, *, since: datetime) -> Outcome:
        """Nobody can tell: the vendor has no look-up."""
        return Unknown("微信没有查询接口")

    def settle(
        self,
        session: Session,
        letter: Letter,
        reserved: Reserved,
        outcome: Outcome,
        *,
        now: datetime,
    ) -> None:
        """Give back what was surely not sent; close what the vendor says is closed."""
        account_id, index = reserved.account_id or "", openid_index_of(letter.address, self._sealer)
        opened_at = datetime.fromisoformat(reserved.facts["opened_at"])
        if isinstance(outcome, Refused) and is_shut(outcome):
            close_windows(session, account_id, index, opened_until=opened_at)
        elif isinstance(outcome, Refused | Retry):
            spent = Spent(reserved.facts["trigger"], opened_at)
            give_back(session, account_id, index, letter.purpose, spent)

    def _facts(self, user: WeChatUser, spent: Spent) -> Mapping[str, str]:
        return {"trigger": spent.trigger, "opened_at": spent.opened_at.isoformat()}


def is_shut(outcome: Refused) -> bool:
    codes = WINDOW_CLOSED | COUNT_USED
    return any(outcome.reason.endswith(f"({code})") for code in codes)


class MessageSender(WindowSender):
    """Customer-service messages of Official Accounts and mini-programs; none has an id of ours."""

    rung = "wechat"
    needs = "wechat_openid"
    channels = frozenset({OFFICIAL, MINI})

    async def send(self, letter: Letter, reserved: Reserved) -> Outcome:
        body = {"touser": letter.address, "msgtype": "text", "text": {"content": letter.text}}
        said = await self._clouds.wechat.post(
            reserved.account_id or "", "/cgi-bin/message/custom/send", body
        )
        return outcome_of(said)


class WeComSender(WindowSender):
    """Messages of 微信客服, under our own id: a failure reported later names it."""

    rung = "wecom"
    needs = "wecom_userid"
    channels = frozenset({WECOM})

    async def send(self, letter: Letter, reserved: Reserved) -> Outcome:
        body = {
            "touser": letter.address,
            "open_kfid": reserved.facts["open_kfid"],
            "msgid": letter.id,
            "msgtype": "text",
            "text": {"content": letter.text},
        }
        said = await self._clouds.wecom.post(
            reserved.account_id or "", "/cgi-bin/kf/send_msg", body
        )
        return outcome_of(said)

    def _facts(self, user: WeChatUser, spent: Spent) -> Mapping[str, str]:
        return {**super()._facts(user, spent), "open_kfid": user.open_kfid or ""}
