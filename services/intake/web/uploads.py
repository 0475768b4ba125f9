"""One uploaded file out of a multipart body, read no further than it may be large."""

from fastapi import Request
from starlette.datastructures import UploadFile

from services.intake.errors import AttachmentTooLarge, FileMissing
from services.intake.rules.files import MOST_BYTES

MULTIPART = "multipart/form-data"


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
