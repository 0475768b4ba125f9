"""Messages of templates: one for each consent of a mini-program, or a service account's own.

A consent is spent in the transaction that claims the message and given back when it was surely not
sent. A service account's template is sent under our id: the same openid and id are sent once within
ten minutes, so an attempt whose outcome is unknown can be made again within them.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from services.intake.channels.sending import (
    Letter,
    Outcome,
    Prospect,
    Refused,
    Reserved,
    Retry,
    Unknown,
)
from services.intake.channels.wechat.accounts import (
    MiniSettings,
    OfficialSettings,
    VendorTemplate,
)
from services.intake.channels.wechat.clouds import MINI, OFFICIAL, Clouds
from services.intake.channels.wechat.sending import STRANGER, outcome_of
from services.intake.models import ChannelAccount, WeChatUser
from services.intake.models.wechat import openid_index_of
from services.intake.rules.templates import filled
from services.intake.wechat.consents import (
    consents_left,
    forget_consents,
    give_consent_back,
    spend_consent,
)
from services.intake.wechat.users import are_active, known_at
from shared.clock import Clock
from shared.database import Session
from shared.sealing import Sealer

SAME_MESSAGE_FOR = timedelta(minutes=9)
"""WeChat says ten; a minute is left for the clocks."""

NO_TEMPLATE = "此账号没有为这种通知配置模板"
NO_CONSENT = "顾客没有剩余的订阅授权 (43101)"
NONE_LEFT = "(43101)"
ROOM = {
    "thing": 20,
    "phrase": 5,
    "name": 10,
    "character_string": 32,
    "number": 32,
    "short_thing": 5,
}
DEFAULT_ROOM = 20


class TemplateSender:
    """The rung of templates, whichever kind of account somebody is known to."""

    rung = "wechat_subscription"
    needs = "wechat_openid"
    channels = frozenset({OFFICIAL, MINI})

    def __init__(self, clouds: Clouds, sealer: Sealer, clock: Clock) -> None:
        self._clouds = clouds
        self._sealer = sealer
        self._clock = clock

    def is_configured(self, session: Session) -> bool:
        return are_active(session, self.channels)

    def reserve(
        self, session: Session, letter: Letter, *, now: datetime
    ) -> Reserved | Refused | Retry:
        """Find a template for this purpose and, for a mini-program, spend a consent to it."""
        refused = Refused(STRANGER)
        for user, account in known_at(session, letter.address, self.channels, self._sealer):
            template = template_for(account, letter)
            if template is None:
                refused = Refused(NO_TEMPLATE)
                continue
            taken = self._taken(session, user, account, template, letter, now=now)
            if isinstance(taken, Reserved):
                return taken
            refused = taken
        return refused

    def _taken(
        self,
        session: Session,
        user: WeChatUser,
        account: ChannelAccount,
        template: VendorTemplate,
        letter: Letter,
        *,
        now: datetime,
    ) -> Reserved | Refused:
        facts = {"template_id": template.template_id, "channel": account.channel}
        if account.channel == OFFICIAL:
            return Reserved(account.id, facts)
        consent = spend_consent(
            session,
            account.id,
            user.openid_index,
            template.template_id,
            spent_for=letter.request_id,
            now=now,
        )
        return (
            Reserved(account.id, {**facts, "consent": consent}) if consent else Refused(NO_CONSENT)
        )

    def foresee(self, session: Session, letter: Letter, *, now: datetime) -> Prospect:
        """Say whether there is a template and, at a mini-program, how many consents are left."""
        found = Prospect(STRANGER)
        for user, account in known_at(session, letter.address, self.channels, self._sealer):
            template = template_for(account, letter)
            if template is None:
                found = Prospect(NO_TEMPLATE)
            elif account.channel == OFFICIAL:
                return Prospect()
            elif left := consents_left(session, account.id, user.openid_index).get(
                template.template_id
            ):
                return Prospect(left=left)
            else:
                found = Prospect(NO_CONSENT)
        return found

    async def send(self, letter: Letter, reserved: Reserved) -> Outcome:
        account = await self._clouds.account(reserved.account_id or "")
        template = template_for(account, letter) if account else None
        if account is None or template is None:
            return Refused(NO_TEMPLATE)
        path, body = subscription(template, letter)
        if account.channel == OFFICIAL:
            path, body = service_template(template, letter)
        return outcome_of(await self._clouds.wechat.post(account.id, path, body))

    async def ask(self, letter: Letter, reserved: Reserved, *, since: datetime) -> Outcome:
        """Send again what WeChat sends once; nobody can tell of the others."""
        is_ours = reserved.facts.get("channel") == OFFICIAL
        if is_ours and self._clock.now() - since < SAME_MESSAGE_FOR:
            return await self.send(letter, reserved)
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
        """Give an unused consent back; when the vendor knows of none, ours are worth nothing."""
        consent = reserved.facts.get("consent")
        if consent is None or not isinstance(outcome, Refused | Retry):
            return
        if isinstance(outcome, Refused) and outcome.reason.endswith(NONE_LEFT):
            index = openid_index_of(letter.address, self._sealer)
            template_id = reserved.facts["template_id"]
            forget_consents(session, reserved.account_id or "", index, template_id, now=now)
        else:
            give_consent_back(session, consent)


def template_for(account: ChannelAccount, letter: Letter) -> VendorTemplate | None:
    """Return the account's template for the letter's purpose, the one it names before others."""
    kind: Any = MiniSettings if account.channel == MINI else OfficialSettings
    templates: list[VendorTemplate] = kind.model_validate(account.settings).templates
    named = [one for one in templates if one.template_id == letter.vendor_template]
    meant = [one for one in templates if one.purpose == letter.purpose]
    return next(iter(named or meant), None)


def subscription(template: VendorTemplate, letter: Letter) -> tuple[str, dict[str, Any]]:
    return "/cgi-bin/message/subscribe/send", {
        "touser": letter.address,
        "template_id": template.template_id,
        "page": template.page.replace("{link}", quote(link_of(letter), safe="")),
        "data": data_of(template, letter),
    }


def service_template(template: VendorTemplate, letter: Letter) -> tuple[str, dict[str, Any]]:
    return "/cgi-bin/message/template/send", {
        "touser": letter.address,
        "template_id": template.template_id,
        "url": link_of(letter),
        "client_msg_id": letter.id,
        "data": data_of(template, letter),
    }


def data_of(template: VendorTemplate, letter: Letter) -> Mapping[str, Mapping[str, str]]:
    """Return the template's fields filled, each no longer than WeChat takes."""
    values = {"text": letter.text, **letter.values, "ticket_no": letter.ticket_no}
    return {
        name: {"value": clipped(name, filled(words, values))}
        for name, words in template.fields.items()
    }


def clipped(name: str, value: str) -> str:
    room = ROOM.get(name.rstrip("0123456789"), DEFAULT_ROOM)
    plain = " ".join(value.split())
    return plain if len(plain) <= room else plain[: room - 1] + "…"


def link_of(letter: Letter) -> str:
    return letter.values.get("survey_link") or letter.link
