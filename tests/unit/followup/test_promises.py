"""Which promise holds: the first policy that fits, its calendar, the customer's tags."""

from datetime import timedelta

import pytest

from services.followup.operations import policies
from services.followup.operations.names import keep_names
from services.followup.operations.policies import PolicyDraft
from services.followup.rules.calendar import AroundTheClock
from services.followup.rules.clocks import DEFAULT_TARGETS
from services.followup.rules.promises import (
    Conditions,
    Facts,
    Promise,
    Promises,
    shipped_policies,
)
from shared.events import CustomerTagged
from shared.events.vocabulary import Urgency
from tests.fixtures.followup import MANAGER, Desk, birth, triaged

CASE = Facts(
    "high",
    frozenset({"food.foreign"}),
    store="SH001",
    region="华东",
    team="team-store",
    channel="phone",
    tags=frozenset({"VIP"}),
)


class TestConditions:
    @pytest.mark.parametrize(
        ("conditions", "hold"),
        [
            (Conditions(), True),
            (Conditions(topic=("food",)), True),
            (Conditions(topic=("food.foreign",)), True),
            (Conditions(topic=("foo",)), False),
            (Conditions(topic=("food.foreign.glass",)), False),
            (Conditions(urgency=("high", "critical")), True),
            (Conditions(urgency=("low",)), False),
            (Conditions(store_code=("SH001",)), True),
            (Conditions(store_code=("SH002",)), False),
            (Conditions(region=("华东",), channel=("phone",)), True),
            (Conditions(region=("华东",), channel=("web",)), False),
            (Conditions(customer_tag=("VIP", "老客")), True),
            (Conditions(customer_tag=("老客",)), False),
        ],
    )
    def test_hold_when_every_named_field_does(self, conditions: Conditions, hold: bool) -> None:
        assert conditions.hold(CASE) is hold


class TestPromises:
    def test_the_first_that_fits_holds(self) -> None:
        found = Promises(
            policies=[
                Promise("a", "a", Conditions(urgency=("low",)), {}),
                Promise("b", "b", Conditions(), {"resolution": timedelta(hours=1)}),
                *shipped_policies(DEFAULT_TARGETS),
            ]
        )
        assert found.terms(CASE).policy == "b"
        assert found.terms(Facts("low")).policy == "a"

    @pytest.mark.parametrize("urgency", ["low", "normal", "high", "critical"])
    def test_shipped_ones_are_the_targets_of_each_urgency(self, urgency: Urgency) -> None:
        found = Promises(policies=shipped_policies(DEFAULT_TARGETS))
        assert found.terms(Facts(urgency)).targets == DEFAULT_TARGETS[urgency]

    @pytest.mark.parametrize(
        ("given", "calendar"),
        [
            ({"policy": "night"}, "night"),
            ({"stores": {"SH001": "shop"}, "teams": {"team-store": "office"}}, "shop"),
            ({"teams": {"team-store": "office"}}, "office"),
            ({"stores": {"SH001": "gone"}}, "always"),
            ({}, "always"),
        ],
    )
    def test_the_nearest_calendar_holds(self, given: dict[str, object], calendar: str) -> None:
        named = given.pop("policy", None)
        found = Promises(
            policies=[Promise("a", "a", Conditions(), {}, calendar=named)],  # type: ignore[arg-type]
            calendars=dict.fromkeys(("always", "night", "shop", "office"), AroundTheClock()),
            **given,  # type: ignore[arg-type]
        )
        assert found.terms(CASE).calendar == calendar


class TestTags:
    def test_of_the_customer_are_asked_for(self, desk: Desk) -> None:
        tagged = CustomerTagged(
            generation=1, version=7, change="tagged", handle="c-1", tags=("VIP",)
        )
        keep_names(desk.session, "tags", [tagged])
        draft = PolicyDraft("贵宾", {"customer_tag": ["VIP"]}, {"first_response": 5}, [])
        policies.add_policy(desk.session, draft, by=MANAGER, now=desk.now)
        vip, plain = (birth(at=desk.now, customer=handle) for handle in ("c-1", "c-2"))
        desk.hear(triaged(vip), triaged(plain))
        (first,) = desk.case(vip.case_id).clocks
        assert first.due_at == desk.now + timedelta(minutes=5)
        assert len(desk.case(plain.case_id).clocks) == 2
