"""Published events keep their shape, are documented, and parse in every consumer."""

import json
from pathlib import Path
from typing import Any

import pytest

from shared.events import REGISTRY
from shared.events.catalogue import documents

PUBLISHED = Path(__file__).with_name("published_events.json")


def shape(event_type: str) -> dict[str, Any]:
    return REGISTRY[event_type].model_json_schema(mode="serialization")


def fields(schema: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = schema.get("properties", {})
    return found


class TestDocuments:
    @pytest.mark.parametrize("path", list(documents()), ids=lambda path: path.name)
    def test_are_what_the_models_say(self, path: Path) -> None:
        assert path.read_text() == documents()[path], "run 'make events'"


class TestPublishedVersions:
    """`published_events.json` is the shape outside programs saw; it only ever grows."""

    @pytest.mark.parametrize("event_type", list(json.loads(PUBLISHED.read_text())))
    def test_keep_every_field_and_its_type(self, event_type: str) -> None:
        before = json.loads(PUBLISHED.read_text())[event_type]
        now = shape(event_type)

        for name, wanted in fields(before).items():
            assert fields(now).get(name) == wanted, f"{name} of {event_type} changed"
        assert now.get("$defs", {}).keys() >= before.get("$defs", {}).keys()

    @pytest.mark.parametrize("event_type", list(json.loads(PUBLISHED.read_text())))
    def test_ask_for_no_new_field(self, event_type: str) -> None:
        before = json.loads(PUBLISHED.read_text())[event_type]
        model = REGISTRY[event_type]

        needed = {name for name, field in model.model_fields.items() if field.is_required()}

        assert needed <= set(fields(before))

    def test_every_event_is_published(self) -> None:
        assert set(REGISTRY) == set(json.loads(PUBLISHED.read_text()))
