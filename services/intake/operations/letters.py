"""Letters: a reply in the words of one rung, addressed to its customer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from services.intake.models import Feedback, OutboundMessage, Reply, Store
from services.intake.operations.customers import opened_contact
from services.intake.operations.envelopes import unsealed
from services.intake.operations.submissions import TrackLinks
from services.intake.queries.templates import template_for
from services.intake.rules.ladder import RUNGS
from services.intake.rules.letters import Letter, letter_id
from services.intake.rules.outcomes import Refused
from services.intake.rules.templates import (
    ROOMS,
    Template,
    filled,
    fitted,
    language_of,
    placeholders_in,
)
from shared.database import Session
from shared.sealing import SealBroken, Sealer

ADDRESS = re.compile(r"https?://[!-~]+")
NO_CONTACT = "contact not known any more"
NEEDS = {rung.name: rung.needs for rung in RUNGS}
MAIL = "email"
TEMPLATES = "wechat_subscription"
"""Whose fields at the vendor may hold any placeholder; an SMS takes those of our words alone."""

NO_NAME = {"zh": "顾客", "en": "customer"}


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes letters: opens contacts, knows the links and by what name the company signs."""

    sealer: Sealer
    links: TrackLinks
    brand: str

    def letter(self, session: Session, reply: Reply, step: OutboundMessage) -> Letter | Refused:
        """Return the letter for one rung of a reply; Refused when its contact is gone."""
        feedback = session.get(Feedback, reply.feedback_id)
        if feedback is None:
            return Refused(NO_CONTACT)
        try:
            contact = opened_contact(feedback, self.sealer)
        except SealBroken:
            return Refused(NO_CONTACT)
        return self.written(session, reply, feedback, step.rung, contact)

    def written(
        self,
        session: Session,
        reply: Reply,
        feedback: Feedback,
        rung: str,
        contact: Mapping[str, str],
    ) -> Letter | Refused:
        """Return the letter for one rung to somebody with this contact."""
        address = contact.get(NEEDS[rung])
        if not address:
            return Refused(NO_CONTACT)
        language = language_of(feedback.text)
        words = template_for(session, reply.purpose, rung, language)
        values = self.values(session, reply, feedback, contact.get("name"), language)
        return self.filled(reply, feedback, words, values, address)

    def filled(
        self,
        reply: Reply,
        feedback: Feedback,
        words: Template,
        values: dict[str, str],
        address: str,
    ) -> Letter:
        used = values if words.channel == TEMPLATES else placeholders_in(words.text)
        return Letter(
            id=letter_id(reply.request_id, words.channel),
            request_id=reply.request_id,
            rung=words.channel,
            purpose=reply.purpose,
            feedback_id=feedback.id,
            address=address,
            text=fitted(words.text, values, ROOMS[words.channel]),
            title=" ".join(filled(words.title, values).split()),
            values={name: values[name] for name in used},
            vendor_template=words.vendor_template,
            language=words.language,
            link=values["link"],
            thread=self.thread(feedback),
            customer=feedback.customer,
            channel=feedback.channel,
            ticket_no=feedback.ticket_no,
        )

    def values(
        self, session: Session, reply: Reply, feedback: Feedback, name: str | None, language: str
    ) -> dict[str, str]:
        """Return what fills the placeholders, one for each that a template may have."""
        store = session.get(Store, feedback.store_code) if feedback.store_code else None
        link = self.links.url(feedback.id)
        return {
            "brand": self.brand,
            "name": name or NO_NAME[language],
            "store": store.name if store else self.brand,
            "ticket_no": feedback.ticket_no,
            "text": reply.text,
            "link": link,
            "survey_link": link if reply.purpose != "survey" else survey_address(reply) or link,
        }

    def thread(self, feedback: Feedback) -> str | None:
        """Return the Message-ID of the mail that a feedback came by."""
        if feedback.channel != MAIL or feedback.sealed_details is None:
            return None
        plain = unsealed(feedback, feedback.sealed_details, "details", self.sealer)
        found: str | None = orjson.loads(plain).get("external_id")
        return found


def survey_address(reply: Reply) -> str | None:
    """Return the address in the text that followup gives for a survey."""
    found = ADDRESS.search(reply.text) if reply.purpose == "survey" else None
    return found[0] if found else None
