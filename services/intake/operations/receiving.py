"""Accepting feedback: a batch of submissions in one transaction, each answered by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import orjson
import sqlalchemy as sa

from services.intake.errors import ExternalIdTaken
from services.intake.models.tables import (
    ATTACHMENT,
    CONSENT,
    CONTACT,
    CUSTOMER_KEY,
    FEEDBACK,
    OUTBOUND_MESSAGE,
    REPLY,
)
from services.intake.operations import receipts
from services.intake.operations.admission import (
    First,
    Known,
    addressed,
    admit,
    key_of,
    look_up,
)
from services.intake.operations.attachments import handed_over
from services.intake.operations.numbering import Tickets, TicketStock
from services.intake.operations.replies import SENDING_SIGNAL
from services.intake.operations.submissions import ContactKey, Submission, TrackLinks
from shared import outbox
from shared.events import FeedbackReceived
from shared.idempotency import FirstAnswer
from shared.lanes import Where, insert_all, session_of, wake_after
from shared.problems import Problem
from shared.tables import idempotency_record
from shared.tables import outbox as outbox_table


@dataclass(frozen=True, slots=True)
class Answer:
    """What the sender is told; `body` is the JSON text of the first answer."""

    kind: Literal["received", "replay", "duplicate"]
    body: str


@dataclass(slots=True)
class Admitted:
    """A submission that becomes a feedback in this transaction."""

    submission: Submission
    region: str | None
    customer: str | None
    ticket_no: str
    data_key: bytes | None


@dataclass(slots=True)
class Batch:
    """The decisions about one batch, and what has to be written for them."""

    known: Known
    tickets: Tickets
    links: TrackLinks
    admitted: list[Admitted] = field(default_factory=list)
    answers: list[FirstAnswer] = field(default_factory=list)

    def decide(self, one: Submission) -> Answer:
        """Return the answer for `one`. Raises a Problem that concerns it alone."""
        if one.keyed and (first := self.known.found.answers.get(one.keyed.digest)):
            first.must_match(one.keyed.fingerprint)
            return Answer("replay", first.body)
        earlier = self._first_of(one)
        if earlier is not None:
            return Answer("duplicate", self._remembered(one, earlier))
        region, customer = admit(one, self.known)
        ticket = next(self.tickets[one.day])
        key = addressed(one, customer, self.known)
        self.admitted.append(Admitted(one, region, customer, ticket, key))
        accepted = First(one.feedback_id, ticket, one.received_at, one.store_code)
        if one.external_key:
            self.known.by_external_key[one.external_key] = accepted
        if one.cause_id:
            self.known.by_cause[one.cause_id] = accepted
        return Answer("received", self._remembered(one, accepted))

    def _first_of(self, one: Submission) -> First | None:
        if one.cause_id:
            return self.known.by_cause.get(one.cause_id)
        first = self.known.by_external_key.get(one.external_key) if one.external_key else None
        if first and one.store_limit is not None and first.store_code not in one.store_limit:
            raise ExternalIdTaken
        return first

    def _remembered(self, one: Submission, feedback: First) -> str:
        body = receipt(feedback, self.links)
        if one.keyed:
            answer = FirstAnswer(one.keyed.digest, one.keyed.fingerprint, 201, body)
            self.known.found.answers[answer.digest] = answer
            self.answers.append(answer)
        return body


def receive_feedback(
    where: Where,
    submissions: Sequence[Submission],
    *,
    links: TrackLinks,
    stock: TicketStock | None = None,
) -> list[Answer | Problem]:
    """Accept what may be accepted, in one transaction; return the answer or refusal of each.

    Repetitions inside the batch are found as well. Every accepted feedback gets its ticket and its
    `feedback.received` event. Batches may be in flight side by side: the unique indexes tell when
    one wrote a key that another had just looked for, and then the later fails and is tried again.
    """
    batch = Batch(*look_up(where, submissions, stock), links)
    results = [decided(batch, one) for one in submissions]
    batch.answers.sort(key=lambda answer: answer.digest)
    write(where, batch, now=submissions[-1].received_at)
    return results


def decided(batch: Batch, one: Submission) -> Answer | Problem:
    try:
        return batch.decide(one)
    except Problem as refusal:
        return refusal


def receipt(feedback: First, links: TrackLinks) -> str:
    """Return the JSON text that acknowledges a feedback."""
    body = {
        "id": feedback.feedback_id,
        "ticket_no": feedback.ticket_no,
        "status": "received",
        "received_at": feedback.received_at,
        "track_url": links.url(feedback.feedback_id),
    }
    return orjson.dumps(body, option=orjson.OPT_UTC_Z).decode()


def write(where: Where, batch: Batch, *, now: datetime) -> None:
    """Write what was decided, in an order that no two batches cross."""
    claim_attachments(where, batch)
    told = [one.submission for one in batch.admitted if is_told(one.submission)]
    insert_all(
        where,
        {
            CONTACT: contact_rows(batch.known.new_contacts, now),
            CUSTOMER_KEY: key_rows(batch.known.new_keys),
            FEEDBACK: [feedback_row(one) for one in batch.admitted],
            CONSENT: consent_rows(batch.admitted),
            REPLY: [receipt_row(one) for one in told],
            OUTBOUND_MESSAGE: [row for one in told for row in receipt_rungs(one)],
            outbox_table: [event_row(one, now) for one in batch.admitted],
            idempotency_record: [answer_row(one, now) for one in batch.answers],
        },
    )
    if batch.admitted:
        wake_after(where, "outbox")
    if told:
        wake_after(where, SENDING_SIGNAL)


def is_told(one: Submission) -> bool:
    """Say whether its customer gets a receipt by SMS or mail."""
    return one.wants_receipt and receipts.has_rung(one.contact_kinds.split(","))


def receipt_row(one: Submission) -> dict[str, Any]:
    return receipts.reply_row(one.feedback_id, one.case_id, one.text, one.received_at)


def receipt_rungs(one: Submission) -> list[dict[str, Any]]:
    return receipts.rung_rows(one.feedback_id, one.contact_kinds.split(","), one.received_at)


def contact_rows(contacts: Mapping[ContactKey, str], now: datetime) -> list[dict[str, Any]]:
    found = sorted(contacts.items(), key=lambda pair: (pair[0].blind_index, pair[0].kind))
    return [
        {
            "kind": key.kind,
            "blind_index": key.blind_index,
            "is_verified": key.is_proven,
            "customer": customer,
            "first_seen_at": now,
        }
        for key, customer in found
    ]


def key_rows(keys: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"customer": customer, "sealed_key": sealed_key}
        for customer, sealed_key in sorted(keys.items())
    ]


def consent_rows(admitted: Sequence[Admitted]) -> list[dict[str, Any]]:
    return [
        {
            "feedback_id": one.submission.feedback_id,
            "form_code": given.form_code,
            "version": given.version,
            "language": given.language,
            "given_at": one.submission.received_at,
        }
        for one in admitted
        if (given := one.submission.consent)
    ]


def claim_attachments(where: Where, batch: Batch) -> None:
    claims = [
        {
            "claimed": attachment_id,
            "claimed_by": one.submission.feedback_id,
            "kept_key": file_key(one, attachment_id, batch.known),
        }
        for one in batch.admitted
        for attachment_id in one.submission.attachment_ids
    ]
    if claims:
        session_of(where).connection().execute(
            sa.update(ATTACHMENT)
            .where(ATTACHMENT.c.id == sa.bindparam("claimed"))
            .values(
                feedback_id=sa.bindparam("claimed_by"),
                data_key=sa.bindparam("kept_key"),
            ),
            claims,
        )


def file_key(one: Admitted, attachment_id: str, known: Known) -> bytes | None:
    """Return the key of a claimed file as it is kept from now on: as its feedback's own key is."""
    data_key, envelope = known.file_keys[attachment_id], one.submission.envelope
    if envelope is None or one.customer is None:
        return data_key
    keeper = key_of(one.customer, known, envelope.sealer)
    return handed_over(attachment_id, data_key, keeper, envelope.sealer)


