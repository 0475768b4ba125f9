"""Case 18, roles: whoever is not named by a route's rule is refused, on every route there is."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from shared.openapi import api_routes
from tests.fixtures.access import PASSWORD, SCOPES
from tests.fixtures.access_scene import STRANGERS, Scene, scene_in
from tests.fixtures.api_operations import Operation

pytestmark = pytest.mark.asyncio(loop_scope="module")

BY_ROLE = {
    "agent": "agent09",
    "lead": "lead05",
    "manager": "manager",
    "store_manager": "store02",
    "admin": "admin",
    "auditor": "auditor",
}
UNDESCRIBED = {
    *("/openapi.json", "/docs", "/docs.json", "/docs/assets/{name}", "/static/{name}"),
}
"""Routes outside of the documents: the documents themselves and files that anyone may read."""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    async with scene_in(tmp_path_factory.mktemp("roles")) as made:
        await made.world.rest()
        yield made


async def refused(scene: Scene, who: object, operation: Operation) -> httpx.Response:
    """Send a good request that must change nothing."""
    with scene.world.unchanged():
        answer: httpx.Response = await scene.request(who, operation, scene.far)
    return answer


class TestEveryRoute:
    async def test_states_who_may_call_it(self, scene: Scene) -> None:
        silent = [str(one) for one in scene.operations if not one.states_a_rule]

        assert silent == []

    async def test_stands_in_its_document(self, scene: Scene) -> None:
        for name, service in scene.world.system.services.items():
            described = {one.path for one in scene.operations if one.service == name}
            routes = {route.path_format for route in api_routes(service.app)}
            others = [route for route in service.app.routes if not hasattr(route, "dependant")]

            assert routes - described == UNDESCRIBED
            assert others == []

    async def test_that_is_open_to_anyone_is_known_to_be(self, scene: Scene) -> None:
        found = {f"{one.method} {one.path}" for one in scene.operations if one.is_public}

        assert found == {
            *("GET /healthz", "GET /readyz", "GET /metrics"),
            *("GET /f/{form_code}", "POST /f/{form_code}"),
            *("POST /v1/hooks/{source}", "POST /v1/hooks/{source}/{token}"),
            *("GET /v1/wechat/official/{account}", "POST /v1/wechat/official/{account}"),
            *("POST /v1/wechat/mini/{app}/session", "POST /v1/wechat/mini/{app}/consents"),
            "POST /v1/wechat/mini/{app}/phone",
            *("GET /v1/wecom/{corp}", "POST /v1/wecom/{corp}"),
            *("GET /t/{token}", "POST /t/{token}/messages"),
            *("GET /t/{token}/pictures/{picture_id}", "POST /t/{token}/withdraw"),
            *("GET /s/{token}", "POST /s/{token}", "POST /v1/surveys/{token}"),
            "POST /v1/surveys/callbacks/{provider}",
            *("POST /v1/auth/token", "POST /v1/auth/refresh", "POST /v1/auth/logout"),
            "GET /v1/auth/jwks.json",
            *("GET /v1/auth/methods", "POST /v1/auth/oidc/start", "GET /v1/auth/oidc/callback"),
            *("POST /v1/auth/links/look", "POST /v1/auth/links/accept", "POST /v1/auth/forgotten"),
        }

    async def test_has_a_good_request_here(self, scene: Scene) -> None:
        """Without one the sweeps below would pass for want of a request that could succeed."""
        for operation in scene.operations:
            scene.far.path(operation)
            takes_json = operation.body is not None
            assert not takes_json or scene.body(operation, scene.far) is not None, operation


class TestNobody:
    async def test_is_refused_by_every_route_that_is_not_public(self, scene: Scene) -> None:
        nobody = [sent for name, sent in scene.credentials.items() if name.startswith("nobody")]

        for operation in scene.operations:
            for headers in nobody:
                if operation.is_public:
                    continue
                answer = await refused(scene, headers, operation)
                assert answer.status_code == 401, (operation, answer.text)
                assert answer.headers["WWW-Authenticate"] == "Bearer"


class TestRole:
    @pytest.mark.parametrize("role", BY_ROLE)
    async def test_is_refused_by_every_route_that_does_not_name_it(
        self, scene: Scene, role: str
    ) -> None:
        closed = [one for one in scene.operations if not one.is_public and role not in one.roles]

        assert closed
        for operation in closed:
            answer = await refused(scene, BY_ROLE[role], operation)
            assert answer.status_code == 403, (operation, answer.text)

    async def test_auditor_writes_nothing_but_the_own_sign_in(self, scene: Scene) -> None:
        writable = [
            str(one)
            for one in scene.operations
            if not one.reads and not one.is_public and "auditor" in one.roles
        ]

        assert writable == ["triage.change_password", "triage.end_session"]
        changed = await scene.world.made(
            "auditor",
            "/triage/v1/auth/password",
            {"current_password": PASSWORD, "new_password": "another sample password 2"},
        )
        assert changed["access_token"]


class TestApiKey:
    @pytest.mark.parametrize("scope", SCOPES)
    async def test_opens_only_what_needs_its_scope(self, scene: Scene, scope: str) -> None:
        closed = [one for one in scene.operations if not one.is_public and one.scope != scope]

        assert closed
        for operation in closed:
            answer = await refused(scene, scene.credentials[scope], operation)
            assert answer.status_code == 403, (operation, answer.text)


class TestFormToken:
    async def test_opens_only_what_takes_forms(self, scene: Scene) -> None:
        for operation in scene.operations:
            if operation.is_public or operation.takes_forms:
                continue
            answer = await refused(scene, scene.credentials["form"], operation)
            assert answer.status_code in {401, 403}, (operation, answer.text)


class TestOtherMethods:
    async def test_open_nothing(self, scene: Scene) -> None:
        paths = {(one.service, one.path): one for one in scene.operations}
        for (service, path), operation in paths.items():
            known = {
                one.method for one in scene.operations if (one.service, one.path) == (service, path)
            }
            if "GET" in known:
                known.add("HEAD")  # answered as GET is, by the same rules
            for method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE"} - known:
                with scene.world.unchanged():
                    answer = await scene.world.ask(
                        STRANGERS[0],
                        method,
                        scene.far.path(operation),
                        headers={"X-HTTP-Method-Override": operation.method},
                    )
                assert answer.status_code in {403, 404, 405, 422}, (method, path)
