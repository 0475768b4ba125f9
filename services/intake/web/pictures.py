"""Pictures that come with a page's form: kept at once, so that a failed send does not lose them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from starlette.datastructures import FormData, UploadFile

from services.intake.models import Attachment
from services.intake.operations.attachments import Upload, keep_attachment
from services.intake.queries import uploads_of
from services.intake.rules.files import MOST_BYTES
from services.intake.rules.forms import Sentences
from services.intake.web.desk import Desk
from services.intake.web.schemas import MOST_ATTACHMENTS
from services.intake.web.uploads import ready_to_keep
from shared.database import Session
from shared.problems import Problem

FIELD = "pictures"
KEPT = "picture"
MOST_PICTURE_BYTES = MOST_ATTACHMENTS * MOST_BYTES + 1024 * 1024
TOO_MANY: Sentences = (
    f"最多 {MOST_ATTACHMENTS} 张图片；多出的没有保存。",
    f"At most {MOST_ATTACHMENTS} pictures; those beyond were not kept.",
)
NO_PICTURE: Sentences = (
    "只接受 JPEG、PNG 或 WebP 图片；请换一张，或截图后上传。",
    "Only JPEG, PNG and WebP pictures are accepted; send another, or a screenshot.",
)


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """A picture of this sender's that is on disk; `mark` is equal for equal pictures."""

    id: str
    mark: str
    size: int


async def pictures_in(
    sent: FormData, desk: Desk, uploaded_by: str
) -> tuple[list[KeptPicture], Sentences | None]:
    """Keep the pictures of a sent form; return them with those kept before, and what is wrong."""
    kept = await kept_before(sent, desk, uploaded_by)
    uploads, wrong = await uploads_in(sent, desk, MOST_ATTACHMENTS - len(kept))
    if uploads:
        now = desk.clock.now()

        def keep(session: Session) -> list[Attachment]:
            return [
                keep_attachment(session, one, uploaded_by=uploaded_by, now=now)[0]
                for one in uploads
            ]

        kept += [as_picture(one) for one in await desk.database.write(keep)]
    return kept, wrong


async def uploads_in(
    sent: FormData, desk: Desk, most: int
) -> tuple[list[Upload], Sentences | None]:
    """Return up to `most` pictures out of a sent form, and what is wrong with the others."""
    uploads: list[Upload] = []
    wrong: Sentences | None = None
    for file in sent.getlist(FIELD):
        if not isinstance(file, UploadFile) or not (file.filename or file.size):
            continue
        if len(uploads) >= most:
            return uploads, TOO_MANY
        try:
            made = await ready_to_keep(await file.read(MOST_BYTES + 1), desk.sealer)
        except Problem as refusal:
            wrong = (refusal.zh, refusal.en)
            continue
        if made.media_type.startswith("image/"):
            uploads.append(made)
        else:
            wrong = NO_PICTURE
    return uploads, wrong


async def kept_before(sent: FormData, desk: Desk, uploaded_by: str) -> list[KeptPicture]:
    ids = [value for value in sent.getlist(KEPT) if isinstance(value, str) and is_id(value)]
    if not ids:
        return []
    found = await desk.database.read(
        lambda session: uploads_of(session, ids[:MOST_ATTACHMENTS], uploaded_by)
    )
    return [as_picture(one) for one in found]


def is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def as_picture(one: Attachment) -> KeptPicture:
    return KeptPicture(one.id, one.sha256, one.size)


def marks(pictures: Sequence[KeptPicture]) -> str:
    """Return what is equal for the same pictures, sent again from the same page."""
    return " ".join(sorted(one.mark for one in pictures))
