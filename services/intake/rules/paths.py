"""Paths into a vendor's payload, and the words of what is found there; no payload makes them fail.

A path names a value by its keys, dots between them: `entry.field_1`, `answers.0.text`,
`answers.*.text`, `questions[id=q-3].value`.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

MOST_LEAVES = 500
DEEPEST = 32
LONGEST_VALUE = 2000
SPOKEN_FIELDS = ("label", "text", "value", "name", "title", "url", "content")
"""Where forms put the words of an answer that is an object, the likeliest first."""

SEGMENT = re.compile(r"([^.\[\]]+)(?:\[([^=\[\]]+)=([^\[\]]*)\])?")
PATH = re.compile(rf"{SEGMENT.pattern}(?:\.{SEGMENT.pattern})*")
LARGEST_WHOLE = 2.0**53


def one_at(payload: Any, path: str) -> str:
    return spoken(found_at(payload, path))


def found_at(value: Any, path: str) -> list[Any]:
    """Return the values at a path, none when there are none."""
    return [one for _, one in located(value, path)]


def located(value: Any, path: str) -> list[tuple[str, Any]]:
    """Return the values at a path, each with the plain path of its own."""
    found = [("", value)]
    for match in SEGMENT.finditer(path):
        name, key, wanted = match.groups()
        found = [
            inner
            for above, one in found
            for inner in chosen(entered(one, name, above), key, wanted)
        ][:MOST_LEAVES]
    return found


def chosen(
    found: list[tuple[str, Any]], key: str | None, wanted: str | None
) -> Iterator[tuple[str, Any]]:
    """Yield what a filter such as `[id=q-3]` lets pass, of lists their items."""
    for path, one in found:
        if key is None:
            yield path, one
        elif isinstance(one, list):
            yield from ((f"{path}.{i}", x) for i, x in enumerate(one) if has(x, key, wanted))
        elif has(one, key, wanted):
            yield path, one


def entered(value: Any, name: str, above: str) -> list[tuple[str, Any]]:
    """Return what lies under `name`, all there is for `*`."""
    named = members(value)
    if name == "*":
        return [(joined(above, key), one) for key, one in named.items()]
    return [(joined(above, name), named[name])] if name in named else []


def members(value: Any) -> Mapping[str, Any]:
    if isinstance(value, dict):
        return value
    return {str(i): one for i, one in enumerate(value)} if isinstance(value, list) else {}


def joined(above: str, name: str) -> str:
    return f"{above}.{name}" if above else name


def has(value: Any, key: str, wanted: str | None) -> bool:
    return isinstance(value, dict) and spoken(value.get(key)) == wanted


def spoken(value: Any, depth: int = 0) -> str:
    """Return a value as people would write it."""
    if value is None or depth > DEEPEST:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_WHOLE:
        return str(int(value))
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, dict):
        named = [value[name] for name in SPOKEN_FIELDS if name in value][:1]
        value = named or list(value.values())
    parts = [spoken(one, depth + 1) for one in value[:MOST_LEAVES]]
    return "、".join(part for part in parts if part)


def leaves(value: Any, above: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path and the words of every single value, MOST_LEAVES at most."""
    waiting: list[tuple[str, Any, int]] = [(above, value, 0)]
    count = 0
    while waiting and count < MOST_LEAVES:
        path, one, deep = waiting.pop()
        inner = members(one) if deep < DEEPEST else {}
        waiting.extend(reversed([(joined(path, key), v, deep + 1) for key, v in inner.items()]))
        if not isinstance(one, dict | list):
            count += 1
            yield path, spoken(one)[:LONGEST_VALUE]
