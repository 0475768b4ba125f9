"""Who a mini-program's form token belongs to: its openid is proven, and becomes the contact."""

from dataclasses import replace

from services.intake.channels.wechat.clouds import MINI
from services.intake.models import ChannelAccount, WeChatUser
from services.intake.operations.linking import OPENID, PHONE, proves
from services.intake.queries.channels import account_at
from services.intake.rules.contacts import comparable
from services.intake.rules.drafts import Draft
from services.intake.rules.tokens import FormPass
from shared.auth import Principal
from shared.database import Database, Session
from shared.problems import Unauthorized
from shared.sealing import Sealer

MINI_FORM = "mini:"
"""Before the name of a mini-program in its form tokens: no form's code holds a colon."""


def openid_index_in(granted: FormPass) -> str:
    """Return whose session it is; sessions of one person are told apart by nothing."""
    return granted.nonce


def is_mini(principal: Principal) -> bool:
    return principal.kind == "form" and principal.name.startswith(MINI_FORM)


async def with_openid(
    draft: Draft, principal: Principal, database: Database, sealer: Sealer
) -> Draft:
    """Return the draft of a session's bearer, their openid in it, whatever they typed.

    A phone counts as proven when WeChat vouched for it before.

    Raises Unauthorized when the account or the person is not known any more.
    """
    app = principal.name.removeprefix(MINI_FORM)
    index = principal.id.rpartition(".")[2]

    phone = comparable(PHONE, draft.contact.get(PHONE, ""))
    blind = sealer.blind_index(phone, "contact phone") if phone else None

    def look_up(session: Session) -> tuple[WeChatUser | None, bool]:
        account: ChannelAccount = account_at(session, f"wechat/mini/{app}")
        user = session.get(WeChatUser, (account.id, index)) if account.channel == MINI else None
        return user, bool(user and blind and proves(session, index, PHONE, blind))

    user, has_phone = await database.read(look_up)
    if user is None:
        raise Unauthorized
    contact = {**draft.contact, OPENID: user.opened(sealer)}
    proven = draft.proven | ({OPENID, PHONE} if has_phone else {OPENID})
    return replace(draft, contact=contact, proven=proven, verified=True)
