"""Rules tried on past cases."""

from dataclasses import dataclass, field

from services.triage.assignment.plans import Plan
from services.triage.assignment.rehearsal import rehearse
from services.triage.assignment.scenario import ScenarioRule
from services.triage.rules.efforts import Efforts
from services.triage.rules.routing import Facts
from shared.events.vocabulary import TeamRef

REFUNDS, SHOP = (TeamRef(id=name, name=name) for name in ("refunds", "shop"))


@dataclass(frozen=True)
class Case:
    id: str
    codes: list[str]
    facts: Facts = field(default_factory=dict)
    ticket_no: str = "20261122-7Q4K2"


def plan(*rules: ScenarioRule) -> Plan:
    return Plan({}, rules, {"refund": REFUNDS}, {}, Efforts({}), SHOP)


class TestRehearse:
    def test_counts_what_would_have_gone_elsewhere_and_shows_some(self) -> None:
        cases = [
            *(Case(f"vip{n}", ["refund"], {"customer_tag": {"VIP"}}) for n in range(4)),
            Case("plain", ["refund"], {"customer_tag": set()}),
            Case("other", [], {}),
        ]
        vip = ScenarioRule("VIP", {"customer_tag": frozenset({"VIP", "SVIP"})}, SHOP)

        found = rehearse(cases, before=plan().route, after=plan(vip).route, examples=2)

        assert (found.cases, found.moved) == (6, 4)
        first = found.flows[0]
        assert (first.before, first.after, first.cases) == (REFUNDS, SHOP, 4)
        assert [one.id for one in first.examples] == ["vip0", "vip1"]
        assert found.because == {"rule: VIP": 4, "topic: refund": 1, "default": 1}

    def test_of_the_same_rules_moves_nothing(self) -> None:
        cases = [Case("1", ["refund"]), Case("2", [])]
        found = rehearse(cases, before=plan().route, after=plan().route, examples=1)
        assert (found.cases, found.moved) == (2, 0)
