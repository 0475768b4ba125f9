"""Which parts of events are somebody's words, and events without them."""

from collections.abc import Mapping
from typing import Any, TypeVar

import orjson

from shared.events.registry import EventData

ERASED = "（已按要求删除）"
"""What stands in place of an erased customer's words."""

SAID = {"text", "reopen_reason", "result", "question"}
"""Fields that hold what was said by or to a customer, at any depth of an event's data."""

OF_THEIRS: dict[str, Any] = {"order_no": None, "comment": None, "evidence": []}
"""Fields that may be empty or hold pieces of it, and what is left of them."""

D = TypeVar("D", bound=EventData)


def without_words(value: Any, name: str = "") -> Any:
    """Return an event's data as JSON gives it, without a word of the customer or to them."""
    if name in OF_THEIRS:
        return OF_THEIRS[name]
    if isinstance(value, dict):
        return {key: without_words(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [without_words(one) for one in value]
    return ERASED if isinstance(value, str) and name in SAID else value


def wordless(data: D) -> D:
    """Return a copy of an event's data without words."""
    return type(data).model_validate(without_words(data.model_dump(mode="json")))


def wordless_json(data: str) -> str:
    """Return an event's data, as JSON text, without words."""
    return orjson.dumps(without_words(orjson.loads(data))).decode()


def case_of(data: EventData | Mapping[str, Any]) -> str | None:
    """Return the case whose customer's words an event may hold, None when it is about no case."""
    fields = data if isinstance(data, Mapping) else vars(data)
    return fields.get("case_id") or fields.get("origin_case_id")
