"""Channel accounts: set up, changed and removed by managers; credentials are written, never read.

What a kind of channel asks of settings and credentials is the kind's own to say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol

import sqlalchemy as sa
from pydantic import BaseModel, ValidationError
from sqlmodel import col, select

from services.intake.errors import InvalidField, UnknownStore
from services.intake.errors_channels import (
    AccountExists,
    AccountNotFound,
    ItemsWaiting,
    StaleRevision,
    UnknownChannel,
)
from services.intake.models import ChannelAccount, InboundItem, InboundThread, MailCursor, Store
from services.intake.models.channels import WAITING
from services.intake.models.wechat import OF_WECHAT
from shared import audit
from shared.auth.principal import Principal
from shared.database import Session
from shared.ids import new_id
from shared.sealing import Sealer
from shared.validation import InvalidFields, field_errors


class Kind(Protocol):
    """What operations ask of a kind of channel."""

    Settings: ClassVar[type[BaseModel]]
    Credentials: ClassVar[type[BaseModel]]
    callback: ClassVar[str | None]

    def prepared(self, credentials: dict[str, str]) -> dict[str, str]: ...


Kinds = Mapping[str, Kind]

SAID = ("title", "settings", "store_code", "is_active")
"""What a change is recorded of; credentials never."""


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What managers say of an account.

    In `credentials` a value replaces the one that is kept, None removes it, and what is not named
    stays.
    """

    title: str
    settings: dict[str, Any]
    credentials: dict[str, str | None]
    store_code: str | None = None
    is_active: bool = True


def add_account(
    session: Session,
    channel: str,
    name: str,
    facts: AccountFacts,
    *,
    kinds: Kinds,
    sealer: Sealer,
    by: Principal,
    now: datetime,
) -> ChannelAccount:
    """Set up an account. Raises UnknownChannel, AccountExists, UnknownStore or InvalidFields."""
    kind = kind_of(channel, kinds)
    address = f"{kind.callback or channel}/{name}"
    taken = select(ChannelAccount.id).where(
        sa.or_(
            col(ChannelAccount.address) == address,
            sa.and_(col(ChannelAccount.channel) == channel, col(ChannelAccount.name) == name),
        )
    )
    if session.exec(taken).first() is not None:
        raise AccountExists(name)
    account = ChannelAccount(
        id=new_id(),
        channel=channel,
        name=name,
        address=address,
        title=facts.title,
        settings={},
        sealed_credentials=b"",
        created_at=now,
        changed_at=now,
    )
    write_facts(session, account, facts, kind, kept={}, sealer=sealer)
    session.add(account)
    noted(session, account, "channel.add", facts, None, by=by, now=now)
    return account


def change_account(
    session: Session,
    account_id: str,
    facts: AccountFacts,
    *,
    kinds: Kinds,
    sealer: Sealer,
    by: Principal,
    now: datetime,
    seen: int | None = None,
) -> ChannelAccount:
    """Replace what is said of an account; `seen` is the revision its editor has read, if known.

    Raises AccountNotFound, StaleRevision, UnknownStore or InvalidFields.
    """
    account = account_named(session, account_id, lock=True)
    if seen is not None and seen != account.revision:
        raise StaleRevision
    kind = kind_of(account.channel, kinds)
    before = audit.held(account, SAID)
    write_facts(session, account, facts, kind, kept=account.opened(sealer), sealer=sealer)
    account.changed_at = now
    account.revision += 1
    noted(session, account, "channel.change", facts, before, by=by, now=now)
    return account


