"""What intake refuses, and what the caller can do about it."""

from collections.abc import Iterable

from shared.problems import (
    Conflict,
    Forbidden,
    NotFound,
    PayloadTooLarge,
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


class UnknownStore(UnprocessableContent):
    def __init__(self, code: str, pointer: str = "/store_code") -> None:
        super().__init__(
            pointer=pointer,
            zh=f"没有门店“{code}”。请使用已登记的门店编号，或不填。",
            en=f"There is no store '{code}'. Give the code of a known store, or none.",
        )


class StoreClosed(UnprocessableContent):
    def __init__(self, code: str, successor: str | None) -> None:
        zh = f"门店“{code}”已关闭" + (f"，请改用接替它的门店“{successor}”。" if successor else "。")
        en = f"Store '{code}' is closed" + (
            f"; use its successor '{successor}'." if successor else "."
        )
        super().__init__(pointer="/store_code", zh=zh, en=en)


class StoreNeeded(UnprocessableContent):
    def __init__(self, codes: Iterable[str]) -> None:
        names = ", ".join(sorted(codes))
        super().__init__(
            pointer="/store_code",
            zh=f"您负责多家门店，请指明其中一家：{names}。",
            en=f"You work for several stores; name one of them: {names}.",
        )


class StoreOutOfReach(Forbidden):
    def __init__(self, code: str) -> None:
        super().__init__(
            pointer="/store_code",
            zh=f"此凭证不能为门店“{code}”提交反馈。",
            en=f"This credential may not submit for store '{code}'.",
        )


class ChannelOutOfReach(Forbidden):
    def __init__(self, channel: str, allowed: str) -> None:
        super().__init__(
            pointer="/channel",
            zh=f"此凭证只能使用渠道“{allowed}”，不能使用“{channel}”。",
            en=f"This credential may only use channel '{allowed}', not '{channel}'.",
        )


class ExternalIdTaken(UnprocessableContent):
    def __init__(self) -> None:
        super().__init__(
            pointer="/external_id",
            zh="此渠道中已有另一来源使用了这个 external_id；请换一个。",
            en="Another source already used this external_id in this channel; use another one.",
        )


class InvalidField(UnprocessableContent):
    """One field is wrong; the sentences say how to put it right."""

    def __init__(self, pointer: str, *, zh: str, en: str) -> None:
        super().__init__(pointer=pointer, zh=zh, en=en)


class AttachmentUnavailable(UnprocessableContent):
    def __init__(self, index: int, above: str = "") -> None:
        self.index = index
        super().__init__(
            pointer=f"{above}/attachment_ids/{index}",
            zh="这个附件不存在，不是您上传的，或已用于另一条反馈；请重新上传。",
            en="This attachment does not exist, is not yours or belongs to another feedback; "
            "upload it again.",
        )


class AttachmentTooLarge(PayloadTooLarge):
    def __init__(self) -> None:
        super().__init__(
            zh="文件超过 10 MiB；请压缩后再上传。",
            en="The file is larger than 10 MiB; upload a smaller one.",
        )


class AttachmentTypeRefused(UnsupportedMediaType):
    def __init__(self, media_type: str | None) -> None:
        if media_type == "image/heic":
            zh, en = (
                "暂不支持 HEIC 图片，请改存为 JPEG 后上传。",
                "HEIC is not supported; send a JPEG.",
            )
        else:
            zh = "只接受 JPEG、PNG、WebP 图片或 PDF 文件。"
            en = "Only JPEG, PNG and WebP images and PDF documents are accepted."
        super().__init__(zh=zh, en=en)


class PictureBroken(UnprocessableContent):
    def __init__(self) -> None:
        super().__init__(
            pointer="/file",
            zh="这张图片已损坏，无法读取；请重新拍摄或换一张。",
            en="This picture is damaged and cannot be read; take it again or send another.",
        )


class PictureTooLarge(PayloadTooLarge):
    def __init__(self, most: int) -> None:
        super().__init__(
            zh=f"图片超过 {most // 10_000} 万像素；请缩小后再上传。",
            en=f"The picture has more than {most // 1_000_000} million pixels; make it smaller.",
        )


class TooManyPictures(UnprocessableContent):
    def __init__(self, most: int) -> None:
        super().__init__(
            pointer="/pictures",
            zh=f"这条反馈已有很多图片，最多 {most} 张。",
            en=f"This feedback has many pictures already; {most} at most.",
        )


class JsonNeeded(UnsupportedMediaType):
    def __init__(self) -> None:
        super().__init__(
            zh="请以 JSON 发送正文，并设置 Content-Type: application/json。",
            en="Send the body as JSON with Content-Type: application/json.",
        )


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


class FileMissing(UnprocessableContent):
    def __init__(self) -> None:
        super().__init__(
            pointer="/file",
            zh="请以 multipart/form-data 上传一个文件，字段名为 file。",
            en="Upload one file as multipart/form-data, in a field named file.",
        )


class SheetUnreadable(UnprocessableContent):
    """A file that cannot be imported; the sentences say why and what to do."""

    def __init__(self, *, zh: str, en: str) -> None:
        super().__init__(pointer="/file", zh=zh, en=en)


class SheetTooLarge(PayloadTooLarge):
    def __init__(self, most: int) -> None:
        super().__init__(
            zh=f"文件超过 {most // 1024 // 1024} MiB；请分成几个文件导入。",
            en=f"The file is larger than {most // 1024 // 1024} MiB; import it in several files.",
        )


class ImportNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这次导入。", en="There is no such import.")


class FeedbackNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这条反馈。", en="There is no such feedback.")


class AttachmentNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这个附件。", en="There is no such attachment.")


class CustomerNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这位顾客。", en="There is no such customer.")


class UnknownCustomer(NotFound):
    def __init__(self) -> None:
        super().__init__(
            pointer="/into",
            zh="没有要并入的这位顾客。",
            en="There is no such customer to merge into.",
        )


class CustomerErased(Conflict):
    def __init__(self) -> None:
        super().__init__(
            zh="其中一位顾客的资料已按要求删除，不能合并。",
            en="One of the two customers was erased and cannot be merged.",
        )


class MergedAlready(Conflict):
    def __init__(self) -> None:
        super().__init__(
            zh="这位顾客已并入另一位；请先拆分，再合并。",
            en="This customer was merged into another one; split them first.",
        )


class StoreNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这家门店。", en="There is no such store.")


class FormNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(
            zh="没有这个表单，或它已关闭。", en="There is no such form, or it has been closed."
        )


class PageNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(
            zh="没有这个页面；请检查链接是否完整。",
            en="There is no such page; check that the link is complete.",
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
