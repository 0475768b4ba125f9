"""Threads of channels: which feedback further words belong to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select

from services.intake.models import InboundThread
from services.intake.models.tables import INBOUND_THREAD
from shared.among import among
from shared.bulk import Conflict, insert_rows
from shared.database import Session
from shared.sealing import Sealer

NEWER = Conflict(key=("account_id", "key"), changed=("feedback_id", "last_at"))


def digest(account_id: str, key: str, sealer: Sealer) -> str:
    """Return what stands for a channel's own key in the database."""
    return sealer.blind_index(f"{account_id}\n{key}", "inbound item")


def remember_threads(
    session: Session, account_id: str, keys: Iterable[str], feedback_id: str, *, at: datetime
) -> None:
    """Let further words under these keys, made by `digest`, belong to the feedback."""
    insert_rows(session, INBOUND_THREAD, rows(account_id, keys, feedback_id, at), conflict=NEWER)


def rows(
    account_id: str, keys: Iterable[str], feedback_id: str, at: datetime
) -> list[dict[str, object]]:
    return [
        {"account_id": account_id, "key": key, "feedback_id": feedback_id, "last_at": at}
        for key in sorted(set(keys))
    ]


@dataclass(frozen=True, slots=True)
class Threads:
    """The threads one delivery names, the surest first, and what is known of them."""

    account_id: str
    keys: tuple[str, ...]
    marks: tuple[str, ...]
    known: Mapping[str, InboundThread]
    within: timedelta | None
    at: datetime

    def feedback_id(self) -> str | None:
        """Return the feedback of the first thread that has not ended."""
        live = (self.known[key] for key in self.keys if key in self.known)
        return next((one.feedback_id for one in live if not self._has_ended(one)), None)

    def begin(self, session: Session, feedback_id: str, *, instead_of: str | None = None) -> None:
        """Let them stand for a new feedback, but for those that go on for another one.

        Those that stood for `instead_of` are the new one's as well.

        A thread that another process began in this moment makes the transaction fail with
        IntegrityError; tried again, the words are appended to it.
        """
        everything = {*self.keys, *self.marks}
        ended = {
            key
            for key, one in self.known.items()
            if self._has_ended(one) or one.feedback_id == instead_of
        }
        fresh = everything - self.known.keys()
        insert_rows(session, INBOUND_THREAD, rows(self.account_id, fresh, feedback_id, self.at))
        remember_threads(session, self.account_id, ended, feedback_id, at=self.at)

    def carry_on(self, session: Session, feedback_id: str) -> None:
        """Let them stand for the feedback they were found for."""
        foreign = {key for key, one in self.known.items() if one.feedback_id != feedback_id}
        keys = {*self.keys, *self.marks} - foreign
        remember_threads(session, self.account_id, keys, feedback_id, at=self.at)

    def _has_ended(self, one: InboundThread) -> bool:
        return self.within is not None and self.at - one.last_at > self.within


def look_up_threads(
    session: Session,
    account_id: str,
    keys: Iterable[str],
    marks: Iterable[str],
    *,
    within: timedelta | None,
    at: datetime,
) -> Threads:
    """Return what is known of these keys and marks, all made by `digest`."""
    named, also = tuple(dict.fromkeys(keys)), tuple(dict.fromkeys(marks))
    found = session.exec(
        select(InboundThread).where(
            InboundThread.account_id == account_id, among(col(InboundThread.key), [*named, *also])
        ),
        execution_options={"populate_existing": True},  # written past the session, a moment ago
    )
    return Threads(account_id, named, also, {one.key: one for one in found}, within, at)
