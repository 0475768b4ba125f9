"""What intake refuses of files: attachments, pictures, and the sheets of imports."""

from shared.problems import NotFound, PayloadTooLarge, UnprocessableContent, UnsupportedMediaType


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


class FileMissing(UnprocessableContent):
    def __init__(self) -> None:
        super().__init__(
            pointer="/file",
            zh="请以 multipart/form-data 上传一个文件，字段名为 file。",
            en="Upload one file as multipart/form-data, in a field named file.",
        )


class FilesTooMany(UnprocessableContent):
    def __init__(self) -> None:
        super().__init__(
            pointer="/file",
            zh="每次请求只能上传一个文件，字段名为 file；其余文件请分别上传。",
            en="Upload one file a request, in a field named file; send the others by themselves.",
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


class AttachmentNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这个附件。", en="There is no such attachment.")
