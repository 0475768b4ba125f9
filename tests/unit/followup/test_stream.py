"""What listeners hear of cases and alerts is what their lists would show them."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlmodel import col

from services.followup.models import Alert
from services.followup.operations.alerts import reach
from services.followup.web.stream import hears_alert, new_alerts, tell
from shared.auth import Principal
from shared.events import CaseProgressed, FollowOnRequested
from shared.events.vocabulary import PersonRef
from shared.ids import new_id
from shared.streams import Change
from tests.fixtures.followup import LEAD, MANAGER, OWNER, Desk, triaged

ELSEWHERE = Principal("staff", new_id(), "别组", frozenset({"agent"}), frozenset({new_id()}))
STORES = [
    Principal("staff", new_id(), "店长", frozenset({"store_manager"}), stores=frozenset(codes))
    for codes in ((), ("S001",), ("S002", "S003"))
]
KEEPER = PersonRef(id=STORES[0].id, username="keeper", name="店长")
EVERYBODY = [OWNER, LEAD, MANAGER, ELSEWHERE, *STORES]


class TestCases:
    def test_are_heard_by_who_lists_them(self, desk: Desk) -> None:
        born = desk.open_case()
        desk.hear(triaged(born, 2, owner=None))
        other = desk.open_case()
        kept = desk.open_case(store_code="S009", owner=KEEPER)
        changes = [
            Change(seq, CaseProgressed.TYPE, case_id)
            for seq, case_id in enumerate((born.case_id, other.case_id, kept.case_id))
        ]

        told = tell(desk.session, changes)

        assert len(told) == 3
        for one in EVERYBODY:
            heard = {said.data["id"] for said in told if said.is_for(one)}
            assert heard == {case.id for case in desk.listed(one)}, one

    def test_are_told_of_once_and_of_nothing_else(self, desk: Desk) -> None:
        born = desk.open_case()
        changes = [
            Change(1, CaseProgressed.TYPE, born.case_id),
            Change(2, CaseProgressed.TYPE, born.case_id),
            Change(3, FollowOnRequested.TYPE, born.case_id),
        ]

        (told,) = tell(desk.session, changes)

        assert told.data["version"] == desk.case(born.case_id).version


class TestAlerts:
    @pytest.fixture
    def alert(self, desk: Desk) -> Alert:
        made = Alert(
            id=new_id(),
            day=date(2026, 11, 21),
            kind="volume",
            store_code="S001",
            region="华东",
            topic="",
            observed=9,
            expected=2.5,
            chance=0.001,
            case_ids=[],
            raised_at=datetime(2026, 11, 22, tzinfo=UTC),
        )
        desk.session.add(made)
        desk.session.flush()
        return made

    def test_are_told_of_from_the_mark_on(self, desk: Desk, alert: Alert) -> None:
        before, nothing = new_alerts(desk.session, None)
        earlier = "00000000-0000-0000-0000-000000000000"
        mark, told = new_alerts(desk.session, earlier)

        assert (before, nothing) == (alert.id, [])
        assert mark == alert.id
        assert [(one.event, one.data) for one in told] == [("alert", {"id": alert.id})]
        assert new_alerts(desk.session, mark) == (mark, [])

    def test_are_heard_by_who_lists_them(self, desk: Desk, alert: Alert) -> None:
        for one in EVERYBODY:
            if one.has_role("agent") and not one.has_role("lead", "manager"):
                continue  # may list none
            listed = desk.session.execute(sa.select(col(Alert.id)).where(reach(one))).first()
            assert hears_alert(one, store="S001") == (listed is not None), one
