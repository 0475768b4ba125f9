"""Incidents that followup asks for when somebody opens one from an alert."""

from typing import Any

import sqlalchemy as sa

from services.triage.models.incidents import Incident
from services.triage.operations.incidents_requested import OWNER_LEFT, TAKEN, open_requested
from shared.events import IncidentChanged, IncidentRefused, IncidentRequested
from shared.events.vocabulary import PersonRef
from shared.ids import new_id
from tests.fixtures.triage import NOON, Organisation


def requested(
    org: Organisation, *case_ids: str, by: str = "max", **given: Any
) -> IncidentRequested:
    asked = org.people[by].ref
    return IncidentRequested(
        **{
            "incident_id": new_id(),
            "alert_id": new_id(),
            "title": "S001 · 反馈异常增多 · 2026-11-21",
            "store_code": "S001",
            "topic": "refund",
            "case_ids": case_ids,
            "observed": 9,
            "expected": 1.5,
            "chance": 0.001,
            "first_at": NOON,
            "last_at": NOON,
            "owner": asked,
            "requested_by": asked,
            "requested_at": NOON,
            **given,
        }
    )


def opened(org: Organisation, wanted: IncidentRequested) -> Incident:
    open_requested(org.session, [wanted], org.boards, now=NOON)
    return org.session.get_one(Incident, wanted.incident_id)


class TestRequestedIncident:
    def test_takes_its_cases_under_one_owner_once(self, org: Organisation) -> None:
        cases = [org.case(), org.case()]
        wanted = requested(org, *(case.id for case in cases))

        incident = opened(org, wanted)
        opened(org, wanted)

        assert (incident.state, incident.owner_id) == ("accepted", org.people["max"].id)
        assert {case.owner_id for case in cases} == {incident.owner_id}
        (told,) = org.published(IncidentChanged)
        assert (told.id, told.title) == (incident.id, wanted.title)

    def test_leaves_what_belongs_to_another_incident_or_is_out_of_reach(
        self, org: Organisation
    ) -> None:
        first, second = org.case(), org.case()
        of_others = org.case("food_safety")
        opened(org, requested(org, first.id))

        incident = opened(org, requested(org, first.id, second.id, of_others.id, by="lea"))

        assert second.incident_id == incident.id
        assert first.incident_id not in {None, incident.id}
        assert of_others.incident_id is None

    def test_is_rejected_with_the_reason_when_nothing_is_left_of_it(
        self, org: Organisation
    ) -> None:
        case = org.case()
        opened(org, requested(org, case.id))

        late = opened(org, requested(org, case.id))
        gone = PersonRef(id=new_id(), username="gone", name="离职")
        ownerless = opened(org, requested(org, org.case().id, owner=gone))

        assert (late.state, late.reason) == ("rejected", TAKEN)
        assert (ownerless.state, ownerless.reason) == ("rejected", OWNER_LEFT)
        told = [(one.incident_id, one.reason) for one in org.published(IncidentRefused)]
        assert told == [(late.id, TAKEN), (ownerless.id, OWNER_LEFT)]
        rows = org.session.execute(sa.select(Incident.state)).scalars()  # type: ignore[call-overload]
        assert sorted(rows) == ["accepted", "rejected", "rejected"]
