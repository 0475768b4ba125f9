"""The three OpenAPI documents say what the HTTP contract promises, and who may ask for it."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.fixtures.access import SERVICES, World, world_in
from tests.fixtures.api_operations import Operation, operations

pytestmark = pytest.mark.asyncio(loop_scope="module")

EVERYBODY = ("admin", "agent", "auditor", "lead", "manager", "store_manager")
WRITERS = tuple(role for role in EVERYBODY if role != "auditor")
MOVERS = ("admin", "agent", "lead", "manager")
WORKERS = ("agent", "lead", "manager")
DECIDERS = ("admin", "lead", "manager")
PLANNERS = ("admin", "manager")
SIGN_KEEPERS = ("admin", "lead", "manager", "store_manager")
DOERS = ("agent", "lead", "manager", "store_manager")
PLAN_READERS = ("admin", "auditor", "lead", "manager")
PEOPLE_READERS = ("admin", "auditor", "manager")
OVERSEERS = ("admin", "auditor")
REPORT_READERS = ("admin", "auditor", "lead", "manager", "store_manager")
FIGURE_KEEPERS = ("admin", "manager", "store_manager")

OF_EACH: dict[str, tuple[str, ...]] = {
    "GET /healthz": (),
    "GET /readyz": (),
    "GET /metrics": (),
    "GET /v1/ledger": PEOPLE_READERS,
    "GET /v1/parked-events": OVERSEERS,
    "POST /v1/parked-events/{}/replay": ("admin",),
    "GET /v1/audit": OVERSEERS,
    "GET /v1/audit/verify": OVERSEERS,
    "GET /v1/stream": EVERYBODY,
}
WHO_MAY: dict[str, dict[str, tuple[str, ...]]] = {
    "intake": {
        "GET /v1/me/addresses": EVERYBODY,
        "PUT /v1/me/addresses": WRITERS,
        "GET /v1/staff/{}/addresses": ("admin",),
        "PUT /v1/staff/{}/addresses": ("admin",),
        **OF_EACH,
        "POST /v1/feedback": WRITERS,
        "GET /v1/feedback": EVERYBODY,
        "GET /v1/feedback/{}": EVERYBODY,
        "POST /v1/attachments": WRITERS,
        "GET /v1/attachments/{}": EVERYBODY,
        "GET /v1/stores": EVERYBODY,
        "POST /v1/stores": PLANNERS,
        "PUT /v1/stores/{}": PLANNERS,
        "GET /v1/webhooks": PEOPLE_READERS,
        "POST /v1/webhooks": PLANNERS,
        "GET /v1/webhooks/{}": PEOPLE_READERS,
        "PUT /v1/webhooks/{}": PLANNERS,
        "DELETE /v1/webhooks/{}": PLANNERS,
        "POST /v1/webhooks/{}/test": PLANNERS,
        "POST /v1/webhooks/{}/rotate": PLANNERS,
        "GET /v1/webhooks/{}/deliveries": PEOPLE_READERS,
        "POST /v1/webhooks/{}/deliveries/{}/replay": PLANNERS,
        "POST /v1/feedback/{}/reply-preview": WRITERS,
        "POST /v1/feedback/{}/evidence": DOERS,
        "GET /v1/replies": EVERYBODY,
        "GET /v1/replies/{}": EVERYBODY,
        "GET /v1/templates": PLAN_READERS,
        "POST /v1/templates": PLANNERS,
        "POST /v1/templates/preview": PLANNERS,
        "GET /v1/templates/{}": PLAN_READERS,
        "GET /v1/templates/{}/preview": PLAN_READERS,
        "PUT /v1/templates/{}": PLANNERS,
        "DELETE /v1/templates/{}": PLANNERS,
        "POST /v1/customers/{}/unmask": ("lead", "manager"),
        "GET /v1/channels": PLANNERS,
        "POST /v1/channels": PLANNERS,
        "GET /v1/channels/{}": PLANNERS,
        "PUT /v1/channels/{}": PLANNERS,
        "DELETE /v1/channels/{}": PLANNERS,
        "POST /v1/channels/{}/test": PLANNERS,
        "POST /v1/channels/{}/preview": PLANNERS,
        "POST /v1/channels/{}/scenes": PLANNERS,
        "GET /v1/checklists": EVERYBODY,
        "POST /v1/checklists": PLANNERS,
        "GET /v1/checklists/{}": EVERYBODY,
        "PUT /v1/checklists/{}": PLANNERS,
        "DELETE /v1/checklists/{}": PLANNERS,
        "GET /v1/inspections": EVERYBODY,
        "POST /v1/inspections": WRITERS,
        "GET /v1/inspections/{}": EVERYBODY,
        "GET /v1/channels/{}/items": PLANNERS,
        "POST /v1/channels/{}/items/{}/replay": PLANNERS,
        "GET /v1/channels/{}/cursors": PLANNERS,
        "GET /v1/wechat/official/{}": (),
        "POST /v1/wechat/official/{}": (),
        "POST /v1/wechat/mini/{}/session": (),
        "POST /v1/wechat/mini/{}/consents": (),
        "GET /v1/wecom/{}": (),
        "POST /v1/wecom/{}": (),
        "POST /v1/hooks/{}": (),
        "POST /v1/hooks/{}/{}": (),
        "GET /f/{}": (),
        "POST /f/{}": (),
        "GET /t/{}": (),
        "GET /t/{}/pictures/{}": (),
        "POST /t/{}/messages": (),
        "GET /v1/forms": EVERYBODY,
        "POST /v1/forms": PLANNERS,
        "GET /v1/forms/{}": EVERYBODY,
        "PUT /v1/forms/{}": PLANNERS,
        "DELETE /v1/forms/{}": PLANNERS,
        "POST /t/{}/withdraw": (),
        "GET /v1/customers": WRITERS,
        "GET /v1/customers/{}": EVERYBODY,
        "GET /v1/customers/{}/feedback": EVERYBODY,
        "POST /v1/customers/{}/merge": ("admin", "lead", "manager"),
        "POST /v1/customers/{}/split": ("admin", "lead", "manager"),
        "POST /v1/customers/{}/erase": PLANNERS,
        "POST /v1/customers/{}/export": PLANNERS,
        "GET /v1/imports": PEOPLE_READERS,
        "POST /v1/imports": PLANNERS,
        "GET /v1/imports/{}": PEOPLE_READERS,
        "PUT /v1/imports/{}/mapping": PLANNERS,
        "POST /v1/imports/{}/cancel": PLANNERS,
        "GET /v1/imports/{}/rejects.csv": PLANNERS,
        "GET /v1/stores/qrcodes.pdf": SIGN_KEEPERS,
        "GET /v1/stores/{}/qrcode.svg": SIGN_KEEPERS,
        "GET /v1/stores/{}/qrcode.png": SIGN_KEEPERS,
    },
    "triage": {
        **OF_EACH,
        "POST /v1/auth/token": (),
        "POST /v1/auth/refresh": (),
        "POST /v1/auth/logout": (),
        "GET /v1/auth/jwks.json": (),
        "GET /v1/auth/methods": (),
        "POST /v1/auth/oidc/start": (),
        "GET /v1/auth/oidc/callback": (),
        "POST /v1/auth/forgotten": (),
        "POST /v1/auth/links/look": (),
        "POST /v1/auth/links/accept": (),
        "GET /v1/auth/sessions": EVERYBODY,
        "DELETE /v1/auth/sessions/{}": EVERYBODY,
        "GET /v1/password-requests": OVERSEERS,
        "POST /v1/staff/{}/invite": ("admin",),
        "POST /v1/staff/{}/reset-link": ("admin",),
        "DELETE /v1/staff/{}/sessions": ("admin",),
        "GET /v1/staff/{}/identities": OVERSEERS,
        "POST /v1/staff/{}/identities": ("admin",),
        "DELETE /v1/staff/{}/identities/{}": ("admin",),
        "GET /v1/auth/me": EVERYBODY,
        "POST /v1/auth/password": EVERYBODY,
        "GET /v1/me": EVERYBODY,
        "PUT /v1/me/presence": WRITERS,
        "GET /v1/me/notices": EVERYBODY,
        "POST /v1/me/notices/read": WRITERS,
        "GET /v1/me/notice-settings": EVERYBODY,
        "PUT /v1/me/notice-settings": WRITERS,
        "GET /v1/me/filters": EVERYBODY,
        "POST /v1/me/filters": WRITERS,
        "PUT /v1/me/filters/{}": WRITERS,
        "DELETE /v1/me/filters/{}": WRITERS,
        "GET /v1/queues": EVERYBODY,
        "GET /v1/board": PLAN_READERS,
        "GET /v1/staff": PEOPLE_READERS,
        "POST /v1/staff": ("admin",),
        "GET /v1/staff/{}": PEOPLE_READERS,
        "PATCH /v1/staff/{}": ("admin",),
        "POST /v1/staff/{}/reset-password": ("admin",),
        "POST /v1/staff/me/away": WRITERS,
        "GET /v1/api-keys": OVERSEERS,
        "POST /v1/api-keys": ("admin",),
        "GET /v1/api-keys/{}": OVERSEERS,
        "DELETE /v1/api-keys/{}": ("admin",),
        "GET /v1/teams": EVERYBODY,
        "POST /v1/teams": PLANNERS,
        "GET /v1/teams/{}": EVERYBODY,
        "PATCH /v1/teams/{}": PLANNERS,
        "GET /v1/teams/{}/fairness": PLAN_READERS,
        "GET /v1/alerts": PLAN_READERS,
        "GET /v1/shifts": PLAN_READERS,
        "POST /v1/shifts": PLANNERS,
        "GET /v1/shifts/{}": PLAN_READERS,
        "PATCH /v1/shifts/{}": PLANNERS,
        "DELETE /v1/shifts/{}": PLANNERS,
        "GET /v1/shift-overrides": PLAN_READERS,
        "POST /v1/shift-overrides": PLANNERS,
        "DELETE /v1/shift-overrides/{}": PLANNERS,
        "GET /v1/efforts": PLAN_READERS,
        "PUT /v1/efforts": PLANNERS,
        "GET /v1/topics": EVERYBODY,
        "POST /v1/topics": PLANNERS,
        "GET /v1/topics/{}": EVERYBODY,
        "PATCH /v1/topics/{}": PLANNERS,
        "GET /v1/lexicon": PLAN_READERS,
        "POST /v1/lexicon": PLANNERS,
        "GET /v1/lexicon/{}": PLAN_READERS,
        "PATCH /v1/lexicon/{}": PLANNERS,
        "DELETE /v1/lexicon/{}": PLANNERS,
        "GET /v1/models": PEOPLE_READERS,
        "POST /v1/models/train": PLANNERS,
        "GET /v1/models/{}": PEOPLE_READERS,
        "POST /v1/models/{}/activate": PLANNERS,
        "POST /v1/models/{}/shadow": PLANNERS,
        "DELETE /v1/models/{}/shadow": PLANNERS,
        "GET /v1/training-runs": PEOPLE_READERS,
        "GET /v1/training-runs/{}": PEOPLE_READERS,
        "GET /v1/labels": PEOPLE_READERS,
        "GET /v1/routing-rules": PLAN_READERS,
        "POST /v1/routing-rules": PLANNERS,
        "GET /v1/routing-rules/{}": PLAN_READERS,
        "PATCH /v1/routing-rules/{}": PLANNERS,
        "DELETE /v1/routing-rules/{}": PLANNERS,
        "POST /v1/routing-rules/order": PLANNERS,
        "POST /v1/routing-rules/dry-run": PLANNERS,
        "GET /v1/customers/{}/tags": PEOPLE_READERS,
        "PUT /v1/customers/{}/tags": PLANNERS,
        "GET /v1/cases": EVERYBODY,
        "GET /v1/cases/{}": EVERYBODY,
        "GET /v1/cases/{}/related": EVERYBODY,
        "POST /v1/cases/bulk": MOVERS,
        "POST /v1/cases/next": WORKERS,
        "POST /v1/cases/{}/accept": WRITERS,
        "POST /v1/cases/{}/decline": WRITERS,
        "POST /v1/cases/{}/transfer": MOVERS,
        "POST /v1/cases/{}/correct": MOVERS,
        "POST /v1/cases/{}/confirm": MOVERS,
        "POST /v1/cases/{}/dismiss": MOVERS,
        "POST /v1/cases/{}/merge": MOVERS,
        "POST /v1/cases/{}/restore": MOVERS,
        "POST /v1/cases/{}/tasks": MOVERS,
        "GET /v1/search": EVERYBODY,
        "GET /v1/incidents": EVERYBODY,
        "GET /v1/incidents/{}": EVERYBODY,
        "POST /v1/incidents/{}/accept": DECIDERS,
        "POST /v1/incidents/{}/reject": DECIDERS,
        "POST /v1/incidents/{}/cases": MOVERS,
        "POST /v1/incidents/{}/split": DECIDERS,
        "GET /v1/duplicates": EVERYBODY,
        "GET /v1/duplicates/{}": EVERYBODY,
        "POST /v1/duplicates/{}/accept": MOVERS,
        "POST /v1/duplicates/{}/reject": MOVERS,
        "POST /v1/classify": WRITERS,
    },
    "followup": {
        **OF_EACH,
        "GET /v1/cases": EVERYBODY,
        "GET /v1/cases/{}": EVERYBODY,
        "POST /v1/cases/{}/start": WORKERS,
        "POST /v1/cases/{}/note": WRITERS,
        "POST /v1/cases/{}/ask": WORKERS,
        "POST /v1/cases/{}/resolve": WORKERS,
        "POST /v1/cases/{}/reopen": WORKERS,
        "POST /v1/cases/{}/close": ("lead", "manager"),
        "POST /v1/cases/{}/tasks/{}/done": WORKERS,
        "GET /v1/incidents/{}": EVERYBODY,
        "POST /v1/incidents/{}/resolve": WORKERS,
        "GET /v1/calendars": EVERYBODY,
        "POST /v1/calendars": PLANNERS,
        "GET /v1/calendars/{}": EVERYBODY,
        "PUT /v1/calendars/{}": PLANNERS,
        "DELETE /v1/calendars/{}": PLANNERS,
        "GET /v1/calendars/{}/days": EVERYBODY,
        "POST /v1/calendars/{}/days": PLANNERS,
        "DELETE /v1/calendars/{}/days/{}": PLANNERS,
        "GET /v1/calendars/{}/due": EVERYBODY,
        "GET /v1/cases/{}/corrective-actions": EVERYBODY,
        "POST /v1/cases/{}/corrective-actions": DOERS,
        "POST /v1/cases/{}/corrective-actions/{}/done": DOERS,
        "POST /v1/cases/{}/corrective-actions/{}/check": ("lead", "manager"),
        "GET /v1/corrective-topics": EVERYBODY,
        "PUT /v1/corrective-topics": PLANNERS,
        "POST /v1/cases/{}/collaborators": WORKERS,
        "DELETE /v1/cases/{}/collaborators/{}": WORKERS,
        "GET /v1/me/mentions": EVERYBODY,
        "GET /v1/macros": EVERYBODY,
        "POST /v1/macros": PLANNERS,
        "GET /v1/macros/{}": EVERYBODY,
        "PUT /v1/macros/{}": PLANNERS,
        "DELETE /v1/macros/{}": PLANNERS,
        "POST /v1/cases/{}/macro-preview": WORKERS,
        "GET /v1/sla-policies": PLAN_READERS,
        "POST /v1/sla-policies": PLANNERS,
        "POST /v1/sla-policies/dry-run": PLANNERS,
        "GET /v1/sla-policies/{}": PLAN_READERS,
        "PUT /v1/sla-policies/{}": PLANNERS,
        "DELETE /v1/sla-policies/{}": PLANNERS,
        "GET /v1/survey-settings": PEOPLE_READERS,
        "POST /v1/survey-settings": PLANNERS,
        "GET /v1/survey-settings/{}": PEOPLE_READERS,
        "PUT /v1/survey-settings/{}": PLANNERS,
        "DELETE /v1/survey-settings/{}": PLANNERS,
        "GET /v1/survey-guard": PEOPLE_READERS,
        "PUT /v1/survey-guard": PLANNERS,
        "GET /v1/survey-providers": PEOPLE_READERS,
        "POST /v1/survey-providers": ("admin",),
        "GET /v1/survey-providers/{}": PEOPLE_READERS,
        "PUT /v1/survey-providers/{}": ("admin",),
        "DELETE /v1/survey-providers/{}": ("admin",),
        "POST /v1/surveys/callbacks/{}": (),
        "GET /v1/reports/rows": REPORT_READERS,
        "GET /v1/reports/overview": REPORT_READERS,
        "GET /v1/reports/stores": REPORT_READERS,
        "GET /v1/reports/staff": REPORT_READERS,
        "GET /v1/reports/topics": REPORT_READERS,
        "GET /v1/reports/sla": REPORT_READERS,
        "GET /v1/reports/satisfaction": REPORT_READERS,
        "GET /v1/reports/campaigns": REPORT_READERS,
        "GET /v1/reports/channels": REPORT_READERS,
        "GET /v1/reports/teams": REPORT_READERS,
        "GET /v1/reports/regions": REPORT_READERS,
        "GET /v1/reports/staff/{}/card": EVERYBODY,
        "POST /v1/reports/staff/{}/card/appeals": WORKERS,
        "POST /v1/reports/appeals/{}/decide": ("lead", "manager"),
        "GET /v1/reports/campaigns/{}/effect": PEOPLE_READERS,
        "GET /v1/reports/inspections": REPORT_READERS,
        "GET /v1/reports/weekly": PEOPLE_READERS,
        "POST /v1/reports/weekly/send": PLANNERS,
        "GET /v1/alerts": REPORT_READERS,
        "GET /v1/alerts/usefulness": REPORT_READERS,
        "GET /v1/alerts/{}": REPORT_READERS,
        "POST /v1/alerts/{}/acknowledge": SIGN_KEEPERS,
        "POST /v1/alerts/{}/judge": SIGN_KEEPERS,
        "POST /v1/alerts/{}/incident": DECIDERS,
        "POST /v1/alerts/{}/tasks": SIGN_KEEPERS,
        "GET /v1/store-tasks": EVERYBODY,
        "POST /v1/store-tasks/{}/done": WRITERS,
        "GET /v1/stores/{}/daily": REPORT_READERS,
        "PUT /v1/stores/{}/daily": FIGURE_KEEPERS,
        "POST /v1/stores/daily": FIGURE_KEEPERS,
        "GET /v1/call-tasks": EVERYBODY,
        "GET /v1/call-tasks/{}": EVERYBODY,
        "POST /v1/call-tasks/{}/done": WORKERS,
        "GET /s/{}": (),
        "POST /s/{}": (),
        "POST /v1/surveys/{}": (),
    },
}
"""Who may call what, read and agreed to by people: a new route is put here on purpose."""

OPEN_TO_KEYS = {
    "POST /v1/feedback": "feedback:write",
    "POST /v1/attachments": "feedback:write",
    "POST /v1/classify": "classify",
    "GET /v1/reports/rows": "reports:read",
    "GET /v1/reports/overview": "reports:read",
    "GET /v1/reports/stores": "reports:read",
    "GET /v1/reports/staff": "reports:read",
    "GET /v1/reports/topics": "reports:read",
    "GET /v1/reports/sla": "reports:read",
    "GET /v1/reports/satisfaction": "reports:read",
    "GET /v1/reports/campaigns": "reports:read",
    "GET /v1/reports/channels": "reports:read",
    "GET /v1/reports/teams": "reports:read",
    "GET /v1/reports/regions": "reports:read",
    "GET /v1/reports/inspections": "reports:read",
    "GET /v1/stores/{}/daily": "reports:read",
    "PUT /v1/stores/{}/daily": "stores:write",
    "POST /v1/stores/daily": "stores:write",
}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with world_in(tmp_path_factory.mktemp("documents")) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def described(world: World) -> list[Operation]:
    return await operations(world)


def shape(operation: Operation) -> str:
    return f"{operation.method} {re.sub(r'{[^}]*}', '{}', operation.path)}"


class TestRoutes:
    @pytest.mark.parametrize("service", SERVICES)
    async def test_are_those_agreed_on_with_their_roles(
        self, described: list[Operation], service: str
    ) -> None:
        found = {
            shape(one): tuple(sorted(one.roles)) for one in described if one.service == service
        }

        assert found == WHO_MAY[service]

    async def test_are_open_to_keys_where_agreed_on(self, described: list[Operation]) -> None:
        found = {shape(one): one.scope for one in described if one.scope}

        assert found == OPEN_TO_KEYS

    async def test_take_if_match_where_a_case_is_changed(self, described: list[Operation]) -> None:
        changing = [one for one in described if one.method == "POST" and "{case_id}" in one.path]
        changing = [one for one in changing if not one.path.endswith("/macro-preview")]

        assert changing
        assert all(one.is_conditional for one in changing)

    async def test_take_an_idempotency_key_where_something_is_created(
        self, described: list[Operation]
    ) -> None:
        creating = [
            one for one in described if one.method == "POST" and "201" in one.described["responses"]
        ]

        assert creating
        assert all("Idempotency-Key" in one.parameters("header") for one in creating)

    async def test_page_their_lists(self, described: list[Operation]) -> None:
        lists = [one for one in described if one.reads and "cursor" in one.parameters("query")]

        assert lists
        for operation in lists:
            (limit,) = [one for one in operation.described["parameters"] if one["name"] == "limit"]
            bounds = {name: limit["schema"][name] for name in ("minimum", "maximum", "default")}
            assert bounds == {"minimum": 1, "maximum": 200, "default": 50}, operation


class TestDocument:
    async def test_names_each_operation_once_and_says_what_it_does(
        self, described: list[Operation]
    ) -> None:
        for service in SERVICES:
            names = [one.id for one in described if one.service == service]
            assert len(names) == len(set(names))
        assert [str(one) for one in described if not one.described.get("summary")] == []

    async def test_describes_every_body_and_refusal(self, described: list[Operation]) -> None:
        for operation in described:
            refused = operation.described["responses"]["default"]
            assert "application/problem+json" in refused["content"], operation
            if operation.method in {"PUT", "PATCH"}:
                assert operation.body is not None, operation

    async def test_refuses_unknown_fields_in_every_body(self, described: list[Operation]) -> None:
        bodies = [one for one in described if one.body is not None]

        assert bodies
        for operation in bodies:
            assert (operation.body or {}).get("additionalProperties") is False, operation

    async def test_has_no_name_of_a_module_and_no_dead_reference(self, world: World) -> None:
        for service in SERVICES:
            document = (await world.ask(None, "GET", f"/{service}/openapi.json")).json()
            schemas = document["components"]["schemas"]
            assert document["openapi"].startswith("3.1")
            assert [name for name in schemas if "__" in name] == []
            for reference in references(document):
                assert reference.removeprefix("#/components/schemas/") in schemas, reference


def references(value: Any) -> list[str]:
    if isinstance(value, list):
        return [found for one in value for found in references(one)]
    if not isinstance(value, dict):
        return []
    here = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
    return here + [found for one in value.values() for found in references(one)]


class TestPagesOfDocuments:
    async def test_need_no_other_host(self, world: World) -> None:
        for service in SERVICES:
            page = await world.ask(None, "GET", f"/{service}/docs")
            assert page.status_code == 200
            assert re.findall(r"(?:src|href)=\"(?:https?:)?//", page.text) == []
            for asset in re.findall(r"(?:src|href)=\"([^\"]+)\"", page.text):
                answer = await world.ask(None, "GET", f"/{service}/{asset}")
                assert answer.status_code == 200, asset

    async def test_run_only_their_own_scripts(self, world: World) -> None:
        policy = (await world.ask(None, "GET", "/intake/docs")).headers["Content-Security-Policy"]

        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]
        assert "frame-ancestors 'none'" in policy
