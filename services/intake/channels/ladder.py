"""The ladder of rungs by which a reply climbs to its customer, besides the progress page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

NO_PROVIDER = "no provider configured"


@dataclass(frozen=True, slots=True)
class Rung:
    """One way to push a reply: its name and the kind of contact it needs."""

    name: str
    needs: str


RUNGS = (Rung("wechat", "wechat_openid"), Rung("sms", "phone"), Rung("email", "email"))


class NoProviders:
    """The ladder of a system in which no provider is configured: no rung bears."""

    def reasons(self, contact_kinds: Iterable[str]) -> Mapping[str, str]:
        """Return, by rung, why it cannot reach a customer with these contacts."""
        given = set(contact_kinds)
        return {rung.name: NO_PROVIDER for rung in RUNGS if rung.needs in given}
