"""How far a mailbox was read, as IMAP counts (RFC 9051, 2.3.1)."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MailCursorAt:
    """The UIDs up to `last_uid` of this `uid_validity` were taken."""

    uid_validity: int
    last_uid: int


@dataclass(frozen=True, slots=True)
class MailAt:
    """One mail of a mailbox."""

    uid_validity: int
    uid: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """The next mails of a mailbox; `cursor` is behind them, None where it stays as it was.

    `withheld` is the mail that was next and that the server did not hand over, `reason` says why.
    """

    cursor: MailCursorAt | None
    mails: Sequence[tuple[MailAt, bytes]]
    has_more: bool
    withheld: MailAt | None = None
    reason: str = ""
