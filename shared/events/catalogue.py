"""Writes down the events for people and for programs: docs/events.md and docs/asyncapi.json."""

import json
import sys
from pathlib import Path
from typing import Any

from pydantic.json_schema import models_json_schema

from shared.events import REGISTRY, EventData

DOCS = Path(__file__).resolve().parents[2] / "docs"
REFERENCE = "#/components/schemas/{model}"


def asyncapi() -> dict[str, Any]:
    """Return the AsyncAPI 3.0 document of every event and its routes."""
    models = sorted(REGISTRY.values(), key=lambda model: model.TYPE)
    _, definitions = models_json_schema(
        [(model, "serialization") for model in models], ref_template=REFERENCE
    )
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Huiyin events",
            "version": "1.0.0",
            "description": "CloudEvents 1.0 in JSON batch mode on the topic exchange `huiyin`; "
            "the routing key is `<consumer>.<type>`.",
        },
        "defaultContentType": "application/cloudevents-batch+json",
        "channels": {model.TYPE: channel(model) for model in models},
        "operations": operations(models),
        "components": {
            "messages": {model.__name__: message(model) for model in models},
            "schemas": definitions["$defs"],
        },
    }


def channel(model: type[EventData]) -> dict[str, Any]:
    return {
        "address": model.TYPE,
        "messages": {model.__name__: {"$ref": f"#/components/messages/{model.__name__}"}},
    }


def message(model: type[EventData]) -> dict[str, Any]:
    return {
        "name": model.TYPE,
        "summary": first_sentence(model),
        "payload": {"$ref": REFERENCE.format(model=model.__name__)},
    }


def operations(models: list[type[EventData]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for model in models:
        reference = {"channel": {"$ref": f"#/channels/{model.TYPE}"}}
        found[f"{model.PRODUCER}.sends.{model.__name__}"] = {"action": "send", **reference}
        for consumer in model.CONSUMERS:
            found[f"{consumer}.receives.{model.__name__}"] = {"action": "receive", **reference}
    return found


def catalogue() -> str:
    """Return the event catalogue as Markdown."""
    lines = [
        "# Events",
        "",
        "Generated from `shared/events/` by `make events`; do not edit.",
        "Envelope: CloudEvents 1.0, many events a message. Order: snapshots carry",
        "`(generation, version)` and are applied only when newer.",
        "",
        "| event | from → to | about | fields |",
        "| --- | --- | --- | --- |",
    ]
    for model in sorted(REGISTRY.values(), key=lambda model: (model.PRODUCER, model.TYPE)):
        fields = ", ".join(f"`{name}`" for name in model.model_fields)
        route = f"{model.PRODUCER} → {', '.join(model.CONSUMERS)}"
        lines.append(f"| `{model.TYPE}` | {route} | {first_sentence(model)} | {fields} |")
    return "\n".join(lines) + "\n"


def first_sentence(model: type[EventData]) -> str:
    if "__doc__" not in model.__dict__ or not model.__doc__:
        return model.__name__
    return " ".join(model.__doc__.strip().split("\n\n")[0].split())


def documents() -> dict[Path, str]:
    """Return the path and the text of each generated document."""
    described = json.dumps(asyncapi(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return {DOCS / "events.md": catalogue(), DOCS / "asyncapi.json": described}


def main() -> None:
    for path, text in documents().items():
        path.write_text(text)
        sys.stdout.write(f"{path.name} written\n")


if __name__ == "__main__":
    main()
