"""What screens may offer is what routes allow: each permission names the roles of its routes."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from services.triage.rules.permissions import PERMISSIONS
from tests.fixtures.access import world_in
from tests.fixtures.api_operations import Operation, operations

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROUTES = {
    "cases.take": ("triage.take_next",),
    "cases.work": ("followup.start_case", "followup.ask_customer", "followup.resolve_case"),
    "cases.move": ("triage.transfer", "triage.correct", "triage.dismiss", "triage.move_many"),
    "cases.note": ("followup.note_on_case",),
    "cases.close": ("followup.close_case",),
    "incidents.decide": ("triage.accept_incident", "triage.reject_incident"),
    "board.read": ("triage.show_board", "triage.list_alerts"),
    "plans.read": ("triage.list_shifts", "triage.list_routing_rules"),
    "plans.write": ("triage.add_shift", "triage.add_routing_rule", "triage.add_topic"),
    "staff.read": ("triage.list_staff",),
    "staff.write": ("triage.add_staff", "triage.change_staff", "triage.reset_password"),
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


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def described(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[list[Operation]]:
    async with world_in(tmp_path_factory.mktemp("permissions")) as world:
        yield await operations(world)


class TestPermissions:
    async def test_are_those_of_their_routes(self, described: list[Operation]) -> None:
        by_name = {str(one): one.roles for one in described}
        wrong = {
            (name, route): (by_name.get(route), roles)
            for name, roles in PERMISSIONS.items()
            for route in ROUTES[name]
            if by_name.get(route) != roles
        }

        assert wrong == {}
