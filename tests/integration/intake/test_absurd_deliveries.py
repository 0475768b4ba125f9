"""Signed deliveries of form vendors that hold anything: taken or refused, never our failure."""

import itertools
import json
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.intake.channels import wjx
from services.intake.models.channels import DONE, IGNORED
from services.intake.models.tables import INBOUND_ITEM
from tests.fixtures.absurd import FEW, spoilt
from tests.fixtures.intake import Intake
from tests.fixtures.vendors import CREDENTIALS, KEY, Vendor, sample, vendor

NUMBERS = itertools.count(1)


@st.composite
def payloads(draw: st.DrawFn, channel: str) -> dict[str, Any]:
    """Return the vendor's sample, some of it absurd."""
    return spoilt(draw, sample(channel))


def told_apart(channel: str, payload: dict[str, Any]) -> None:
    """Let a delivery be one that did not come before, unless that place of it is absurd."""
    usual, number = sample(channel), next(NUMBERS)
    entry = payload.get("entry")
    if isinstance(entry, dict) and entry.get("serial_number") == usual["entry"]["serial_number"]:
        entry["serial_number"] = number
    for name in {"wjx": ("index",), "tencent_survey": ("id",)}.get(channel, ()):
        if payload[name] == usual[name]:
            payload[name] = str(number)
    if channel == "wjx":
        signed = "".join(str(payload.get(one, "")) for one in ("activity", "index"))
        payload["sign"] = wjx.sign(signed, KEY)


@pytest_asyncio.fixture
async def accounts(intake: Intake, channel: str) -> list[Vendor]:
    """Return an account with the mapping of the sample, and one that tells all there is."""
    return [
        await vendor(intake, channel, name="mapped"),
        await vendor(intake, channel, name="told", settings={"mapping": {}}),
    ]


async def unsettled(intake: Intake) -> list[Any]:
    return await intake.service.database.read(
        lambda session: list(
            session.execute(
                sa.select(INBOUND_ITEM.c.state, INBOUND_ITEM.c.error).where(
                    INBOUND_ITEM.c.state.not_in([DONE, IGNORED])
                )
            )
        )
    )


@pytest.mark.parametrize("channel", CREDENTIALS)
class TestAnyDelivery:
    @settings(FEW, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    async def test_is_taken_or_refused(
        self, intake: Intake, accounts: list[Vendor], channel: str, data: st.DataObject
    ) -> None:
        payload = data.draw(payloads(channel))
        told_apart(channel, payload)
        body = json.dumps(payload).encode()
        answers = [
            await one.send(body, **one.signed(body, f"d-{next(NUMBERS)}")) for one in accounts
        ]
        await intake.settled()

        assert all(one.status_code < 500 for one in answers)
        assert await unsettled(intake) == []
