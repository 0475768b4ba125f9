"""The vendors' clouds as accounts reach them: their addresses, their tokens, one client each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from services.intake.channels.wechat.access_tokens import (
    AccessTokens,
    NewToken,
    TokenUnavailable,
)
from services.intake.channels.wechat.accounts import (
    MiniCredentials,
    MiniSettings,
    OfficialCredentials,
    OfficialSettings,
)
from services.intake.channels.wechat.vendor import Answer, Said, Vendor, fetched
from services.intake.models import ChannelAccount
from shared.clock import Clock
from shared.database import Database
from shared.sealing import Sealer

OFFICIAL, MINI, WECOM = "wechat_official", "wechat_mini", "wecom"
WECOM_APP = "wecom_app"
SHORTEST_SECONDS, LONGEST_SECONDS = 60, 86_400


@dataclass(frozen=True, slots=True)
class Roots:
    """Where the vendors' APIs are; a company may have a proxy of its own before them."""

    wechat: str = "https://api.weixin.qq.com"
    wecom: str = "https://qyapi.weixin.qq.com"


class Clouds:
    """Both vendors, for all accounts of this installation."""

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        clock: Clock,
        http: httpx.AsyncClient,
        roots: Roots,
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._http = http
        self._roots = Roots(roots.wechat.rstrip("/"), roots.wecom.rstrip("/"))
        self.tokens = AccessTokens(database, sealer, clock, self._new_token)
        self.wechat = Vendor(http, self.tokens, self._roots.wechat)
        self.wecom = Vendor(http, self.tokens, self._roots.wecom)

    async def account(self, account_id: str) -> ChannelAccount | None:
        """Return the account, None when it has been removed."""
        return await self._database.read(lambda session: session.get(ChannelAccount, account_id))

    async def session(self, account: ChannelAccount, code: str) -> Said:
        """Ask whom a mini-program's login code stands for."""
        credentials = MiniCredentials.model_validate(account.opened(self._sealer))
        settings = MiniSettings.model_validate(account.settings)
        params = {
            "appid": settings.app_id,
            "secret": credentials.app_secret.get_secret_value(),
            "js_code": code,
            "grant_type": "authorization_code",
        }
        return await fetched(self._http, f"{self._roots.wechat}/sns/jscode2session", params)

    async def _new_token(self, account_id: str) -> NewToken:
        account = await self.account(account_id)
        ask = ASKING.get(account.channel) if account else None
        if account is None or ask is None:
            raise TokenUnavailable("账号已不存在", "The account is gone")
        url, params = ask(self._roots, account, account.opened(self._sealer))
        return token_in(await fetched(self._http, url, params))


def ask_wechat(
    roots: Roots, account: ChannelAccount, credentials: Mapping[str, Any]
) -> tuple[str, dict[str, str]]:
    kinds: tuple[Any, Any] = (OfficialSettings, OfficialCredentials)
    if account.channel == MINI:
        kinds = (MiniSettings, MiniCredentials)
    settings = kinds[0].model_validate(account.settings)
    secret = kinds[1].model_validate(credentials).app_secret.get_secret_value()
    params = {"grant_type": "client_credential", "appid": settings.app_id, "secret": secret}
    return f"{roots.wechat}/cgi-bin/token", params


def ask_wecom(
    roots: Roots, account: ChannelAccount, credentials: Mapping[str, Any]
) -> tuple[str, dict[str, str]]:
    corp_id, secret = account.settings["corp_id"], credentials["secret"]
    return f"{roots.wecom}/cgi-bin/gettoken", {"corpid": corp_id, "corpsecret": secret}


ASKING: Mapping[str, Callable[..., tuple[str, dict[str, str]]]] = {
    OFFICIAL: ask_wechat,
    MINI: ask_wechat,
    WECOM: ask_wecom,
    WECOM_APP: ask_wecom,
}


def token_in(said: Said) -> NewToken:
    """Return the token in the vendor's answer. Raises TokenUnavailable."""
    if not isinstance(said, Answer):
        raise TokenUnavailable(
            f"取访问令牌失败：{said.reason}",
            f"No access token could be had: {said.reason}",
            is_unreached=True,
        )
    token, lasts = said.body.get("access_token"), said.body.get("expires_in")
    if said.code or not isinstance(token, str) or not isinstance(lasts, int):
        raise TokenUnavailable(
            f"取访问令牌被拒绝：{said.words}", f"The vendor refused an access token: {said.words}"
        )
    return NewToken(token, timedelta(seconds=min(max(SHORTEST_SECONDS, lasts), LONGEST_SECONDS)))
