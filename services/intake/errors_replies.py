"""What intake refuses of replies: their templates, their deliveries, and webhooks."""

from collections.abc import Iterable

from shared.problems import Conflict, NotFound, UnprocessableContent


class TemplateNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这个模板。", en="There is no such template.")


class TemplateTaken(Conflict):
    def __init__(self) -> None:
        super().__init__(
            zh="这个用途、渠道和语言已有自己的模板；请修改它。",
            en="There is a template of your own for this purpose, channel and language; change it.",
        )


class TemplateKeyFixed(UnprocessableContent):
    def __init__(self, pointer: str) -> None:
        super().__init__(
            pointer=pointer,
            zh="模板的用途、渠道和语言不能修改；请为另一组合新建模板。",
            en="Purpose, channel and language of a template never change; make another template.",
        )


class UnknownPlaceholder(UnprocessableContent):
    def __init__(self, pointer: str, unknown: Iterable[str], known: Iterable[str]) -> None:
        wrong = ", ".join(f"{{{name}}}" for name in unknown)
        right = ", ".join(f"{{{name}}}" for name in known)
        super().__init__(
            pointer=pointer,
            zh=f"模板中有未知的占位符：{wrong}。可用的占位符：{right}。",
            en=f"The template has unknown placeholders: {wrong}. Known ones: {right}.",
        )


class TemplateStrayBrace(UnprocessableContent):
    def __init__(self, pointer: str) -> None:
        super().__init__(
            pointer=pointer,
            zh="花括号没有成对；占位符写作 {ticket_no}，正文中请不要使用花括号。",
            en="A brace stands alone. Placeholders are written {ticket_no}; use no other braces.",
        )


class TemplateTitleUnused(UnprocessableContent):
    def __init__(self, channel: str) -> None:
        super().__init__(
            pointer="/title",
            zh=f"渠道“{channel}”的消息没有标题；请留空。",
            en=f"A message by '{channel}' has no title; leave it empty.",
        )


class TemplateTooLong(UnprocessableContent):
    def __init__(self, most: int, over: int, *, in_bytes: bool) -> None:
        unit_zh, unit_en = ("字节", "bytes") if in_bytes else ("字", "characters")
        super().__init__(
            pointer="/text",
            zh=f"填入内容后会超过 {most} {unit_zh}的上限，请至少缩短 {over} {unit_zh}。",
            en=f"Filled in it would exceed the limit of {most} {unit_en}; shorten it by {over}.",
        )


class WebhookNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这个回调。", en="There is no such webhook.")


class DeliveryNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这次投递。", en="There is no such delivery.")


class WebhookAddressRefused(UnprocessableContent):
    """Where a webhook points is wrong, unknown or not allowed; nothing was connected to."""

    def __init__(self, *, zh: str, en: str) -> None:
        super().__init__(pointer="/url", zh=zh, en=en)


class ReplyNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这条回复。", en="There is no such reply.")
