"""The console's forms: they ask for what the services take, of those whom the routes let in."""

import asyncio
import json
import subprocess
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin
from unittest.mock import Mock

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from embedded.documents import documents
from services.intake.channels.registry import KINDS
from services.intake.channels.wechat.family import wechat_kinds
from tests.fixtures.console import CONSOLE, built, node_environment

MODELS = {**KINDS, **wechat_kinds(Mock(), Mock())}
MADE_BY_US = {"credentials.path_token"}
SEE_ADMINISTRATION = {"lead", "manager", "admin", "auditor"}
OWN_PAGES = {
    "staff": {"password", "must_change_password", "away"},
    "topics": {"position"},
}
"""What is left to another page, or to the service."""


@pytest.fixture(scope="module")
def forms() -> Any:
    """Return what the forms ask for, as the console itself says."""
    built()
    command = ["node", "scripts/forms.mjs"]
    done = subprocess.run(  # noqa: S603
        command, cwd=CONSOLE, env=node_environment(), check=True, capture_output=True, timeout=300
    )
    return json.loads(done.stdout)


def taken(model: type[BaseModel], before: str) -> Iterator[tuple[str, FieldInfo]]:
    """Yield what a model takes under the names that the form gives it: dots between levels."""
    for name, info in model.model_fields.items():
        kind = info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from taken(kind, f"{before}.{name}")
        else:
            yield f"{before}.{name}", info


def models_of(channel: str) -> dict[str, FieldInfo]:
    kind: Any = MODELS[channel]
    both = [*taken(kind.Settings, "settings"), *taken(kind.Credentials, "credentials")]
    return {name: info for name, info in both if name not in MADE_BY_US}


class TestChannelAccounts:
    def test_have_a_form_for_each_kind(self, forms: Any) -> None:
        assert set(forms["accounts"]) == set(MODELS)

    @pytest.mark.parametrize("channel", sorted(MODELS))
    def test_are_asked_for_all_that_is_taken_and_nothing_else(
        self, channel: str, forms: Any
    ) -> None:
        asked = {field["name"]: field for field in forms["accounts"][channel]}
        known = models_of(channel)

        assert set(asked) == set(known)
        for name, info in known.items():
            field = asked[name]
            assert field["isNeeded"] is info.is_required(), name
            if get_origin(info.annotation) is Literal:
                assert set(field["options"]) == set(get_args(info.annotation)), name
            if isinstance(info.default, int | str) and field.get("from") is not None:
                assert field["from"] == info.default, name


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return {name: json.loads(text) for name, text in asyncio.run(documents()).items()}


class Routes:
    """The routes of one kind of managers' data: of the list, and of one row."""

    def __init__(self, resource: Any, described: dict[str, Any]) -> None:
        service, _, path = resource["path"].strip("/").partition("/")
        self.document = described[service]
        paths = self.document["paths"]
        self.all = paths[f"/{path}"]
        rows = [one for one in paths if one.startswith(f"/{path}/{{") and one.endswith("}")]
        self.one = self.all if resource.get("isSingle") else paths.get(min(rows, key=len), {})

    def body(self, operation: Any) -> Any:
        found = operation["requestBody"]["content"]["application/json"]["schema"]
        while "$ref" in found:
            found = self.document["components"]["schemas"][found["$ref"].rpartition("/")[2]]
        return found


def writing(resource: Any, routes: Routes) -> Iterator[tuple[str, Any]]:
    """Yield what the page of these data sends, each with its route."""
    if resource.get("makes"):
        yield "post", routes.all["post"]
    if changes := resource.get("changes"):
        yield changes.lower(), routes.one[changes.lower()]
    if resource.get("removes"):
        yield "delete", routes.one["delete"]


class TestManagersData:
    def test_are_offered_to_those_whom_the_routes_let_in(
        self, forms: Any, described: dict[str, Any]
    ) -> None:
        for resource in forms["resources"]:
            routes = Routes(resource, described)
            readers = set(resource.get("readers") or SEE_ADMINISTRATION)
            assert readers <= set(routes.all["get"]["x-roles"]), resource["key"]
            for verb, operation in writing(resource, routes):
                assert set(operation["x-roles"]) == set(resource["writers"]), (
                    resource["key"],
                    verb,
                )

    def test_are_asked_for_whole(self, forms: Any, described: dict[str, Any]) -> None:
        for resource in forms["resources"]:
            routes = Routes(resource, described)
            for verb, operation in writing(resource, routes):
                if verb == "delete":
                    continue
                skipped = "onlyChanged" if verb == "post" else "onlyNew"
                fields = resource["fields"]
                asked = {one["name"].partition(".")[0] for one in fields if not one[skipped]}
                never = {one["name"].partition(".")[0] for one in fields if one[skipped]}
                body = routes.body(operation)
                said = {name for name, one in body["properties"].items() if not one.get("readOnly")}
                takes = said - OWN_PAGES.get(resource["key"], set())
                assert asked <= set(body["properties"]), (resource["key"], verb)
                assert takes - asked <= never, (resource["key"], verb)
                assert set(body.get("required", ())) <= asked, (resource["key"], verb)
