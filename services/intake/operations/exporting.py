"""Everything that is held of one person, for them to read: JSON and their files in a ZIP."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlmodel import col, select

from services.intake.models import (
    Attachment,
    AttachmentContent,
    Consent,
    Feedback,
    FeedbackMessage,
    KnownProgress,
    Reply,
)
from services.intake.operations.attachments import opened_file
from services.intake.operations.customers import opened_contact
from services.intake.operations.envelopes import opened_message, unsealed
from services.intake.operations.identity import note
from services.intake.queries.customers import contacts_of, visible_handles
from services.intake.queries.scope import visible_to
from services.intake.rules.contacts import masked_contact
from services.intake.rules.files import EXTENSIONS
from services.intake.rules.masking import mask_numbers, masked_value
from shared.among import among
from shared.auth.principal import Principal
from shared.database import Session
from shared.sealing import Sealer

SEES_CLEAR = ("manager", "lead")


@dataclass(frozen=True, slots=True)
class Export:
    """What stands in an export, and which files go with it."""

    document: Mapping[str, Any]
    files: Sequence[Attachment]


def export_customer(
    session: Session, handle: str, reason: str, sealer: Sealer, *, by: Principal, now: datetime
) -> Export:
    """Return all that is held of a person, recorded with the reason.

    In clear for who may see contacts in clear, else masked. Raises CustomerNotFound.
    """
    handles = visible_handles(session, handle, by)
    said = session.exec(
        select(Feedback)
        .where(among(col(Feedback.customer), handles), visible_to(by))
        .order_by(col(Feedback.id))
    ).all()
    files = session.exec(
        select(Attachment)
        .where(among(col(Attachment.feedback_id), [one.id for one in said]))
        .order_by(Attachment.id)
    ).all()
    teller = Teller(session, sealer, is_clear=by.has_role(*SEES_CLEAR))
    document = {
        "handle": handles[0],
        "handles": handles,
        "exported_at": now,
        "contacts": [
            {"kind": one.kind, "verified": one.is_verified, "first_seen_at": one.first_seen_at}
            for one in contacts_of(session, handles)
        ],
        "feedback": [teller.feedback(one, files) for one in said],
    }
    note(session, "customer.export", handle, by, now, reason=mask_numbers(reason))
    return Export(document, files)


class Teller:
    """Turns rows into what is exported."""

    def __init__(self, session: Session, sealer: Sealer, *, is_clear: bool) -> None:
        self._session = session
        self._sealer = sealer
        self._is_clear = is_clear

    def feedback(self, one: Feedback, files: Sequence[Attachment]) -> dict[str, Any]:
        contact = opened_contact(one, self._sealer)
        known = orjson.loads(self._part(one, one.sealed_details, "details") or b"{}")
        progress = self._session.get(KnownProgress, one.id)
        consent = self._session.get(Consent, one.id)
        plain = ("id", "ticket_no", "channel", "store_code", "region", "rating", "campaign")
        return {
            **{name: getattr(one, name) for name in plain},
            "order_no": one.order_no,
            "received_at": one.received_at,
            "occurred_at": one.occurred_at,
            "erased_at": one.erased_at,
            "contact": contact if self._is_clear else masked_contact(contact),
            "text": self._clear(self._part(one, one.sealed_text, "text"), one.text),
            "details": known if self._is_clear else masked_value(known),
            "status": progress.public_status if progress else "received",
            "consent": consent and consent.model_dump(exclude={"feedback_id"}),
            "messages": [self._message(one, row) for row in self._rows(FeedbackMessage, one)],
            "replies": [
                {"purpose": row.purpose, "text": row.text, "at": row.requested_at, "via": row.via}
                for row in self._rows(Reply, one)
            ],
            "files": [name_of(file) for file in files if file.feedback_id == one.id],
        }

    def _message(self, one: Feedback, row: FeedbackMessage) -> dict[str, Any]:
        is_clear = self._is_clear and row.sealed_text
        text = opened_message(one, row, self._sealer) if is_clear else row.text
        return {"seq": row.seq, "text": text, "at": row.appended_at}

    def _rows(self, table: type[Any], one: Feedback) -> Sequence[Any]:
        rows: Sequence[Any] = self._session.exec(
            select(table).where(table.feedback_id == one.id)
        ).all()
        return rows

    def _clear(self, plain: bytes | None, masked: str) -> str:
        return plain.decode() if plain and self._is_clear else masked

    def _part(self, one: Feedback, sealed: bytes | None, part: str) -> bytes | None:
        return unsealed(one, sealed, part, self._sealer) if sealed else None


def name_of(file: Attachment) -> str:
    return f"files/{file.id}.{EXTENSIONS.get(file.media_type, 'bin')}"


def content_of(session: Session, attachment_id: str, sealer: Sealer) -> bytes | None:
    """Return the bytes of a file; None when it has gone meanwhile."""
    kept = session.get(AttachmentContent, attachment_id)
    file = session.get(Attachment, attachment_id)
    feedback = session.get(Feedback, file.feedback_id) if file and file.feedback_id else None
    if kept is None or file is None or feedback is None:
        return None
    return opened_file(file, kept.sealed, feedback, sealer)


def document_of(export: Export) -> bytes:
    """Return the JSON of an export."""
    return orjson.dumps(export.document, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z)
