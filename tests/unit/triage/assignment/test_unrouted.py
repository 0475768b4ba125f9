"""Cases that came when no team was there: told to who sets teams up, and led to the first."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from services.triage.models import RoutingRule, TriageModel
from services.triage.operations import teams
from services.triage.operations.backlog import drain_backlog
from services.triage.operations.notices_to_leads import TO_LEADS, UNTAKEN
from services.triage.operations.waking import DRAIN_BACKLOG
from services.triage.rules.notices import told as notice_words
from shared.database import memory_session
from shared.ids import new_id
from shared.tables import kit_metadata, service_state
from tests.fixtures.assignment import LATER, anew, away, by_name, last, policy
from tests.fixtures.notices import fire_all, told
from tests.fixtures.triage import NOON, Organisation


@pytest.fixture
def bare() -> Iterator[Organisation]:
    """Return an organisation that nobody has set up: its administrator alone."""
    with memory_session([TriageModel.metadata, kit_metadata]) as session:
        session.info["audit_key"] = b"k" * 32
        session.execute(sa.insert(service_state).values(id=1, generation=1))
        made = Organisation(session)
        made.person("ada", "admin")
        yield made


def add_team(org: Organisation, name: str, *members: str) -> None:
    made = teams.add_team(
        org.session,
        name=name,
        members=[org.people[one].id for one in members],
        by=org.principal("ada"),
        now=LATER,
    )
    org.teams[name] = made.id
    org.shift(team_id=made.id)


class TestACaseWithoutATeam:
    def test_goes_to_the_first_team_there_is(self, bare: Organisation) -> None:
        case = bare.case(urgency="critical")
        assert not case.team_id
        assert drain_backlog(bare.session, bare.boards, NOON) == 0
        bare.person("anna", "agent")
        add_team(bare, "售后退款", "anna")

        fire_all(bare, LATER, [DRAIN_BACKLOG])

        assert (case.team_id, by_name(bare, case)) == (bare.teams["售后退款"], "anna")
        assert last(bare, case).event == "routed"
        detail = last(bare, case).detail
        assert (detail["team"], detail["reason"]) == ("default", "least_loaded")
        told_others = bare.published()[-1]
        assert (told_others.change, told_others.team.name) == ("routed", "售后退款")
        assert told_others.owner.username == "anna"

    def test_goes_where_rules_and_topics_lead(self, org: Organisation) -> None:
        for name in org.teams:
            policy(org, name, active=False)
        anew(org)
        first, second = org.case("refund"), org.case("price")
        org.session.add(
            RoutingRule(
                id=new_id(),
                name="价格",
                position=1,
                conditions={"topic": ["price"]},
                team_id=org.teams["食品安全"],
                created_at=NOON,
            )
        )
        for name in org.teams:
            policy(org, name, active=True)
        anew(org)

        drain_backlog(org.session, org.boards, LATER)

        assert first.team_id == org.teams["售后退款"]
        assert by_name(org, second) == "fay"
        assert last(org, second).detail["team"] == "rule: 价格"

    def test_waits_in_its_team_when_nobody_there_has_room(self, org: Organisation) -> None:
        for name in org.teams:
            policy(org, name, active=False)
        away(org, "anna", "bob")
        anew(org)
        case = org.case("refund")
        policy(org, "售后退款", active=True)
        anew(org)

        for _ in range(2):
            drain_backlog(org.session, org.boards, LATER)

        assert (case.team_id, case.is_waiting) == (org.teams["售后退款"], True)
        assert last(org, case).detail["alerted"] == [org.people["lea"].id]
        fire_all(org, LATER + timedelta(minutes=5), [UNTAKEN])
        assert [one.occasion for one in told(org, "lea")] == ["untaken"]

    def test_of_a_team_that_was_closed_goes_to_another(self, org: Organisation) -> None:
        away(org, "fay")
        case = org.case("food_safety")
        assert case.is_waiting
        policy(org, "食品安全", active=False)
        anew(org)

        drain_backlog(org.session, org.boards, LATER)

        assert by_name(org, case) == "sam"

    @pytest.mark.parametrize("urgency", ["critical", "normal"])
    def test_is_told_to_administrators(self, bare: Organisation, urgency: str) -> None:
        case = bare.case(urgency=urgency)
        assert last(bare, case).detail["alerted"] == [bare.people["ada"].id]

        fire_all(bare, NOON + timedelta(minutes=5), [TO_LEADS, UNTAKEN])

        (one,) = told(bare, "ada")
        assert (one.occasion, one.path) == ("untaken", f"/cases/{case.id}")
        title, _ = notice_words(one.occasion, one.facts, "zh")
        assert "无人可接" in title

    def test_is_told_to_managers_too(self, bare: Organisation) -> None:
        bare.person("max", "manager")
        bare.case()
        fire_all(bare, NOON + timedelta(minutes=5), [UNTAKEN])
        assert [len(told(bare, one)) for one in ("ada", "max")] == [1, 1]

    def test_of_a_team_without_anybody_is_told_to_administrators(self, bare: Organisation) -> None:
        bare.team("售后退款")
        bare.case()
        fire_all(bare, NOON + timedelta(minutes=5), [UNTAKEN])
        assert [one.occasion for one in told(bare, "ada")] == ["untaken"]
