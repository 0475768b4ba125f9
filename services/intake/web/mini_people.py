"""Who a mini-program's form token belongs to: its openid is proven, and becomes the contact."""

from dataclasses import replace

from services.intake.channels.wechat.clouds import MINI
from services.intake.models import ChannelAccount, WeChatUser
from services.intake.queries.channels import account_at
from services.intake.rules.drafts import Draft
from services.intake.rules.tokens import FormPass
from shared.auth import Principal
from shared.database import Database, Session
from shared.problems import Unauthorized
from shared.sealing import Sealer

MINI_FORM = "mini:"
"""Before the name of a mini-program in its form tokens: no form's code holds a colon."""

OPENID = "wechat_openid"


def openid_index_in(granted: FormPass) -> str:
    """Return whose session it is; sessions of one person are told apart by nothing."""
    return granted.nonce


def is_mini(principal: Principal) -> bool:
    return principal.kind == "form" and principal.name.startswith(MINI_FORM)


async def with_openid(
    draft: Draft, principal: Principal, database: Database, sealer: Sealer
) -> Draft:
    """Return the draft of a session's bearer, their openid in it, whatever they typed.

    Raises Unauthorized when the account or the person is not known any more.
    """
    app = principal.name.removeprefix(MINI_FORM)
    index = principal.id.rpartition(".")[2]

    def look_up(session: Session) -> WeChatUser | None:
        account: ChannelAccount = account_at(session, f"wechat/mini/{app}")
        return session.get(WeChatUser, (account.id, index)) if account.channel == MINI else None

    user = await database.read(look_up)
    if user is None:
        raise Unauthorized
    contact = {**draft.contact, OPENID: user.opened(sealer)}
    return replace(draft, contact=contact, proven=draft.proven | {OPENID}, verified=True)
