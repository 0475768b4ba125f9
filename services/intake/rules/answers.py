"""What was filled in, told as people would, where no mapping says which answer is the text.

Each answer is a line, its question before it where the payload holds one. What machines write for
each other (ids, marks, times of the delivery) is left out. Nothing here fails on any payload.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services.intake.rules.labels import human, is_id, is_machine_s
from services.intake.rules.paths import (
    DEEPEST,
    LONGEST_VALUE,
    MOST_LEAVES,
    SPOKEN_FIELDS,
    joined,
    located,
    spoken,
)

TITLES = ("title", "label", "question", "statement", "name")
"""Where payloads keep the words of a question, the likeliest first."""

PLAIN = ("text", "answer", "answers", "value", "values", "choice", "choices", "selected", "content")
OFFERED = "options"
NESTED = ("groups", "blanks", "dimensions", "rows")
MARKS = ("checked", "selected", "is_selected", "chosen")
NO = frozenset({"", "0", "否", "false"})
BESIDE = frozenset(
    {
        *(*TITLES, *PLAIN, OFFERED, *NESTED, *MARKS, *SPOKEN_FIELDS),
        *("key", "type", "sub_type", "ref", "index", "order", "sort", "page", "required", "code"),
        *("description", "status", "size", "mime", "username", "departments", "score", "exclusive"),
    }
)
"""What stands beside the words of an answer without being any."""

ADDRESS = ("province", "city", "district", "county", "town", "street", "address", "detail")
PLACE = frozenset((*ADDRESS, "latitude", "longitude", "lat", "lng", "lnglatXY", "zip", "code"))
MARKUP = re.compile(r"<[^<>]{1,200}>|&nbsp;")
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One answer; `label` is its question, empty when the payload says none."""

    label: str
    words: str

    def __str__(self) -> str:
        return self.said("：")

    def said(self, mark: str) -> str:
        """Return question and answer, `mark` between them unless the question has one."""
        if not self.label or self.label[-1] in "？！":
            return f"{self.label}{self.words}"
        return f"{self.label}{' ' if self.label[-1] in '?!' else mark}{self.words}"


def told(
    payload: Mapping[str, Any],
    places: Iterable[str],
    *,
    technical: tuple[str, ...] = (),
    mapped_elsewhere: Collection[str] = (),
) -> str:
    """Return the answers under the first of the places that holds any, a line each.

    Keys there that begin as one of the `technical` are the vendor's own; what is found at the
    paths `mapped_elsewhere` is told elsewhere.
    """
    reached = {plain for path in mapped_elsewhere for plain, _ in located(payload, path)}
    teller = Teller(technical, frozenset(reached))
    for place in places:
        found = located(payload, place) if place else [("", payload)]
        lines = [str(line) for path, one in found for line in teller.lines(path, one)]
        if lines:
            return "\n".join(lines[:MOST_LEAVES])
    return ""


