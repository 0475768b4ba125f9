"""Reads of message templates: the company's own, and the shipped ones below them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import select

from services.intake.errors_replies import TemplateNotFound
from services.intake.models import MessageTemplate
from services.intake.rules.shipped_templates import all_shipped, shipped
from services.intake.rules.templates import Template
from shared.database import Session

BEGINNING = bytes.fromhex("019300000000")
"""The time in the ids of templates, the same for all: they are made of their keys."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A template that is in use: `changed_at` is None for a shipped one that nobody changed."""

    id: str
    words: Template
    changed_at: datetime | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        return self.words.purpose, self.words.channel, self.words.language


def template_id(purpose: str, channel: str, language: str) -> str:
    """Return the id of the template of this key: the same before and after it was changed."""
    digest = hashlib.sha256(f"template/{purpose}/{channel}/{language}".encode()).digest()
    random = bytes([0x70 | digest[0] & 0x0F, digest[1], 0x80 | digest[2] & 0x3F, *digest[3:10]])
    return str(UUID(bytes=BEGINNING + random))


def offered_templates(session: Session) -> Sequence[Offered]:
    """Return every template in use, in the order of purpose, channel and language."""
    own = {
        row.id: Offered(row.id, row.words(), row.changed_at)
        for row in session.exec(select(MessageTemplate))
    }
    below = [Offered(template_id(*key_of(words)), words) for words in all_shipped()]
    merged = {**{one.id: one for one in below}, **own}
    return sorted(merged.values(), key=lambda one: one.key)


def offered_template(session: Session, wanted: str) -> Offered:
    """Return one template in use. Raises TemplateNotFound."""
    row = session.get(MessageTemplate, wanted)
    if row is not None:
        return Offered(row.id, row.words(), row.changed_at)
    for words in all_shipped():
        if template_id(*key_of(words)) == wanted:
            return Offered(wanted, words)
    raise TemplateNotFound


def template_for(session: Session, purpose: str, channel: str, language: str) -> Template:
    """Return the words for a message: the company's own, else the shipped ones."""
    row = session.get(MessageTemplate, template_id(purpose, channel, language))
    return shipped(purpose, channel, language) if row is None else row.words()


def key_of(words: Template) -> tuple[str, str, str]:
    return words.purpose, words.channel, words.language
