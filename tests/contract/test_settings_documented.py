"""`.env.example` names every setting, as the settings classes have them."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from deploy.env_example import COMPOSE, LEFT_OUT, TOOLS, rendered
from embedded.settings import EmbeddedSettings
from services.followup.settings import FollowupSettings
from services.intake.settings import IntakeSettings
from services.triage.cli_identity import PASSWORD_VARIABLE
from services.triage.settings import TriageSettings
from shared.known_variables import KNOWN, OF_COMMANDS_AND_TOOLS, OF_COMPOSE, OF_SETTINGS
from shared.settings import ServiceSettings, variables

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / ".env.example"
CLASSES = (EmbeddedSettings, IntakeSettings, TriageSettings, FollowupSettings)


def documented() -> set[str]:
    return set(re.findall(r"^#?(HUIYIN_\w+)=", FILE.read_text(encoding="utf-8"), re.MULTILINE))


class TestKnownVariables:
    def test_are_those_that_settings_classes_read(self) -> None:
        assert {one.name for cls in CLASSES for one in variables(cls)} == OF_SETTINGS

    def test_are_those_of_compose(self) -> None:
        assert set(COMPOSE) == OF_COMPOSE

    def test_are_those_of_commands_and_tools(self) -> None:
        assert set(TOOLS) | {PASSWORD_VARIABLE, "HUIYIN_FAULTS", "HUIYIN_URL"} == (
            OF_COMMANDS_AND_TOOLS
        )

    def test_are_all_that_the_repository_names(self) -> None:
        places = [ROOT / one for one in ("Makefile", ".ci", "deploy", "demo", "benchmarks")]
        files = [file for one in places for file in (one, *one.rglob("*")) if file.is_file()]
        named = {
            name
            for file in (*files, ROOT / "docker-compose.yml")
            if file.suffix != ".pyc"
            for name in re.findall(r"HUIYIN_[A-Z_]*[A-Z]", file.read_text(encoding="utf-8"))
        }

        assert named <= KNOWN | {"HUIYIN_X"}


class TestEnvExample:
    def test_is_what_the_settings_classes_say(self) -> None:
        assert FILE.read_text(encoding="utf-8") == rendered(), (
            "run: .venv/bin/python -m deploy.env_example > .env.example"
        )

    @pytest.mark.parametrize("cls", CLASSES)
    def test_names_every_variable(self, cls: type[ServiceSettings]) -> None:
        assert {one.name for one in variables(cls)} <= documented() | LEFT_OUT

    def test_names_nothing_that_nobody_reads(self) -> None:
        known = {one.name for cls in CLASSES for one in variables(cls)}

        assert documented() <= known | set(COMPOSE) | set(TOOLS)

    def test_every_variable_has_a_comment(self) -> None:
        lines = FILE.read_text(encoding="utf-8").splitlines()
        bare = [
            line
            for before, line in pairwise(lines)
            if line.startswith("#HUIYIN_") and not before.startswith("# ")
        ]

        assert bare == []
