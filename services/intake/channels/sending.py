"""How a message leaves: what every sender is given, what it answers, and when it is asked.

A sender is one rung of the ladder. It is called in this order, whatever process does it:

1. `reserve`, in the transaction that claims the rung: is the window open, a count or a consent
   left, an account there? It uses up what it takes. No network.
2. `send`, outside any transaction: one attempt. Never called twice without a certain `Retry`
   between, so an attempt that a crash cut off is asked for, not sent again.
3. `ask`, instead of `send`, when the outcome is not known: with the same letter id where the vendor
   makes one id send once, by a look-up where it has one, else answer `Unknown`.
4. `settle`, in the transaction that keeps the outcome and leaves the rung.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from services.intake.rules.outcomes import Outcome, Refused, Retry, Sent, Unknown
from shared.database import Session

__all__ = [
    "Letter",
    "Outcome",
    "Refused",
    "Reserved",
    "Retry",
    "Sender",
    "Sent",
    "Unknown",
]


@dataclass(frozen=True, slots=True)
class Letter:
    """One thing to tell one customer by one rung.

    `id` is ours and the same whenever this rung is tried for this request: 32 signs of [0-9a-f],
    which fit WeChat's `client_msg_id`, WeCom's `msgid` and Aliyun's `OutId`. `address` is the
    contact the sender needs, in clear: never to be logged or stored. `text` and `title` are the
    filled template of this rung, `values` what filled it, for vendors who keep the templates
    themselves: those are named by `vendor_template`. `link` opens the customer's progress page.
    """

    id: str
    request_id: str
    rung: str
    purpose: str
    feedback_id: str
    address: str = field(repr=False)
    text: str = field(repr=False)
    title: str = field(default="", repr=False)
    html: str | None = field(default=None, repr=False)
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    vendor_template: str | None = None
    language: str = "zh"
    link: str = field(default="", repr=False)
    customer: str | None = None
    channel: str = ""
    ticket_no: str = ""


@dataclass(frozen=True, slots=True)
class Reserved:
    """What `reserve` took: kept in the rung's row, in clear, and given to `send`, `ask`, `settle`.

    `account_id` is the channel account to send by; `facts` small values and no secret or contact.
    """

    account_id: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


class Sender(Protocol):
    """One rung: `rung` is its name, `needs` the kind of contact in which its address is found.

    What a vendor answers, and every connection that fails, is an outcome and never raised. What is
    raised nonetheless from `send` is kept as `Unknown`.
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
        """Give back what was not used, close a window the vendor says is closed.

        Called once, when the rung is left; a `Retry` here is one that was given up.
        """
        ...
