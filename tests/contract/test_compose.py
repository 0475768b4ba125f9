"""The compose file follows its schema, and names the services, ports and variables there are."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from deploy.env_example import COMPOSE
from deploy.local import postgres, rabbitmq
from deploy.local.service_process import ROLES, SERVICES
from embedded.settings import EmbeddedSettings
from services.followup.settings import FollowupSettings
from services.intake.settings import IntakeSettings
from services.triage.settings import TriageSettings
from shared.settings import ServiceSettings, variables

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "tests" / "fixtures" / "compose-spec" / "compose-spec.json"
TEMPLATE = ROOT / "deploy" / "gateway" / "huiyin.conf.template"
SETTINGS: dict[str, type[ServiceSettings]] = {
    "intake": IntakeSettings,
    "triage": TriageSettings,
    "followup": FollowupSettings,
}
PORT = 8000
EVERY_CLASS: list[type[ServiceSettings]] = [EmbeddedSettings, *SETTINGS.values()]
SET_BY_IMAGE = {"HUIYIN_HOST", "HUIYIN_PORT"}


@pytest.fixture(scope="module")
def text() -> str:
    return (ROOT / "docker-compose.yml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def services(text: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(text)["services"]
    return found


def own(services: dict[str, Any], service: str) -> list[dict[str, Any]]:
    return [services[f"{service}-{part}"] for part in (*ROLES, "migrate")]


class TestComposeFile:
    def test_follows_the_published_schema(self, text: str) -> None:
        schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
        # The document names draft 7 by an address with another scheme than the validator knows.
        errors = list(Draft7Validator(schema).iter_errors(yaml.safe_load(text)))

        assert errors == []

    def test_has_a_web_a_worker_and_a_migration_of_each_service(
        self, services: dict[str, Any]
    ) -> None:
        parts = {f"{service}-{part}" for service in SERVICES for part in (*ROLES, "migrate")}

        assert set(services) == parts | {"postgres", "rabbitmq", "gateway"}

    @pytest.mark.parametrize("service", SERVICES)
    def test_each_runs_its_own_command(self, services: dict[str, Any], service: str) -> None:
        for part in (*ROLES, "migrate"):
            assert services[f"{service}-{part}"]["command"] == [part]

    @pytest.mark.parametrize("service", SERVICES)
    def test_variables_are_settings_of_that_service(
        self, services: dict[str, Any], service: str
    ) -> None:
        known = {one.name for one in variables(SETTINGS[service])}

        for container in own(services, service):
            assert set(container["environment"]) <= known

    @pytest.mark.parametrize("service", SERVICES)
    def test_every_setting_can_be_set(self, services: dict[str, Any], service: str) -> None:
        given = set(services[f"{service}-web"]["environment"]) | SET_BY_IMAGE

        assert {one.name for one in variables(SETTINGS[service])} - given == set(), (
            "add each to the service's environment as NAME: ${NAME:-}"
        )

    @pytest.mark.parametrize("service", SERVICES)
    def test_no_service_is_given_another_ones_database(
        self, services: dict[str, Any], service: str
    ) -> None:
        for container in own(services, service):
            urls = {
                name: value
                for name, value in container["environment"].items()
                if name.endswith("DATABASE_URL")
            }

            assert list(urls) == [f"HUIYIN_{service.upper()}_DATABASE_URL"]
            assert urls[f"HUIYIN_{service.upper()}_DATABASE_URL"].endswith(f"/{service}")

    @pytest.mark.parametrize("service", SERVICES)
    def test_settings_are_valid(
        self, services: dict[str, Any], service: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name, value in services[f"{service}-web"]["environment"].items():
            monkeypatch.setenv(name, interpolated(value))

        settings = SETTINGS[service]()

        assert settings.bus_url is not None
        assert settings.keys_url == f"http://triage-web:{PORT}/v1/auth/jwks.json"
        assert settings.is_embedded is False

    @pytest.mark.parametrize("service", SERVICES)
    def test_image_is_built_from_the_one_recipe(
        self, services: dict[str, Any], service: str
    ) -> None:
        for container in own(services, service):
            build = container["build"]

            assert build["args"] == {"SERVICE": service}
            assert (ROOT / build["dockerfile"]).is_file()

    def test_secrets_have_no_default(self, text: str) -> None:
        found = re.findall(r"\$\{(HUIYIN_\w*(?:SECRET_KEY|PASSWORD))\b([:?-]*)", text)

        assert found
        assert {sign for _, sign in found} == {":?"}

    def test_reads_only_documented_variables(self, text: str) -> None:
        known = set(COMPOSE) | {one.name for cls in EVERY_CLASS for one in variables(cls)}

        assert set(re.findall(r"\$\{(\w+)", text)) <= known

    def test_servers_are_pinned_to_the_versions_the_local_ones_use(
        self, services: dict[str, Any]
    ) -> None:
        assert re.fullmatch(r"postgres:17\.\d+-\w+", services["postgres"]["image"])
        assert re.fullmatch(r"rabbitmq:4\.\d+\.\d+-\w+", services["rabbitmq"]["image"])
        assert services["postgres"]["image"] == postgres.IMAGE
        assert services["rabbitmq"]["image"] == rabbitmq.IMAGE

    def test_only_the_gateway_is_published(self, services: dict[str, Any]) -> None:
        assert [name for name, one in services.items() if "ports" in one] == ["gateway"]

    def test_everything_lasting_is_checked_for_health(self, services: dict[str, Any]) -> None:
        for name in ("postgres", "rabbitmq", "gateway"):
            assert "test" in services[name]["healthcheck"]
        assert "HEALTHCHECK" in (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")


class TestGatewayOfCompose:
    def test_fills_every_placeholder(self, services: dict[str, Any]) -> None:
        wanted = set(re.findall(r"\$\{(\w+)\}", TEMPLATE.read_text(encoding="utf-8")))

        assert set(services["gateway"]["environment"]) == wanted

    @pytest.mark.parametrize("service", SERVICES)
    def test_reaches_the_port_the_image_listens_on(
        self, services: dict[str, Any], service: str
    ) -> None:
        upstream = services["gateway"]["environment"][f"{service.upper()}_SERVERS"]
        recipe = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")

        assert upstream.startswith(f"server {service}-web:{PORT} ")
        assert f"HUIYIN_PORT={PORT}" in recipe
        assert f"EXPOSE {PORT}" in recipe


def interpolated(value: str) -> str:
    """Fill `${NAME:-default}` with its default and `${NAME:?}` with something long enough."""
    value = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value)
    return re.sub(r"\$\{\w+:\?[^}]*\}", "0123456789abcdef" * 4, value)
