"""Forgetting: what a person said and who they are is removed, and everybody else is told to."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.models import (
    Attachment,
    AttachmentContent,
    Consent,
    Contact,
    ContactWindow,
    CustomerKey,
    Erasure,
    Feedback,
    FeedbackMessage,
    InboundItem,
    InboundThread,
    KnownProgress,
    Reply,
    SubscriptionConsent,
    WebhookDelivery,
    WeChatReceipt,
    WeChatUser,
)
from services.intake.operations.identity import note, tell, touched
from services.intake.queries.customers import visible_handles
from services.intake.rules.masking import mask_numbers
from shared import inbox, outbox
from shared.among import among
from shared.auth.principal import Principal
from shared.database import Session, wake
from shared.events import CustomerChanged
from shared.events.words import ERASED
from shared.ids import new_id

NOTHING = b""
SIGNAL = "erasures"
CUSTOMER, CONTACT = "customer", "contact"
SWEEP = 500
NAMED_AT_ONCE = 50


def erase_customer(
    session: Session, handle: str, reason: str, *, by: Principal, now: datetime
) -> Sequence[str]:
    """Forget a person for ever: words, contact, pictures, in every handle of theirs.

    Numbers and verdicts stay, so that figures do. Done before, it changes nothing. Returns the
    handles. Raises CustomerNotFound.
    """
    handles = visible_handles(session, handle, by)
    if forget(session, handles, by, now):
        note(session, "customer.erase", handle, by, now, reason=mask_numbers(reason))
    return handles


def forget(session: Session, handles: Sequence[str], by: Principal | str, now: datetime) -> bool:
    """Erase all that is kept of these handles; False when all were erased before."""
    rows = session.exec(
        select(Feedback)
        .where(among(col(Feedback.customer), handles), col(Feedback.erased_at).is_(None))
        .order_by(col(Feedback.id))
        .with_for_update()
    ).all()
    fresh = [one for one in handles if touched(session, one, now).erased_at is None]
    if not rows and not fresh:
        return False
    case_ids = erase_feedback(session, rows, now)
    forget_contacts(session, handles)
    session.execute(sa.delete(CustomerKey).where(among(col(CustomerKey.customer), handles)))
    for one in handles:
        touched(session, one, now).erased_at = now
        session.add(Erasure(id=new_id(), kind=CUSTOMER, subject=one, erased_at=now))
    session.flush()
    tell(session, handles, "erased", by, now, case_ids=case_ids)
    wake(session, SIGNAL)
    return True


def erase_feedback(session: Session, rows: Sequence[Feedback], now: datetime) -> list[str]:
    """Remove the words, contacts and files of feedbacks; return the ids of their cases."""
    ids = [one.id for one in rows]
    for one in rows:
        one.text, one.sealed_text, one.sealed_details = ERASED, NOTHING, None
        one.sealed_contact, one.contact_kinds, one.order_no = None, "", None
        one.attachments, one.erased_at, one.data_key = 0, now, None
    if not ids:
        return []
    files = select(Attachment.id).where(among(col(Attachment.feedback_id), ids))
    session.execute(
        sa.delete(AttachmentContent).where(col(AttachmentContent.attachment_id).in_(files))
    )
    session.execute(sa.delete(Attachment).where(among(col(Attachment.feedback_id), ids)))
    for statement in (
        sa.update(FeedbackMessage)
        .where(among(col(FeedbackMessage.feedback_id), ids))
        .values(text=ERASED, sealed_text=NOTHING),
        sa.update(Reply).where(among(col(Reply.feedback_id), ids)).values(text=ERASED),
        sa.update(KnownProgress)
        .where(among(col(KnownProgress.feedback_id), ids))
        .values(question=None, public_words=None, public_words_en=None),
        sa.update(InboundItem)
        .where(among(col(InboundItem.feedback_id), ids))
        .values(sealed_payload=NOTHING),
        sa.update(Consent)
        .where(among(col(Consent.feedback_id), ids), col(Consent.withdrawn_at).is_(None))
        .values(withdrawn_at=now),
        sa.delete(InboundThread).where(among(col(InboundThread.feedback_id), ids)),
    ):
        session.execute(statement)
    case_ids = [one.case_id for one in rows]
    outbox.forget(session, case_ids)
    inbox.forget(session, case_ids)
    forget_deliveries(session, case_ids)
    return case_ids


def forget_deliveries(session: Session, case_ids: Sequence[str]) -> None:
    """Remove what was or would be sent of these cases to the company's own systems."""
    for start in range(0, len(case_ids), NAMED_AT_ONCE):
        named = [
            col(WebhookDelivery.body).contains(one) for one in case_ids[start:][:NAMED_AT_ONCE]
        ]
        session.execute(sa.delete(WebhookDelivery).where(sa.or_(*named)))


