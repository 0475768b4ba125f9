"""The ladder of rungs by which a reply climbs to its customer, besides the progress page."""

from collections.abc import Sequence
from dataclasses import replace

from services.intake.channels.sending import Sender
from services.intake.rules.ladder import RUNGS, Rung
from shared.database import Session


class Ladder:
    """The senders of this system by their rungs; without any, no rung bears."""

    def __init__(self, senders: Sequence[Sender] = ()) -> None:
        known = {rung.name for rung in RUNGS}
        unknown = sorted({sender.rung for sender in senders} - known)
        if unknown:
            raise ValueError(f"no such rung: {', '.join(unknown)}; name it in rules/ladder.py")
        self._senders = {sender.rung: sender for sender in senders}

    def rungs(self, session: Session) -> Sequence[Rung]:
        """Return all rungs in their order, and which of them can be tried just now."""
        if not self._senders:
            return RUNGS
        return [replace(rung, is_configured=self._bears(session, rung.name)) for rung in RUNGS]

    def sender(self, rung: str) -> Sender | None:
        """Return who sends by this rung."""
        return self._senders.get(rung)

    def _bears(self, session: Session, rung: str) -> bool:
        sender = self._senders.get(rung)
        return sender is not None and sender.is_configured(session)