def event_row(admitted: Admitted, now: datetime) -> dict[str, Any]:
    return outbox.row(born(admitted), now=now, trace=admitted.submission.traceparent)


def answer_row(answer: FirstAnswer, now: datetime) -> dict[str, Any]:
    return {
        "digest": answer.digest,
        "fingerprint": answer.fingerprint,
        "status": answer.status,
        "body": answer.body,
        "created_at": now,
    }


def feedback_row(admitted: Admitted) -> dict[str, Any]:
    one = admitted.submission
    return {
        "id": one.feedback_id,
        "case_id": one.case_id,
        "ticket_no": admitted.ticket_no,
        "channel": one.channel,
        "store_code": one.store_code,
        "region": admitted.region,
        "text": one.text,
        "sealed_text": one.sealed_text,
        "sealed_details": one.sealed_details,
        "rating": one.rating,
        "campaign": one.campaign,
        "order_no": one.order_no,
        "external_key": one.external_key,
        "customer": admitted.customer,
        "data_key": admitted.data_key,
        "contact_kinds": one.contact_kinds,
        "sealed_contact": one.sealed_contact,
        "attachments": len(one.attachment_ids),
        "received_at": one.received_at,
        "occurred_at": one.occurred_at,
        "linked_case_id": one.linked_case_id,
        "cause_id": one.cause_id,
        "entered_by": one.entered_by,
    }


def born(admitted: Admitted) -> FeedbackReceived:
    """Return the event of an accepted feedback; it holds nothing that is not masked."""
    one = admitted.submission
    return FeedbackReceived(
        case_id=one.case_id,
        feedback_id=one.feedback_id,
        ticket_no=admitted.ticket_no,
        text=one.text,
        channel=one.channel,
        store_code=one.store_code,
        region=admitted.region,
        rating=one.rating,
        campaign=one.campaign,
        order_no=one.order_no,
        customer=admitted.customer,
        reachable=bool(one.contact_kinds),
        attachments=len(one.attachment_ids),
        received_at=one.received_at,
        occurred_at=one.occurred_at,
        linked_case_id=one.linked_case_id,
    )
