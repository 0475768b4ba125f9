"""Channel accounts and their deliveries, as they travel over the API."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints

from services.intake.models import ChannelAccount
from services.intake.operations.accounts import AccountFacts
from services.intake.rules.mapping import FieldMapping
from services.intake.web.desk import Desk
from services.intake.web.schemas import CODE, Named40, Named80, StoreCode

AccountName = Annotated[str, StringConstraints(pattern=CODE)]
Secret = Annotated[str, StringConstraints(max_length=8192)]
ItemState = Literal["waiting", "done", "ignored", "failed"]


class AccountIn(BaseModel):
    """What managers say of an account; of `credentials` only what is named changes, null removes.

    What `settings` and `credentials` hold is the channel's own: its page in docs/channels.md.
    """

    model_config = ConfigDict(extra="forbid")

    title: Named80
    settings: dict[str, Any] = Field(default_factory=dict)
    credentials: dict[str, Secret | None] = Field(default_factory=dict, max_length=30)
    store_code: StoreCode | None = None
    is_active: StrictBool = True

    def facts(self) -> AccountFacts:
        return AccountFacts(
            self.title, self.settings, self.credentials, self.store_code, self.is_active
        )


class NewAccountIn(AccountIn):
    channel: Named40
    name: AccountName


class ChangedAccountIn(AccountIn):
    """An account as it shall be; channel and name may be repeated but never differ.

    A credential may be repeated as it is shown, true for one that is set and false for none.
    """

    channel: Named40 | None = None
    name: AccountName | None = None
    credentials: dict[str, Secret | StrictBool | None] = Field(  # type: ignore[assignment]
        default_factory=dict, max_length=30
    )

    def facts(self) -> AccountFacts:
        named = {
            name: value for name, value in self.credentials.items() if not isinstance(value, bool)
        }
        return AccountFacts(self.title, self.settings, named, self.store_code, self.is_active)

    def shown_credentials(self) -> dict[str, bool]:
        """Return those that are given as they were shown."""
        return {name: one for name, one in self.credentials.items() if isinstance(one, bool)}


class AccountOut(BaseModel):
    """An account; `credentials` says which are set, `callback_url` what the vendor is to call."""

    id: str
    channel: str
    name: str
    title: str
    settings: dict[str, Any]
    credentials: dict[str, bool]
    store_code: str | None
    is_active: bool
    callback_url: str | None
    created_at: datetime
    changed_at: datetime
    last_success_at: datetime | None
    last_error_at: datetime | None
    last_error: str | None
    revision: int


class TestOut(BaseModel):
    """What the test button found, in the language asked for."""

    ok: bool
    detail: str
    found: dict[str, Any]


class MappingPreviewIn(BaseModel):
    """A sample of the vendor's payload; `mapping` is tried instead of the account's own."""

    model_config = ConfigDict(extra="forbid")

    payload: dict[str, Any]
    mapping: FieldMapping | None = None


class DraftOut(BaseModel):
    """The feedback a payload would become."""

    model_config = ConfigDict(from_attributes=True)

    text: str
    store_code: str | None
    contact: dict[str, str]
    verified: bool | None
    rating: int | None
    occurred_at: datetime | None
    campaign: str | None
    order_no: str | None
    external_id: str | None
    extra: dict[str, Any] | None


class FieldOut(BaseModel):
    path: str
    value: str


class MappingPreviewOut(BaseModel):
    """What a payload would become: `feedback`, `append` or, for `reason`, `ignored`.

    `unmapped` is what no path reaches, `missing` the paths at which there is nothing.
    """

    becomes: Literal["feedback", "append", "ignored"]
    reason: str | None
    draft: DraftOut | None
    unmapped: list[FieldOut]
    missing: list[str]


class ItemOut(BaseModel):
    """A delivery: `feedback_id` is what it became, with `seq` a further message of that."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    channel: str
    kind: str
    state: str
    attempts: int
    error: str | None
    received_at: datetime
    next_at: datetime | None
    feedback_id: str | None
    seq: int | None


def account_out(account: ChannelAccount, desk: Desk) -> AccountOut:
    kind = desk.kinds.get(account.channel)
    kept = account.opened(desk.sealer)
    names = kind.Credentials.model_fields if kind else kept
    path = kind.callback_path(account, kept) if kind else None
    own = {"credentials", "callback_url"}
    values = {name: getattr(account, name) for name in AccountOut.model_fields.keys() - own}
    return AccountOut(
        **values,
        credentials={name: bool(kept.get(name)) for name in names},
        callback_url=f"{desk.public_url.rstrip('/')}/intake{path}" if path else None,
    )
