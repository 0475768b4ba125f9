"""Form tokens as credentials: whose they are, for the authenticator and the form page."""

from collections.abc import Awaitable, Callable, Sequence

from services.intake.rules.tokens import FormPass, form_pass
from shared.auth import Principal
from shared.clock import Clock
from shared.problems import Unauthorized


def principal_of(granted: FormPass, *, nonce: str | None = None) -> Principal:
    """Return the bearer of a pass: somebody who opened this form, told apart by the page."""
    return Principal(
        kind="form",
        id=f"{granted.form_code}.{nonce or granted.nonce}",
        name=granted.form_code,
        stores=frozenset({granted.store_code} if granted.store_code else ()),
        channel=granted.channel,
    )


def form_scheme(keys: Sequence[bytes], clock: Clock) -> Callable[[str], Awaitable[Principal]]:
    """Return how the authenticator checks `hf_…` tokens."""

    async def check(credential: str) -> Principal:
        granted = form_pass(credential, keys, now=clock.now())
        if granted is None:
            raise Unauthorized
        return principal_of(granted)

    return check
