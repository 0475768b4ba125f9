"""Field mappings, kept as data: what a form vendor's payload says, as a draft of a feedback.

A path names a value by its keys, dots between them: `entry.field_1`, `answers.0.text`,
`answers.*.text`, `questions[id=q-3].value`. Nothing here fails on any payload.
"""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from services.intake.rules.drafts import Draft
from shared.validation import invalid

MOST_LEAVES = 500
DEEPEST = 32
LONGEST_VALUE = 2000
SPOKEN_FIELDS = ("label", "text", "value", "name", "title", "url", "content")
"""Where forms put the words of an answer that is an object, the likeliest first."""

SEGMENT = re.compile(r"([^.\[\]]+)(?:\[([^=\[\]]+)=([^\[\]]*)\])?")
PATH = re.compile(rf"{SEGMENT.pattern}(?:\.{SEGMENT.pattern})*")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
TIMES = (
    *("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M"),
    *("%Y年%m月%d日 %H:%M:%S", "%Y年%m月%d日 %H:%M", "%Y年%m月%d日", "%Y/%m/%d", "%Y-%m-%d"),
)
POSIX_LENGTHS = (10, 13)
"""Digits of a POSIX time in seconds, and in milliseconds."""

LARGEST_WHOLE = 2.0**53
CHINA = ZoneInfo("Asia/Shanghai")


def must_be_path(path: str) -> str:
    if not PATH.fullmatch(path):
        raise invalid(
            zh="不是有效的字段路径；请写成 entry.field_1 或 questions[id=q-3].value 这样的形式。",
            en="This is no path; write it as entry.field_1 or questions[id=q-3].value.",
        )
    return path


Path = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(must_be_path)
]
Label = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]
MappedValue = Annotated[str, StringConstraints(max_length=200)] | int


class Labelled(BaseModel):
    """A part of the text, with what stands before it."""

    model_config = ConfigDict(extra="forbid")

    path: Path
    label: Label = ""


class FieldMapping(BaseModel):
    """Which of the vendor's fields become which of ours.

    `values` replaces what is found, by our field: `{"rating": {"非常满意": 5}}`. A rating counts
    from 1 to `rating_of`.
    """

    model_config = ConfigDict(extra="forbid")

    text: list[Path | Labelled] = Field(default_factory=list, max_length=30)
    rating: Path | None = None
    rating_of: int = Field(default=5, ge=2, le=100)
    store_code: Path | None = None
    name: Path | None = None
    phone: Path | None = None
    email: Path | None = None
    order_no: Path | None = None
    campaign: Path | None = None
    occurred_at: Path | None = None
    extra: dict[Label, Path] = Field(default_factory=dict, max_length=50)
    values: dict[Label, dict[str, MappedValue]] = Field(default_factory=dict, max_length=20)

    def single_paths(self) -> dict[str, str]:
        """Return the path of each of our fields that has one."""
        return {name: path for name in SINGLE if (path := getattr(self, name))}

    def labelled(self) -> list[Labelled]:
        return [Labelled(path=one) if isinstance(one, str) else one for one in self.text]

    def paths(self) -> list[str]:
        """Return every path that is named."""
        return [
            *(one.path for one in self.labelled()),
            *self.single_paths().values(),
            *self.extra.values(),
        ]


SINGLE = (
    *("rating", "store_code", "name", "phone", "email", "order_no", "campaign", "occurred_at"),
)


def mapped(
    mapping: FieldMapping,
    payload: Mapping[str, Any],
    answers: str = "",
    technical: tuple[str, ...] = (),
) -> Draft:
    """Return the draft a payload becomes.

    Without a path for the text it is all that is found under `answers`, each value with its key,
    but for those whose key begins as one of the `technical`: the vendor's own, no answers.
    """

    def value(field: str) -> str:
        path = getattr(mapping, field)
        found = one_at(payload, path) if path else ""
        return str(mapping.values.get(field, {}).get(found, found))

    rating = rating_of(mapping, payload)
    contact = {kind: text for kind in ("name", "phone", "email") if (text := value(kind))}
    extra = {name: said for name, path in mapping.extra.items() if (said := one_at(payload, path))}
    return Draft(
        text=text_of(mapping, payload, answers, technical) or words_for(rating),
        store_code=value("store_code") or None,
        contact=contact,
        rating=rating,
        occurred_at=time_in(value("occurred_at")),
        campaign=value("campaign") or None,
        order_no=value("order_no") or None,
        extra=extra or None,
    )


def rating_of(mapping: FieldMapping, payload: Mapping[str, Any]) -> int | None:
    """Return the rating: what `values` say of the answer, else the number in it."""
    found = one_at(payload, mapping.rating) if mapping.rating else ""
    replaced = mapping.values.get("rating", {}).get(found)
    if replaced is not None:
        return rating_in(str(replaced), 5)
    return rating_in(found, mapping.rating_of)


def text_of(
    mapping: FieldMapping, payload: Mapping[str, Any], answers: str, technical: tuple[str, ...]
) -> str:
    parts = mapping.labelled()
    if not parts:
        under = found_at(payload, answers) if answers else [payload]
        used = {value for path in mapping.paths() if (value := one_at(payload, path))}
        lines = [
            (key, said)
            for one in under
            for key, said in leaves(one)
            if said not in used and not key.startswith(technical)
        ]
        return "\n".join(f"{key}：{said}" for key, said in lines if said)
    said = [(one.label, one_at(payload, one.path)) for one in parts]
    return "\n".join(f"{label}：{words}" if label else words for label, words in said if words)


def words_for(rating: int | None) -> str:
    """Return what stands for the words of a customer who gave only a rating."""
    return "" if rating is None else f"（没有填写文字，评分 {rating}）"


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


def rating_in(text: str, most: int) -> int | None:
    """Return the rating from 1 to 5 in words such as `4`, `4.0`, `4 星`, given out of `most`."""
    found = NUMBER.search(text[:LONGEST_VALUE])
    if found is None or len(found[0]) > 10:  # noqa: PLR2004 - no rating is that long
        return None
    given = float(found[0])
    if not 0 < given <= most:
        return None
    return max(1, min(5, math.ceil(given * 5 / most)))


def time_in(text: str) -> datetime | None:
    """Return the time in a text or a POSIX number; without a zone it is China's."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=CHINA)).astimezone(UTC)
    except (ValueError, OverflowError):
        return time_otherwise(text)


def time_otherwise(text: str) -> datetime | None:
    if text.isascii() and text.isdigit() and len(text) in POSIX_LENGTHS:
        return datetime.fromtimestamp(int(text) / 10 ** (len(text) - POSIX_LENGTHS[0]), UTC)
    for shape in TIMES:
        try:
            return datetime.strptime(text, shape).replace(tzinfo=CHINA).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def unmapped(mapping: FieldMapping, payload: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the path and the words of what no path of the mapping reaches."""
    reached = {plain for path in mapping.paths() for plain, _ in located(payload, path)}
    return [
        (path, said)
        for path, said in leaves(payload)
        if said and not any(path == one or path.startswith(f"{one}.") for one in reached)
    ]


def missing(mapping: FieldMapping, payload: Mapping[str, Any]) -> list[str]:
    """Return the paths of the mapping at which the payload has nothing."""
    return [path for path in mapping.paths() if not one_at(payload, path)]
