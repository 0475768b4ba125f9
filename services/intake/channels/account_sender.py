"""What senders by a channel account share: which account sends, its secrets, how it last fared."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import col, select

from services.intake.channels.protocol import ChannelKind
from services.intake.models.channels import ChannelAccount
from services.intake.rules.letters import Letter, Reserved
from services.intake.rules.outcomes import Outcome, Refused, Retry, Sent, Unknown
from services.intake.rules.prospects import Prospect
from shared.database import Database, Session
from shared.sealing import Sealer

NO_ACCOUNT = "no account is active"
ACCOUNT_GONE = "the account was removed"
LONGEST_ERROR = 200


@dataclass(frozen=True, slots=True)
class Opened:
    """An account as a sender uses it: its settings and credentials as its kind has them."""

    settings: Any
    credentials: Any
    account_id: str = ""


class AccountSender(ABC):
    """A rung that sends by the first active account of its kind; the subclass knows the vendor."""

    rung: ClassVar[str]
    needs: ClassVar[str]
    channel: ClassVar[str]
    kind: ClassVar[type[ChannelKind]]

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    def is_configured(self, session: Session) -> bool:
        return self._active(session) is not None

    def account(self, session: Session) -> str | None:
        """Return the id of the first active account of the kind, None when there is none."""
        return self._active(session)

    def reserve(
        self, session: Session, letter: Letter, *, now: datetime
    ) -> Reserved | Refused | Retry:
        account_id = self._active(session)
        return Refused(NO_ACCOUNT) if account_id is None else Reserved(account_id)

    def foresee(self, session: Session, letter: Letter, *, now: datetime) -> Prospect:
        account_id = self._active(session)
        account = session.get(ChannelAccount, account_id) if account_id else None
        if account is None:
            return Prospect(NO_ACCOUNT)
        return Prospect(self.unfit(self.kind.Settings.model_validate(account.settings), letter))

    def unfit(self, settings: Any, letter: Letter) -> str | None:
        """Say why an account of these settings could not send the letter; None when it could."""
        return None

    async def send(self, letter: Letter, reserved: Reserved) -> Outcome:
        opened = await self._opened(reserved)
        return Retry(ACCOUNT_GONE) if opened is None else await self.send_by(opened, letter)

    async def ask(self, letter: Letter, reserved: Reserved, *, since: datetime) -> Outcome:
        opened = await self._opened(reserved)
        return Unknown(ACCOUNT_GONE) if opened is None else await self.ask_by(opened, letter, since)

    @abstractmethod
    async def send_by(self, opened: Opened, letter: Letter) -> Outcome:
        """Try once by this account."""

    @abstractmethod
    async def ask_by(self, opened: Opened, letter: Letter, since: datetime) -> Outcome:
        """Say what became of an attempt by this account."""

    def settle(
        self,
        session: Session,
        letter: Letter,
        reserved: Reserved,
        outcome: Outcome,
        *,
        now: datetime,
    ) -> None:
        """Keep when the account last worked or what was last wrong with it."""
        values: dict[str, Any] = {"last_success_at": now}
        if not isinstance(outcome, Sent):
            values = {"last_error_at": now, "last_error": outcome.reason[:LONGEST_ERROR]}
        session.execute(
            sa.update(ChannelAccount)
            .where(col(ChannelAccount.id) == reserved.account_id)
            .values(values)
        )

    def _active(self, session: Session) -> str | None:
        return session.exec(
            select(ChannelAccount.id)
            .where(ChannelAccount.channel == self.channel, col(ChannelAccount.is_active))
            .order_by(col(ChannelAccount.name))
            .limit(1)
        ).first()

    async def _opened(self, reserved: Reserved) -> Opened | None:
        account_id = reserved.account_id
        if account_id is None:
            return None
        account = await self._database.read(lambda session: session.get(ChannelAccount, account_id))
        if account is None:
            return None
        settings: BaseModel = self.kind.Settings.model_validate(account.settings)
        credentials = self.kind.Credentials.model_validate(account.opened(self._sealer))
        return Opened(settings, credentials, account_id)