def remove_account(
    session: Session,
    account_id: str,
    *,
    by: Principal,
    now: datetime,
    seen: int | None = None,
) -> None:
    """Remove an account with its finished and failed deliveries; feedback stays.

    Raises AccountNotFound, StaleRevision, or ItemsWaiting while deliveries wait for their turn.
    """
    account = account_named(session, account_id, lock=True)
    if seen is not None and seen != account.revision:
        raise StaleRevision
    waiting = select(InboundItem.id).where(
        InboundItem.account_id == account_id, InboundItem.state == WAITING
    )
    if session.exec(waiting.limit(1)).first() is not None:
        raise ItemsWaiting
    for table in (InboundItem, InboundThread, MailCursor, *OF_WECHAT):
        session.execute(sa.delete(table).where(col(table.account_id) == account_id))
    session.delete(account)
    detail = {"channel": account.channel, "name": account.name}
    audit.record(
        session, actor=by, action="channel.remove", subject=account_id, detail=detail, now=now
    )


def account_named(session: Session, account_id: str, *, lock: bool = False) -> ChannelAccount:
    """Return the account. Raises AccountNotFound."""
    account = session.get(ChannelAccount, account_id, with_for_update=lock)
    if account is None:
        raise AccountNotFound
    return account


def kind_of(channel: str, kinds: Kinds) -> Kind:
    """Return the kind. Raises UnknownChannel for a channel that has no accounts."""
    kind = kinds.get(channel)
    if kind is None:
        raise UnknownChannel(channel, kinds)
    return kind


def write_facts(
    session: Session,
    account: ChannelAccount,
    facts: AccountFacts,
    kind: Kind,
    *,
    kept: dict[str, str],
    sealer: Sealer,
) -> None:
    """Write what managers say into the account. Raises UnknownStore or InvalidFields."""
    if facts.store_code is not None and session.get(Store, facts.store_code) is None:
        raise UnknownStore(facts.store_code)
    merged = {**kept, **facts.credentials}
    credentials = kind.prepared({name: value for name, value in merged.items() if value})
    account.settings = checked(kind, credentials, facts.settings).model_dump(mode="json")
    account.title = facts.title
    account.store_code = facts.store_code
    account.is_active = facts.is_active
    account.seal(credentials, sealer)


def checked(kind: Kind, credentials: Mapping[str, Any], settings: Mapping[str, Any]) -> BaseModel:
    """Return the settings as the kind's model. Raises InvalidFields that names all at once."""
    read: BaseModel | None = None
    errors: list[Mapping[str, Any]] = []
    places = (("credentials", kind.Credentials, credentials), ("settings", kind.Settings, settings))
    for place, model, given in places:
        try:
            read = model.model_validate(given)
        except ValidationError as error:
            found = error.errors(include_url=False, include_input=False)
            errors += [{**one, "loc": ("body", place, *one["loc"])} for one in found]
    if errors or read is None:
        raise InvalidFields(field_errors(errors))
    return read


def noted(
    session: Session,
    account: ChannelAccount,
    action: str,
    facts: AccountFacts,
    before: Mapping[str, Any] | None,
    *,
    by: Principal,
    now: datetime,
) -> None:
    """Record the change; of credentials only their names."""
    detail = {
        "channel": account.channel,
        "name": account.name,
        "credentials": sorted(facts.credentials),
        **audit.altered(before, audit.held(account, SAID)),
    }
    audit.record(session, actor=by, action=action, subject=account.id, detail=detail, now=now)


def note_outcome(session: Session, account_id: str, error: str | None, *, now: datetime) -> None:
    """Keep when an account last worked, or what was last wrong with it, in a few words."""
    values: dict[str, Any] = {"last_success_at": now}
    if error is not None:
        values = {"last_error_at": now, "last_error": error[:200]}
    session.execute(
        sa.update(ChannelAccount).where(col(ChannelAccount.id) == account_id).values(values)
    )


def revision_in(if_match: str | None) -> int | None:
    """Return the revision in an If-Match header, None without one. Raises InvalidField."""
    if if_match is None or if_match.strip() == "*":
        return None
    plain = if_match.strip().removeprefix("W/").strip('"').removeprefix("r-")
    if not (plain.isascii() and plain.isdigit() and len(plain) < 10):  # noqa: PLR2004
        raise InvalidField(
            "/If-Match",
            zh='If-Match 应为您读到的 ETag，例如 "r-3"。',
            en='If-Match takes the ETag you read, such as "r-3".',
        )
    return int(plain)
