"""Uploaded files out of a multipart body, read no further than they may be large."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from services.intake.errors_files import AttachmentTooLarge, FileMissing, FilesTooMany
from services.intake.models import Attachment
from services.intake.operations.attachments import Upload, upload_of
from services.intake.rules.files import EXTENSIONS, MOST_BYTES
from shared.sealing import Sealer

MULTIPART = "multipart/form-data"
MULTIPART_OVERHEAD = 64 * 1024
READ_AT_MOST: Final = {"max_files": 20, "max_fields": 20}
"""Parts of a body that are read at all; the body as a whole is no larger than it may be."""

# Two pictures at a time, so that many large ones take neither the memory nor every core.
encoders = ThreadPoolExecutor(max_workers=2, thread_name_prefix="pictures")


async def ready_to_keep(content: bytes, sealer: Sealer) -> Upload:
    """Return what to keep of a file, made beside the loop. Raises as `upload_of` does."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(encoders, upload_of, content, sealer)


async def uploaded_file(request: Request) -> bytes:
    """Return the content of the only file. Raises as `only_file` does, and AttachmentTooLarge."""
    if not request.headers.get("content-type", "").lower().startswith(MULTIPART):
        raise FileMissing
    async with request.form(**READ_AT_MOST) as form:
        content = await only_file(form).read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise AttachmentTooLarge
    return content


def only_file(form: FormData) -> UploadFile:
    """Return the one file of a form. Raises FileMissing, FilesTooMany."""
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise FileMissing
    if sum(isinstance(part, UploadFile) for _, part in form.multi_items()) > 1:
        raise FilesTooMany
    return file


def sent_file(attachment: Attachment, content: bytes, *, inline: bool = False) -> Response:
    """Return the answer that holds a file: to be saved and never run, or shown in a page."""
    name = f"{attachment.id}.{EXTENSIONS[attachment.media_type]}"
    return Response(
        content,
        media_type=attachment.media_type,
        headers={
            "Content-Disposition": f'{"inline" if inline else "attachment"}; filename="{name}"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, max-age=3600" if inline else "private, no-store",
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )
