"""One reply on its ladder, within one transaction: which rung is begun, left, or asked about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from services.intake.models import OutboundMessage, Reply, SendAttempt
from services.intake.operations.letters import Writer
from services.intake.operations.receipts import ENOUGH, is_one_too_many, is_own
from services.intake.operations.replies import deliver, reply_failed
from services.intake.operations.survey_replies import SUPERSEDED, is_superseded
from services.intake.rules import survey_hours
from services.intake.rules.ladder import (
    NO_PROVIDER,
    PAGE,
    TOO_LATE,
    WORKED_UNTIL,
    ask_pause,
    give_up_at,
    retry_pause,
)
from services.intake.rules.letters import Letter, Reserved, letter_id
from services.intake.rules.outcomes import Outcome, Refused, Retry, Sent, Unknown
from shared import outbox
from shared.database import Session
from shared.ids import new_id

LEASE = timedelta(seconds=90)
"""How long an attempt may take; it begins in the first half of that or not at all."""
SEND, ASK = "send", "ask"
CUT_OFF = "cut off while it was being sent"


class Sender(Protocol):
    """What the transactions need of a sender; the rest of it works outside them."""

    def reserve(
        self, session: Session, letter: Letter, *, now: datetime
    ) -> Reserved | Refused | Retry: ...

    def settle(
        self,
        session: Session,
        letter: Letter,
        reserved: Reserved,
        outcome: Outcome,
        *,
        now: datetime,
    ) -> None: ...


class Senders(Protocol):
    def sender(self, rung: str) -> Sender | None: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """What claims work with: who sends by each rung, and who writes the letters."""

    senders: Senders
    writer: Writer


@dataclass(frozen=True, slots=True)
class Errand:
    """One attempt to make, or one question to ask, outside any transaction.

    `since` is when the attempt in question began; the errand must have begun by `begin_by`.
    """

    kind: str
    claim: str
    number: int
    letter: Letter
    reserved: Reserved
    since: datetime
    begin_by: datetime


@dataclass(frozen=True, slots=True)
class Ascent:
    """A reply whose row this transaction holds, with its rungs in their order, the page last."""

    session: Session
    desk: Desk
    reply: Reply
    steps: Sequence[OutboundMessage]
    now: datetime

    def take_up(self) -> Errand | None:
        """Return the next thing to do, None when the reply now waits or has come to its end."""
        for step in self.steps:
            if step.state == "sending":
                return self._ask_about(step)
        if self.reply.state != "waiting":
            self.reply.due_at = None
            return None
        if self.now >= self.reply.not_after:
            self._expire()
            return None
        may_go_at = survey_hours.may_go_at(self.reply.purpose, self.now)
        if may_go_at > self.now:
            self.reply.due_at = may_go_at
            return None
        return self._climb()

    def apply(self, step: OutboundMessage, kind: str, outcome: Outcome) -> bool:
        """Note what an errand brought; return whether its attempt is over."""
        if isinstance(outcome, Sent):
            step.vendor_id = outcome.vendor_id
            self._told(step)
        elif isinstance(outcome, Refused):
            step.become("failed", outcome.reason, self.now)
            self._go_on(timedelta(0))
        elif isinstance(outcome, Retry) and kind == SEND:
            self._postpone(step, outcome)
        else:
            return self._ask_later(step, kind, outcome)
        return True

    def _climb(self) -> Errand | None:
        """Begin the first rung that can be begun; what cannot is passed over with its reason."""
        for step in self.steps:
            if step.state != "waiting" or step.rung == PAGE:
                continue
            step.started_at = step.started_at or self.now
            begun = self._begin(step)
            if isinstance(begun, Errand):
                return begun
            if isinstance(begun, Refused):
                step.become("skipped", begun.reason, self.now)
            elif self._postpone(step, begun):
                return None
        self._end("failed")
        return None

    def _begin(self, step: OutboundMessage) -> Errand | Refused | Retry:
        """Reserve what the rung needs and claim it."""
        sender = self.desk.senders.sender(step.rung)
        if sender is None:
            return Refused(NO_PROVIDER)
        if is_one_too_many(self.session, self.reply, now=self.now):
            return Refused(ENOUGH)
        if is_superseded(self.session, self.reply):
            return Refused(SUPERSEDED)
        letter = self.desk.writer.letter(self.session, self.reply, step)
        if isinstance(letter, Refused):
            return letter
        reserved = sender.reserve(self.session, letter, now=self.now)
        if not isinstance(reserved, Reserved):
            return reserved
        step.account_id, step.reserved = reserved.account_id, dict(reserved.facts)
        step.attempts += 1
        step.become("sending", None, self.now)
        self.reply.move("sending")
        return self._claim(step, SEND, letter, reserved)

    def _ask_about(self, step: OutboundMessage) -> Errand | None:
        """Ask what became of an attempt whose result nobody noted."""
        letter = self.desk.writer.letter(self.session, self.reply, step)
        is_possible = self.desk.senders.sender(step.rung) is not None
        if not is_possible or isinstance(letter, Refused) or self.now >= self.reply.not_after:
            self._give_up_asking(step, step.reason or CUT_OFF)
            return None
        step.asks += 1
        return self._claim(step, ASK, letter, Reserved(step.account_id, step.reserved or {}))

    def _claim(
        self, step: OutboundMessage, kind: str, letter: Letter, reserved: Reserved
    ) -> Errand:
        """Hold the reply for one lease and note that an attempt has begun."""
        claim, number = new_id(), step.attempts + step.asks
        self.reply.claim, self.reply.due_at = claim, self.now + LEASE
        self.session.add(
            SendAttempt(
                request_id=self.reply.request_id,
                rung=step.rung,
                number=number,
                kind=kind,
                began_at=self.now,
            )
        )
        begin_by = self.now + LEASE / 2
        return Errand(kind, claim, number, letter, reserved, step.changed_at, begin_by)

    def _told(self, step: OutboundMessage) -> None:
        """Deliver by this rung; what its page delivered meanwhile stays delivered by the page."""
        step.become("delivered", None, self.now)
        if self.reply.state == "delivered":
            self.reply.due_at = None
        else:
            deliver(self.session, self.reply, step.rung, now=self.now)

    def _go_on(self, pause: timedelta) -> None:
        """Let the next attempt, by this or the next rung, be made after `pause`."""
        if self.reply.state == "delivered":
            self.reply.due_at = None
            return
        if self.reply.state == "sending":
            self.reply.move("waiting")
        self.reply.due_at = self.now + pause

    def _postpone(self, step: OutboundMessage, outcome: Retry) -> bool:
        """Try the rung again after a pause; False when it had its time and the next one is due."""
        mark = letter_id(self.reply.request_id, step.rung)
        pause = outcome.after or retry_pause(max(1, step.attempts), mark)
        is_worth_it = self.now + pause < self._deadline(step)
        if is_worth_it:
            step.become("waiting", outcome.reason, self.now)
        else:
            step.become("failed", WORKED_UNTIL + outcome.reason, self.now)
        self._go_on(pause if is_worth_it else timedelta(0))
        return is_worth_it

    def _ask_later(self, step: OutboundMessage, kind: str, outcome: Retry | Unknown) -> bool:
        """Ask (again) later what became of it; True when nobody will ever know."""
        pause = ask_pause(step.asks)
        if pause is None or (kind == ASK and isinstance(outcome, Unknown)):
            self._give_up_asking(step, outcome.reason)
            return True
        step.reason = outcome.reason
        self.reply.due_at = self.now + pause
        return False

    def _give_up_asking(self, step: OutboundMessage, reason: str) -> None:
        """Leave it unknown: nothing is sent any more, and followup has a person call."""
        step.become("unknown", f"outcome unknown: {reason}", self.now)
        self.reply.due_at = None
        if self.reply.state != "delivered":
            self._end("unknown")

    def _expire(self) -> None:
        for step in self.steps:
            if step.state == "waiting" and step.rung != PAGE:
                step.become("expired", step.reason or TOO_LATE, self.now)
        self._end("expired")

    def _end(self, state: str) -> None:
        """Leave the ladder without having told the customer; followup hears why of each rung."""
        self.reply.move(state)
        self.reply.due_at = None
        if is_own(self.reply):
            return
        reasons = {step.rung: step.reason for step in self.steps if step.reason}
        failed = reply_failed(
            self.reply.request_id,
            self.reply.case_id,
            reasons,
            self.now,
            taken_back=any(step.is_taken_back for step in self.steps),
        )
        outbox.add(self.session, failed, now=self.now)

    def _deadline(self, step: OutboundMessage) -> datetime:
        """Return until when the rung is tried: the last one as long as anything may be sent."""
        is_last = not any(
            one.place > step.place and one.state == "waiting" and one.rung != PAGE
            for one in self.steps
        )
        return give_up_at(step.started_at or self.now, self.reply.not_after, is_last=is_last)
