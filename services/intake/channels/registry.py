"""Every channel that feedback may come from; a new one is one line here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Channel:
    """Where feedback comes from: the key that is stored, and its name for people."""

    key: str
    name_zh: str
    name_en: str


CHANNELS: dict[str, Channel] = {
    channel.key: channel
    for channel in (
        Channel("web", "网页表单", "Web form"),
        Channel("wechat_official", "微信公众号", "WeChat Official Account"),
        Channel("wechat_mini", "微信小程序", "WeChat Mini Program"),
        Channel("wecom", "企业微信", "WeCom"),
        Channel("wjx", "问卷星", "Wenjuanxing"),
        Channel("tencent_survey", "腾讯问卷", "Tencent Survey"),
        Channel("jinshuju", "金数据", "Jinshuju"),
        Channel("jiandaoyun", "简道云", "Jiandaoyun"),
        Channel("hook", "表单回调", "Form webhook"),
        Channel("email", "电子邮件", "E-mail"),
        Channel("import", "批量导入", "Import"),
        Channel("phone", "电话", "Phone"),
        Channel("counter", "门店柜台", "Store counter"),
        Channel("staff", "员工录入", "Entered by staff"),
        Channel("inspection", "店铺巡查", "Store inspection"),
        Channel("app", "自有应用", "Own app"),
        Channel("api", "开放接口", "API"),
    )
}
