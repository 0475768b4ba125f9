"""The three OpenAPI documents say what the HTTP contract promises, and who may ask for it."""

import re
from collections.abc import AsyncIterator
from typing import Any, get_args

import pytest
import pytest_asyncio

from services.triage.web.schemas_staff import Scope
from tests.contract.who_may import OPEN_TO_KEYS, WHO_MAY
from tests.fixtures.access import SERVICES, World, world_in
from tests.fixtures.api_operations import Operation, operations

pytestmark = pytest.mark.asyncio(loop_scope="module")


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
        assert set(found.values()) == set(get_args(Scope)), "each scope given opens a route"

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

    async def test_page_what_says_where_the_next_page_begins(
        self, described: list[Operation]
    ) -> None:
        unpaged = {
            shape(one)
            for one in described
            if one.reads and not {"limit", "cursor"} <= set(one.parameters("query"))
            if "next_cursor" in one.answer.get("properties", {})
        }

        assert unpaged == set()

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
