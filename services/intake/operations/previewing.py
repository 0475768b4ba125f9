"""What each rung would make of a reply that is being written, and whether it could be sent now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.intake.models import Feedback, Reply
from services.intake.operations.customers import opened_contact
from services.intake.operations.letters import Writer
from services.intake.rules.contacts import masked_contact
from services.intake.rules.ladder import NO_CONTACT, NO_PROVIDER, PAGE, RUNGS
from services.intake.rules.letters import Letter
from services.intake.rules.outcomes import Refused
from services.intake.rules.prospects import Prospect
from services.intake.rules.templates import ROOMS
from shared.database import Session
from shared.masking import mask_numbers
from shared.sealing import SealBroken


class Foreseer(Protocol):
    def is_configured(self, session: Session) -> bool: ...

    def foresee(self, session: Session, letter: Letter, *, now: datetime) -> Prospect: ...


class Senders(Protocol):
    def sender(self, rung: str) -> Foreseer | None: ...


@dataclass(frozen=True, slots=True)
class Preview:
    """One rung: its words for the customer, None when it has no address, and how it stands."""

    rung: str
    prospect: Prospect
    title: str = ""
    text: str | None = None

    @property
    def length(self) -> int | None:
        return None if self.text is None or self.rung == PAGE else ROOMS[self.rung].taken(self.text)


@dataclass(frozen=True, slots=True)
class Previewer:
    """Writes the letters of a reply that nobody has asked for yet, and sends none of them."""

    senders: Senders
    writer: Writer

    def previews(
        self, session: Session, feedback: Feedback, purpose: str, text: str, *, now: datetime
    ) -> Sequence[Preview]:
        """Return every rung in the order in which it would be tried, the page last.

        The customer's name stands masked, numbers as followup will mask them.
        """
        words = mask_numbers(text)
        reply = draft(feedback, purpose, words, now)
        try:
            contact = opened_contact(feedback, self.writer.sealer)
        except SealBroken:
            contact = {}
        shown = {**contact, "name": masked_contact(contact).get("name", "")}
        rungs = [
            self._preview(session, feedback, reply, rung.name, shown, now=now) for rung in RUNGS
        ]
        return [*rungs, Preview(PAGE, Prospect(), text=words)]

    def _preview(
        self,
        session: Session,
        feedback: Feedback,
        reply: Reply,
        rung: str,
        contact: dict[str, str],
        *,
        now: datetime,
    ) -> Preview:
        letter = self.writer.written(session, reply, feedback, rung, contact)
        if isinstance(letter, Refused):
            return Preview(rung, Prospect(NO_CONTACT))
        sender = self.senders.sender(rung)
        stands = Prospect(NO_PROVIDER)
        if sender is not None and sender.is_configured(session):
            stands = sender.foresee(session, letter, now=now)
        return Preview(rung, stands, letter.title, letter.text)


def draft(feedback: Feedback, purpose: str, text: str, now: datetime) -> Reply:
    """Return a reply that is in no database."""
    return Reply(
        request_id="preview",
        case_id=feedback.case_id,
        feedback_id=feedback.id,
        cycle=1,
        purpose=purpose,
        ordinal=1,
        text=text,
        not_after=now,
        requested_at=now,
        state="waiting",
    )
