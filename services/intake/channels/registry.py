"""Every channel that feedback may come from; a new one is one line here."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.intake.channels.aliyun_sms import AliyunSms
from services.intake.channels.jiandaoyun import Jiandaoyun
from services.intake.channels.jinshuju import Jinshuju
from services.intake.channels.mailbox import Mailbox
from services.intake.channels.protocol import ChannelKind, InboundKind
from services.intake.channels.smtp import Smtp
from services.intake.channels.standard_webhook import StandardWebhook
from services.intake.channels.tencent_survey import TencentSurvey
from services.intake.channels.wjx import Wenjuanxing


@dataclass(frozen=True, slots=True)
class Channel:
    """Where feedback comes from: the key that is stored, and its name for people.

    A channel with a `kind` has accounts that managers set up.
    """

    key: str
    name_zh: str
    name_en: str
    kind: ChannelKind | None = None


CHANNELS: dict[str, Channel] = {
    channel.key: channel
    for channel in (
        Channel("web", "网页表单", "Web form"),
        Channel("wechat_official", "微信公众号", "WeChat Official Account"),
        Channel("wechat_mini", "微信小程序", "WeChat Mini Program"),
        Channel("wecom", "企业微信", "WeCom"),
        Channel("wjx", "问卷星", "Wenjuanxing", Wenjuanxing()),
        Channel("tencent_survey", "腾讯问卷", "Tencent Survey", TencentSurvey()),
        Channel("jinshuju", "金数据", "Jinshuju", Jinshuju()),
        Channel("jiandaoyun", "简道云", "Jiandaoyun", Jiandaoyun()),
        Channel("hook", "表单回调", "Form webhook", StandardWebhook()),
        Channel("email", "电子邮件", "E-mail", Mailbox()),
        Channel("import", "批量导入", "Import"),
        Channel("phone", "电话", "Phone"),
        Channel("counter", "门店柜台", "Store counter"),
        Channel("staff", "员工录入", "Entered by staff"),
        Channel("inspection", "店铺巡查", "Store inspection"),
        Channel("app", "自有应用", "Own app"),
        Channel("api", "开放接口", "API"),
    )
}

PROVIDERS: dict[str, ChannelKind] = {"sms_aliyun": AliyunSms(), "smtp": Smtp()}
"""Who only sends: no feedback comes from there."""

KINDS: dict[str, ChannelKind] = {
    **{one.key: one.kind for one in CHANNELS.values() if one.kind},
    **PROVIDERS,
}
"""What accounts may be made of, by channel; the WeChat family needs its clouds besides."""


def inbound_kinds(kinds: Mapping[str, ChannelKind]) -> dict[str, InboundKind]:
    """Return those of the kinds that feedback arrives by."""
    return {key: kind for key, kind in kinds.items() if isinstance(kind, InboundKind)}