def withdraw_consent(session: Session, feedback_id: str, *, now: datetime) -> None:
    """Forget the contact given with a feedback, as its customer asks; the case goes on.

    The customer is not found by it any more unless they gave it again elsewhere.
    """
    feedback = session.get(Feedback, feedback_id, with_for_update=True)
    if feedback is None or (feedback.sealed_contact is None and not feedback.contact_kinds):
        return
    forget_contact(session, feedback)
    consent = session.get(Consent, feedback_id)
    if consent is not None and consent.withdrawn_at is None:
        consent.withdrawn_at = now
    session.add(Erasure(id=new_id(), kind=CONTACT, subject=feedback_id, erased_at=now))
    note(session, "consent.withdraw", feedback_id, f"customer:{feedback_id}", now)
    wake(session, SIGNAL)


def forget_contact(session: Session, feedback: Feedback) -> None:
    feedback.sealed_contact, feedback.contact_kinds = None, ""
    session.flush()
    if feedback.customer:
        forget_unused(session, [feedback.customer])


def forget_unused(session: Session, customers: Sequence[str]) -> None:
    """Remove the index of contacts that no feedback holds any more."""
    held = session.execute(
        sa.select(col(Feedback.customer))
        .where(among(col(Feedback.customer), customers), col(Feedback.sealed_contact).is_not(None))
        .distinct()
    )
    unused = sorted(set(customers) - set(held.scalars()))
    forget_contacts(session, unused)


def forget_contacts(session: Session, customers: Sequence[str]) -> None:
    """Remove the index of these customers' contacts, and how WeChat knows them."""
    indexes = session.execute(
        sa.select(col(Contact.blind_index)).where(
            among(col(Contact.customer), customers), col(Contact.kind) == "wechat_openid"
        )
    ).scalars()
    known = sorted(indexes)
    for table in (WeChatUser, ContactWindow, SubscriptionConsent, WeChatReceipt):
        session.execute(sa.delete(table).where(among(col(table.openid_index), known)))
    session.execute(sa.delete(Contact).where(among(col(Contact.customer), customers)))


def erase_old(
    session: Session, after: str, before_id: str, *, now: datetime
) -> tuple[int, str | None]:
    """Erase what has grown too old and is closed, a part at a time.

    Looks at ids between `after` and `before_id`; returns how many were erased and where to go on,
    None at the end.
    """
    rows = session.execute(
        sa.select(Feedback, col(KnownProgress.progress))
        .join(KnownProgress, col(KnownProgress.feedback_id) == col(Feedback.id), isouter=True)
        .where(col(Feedback.id) > after, col(Feedback.id) < before_id)
        .order_by(col(Feedback.id))
        .limit(SWEEP)
    ).all()
    old = [
        feedback
        for feedback, progress in rows
        if feedback.erased_at is None and progress in {None, "closed"}
    ]
    case_ids = erase_feedback(session, old, now)
    forget_unused(session, sorted({one.customer for one in old if one.customer}))
    generation = outbox.generation(session)
    events = [
        CustomerChanged(
            generation=generation,
            version=1,
            change="expired",
            handle=one.id,
            canonical=one.id,
            erased=True,
            case_ids=(case_id,),
        )
        for one, case_id in zip(old, case_ids, strict=True)
    ]
    outbox.add_many(session, events, now=now)
    return len(old), rows[-1][0].id if len(rows) == SWEEP else None


def replay_erasures(session: Session, wanted: Sequence[tuple[str, str]], *, now: datetime) -> int:
    """Erase again what a restored backup has brought back; return how many there were.

    `wanted` are kinds and subjects from the journal; those that are known here are left alone.
    """
    known = session.execute(
        sa.select(col(Erasure.kind), col(Erasure.subject)).where(
            among(col(Erasure.subject), [subject for _, subject in wanted])
        )
    )
    missing = sorted(set(wanted) - {(kind, subject) for kind, subject in known})
    for kind, subject in missing:
        if kind == CUSTOMER:
            forget(session, [subject], "system:journal", now)
        else:
            feedback = session.get(Feedback, subject)
            if feedback is not None:
                forget_contact(session, feedback)
            session.add(Erasure(id=new_id(), kind=kind, subject=subject, erased_at=now))
    return len(missing)


def unwritten(session: Session, *, limit: int) -> Sequence[Erasure]:
    """Return erasures that do not stand in the journal yet."""
    return session.exec(
        select(Erasure).where(col(Erasure.journaled_at).is_(None)).order_by(Erasure.id).limit(limit)
    ).all()


def mark_written(session: Session, ids: Sequence[str], *, now: datetime) -> None:
    session.execute(sa.update(Erasure).where(among(col(Erasure.id), ids)).values(journaled_at=now))


def cutoff(now: datetime, months: int) -> datetime:
    """Return the moment before which feedback is too old; a month counts 30.44 days."""
    return now - timedelta(days=months * 30.44)
