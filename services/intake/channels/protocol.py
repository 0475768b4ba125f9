"""What a channel is to intake: the small protocol that each module beside this one fills.

A module names its settings, its credentials and its test; an inbound one says besides what a
delivery means. It reads no database and calls no operation.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import httpx
from pydantic import BaseModel, ConfigDict

from services.intake.models.channels import ChannelAccount
from services.intake.rules.drafts import Append, Arrival, Draft, File, Ignored

__all__ = [
    "Append",
    "Arrival",
    "ChannelKind",
    "Draft",
    "File",
    "Ignored",
    "InboundKind",
    "Nothing",
    "Reading",
    "Strict",
    "TestOutcome",
]

Reading = Draft | Append | Ignored
"""What a delivery means."""


class Strict(BaseModel):
    """Settings or credentials: what is not named is refused."""

    model_config = ConfigDict(extra="forbid")


class Nothing(Strict):
    """No settings, or no credentials."""


@dataclass(frozen=True, slots=True)
class TestOutcome:
    """What the test button found, for the manager who pressed it; no secret is in it."""

    __test__: ClassVar[bool] = False

    ok: bool
    zh: str
    en: str
    found: Mapping[str, Any] = field(default_factory=dict)


class ChannelKind:
    """One kind of channel: what its accounts need to know, and how they are tried.

    `callback` is what stands between /v1/ and an account's name where its callbacks arrive, such as
    `wechat/official`; None for a channel that has none.
    """

    Settings: ClassVar[type[BaseModel]] = Nothing
    Credentials: ClassVar[type[BaseModel]] = Nothing
    callback: ClassVar[str | None] = None

    async def test(
        self, account: ChannelAccount, credentials: Any, http: httpx.AsyncClient
    ) -> TestOutcome:
        """Try the account; `credentials` is of the class Credentials."""
        return TestOutcome(ok=True, zh="设置完整。", en="The settings are complete.")

    def prepared(self, credentials: dict[str, str]) -> dict[str, str]:
        """Return the credentials of a new or changed account, with what we make ourselves."""
        return credentials

    def callback_path(self, account: ChannelAccount, credentials: Mapping[str, str]) -> str | None:
        """Return where callbacks arrive below the service's root, None for nowhere."""
        return f"/v1/{account.address}" if self.callback else None


class InboundKind(ChannelKind, ABC):
    """A kind of channel that feedback arrives by.

    `collect` returns the files of a delivery, outside any transaction. `collects` says that it
    asks the vendor for them: such deliveries wait for their files apart from all others, which may
    then overtake them.
    """

    collects: ClassVar[bool] = False

    def has_more(self, arrival: Arrival) -> bool:
        """Say whether the vendor has to be asked for anything of this delivery."""
        return self.collects

    async def collect(
        self,
        account: ChannelAccount,
        credentials: Any,
        arrival: Arrival,
        http: httpx.AsyncClient,
    ) -> Sequence[File]:
        """Return the files of a delivery. Raises AttemptFailed to be asked later."""
        return ()

    @abstractmethod
    def translate(self, account: ChannelAccount, arrival: Arrival) -> Reading:
        """Return what a delivery means: a feedback, words for one, or nothing. Pure."""
