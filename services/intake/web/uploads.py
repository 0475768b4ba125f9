"""Uploaded files out of a multipart body, read no further than they may be large."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from services.intake.errors_files import AttachmentTooLarge, FileMissing
from services.intake.models import Attachment
from services.intake.operations.attachments import Upload, upload_of
from services.intake.rules.files import EXTENSIONS, MOST_BYTES
from shared.sealing import Sealer

MULTIPART = "multipart/form-data"
MULTIPART_OVERHEAD = 64 * 1024

# Two pictures at a time, so that many large ones take neither the memory nor every core.
encoders = ThreadPoolExecutor(max_workers=2, thread_name_prefix="pictures")


async def ready_to_keep(content: bytes, sealer: Sealer) -> Upload:
    """Return what to keep of a file, made beside the loop. Raises as `upload_of` does."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(encoders, upload_of, content, sealer)


async def uploaded_file(request: Request) -> bytes:
    """Return the content of the only file. Raises FileMissing, AttachmentTooLarge."""
    if not request.headers.get("content-type", "").lower().startswith(MULTIPART):
        raise FileMissing
    async with request.form(max_files=1, max_fields=4) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise FileMissing
        content = await file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise AttachmentTooLarge
    return content


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
