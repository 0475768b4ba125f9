"""What intake refuses of channels: their accounts, their callbacks, and what waits in them."""

from collections.abc import Iterable

from shared.problems import (
    Conflict,
    Forbidden,
    NotFound,
    PreconditionFailed,
    Unauthorized,
    UnprocessableContent,
    UnsupportedMediaType,
)


class UnknownChannel(UnprocessableContent):
    def __init__(self, channel: str, known: Iterable[str]) -> None:
        names = ", ".join(sorted(known))
        super().__init__(
            pointer="/channel",
            zh=f"没有渠道“{channel}”。可用的渠道：{names}。",
            en=f"There is no channel '{channel}'. Known channels: {names}.",
        )


class ChannelOutOfReach(Forbidden):
    def __init__(self, channel: str, allowed: str) -> None:
        super().__init__(
            pointer="/channel",
            zh=f"此凭证只能使用渠道“{allowed}”，不能使用“{channel}”。",
            en=f"This credential may only use channel '{allowed}', not '{channel}'.",
        )


class JsonNeeded(UnsupportedMediaType):
    def __init__(self) -> None:
        super().__init__(
            zh="请以 JSON 发送正文，并设置 Content-Type: application/json。",
            en="Send the body as JSON with Content-Type: application/json.",
        )


class AccountNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这个渠道账号。", en="There is no such channel account.")


class AccountExists(Conflict):
    def __init__(self, name: str) -> None:
        super().__init__(
            pointer="/name",
            zh=f"此渠道已有名为“{name}”的账号，或其回调地址已被占用；请换一个名称。",
            en=f"There is an account '{name}' already, or its callback address is taken; "
            "choose another name.",
        )


class StaleRevision(PreconditionFailed):
    def __init__(self) -> None:
        super().__init__(
            zh="内容在您读取之后已经变化，请重新读取后再试。",
            en="It has changed since you read it. Read it again, then decide.",
        )


class ItemsWaiting(Conflict):
    def __init__(self) -> None:
        super().__init__(
            zh="此账号还有未处理的来件；请先停用它，待处理完毕后再删除。",
            en="Deliveries of this account still wait for their turn; "
            "deactivate it and remove it when they are done.",
        )


class ItemNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(
            zh="没有这个待处理的来件；它可能已经处理完毕。",
            en="There is no such waiting or failed delivery; it may be done by now.",
        )


class NoMapping(Conflict):
    def __init__(self) -> None:
        super().__init__(
            zh="此渠道没有字段映射，无需预览。",
            en="This channel has no field mapping to preview.",
        )


class CallbackRefused(Unauthorized):
    """The same for every cause: nobody learns which part of a forgery was right."""

    def __init__(self) -> None:
        super().__init__(
            zh="回调未通过校验；请检查签名、密钥、时间和来源地址。",
            en="This callback is not accepted; check its signature, secret, time and address.",
        )


class CallbackUnreadable(UnprocessableContent):
    def __init__(self) -> None:
        super().__init__(
            pointer="",
            zh="回调内容不是所需的 JSON 对象，或缺少用来区分来件的编号。",
            en="The callback is not the JSON object it has to be, or lacks the id of its delivery.",
        )


class SendAgain(UnprocessableContent):
    def __init__(self) -> None:
        super().__init__(
            zh="页面打开得太久，或填写有误。您的内容还在下面，请再点一次提交。",
            en="This page was open for too long. Your words are still below: send them once more.",
        )
