"""What screens may offer is what routes allow: each permission names the roles of its routes."""

import pytest

from services.triage.rules.permissions import PERMISSIONS
from tests.fixtures.access_scene import Scene

pytestmark = pytest.mark.asyncio(loop_scope="package")

ROUTES = {
    "cases.take": ("triage.take_next", "triage.take_task"),
    "cases.work": ("followup.start_case", "followup.ask_customer", "followup.resolve_case"),
    "cases.move": ("triage.transfer", "triage.correct", "triage.dismiss", "triage.move_many"),
    "cases.note": ("followup.note_on_case",),
    "cases.close": ("followup.close_case",),
    "incidents.decide": ("triage.accept_incident", "triage.reject_incident"),
    "board.read": ("triage.show_board", "triage.list_alerts"),
    "plans.read": ("triage.list_shifts", "triage.list_routing_rules"),
    "plans.write": ("triage.add_shift", "triage.add_routing_rule", "triage.add_topic"),
    "staff.read": ("triage.list_staff",),
    "staff.write": ("triage.add_staff", "triage.change_staff"),
    "passwords.reset": ("triage.reset_password",),
    "keys.read": ("triage.list_api_keys",),
    "keys.write": ("triage.add_api_key", "triage.revoke_api_key"),
    "models.read": ("triage.list_models",),
    "models.write": ("triage.train_model", "triage.activate_model"),
    "stores.write": ("intake.post_store", "intake.put_store"),
    "customers.unmask": ("intake.post_unmask",),
    "audit.read": ("intake.list_audit_entries", "followup.list_audit_entries"),
    "ledger.read": ("triage.ledger", "followup.read_ledger"),
    "events.read": ("intake.list_parked_events",),
    "events.replay": ("triage.replay_parked_event",),
}


class TestPermissions:
    async def test_are_those_of_their_routes(self, scene: Scene) -> None:
        by_name = {str(one): one.roles for one in scene.operations}
        wrong = {
            (name, route): (by_name.get(route), roles)
            for name, roles in PERMISSIONS.items()
            for route in ROUTES[name]
            if by_name.get(route) != roles
        }

        assert wrong == {}
