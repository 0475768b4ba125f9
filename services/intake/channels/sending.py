"""How a message leaves: what every sender is given, what it answers, and when it is asked.

A sender is one rung of the ladder. It is called in this order, whatever process does it:

1. `reserve`, in the transaction that claims the rung: is the window open, a count or a consent
   left, an account there? It uses up what it takes. No network.
2. `send`, outside any transaction: one attempt. Never called twice without a certain `Retry`
   between, so an attempt that a crash cut off is asked for, not sent again.
3. `ask`, when the outcome is not known: with the same letter id where the vendor makes one id send
   once, by a look-up where it has one, else answer `Unknown`.
4. `settle`, in the transaction that keeps the outcome: once for each `reserve`. After a `Retry` the
   next attempt reserves anew.

`foresee` stands apart: what `reserve` would say, for who is about to write. It changes nothing.
"""

from datetime import datetime
from typing import Protocol

from services.intake.rules.letters import Letter, Reserved
from services.intake.rules.outcomes import Outcome, Refused, Retry, Sent, Unknown
from services.intake.rules.prospects import Prospect
from shared.database import Session

__all__ = [
    "Letter",
    "Outcome",
    "Prospect",
    "Refused",
    "Reserved",
    "Retry",
    "Sender",
    "Sent",
    "Unknown",
]


class Sender(Protocol):
    """One rung: `rung` is its name, `needs` the kind of contact in which its address is found.

    What a vendor answers, and every connection that fails, is an outcome and never raised. What is
    raised nonetheless from `send` is asked for later, as after a crash.
    """

    @property
    def rung(self) -> str: ...

    @property
    def needs(self) -> str: ...

    def is_configured(self, session: Session) -> bool:
        """Say whether there is an account to send by at all; asked once for a batch of replies."""
        ...

    def reserve(
        self, session: Session, letter: Letter, *, now: datetime
    ) -> Reserved | Refused | Retry:
        """Take what this letter needs; `Refused` says why this rung is skipped."""
        ...

    def foresee(self, session: Session, letter: Letter, *, now: datetime) -> Prospect:
        """Say whether `reserve` would take this letter, and what is left to take. Reads only."""
        ...

    async def send(self, letter: Letter, reserved: Reserved) -> Outcome:
        """Try once; `Unknown` whenever the request may have arrived."""
        ...

    async def ask(self, letter: Letter, reserved: Reserved, *, since: datetime) -> Outcome:
        """Say what became of the attempt that began at `since`.

        `Retry` is 'ask again later', `Unknown` is for good: nobody can tell.
        """
        ...

    def settle(
        self,
        session: Session,
        letter: Letter,
        reserved: Reserved,
        outcome: Outcome,
        *,
        now: datetime,
    ) -> None:
        """Give back what was not used; close a window of which the vendor says it is closed."""
        ...
