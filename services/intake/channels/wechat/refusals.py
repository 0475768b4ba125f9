"""What callbacks and sessions of the WeChat family are refused for; none tells a secret."""

from shared.problems import (
    BadRequest,
    Conflict,
    Forbidden,
    NotFound,
    ServiceUnavailable,
    UnprocessableContent,
)


class CallbackNotSigned(Forbidden):
    def __init__(self) -> None:
        super().__init__(
            zh="回调签名无效或已过期；请核对令牌（Token）、消息加解密方式和服务器时间。",
            en="The signature of the callback is wrong or too old. Compare the token, the "
            "encryption mode and the time of the servers.",
        )


class CallbackInPlainText(Forbidden):
    def __init__(self) -> None:
        super().__init__(
            zh="此账号使用安全模式，不接受明文消息；请在公众平台选择“安全模式”。",
            en="This account is in safe mode and takes no plaintext; choose safe mode at WeChat.",
        )


class CallbackUnreadable(BadRequest):
    def __init__(self) -> None:
        super().__init__(
            zh="回调内容无法解密或不是消息的 XML；请核对 EncodingAESKey 与 AppID（或企业 ID）。",
            en="The callback cannot be decrypted or is not the XML of a message. Compare the "
            "EncodingAESKey and the app id (or corp id).",
        )


class CodeRefused(UnprocessableContent):
    def __init__(self) -> None:
        super().__init__(
            pointer="/code",
            zh="登录凭证（code）无效、已使用或已过期；请重新调用 wx.login 获取。",
            en="This login code is wrong, used or expired; call wx.login for a new one.",
        )


class PhoneCodeRefused(UnprocessableContent):
    def __init__(self) -> None:
        super().__init__(
            pointer="/code",
            zh="手机号凭证（code）无效、已使用或已过期；请让顾客再点一次“获取手机号”。",
            en="This code is wrong, used or expired; have the customer press getPhoneNumber again.",
        )


class PhoneUnavailable(ServiceUnavailable):
    def __init__(self) -> None:
        super().__init__(
            zh="暂时不能从微信取得手机号，请稍后重试，或请顾客自己填写。",
            en="WeChat does not give the number just now; try again, or let the customer type it.",
        )


class NoScenesHere(Conflict):
    def __init__(self) -> None:
        super().__init__(
            zh="只有公众号账号可以生成门店二维码。",
            en="Only accounts of Official Accounts have QR codes of stores made at WeChat.",
        )


class NoScenesYet(NotFound):
    def __init__(self) -> None:
        super().__init__(
            zh="这些门店还没有该公众号的二维码；请先在渠道账号中生成门店二维码。",
            en="These stores have no QR code of this account yet; have them made first, "
            "POST /v1/channels/{id}/scenes.",
        )


class LoginUnavailable(ServiceUnavailable):
    def __init__(self) -> None:
        super().__init__(
            zh="微信登录暂时不可用，请稍后重试。",
            en="The login at WeChat does not work just now; try again shortly.",
        )


class UnknownTemplate(UnprocessableContent):
    def __init__(self, place: int) -> None:
        super().__init__(
            pointer=f"/consents/{place}/template_id",
            zh="此小程序没有配置这个订阅消息模板；请先在渠道设置中添加。",
            en="This mini-program has no such template; add it to the channel's settings first.",
        )
