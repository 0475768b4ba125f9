"""How far a mailbox was read, as IMAP counts (RFC 9051, 2.3.1)."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MailCursorAt:
    """The UIDs up to `last_uid` of this `uid_validity` were taken."""

    uid_validity: int
    last_uid: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """The next mails of a mailbox, each with its UID; `cursor` is behind them."""

    cursor: MailCursorAt
    mails: Sequence[tuple[int, bytes]]
    has_more: bool
