"""企业微信自建应用: messages to one's own staff as text cards, `message/send` with `agentid`.

The vendor drops a message that says the same to the same people within the checked interval, so an
attempt whose outcome is not known may be made again within it, and not after.
"""

from datetime import datetime, timedelta
from html import escape
from typing import Any, ClassVar

import httpx
from pydantic import Field

from services.intake.channels.account_sender import AccountSender, Opened
from services.intake.channels.protocol import ChannelKind, Strict, TestOutcome
from services.intake.channels.wechat.accounts import Secret, VendorId
from services.intake.channels.wechat.clouds import WECOM_APP, Clouds
from services.intake.channels.wechat.official import token_test
from services.intake.channels.wechat.vendor import Answer, Said, Uncertain
from services.intake.models import ChannelAccount
from services.intake.rules.fitting import text_at
from services.intake.rules.letters import Letter
from services.intake.rules.outcomes import LONGEST_VENDOR_ID, Outcome, Refused, Retry, Sent, Unknown
from shared.clock import Clock
from shared.database import Database
from shared.sealing import Sealer

CHECKED = timedelta(minutes=30)
SAFELY_CHECKED = CHECKED - timedelta(minutes=2)
LONGEST_TITLE, LONGEST_TEXT = 128, 512
BUSY = frozenset({-1, 45009, 45033})
A_MINUTE, AN_HOUR = timedelta(minutes=1), timedelta(hours=1)
NOT_A_MEMBER = "企业微信没有这名成员，或应用对其不可见"
NO_RECORD = "已过企业微信的查重时间，无法得知是否送达"


class StaffAppSettings(Strict):
    """An application of one's own corporation; `agent_id` is its AgentId."""

    corp_id: VendorId
    agent_id: int = Field(ge=1, le=2**31 - 1)


class StaffAppCredentials(Strict):
    """`secret` is the Secret of this application."""

    secret: Secret


class StaffApp(ChannelKind):
    """An application by which staff are told; customers never hear from it."""

    Settings: ClassVar = StaffAppSettings
    Credentials: ClassVar = StaffAppCredentials

    def __init__(self, clouds: Clouds) -> None:
        self._clouds = clouds

    async def test(
        self, account: ChannelAccount, credentials: Any, http: httpx.AsyncClient
    ) -> TestOutcome:
        return await token_test(self._clouds, account)


class StaffAppSender(AccountSender):
    """Tells staff by WeCom."""

    rung: ClassVar = "wecom"
    needs: ClassVar = "wecom"
    channel: ClassVar = WECOM_APP
    kind: ClassVar = StaffApp

    def __init__(self, database: Database, sealer: Sealer, clouds: Clouds, clock: Clock) -> None:
        super().__init__(database, sealer)
        self._clouds = clouds
        self._clock = clock

    async def send_by(self, opened: Opened, letter: Letter) -> Outcome:
        settings: StaffAppSettings = opened.settings
        said = await self._clouds.wecom.post(
            opened.account_id, "/cgi-bin/message/send", message(settings, letter)
        )
        return outcome_of(said, letter.address)

    async def ask_by(self, opened: Opened, letter: Letter, since: datetime) -> Outcome:
        """Send the same again while the vendor still drops what it had taken."""
        if self._clock.now() - since > SAFELY_CHECKED:
            return Unknown(NO_RECORD)
        return await self.send_by(opened, letter)


def message(settings: StaffAppSettings, letter: Letter) -> dict[str, Any]:
    """Return the text card; its link names the notice, so that no two say the same."""
    lines = "".join(f"<div>{escape(line)}</div>" for line in letter.text.splitlines())
    return {
        "touser": letter.address,
        "msgtype": "textcard",
        "agentid": settings.agent_id,
        "textcard": {
            "title": letter.title[:LONGEST_TITLE],
            "description": lines
            if len(lines) <= LONGEST_TEXT
            else escape(letter.text)[:LONGEST_TEXT],
            "url": f"{letter.link}?notice={letter.id}",
            "btntxt": letter.link_words[:4],
        },
        "enable_duplicate_check": 1,
        "duplicate_check_interval": int(CHECKED.total_seconds()),
    }


def outcome_of(said: Said, address: str) -> Outcome:
    """Return what became of it; the vendor takes a message even when it reaches nobody."""
    if not isinstance(said, Answer):
        return Unknown(said.reason) if isinstance(said, Uncertain) else Retry(said.reason)
    if said.code in BUSY:
        return Retry(said.words, AN_HOUR if said.code != -1 else A_MINUTE)
    if said.code:
        return Refused(said.words)
    missed = str(said.body.get("invaliduser") or "").casefold().split("|")
    unlicensed = str(said.body.get("unlicenseduser") or "").casefold().split("|")
    if address.casefold() in {*missed, *unlicensed}:
        return Refused(NOT_A_MEMBER)
    return Sent(text_at(said.body, "msgid")[:LONGEST_VENDOR_ID] or None)
