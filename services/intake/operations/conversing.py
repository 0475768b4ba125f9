"""What a delivery means is made so: a new feedback, or further words of one that is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import orjson
from sqlmodel import col, select

from services.intake.models import ChannelAccount, Contact, Feedback, KnownProgress
from services.intake.operations.attachments import Upload, hand_over, keep_attachment
from services.intake.operations.inbound import Claimed, Ending
from services.intake.operations.messages import append_message, words
from services.intake.operations.receiving import Answer, receive_feedback
from services.intake.operations.submissions import Preparer, Submission, TrackLinks
from services.intake.operations.threads import Threads, digest, look_up_threads
from services.intake.queries.stores import open_store_for
from services.intake.rules.contacts import CONTACT_KINDS, comparable
from services.intake.rules.drafts import Append, Draft, Ignored
from services.intake.rules.fitting import LONGEST_EXTERNAL_ID, fitted, pieces
from shared.among import among
from shared.auth import Principal
from shared.database import Session
from shared.problems import Problem

FILES_ALONE = "[图片或文件]"
MOST_FILES = 9
CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Understood:
    """A delivery, what it means, and the files that came with it."""

    claimed: Claimed
    reading: Draft | Append | Ignored
    uploads: Sequence[Upload] = ()


def settle(session: Session, one: Understood, preparer: Preparer, links: TrackLinks) -> Ending:
    """Make of the delivery what it means, in this transaction. Raises a Problem."""
    reading = one.reading
    if isinstance(reading, Ignored):
        return Ending(one.claimed.item_id, ignored=reading.reason[:200])
    scribe = Scribe(session, one, preparer, links)
    return scribe.continued(reading) if isinstance(reading, Append) else scribe.begun(reading)


class Scribe:
    """Writes one delivery down."""

    def __init__(
        self, session: Session, one: Understood, preparer: Preparer, links: TrackLinks
    ) -> None:
        self._session = session
        self._item_id = one.claimed.item_id
        self._account = one.claimed.account
        self.account_id = self._account.id
        self.at = one.claimed.arrival.received_at
        self._uploads = one.uploads[:MOST_FILES]
        self._preparer = preparer
        self._links = links

    def begun(self, draft: Draft) -> Ending:
        """Accept a new feedback, or find the one its external id stands for. Raises a Problem."""
        made, rest = self.prepared(draft)
        (answer,) = receive_feedback(self._session, [made], links=self._links)
        return self.accepted(answer, rest)

    def prepared(self, draft: Draft) -> tuple[Submission, Sequence[str]]:
        """Return the feedback to accept, and the words that it has no room for."""
        principal = principal_of(self._account)
        draft = self._stored(fitted(draft, now=self.at))
        first, *rest = list(pieces(draft.text)) or [FILES_ALONE]
        draft = replace(
            draft, text=first, channel=self._account.channel, attachment_ids=self._kept(principal)
        )
        return self._preparer.prepare(draft, principal, now=self.at), rest

    def accepted(self, answer: Answer | Problem, rest: Sequence[str]) -> Ending:
        """Return what the delivery came to. Raises the Problem."""
        if isinstance(answer, Problem):
            raise answer
        feedback_id: str = orjson.loads(answer.body)["id"]
        if answer.kind == "received":
            self._say(feedback_id, rest)
        return Ending(self._item_id, feedback_id)

    def continued(self, reading: Append) -> Ending:
        """Append to the feedback the thread stands for, else begin one. Raises a Problem."""
        threads = look_up_threads(
            self._session,
            self.account_id,
            self.digests(reading.threads),
            self.digests(reading.marks),
            within=reading.within,
            at=self.at,
        )
        feedback_id = self._continues(threads, reading)
        if feedback_id is None:
            settled = self.begun(reading.draft)
            threads.begin(
                self._session, settled.feedback_id or "", instead_of=threads.feedback_id()
            )
            return settled
        threads.carry_on(self._session, feedback_id)
        draft = fitted(reading.draft, now=self.at)
        feedback = self._session.get_one(Feedback, feedback_id)
        files = self._kept(principal_of(self._account), feedback)
        said = list(pieces(draft.text)) or [FILES_ALONE]
        seq = self._say(feedback_id, said, files=len(files))
        return Ending(self._item_id, feedback_id, seq)

    def _say(self, feedback_id: str, texts: Sequence[str], *, files: int = 0) -> int | None:
        """Append each of the texts; return the number of the first."""
        seqs = [
            append_message(
                self._session,
                words(feedback_id, text, self._preparer.sealer),
                now=self.at,
                attachments=0 if number else files,
            ).seq
            for number, text in enumerate(texts)
        ]
        return seqs[0] if seqs else None

    def _stored(self, draft: Draft) -> Draft:
        """Return the draft for an open store; one that is unknown is noted and left out."""
        wanted = draft.store_code or self._account.store_code
        store = open_store_for(self._session, wanted)
        extra = draft.extra
        if draft.store_code and (store is None or store.code != draft.store_code):
            extra = {**(extra or {}), "store_code_given": draft.store_code[:80]}
        external_id = draft.external_id and draft.external_id[:LONGEST_EXTERNAL_ID]
        return replace(
            draft,
            store_code=store.code if store else None,
            extra=extra,
            external_id=external_id or None,
        )

    def _kept(self, principal: Principal, feedback: Feedback | None = None) -> tuple[str, ...]:
        """Keep the files, for the feedback to claim or as its own; return their ids."""
        for upload in self._uploads:
            kept, _ = keep_attachment(
                self._session, upload, uploaded_by=principal.reference, now=self.at
            )
            if feedback is not None:
                hand_over(kept, feedback, self._preparer.sealer)
        self._session.flush()
        return tuple(upload.attachment_id for upload in self._uploads)

    def _continues(self, threads: Threads, reading: Append) -> str | None:
        """Return the feedback these words belong to, None for a new one."""
        known = threads.feedback_id() or self._of_external_id(reading.draft.external_id)
        wanted = col(Feedback.id) == known
        if known is None:
            wanted = col(Feedback.ticket_no) == reading.ticket_no
        feedback = self._session.exec(select(Feedback).where(wanted)).one_or_none()
        must_be_sender = known is None or reading.of_sender
        if feedback is None or (must_be_sender and not self._is_sender(feedback, reading.draft)):
            return None
        if reading.unless_closed and is_closed(self._session, feedback.id):
            return None
        return feedback.id

    def _of_external_id(self, external_id: str | None) -> str | None:
        if external_id is None:
            return None
        key = self._preparer.external_key(
            external_id[:LONGEST_EXTERNAL_ID], self._account.channel, principal_of(self._account)
        )
        return self._session.exec(
            select(Feedback.id).where(Feedback.external_key == key)
        ).one_or_none()

    def _is_sender(self, feedback: Feedback, draft: Draft) -> bool:
        """Say whether a contact of the draft belongs to the feedback's customer."""
        sealer = self._preparer.sealer
        plain = {
            kind: comparable(kind, value)
            for kind, value in draft.contact.items()
            if kind in CONTACT_KINDS
        }
        indexes = [sealer.blind_index(v, f"contact {k}") for k, v in plain.items() if v]
        if feedback.customer is None or not indexes:
            return False
        known = select(Contact.customer).where(
            among(col(Contact.blind_index), indexes), Contact.customer == feedback.customer
        )
        return self._session.exec(known).first() is not None

    def digests(self, keys: Iterable[str]) -> list[str]:
        """Return what stands for keys of threads in the database."""
        return [digest(self.account_id, key, self._preparer.sealer) for key in keys]


def is_closed(session: Session, feedback_id: str) -> bool:
    """Say whether the case of a feedback was last heard to be closed."""
    progress = session.get(KnownProgress, feedback_id)
    return progress is not None and progress.progress == CLOSED


def principal_of(account: ChannelAccount) -> Principal:
    """Return the channel account as the one who hands in."""
    return Principal(kind="channel", id=account.id, name=account.name, channel=account.channel)
