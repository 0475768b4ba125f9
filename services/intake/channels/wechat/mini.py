"""A WeChat mini-program as a channel: who has it open is proven by a login code."""

from typing import Any

import httpx

from services.intake.channels.protocol import ChannelKind, TestOutcome
from services.intake.channels.wechat.accounts import MiniCredentials, MiniSettings
from services.intake.channels.wechat.clouds import Clouds
from services.intake.channels.wechat.official import token_test
from services.intake.models import ChannelAccount


class MiniProgram(ChannelKind):
    """Asks at /v1/wechat/mini/{name}/session; feedback comes by the ordinary route."""

    Settings = MiniSettings
    Credentials = MiniCredentials
    callback = "wechat/mini"

    def __init__(self, clouds: Clouds) -> None:
        self._clouds = clouds

    async def test(
        self, account: ChannelAccount, credentials: Any, http: httpx.AsyncClient
    ) -> TestOutcome:
        return await token_test(self._clouds, account)
