"""The WeChat family put together: its kinds of channel and its senders, all on the same clouds."""

from collections.abc import Sequence

from services.intake.channels.protocol import ChannelKind
from services.intake.channels.sending import Sender
from services.intake.channels.wechat.clouds import MINI, OFFICIAL, WECOM, WECOM_APP, Clouds
from services.intake.channels.wechat.mini import MiniProgram
from services.intake.channels.wechat.official import OfficialAccount
from services.intake.channels.wechat.sending import MessageSender, WeComSender
from services.intake.channels.wechat.staff_app import StaffApp
from services.intake.channels.wechat.template_sending import TemplateSender
from services.intake.channels.wechat.wecom import WeComService
from shared.clock import Clock
from shared.sealing import Sealer


def wechat_kinds(clouds: Clouds, clock: Clock) -> dict[str, ChannelKind]:
    """Return the kinds of the family by channel."""
    return {
        OFFICIAL: OfficialAccount(clouds, clock),
        MINI: MiniProgram(clouds),
        WECOM: WeComService(clouds, clock),
        WECOM_APP: StaffApp(clouds),
    }


def wechat_senders(clouds: Clouds, sealer: Sealer, clock: Clock) -> Sequence[Sender]:
    """Return the rungs of the family."""
    return (
        MessageSender(clouds, sealer),
        TemplateSender(clouds, sealer, clock),
        WeComSender(clouds, sealer),
    )