@dataclass(frozen=True, slots=True)
class Teller:
    """Reads answers; `reached` are the plain paths that a mapping has used already."""

    technical: tuple[str, ...]
    reached: frozenset[str]

    def lines(
        self, path: str, value: Any, label: str = "", *, depth: int = 0, in_list: bool = False
    ) -> Iterator[Line]:
        """Yield the answers in a value, `label` before those that have no question."""
        if depth > DEEPEST or path in self.reached:
            return
        if isinstance(value, dict):
            yield from self._in_object(path, value, label, depth, in_list=in_list)
        elif isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
            for place, one in enumerate(value[:MOST_LEAVES]):
                within = joined(path, str(place))
                yield from self.lines(within, one, label, depth=depth + 1, in_list=True)
        elif (words := spoken(value)[:LONGEST_VALUE]) and not is_id(words):
            yield Line(label, words)

    def _in_object(
        self, path: str, value: dict[str, Any], label: str, depth: int, *, in_list: bool
    ) -> Iterator[Line]:
        rest = {key: one for key, one in value.items() if self._tells(key, one, depth)}
        title = title_in(value, rest, in_list=in_list) if depth else None
        if title is not None:
            words = self._answer(path, value, title, depth)
            if words and not any(one.startswith(f"{path}.") for one in self.reached):
                yield Line(clean(spoken(value[title])), words)
            rest = {key: one for key, one in rest.items() if key not in BESIDE}
        elif is_place(value):
            yield from self._known(label, place_in(value))
            return
        elif is_one_answer(rest, depth):
            yield from self._known(label, spoken(value))
            return
        elif in_list and not any(isinstance(one, dict | list) for one in rest.values()):
            parts = [
                line
                for key, one in rest.items()
                for line in self.lines(joined(path, key), one, column(key), depth=depth + 1)
            ]
            yield from self._known(label, "，".join(one.said(" ") for one in parts))
            return
        for key, one in rest.items():
            within = joined(path, key)
            yield from self.lines(within, one, human(key) or label, depth=depth + 1)

    def _tells(self, key: str, value: Any, depth: int) -> bool:
        is_technical = depth == 0 and key.startswith(self.technical)
        return not (is_technical or is_machine_s(key, value))

    def _known(self, label: str, words: str) -> Iterator[Line]:
        if words:
            yield Line(label, words[:LONGEST_VALUE])

    def _answer(self, path: str, value: dict[str, Any], title: str, depth: int) -> str:
        """Return the words of the answer to the question `title`."""
        offered = value.get(OFFERED)
        names = names_of(offered)
        plain = [
            self._phrase(joined(path, key), by_names(value[key], names), depth)
            for key in PLAIN
            if key != title and key in value
        ]
        parts = [one for one in dict.fromkeys(plain) if one]
        if is_marked(offered) or not parts:
            parts.append(self._phrase(joined(path, OFFERED), chosen(offered), depth))
        parts += [self._phrase(joined(path, key), value.get(key), depth) for key in NESTED]
        return "；".join(one for one in dict.fromkeys(parts) if one)[:LONGEST_VALUE]

    def _phrase(self, path: str, value: Any, depth: int) -> str:
        lines = list(self.lines(path, value, depth=depth + 1, in_list=True))
        mark = "；" if any(one.label for one in lines) else "、"
        return mark.join(one.said(" ") for one in lines)


def title_in(value: Mapping[str, Any], rest: Collection[str], *, in_list: bool) -> str | None:
    """Return the key of the question in an object that holds one with its answer.

    Such objects stand in a list, or under a key with nothing else beside them.
    """
    if not in_list and not BESIDE.issuperset(rest):
        return None
    answered = {*PLAIN, OFFERED, *NESTED} & value.keys()
    for key in TITLES:
        is_question = isinstance(value.get(key), str | dict) and spoken(value[key])
        if is_question and answered - {key}:
            return key
    return None


def is_one_answer(rest: Mapping[str, Any], depth: int) -> bool:
    """Say whether an object is one answer, such as `{"id": 3, "label": "满意"}`."""
    has_words = any(isinstance(rest.get(key), str | int | float) for key in SPOKEN_FIELDS)
    return depth > 0 and has_words and rest.keys() <= BESIDE


def column(key: str) -> str:
    """Return what a column of a table within a form is called; what a row is about needs none."""
    return "" if key == "name" else human(key)


def is_place(value: Mapping[str, Any]) -> bool:
    return value.keys() <= PLACE and not value.keys().isdisjoint(ADDRESS)


def place_in(value: Mapping[str, Any]) -> str:
    """Return an address as it is written on a letter."""
    whole = spoken(value.get("address"))
    parts = (spoken(value.get(key)) for key in ADDRESS)
    return "".join(part for part in parts if part == whole or part not in whole)


def names_of(offered: Any) -> dict[str, str]:
    """Return the words of the options a question offers, by their ids."""
    options = [one for one in offered if isinstance(one, dict)] if isinstance(offered, list) else []
    named = {
        spoken(one.get("id")): spoken({k: v for k, v in one.items() if k != "id"})
        for one in options
    }
    return {key: name for key, name in named.items() if key and name}


def by_names(value: Any, names: Mapping[str, str]) -> Any:
    """Return the options that ids stand for in their words."""
    if isinstance(value, list):
        return [by_names(one, names) for one in value]
    return names.get(str(value), value) if isinstance(value, str | int) else value


def is_marked(offered: Any) -> bool:
    """Say whether the options tell which of them were chosen."""
    return isinstance(offered, list) and any(
        isinstance(one, dict) and not one.keys().isdisjoint(MARKS) for one in offered
    )


def chosen(offered: Any) -> Any:
    """Return the options that were chosen; all of them where that is not told apart."""
    if not is_marked(offered):
        return offered
    options = [one for one in offered if isinstance(one, dict)]
    return [one for one in options if any(spoken(one.get(mark)) not in NO for mark in MARKS)]


def clean(title: str) -> str:
    """Return a question without its markup and its colon."""
    return MARKUP.sub("", title).strip().rstrip(":： ")[:LONGEST_TITLE]
