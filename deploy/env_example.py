"""Writes `.env.example` from the settings classes: `python -m deploy.env_example >.env.example`."""

import ast
import json
import sys
import textwrap
from collections.abc import Iterable, Iterator

from embedded.settings import EmbeddedSettings
from services.followup.settings import FollowupSettings
from services.intake.settings import IntakeSettings
from services.triage.settings import TriageSettings
from shared.settings import ServiceSettings, Variable, variables

WIDTH = 98
# One service's own database address; beside the other two it would give all three one database.
LEFT_OUT = {"HUIYIN_DATABASE_URL"}
HEADINGS: dict[type[ServiceSettings], str] = {
    EmbeddedSettings: "Every process",
    IntakeSettings: "intake",
    TriageSettings: "triage",
    FollowupSettings: "followup",
}
COMPOSE = {
    "HUIYIN_LISTEN": "Where the gateway listens: address:port, or a port for every address.",
    "HUIYIN_POSTGRES_PASSWORD": "Password of PostgreSQL's administrator.",
    "HUIYIN_INTAKE_DATABASE_PASSWORD": "Password of intake's role; letters and digits.",
    "HUIYIN_TRIAGE_DATABASE_PASSWORD": "Password of triage's role; letters and digits.",
    "HUIYIN_FOLLOWUP_DATABASE_PASSWORD": "Password of followup's role; letters and digits.",
    "HUIYIN_RABBITMQ_PASSWORD": "Password of RabbitMQ's user; letters and digits.",
    "HUIYIN_INTAKE_SECRET_KEY": "HUIYIN_SECRET_KEY of intake's processes.",
    "HUIYIN_TRIAGE_SECRET_KEY": "HUIYIN_SECRET_KEY of triage's processes.",
    "HUIYIN_FOLLOWUP_SECRET_KEY": "HUIYIN_SECRET_KEY of followup's processes.",
    "HUIYIN_INTAKE_PREVIOUS_SECRET_KEYS": "HUIYIN_PREVIOUS_SECRET_KEYS of intake's processes.",
    "HUIYIN_TRIAGE_PREVIOUS_SECRET_KEYS": "HUIYIN_PREVIOUS_SECRET_KEYS of triage's processes.",
    "HUIYIN_FOLLOWUP_PREVIOUS_SECRET_KEYS": "HUIYIN_PREVIOUS_SECRET_KEYS of followup's processes.",
}
TOOLS = {
    "HUIYIN_PYTHON": "Python that `make setup` uses, 3.11 or newer; default the first on PATH.",
    "HUIYIN_TEST_POSTGRES_URL": "PostgreSQL for the tests, instead of one they start themselves.",
    "HUIYIN_TEST_RABBITMQ_URL": "RabbitMQ for the tests, instead of one they start themselves.",
    "HUIYIN_BENCH_DATA": "Folder of labelled texts for `make bench`; default ../shared/data.",
}


def rendered() -> str:
    """Return the whole file."""
    parts = [
        "# Every setting, each with its default. The embedded system needs none of them.",
        "# Docker Compose reads a copy of this file named .env; elsewhere export what differs.",
    ]
    seen = set(LEFT_OUT)
    for cls, heading in HEADINGS.items():
        parts += ["", f"# --- {heading} ---", *_section(_fresh(cls, seen))]
    parts += [
        "",
        "# --- Docker Compose only (secrets: `openssl rand -hex 32`) ---",
        *_plain(COMPOSE),
    ]
    parts += ["", "# --- Tools of the repository ---", *_plain(TOOLS)]
    return "\n".join(parts) + "\n"


def _fresh(cls: type[ServiceSettings], seen: set[str]) -> Iterator[Variable]:
    for variable in variables(cls):
        if variable.name not in seen:
            seen.add(variable.name)
            yield variable


def _section(found: Iterable[Variable]) -> Iterator[str]:
    for one in found:
        yield from _entry(one.name, _as_typed(one.default), one.description)


def _as_typed(default: str) -> str:
    """Return a default as a person would write it: a mapping is JSON in the environment."""
    return json.dumps(ast.literal_eval(default)) if default.startswith("{") else default


def _plain(descriptions: dict[str, str]) -> Iterator[str]:
    for name, description in descriptions.items():
        yield from _entry(name, "", description)


def _entry(name: str, default: str, description: str) -> Iterator[str]:
    yield from textwrap.wrap(description, WIDTH, initial_indent="# ", subsequent_indent="# ")
    yield f"#{name}={default}"


if __name__ == "__main__":
    sys.stdout.write(rendered())
