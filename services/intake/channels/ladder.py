"""The ladder of rungs by which a reply climbs to its customer, besides the progress page."""

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlmodel import col

from services.intake.channels.sending import Sender
from services.intake.models.channels import ChannelAccount
from services.intake.rules.ladder import RUNGS, Rung
from shared.database import Session

ANY_ACCOUNT = sa.select(col(ChannelAccount.id)).where(col(ChannelAccount.is_active)).limit(1)


class Ladder:
    """The senders of this system by their rungs; without any, no rung bears."""

    def __init__(self, senders: Sequence[Sender] = ()) -> None:
        known = {rung.name for rung in RUNGS}
        unknown = sorted({sender.rung for sender in senders} - known)
        if unknown:
            raise ValueError(f"no such rung: {', '.join(unknown)}; name it in rules/ladder.py")
        self._senders = {sender.rung: sender for sender in senders}

    def rungs(self, session: Session) -> Sequence[Rung]:
        """Return all rungs in their order, and which of them can be tried just now.

        Where no account is active, which is most of the systems that run, this is one look.
        """
        if not self._senders or session.execute(ANY_ACCOUNT).first() is None:
            return RUNGS
        return [replace(rung, is_configured=self._bears(session, rung.name)) for rung in RUNGS]

    def sender(self, rung: str) -> Sender | None:
        """Return who sends by this rung."""
        return self._senders.get(rung)

    def _bears(self, session: Session, rung: str) -> bool:
        sender = self._senders.get(rung)
        return sender is not None and sender.is_configured(session)
