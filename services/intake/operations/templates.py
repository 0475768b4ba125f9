"""Message templates: saved after a check of placeholders, deleted back to the shipped ones."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.intake.errors_replies import (
    TemplateKeyFixed,
    TemplateNotFound,
    TemplateStrayBrace,
    TemplateTaken,
    TemplateTitleUnused,
    TemplateTooLong,
    UnknownPlaceholder,
)
from services.intake.models import MessageTemplate
from services.intake.queries.templates import (
    Offered,
    key_of,
    offered_template,
    template_id,
)
from services.intake.rules.shipped_templates import TITLED
from services.intake.rules.templates import (
    PLACEHOLDERS,
    ROOMS,
    Template,
    stray_braces,
    too_long_by,
    unknown_placeholders,
)
from shared import audit
from shared.auth.principal import Principal
from shared.database import Session

KEY = ("purpose", "channel", "language")
WORDS = ("title", "text", "vendor_template")


def checked(words: Template) -> Template:
    """Return the template when it can be filled and sent.

    Raises UnknownPlaceholder, TemplateStrayBrace, TemplateTitleUnused or TemplateTooLong.
    """
    for pointer, text in (("/title", words.title), ("/text", words.text)):
        if unknown := unknown_placeholders(text):
            raise UnknownPlaceholder(pointer, unknown, PLACEHOLDERS)
        if stray_braces(text):
            raise TemplateStrayBrace(pointer)
    if words.title and words.channel not in TITLED:
        raise TemplateTitleUnused(words.channel)
    room = ROOMS[words.channel]
    if over := too_long_by(words):
        raise TemplateTooLong(room.most, over, in_bytes=room.in_bytes)
    return words


def add_template(session: Session, words: Template, *, by: Principal, now: datetime) -> Offered:
    """Save the company's own words for a key. Raises TemplateTaken and what `checked` raises."""
    wanted = template_id(*key_of(checked(words)))
    if session.get(MessageTemplate, wanted) is not None:
        raise TemplateTaken
    return keep(session, wanted, words, None, by=by, now=now)


def change_template(
    session: Session, wanted: str, words: Template, *, by: Principal, now: datetime
) -> Offered:
    """Replace a template, a shipped one too; its key stays, `words` may leave it empty.

    Raises TemplateNotFound, TemplateKeyFixed and what `checked` raises.
    """
    held = offered_template(session, wanted).words
    key = key_of(held)
    for name, given, own in zip(KEY, key_of(words), key, strict=True):
        if given not in {"", own}:
            raise TemplateKeyFixed(f"/{name}")
    kept = Template(*key, words.text, words.title, words.vendor_template)
    before = audit.held(held, WORDS)
    return keep(session, wanted, checked(kept), before, by=by, now=now)


def keep(
    session: Session,
    wanted: str,
    words: Template,
    before: Mapping[str, Any] | None,
    *,
    by: Principal,
    now: datetime,
) -> Offered:
    row = MessageTemplate(
        id=wanted,
        purpose=words.purpose,
        channel=words.channel,
        language=words.language,
        title=words.title,
        text=words.text,
        vendor_template=words.vendor_template,
        changed_by=by.reference,
        changed_at=now,
    )
    session.merge(row)
    detail = audit.altered(before, audit.held(row, WORDS))
    note(session, "template.saved", words, detail, by=by, now=now)
    return Offered(wanted, words, now)


def remove_template(session: Session, wanted: str, *, by: Principal, now: datetime) -> None:
    """Delete the company's own words: the shipped ones stand again. Raises TemplateNotFound."""
    row = session.get(MessageTemplate, wanted)
    if row is None:
        raise TemplateNotFound
    session.delete(row)
    note(session, "template.deleted", row.words(), {}, by=by, now=now)


def note(
    session: Session,
    action: str,
    words: Template,
    detail: Mapping[str, Any],
    *,
    by: Principal,
    now: datetime,
) -> None:
    subject = "/".join(key_of(words))
    audit.record(session, actor=by, action=action, subject=subject, detail=detail, now=now)
