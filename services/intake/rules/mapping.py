"""Field mappings, kept as data: what a form vendor's payload says, as a draft of a feedback.

Nothing here fails on any payload.
"""

import math
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    model_serializer,
)

from services.intake.rules.answers import told
from services.intake.rules.drafts import Draft
from services.intake.rules.paths import LONGEST_VALUE, PATH, leaves, located, one_at
from shared.validation import invalid

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
TIMES = (
    *("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M"),
    *("%Y年%m月%d日 %H:%M:%S", "%Y年%m月%d日 %H:%M", "%Y年%m月%d日", "%Y/%m/%d", "%Y-%m-%d"),
)
POSIX_LENGTHS = (10, 13)
"""Digits of a POSIX time in seconds, and in milliseconds."""

CHINA = ZoneInfo("Asia/Shanghai")


def must_be_path(path: str) -> str:
    if not PATH.fullmatch(path):
        raise invalid(
            zh="{field} 不是字段路径；请写成 entry.field_1 或 questions[id=q-3].value 这样。",
            en="{field} is no path; write it as entry.field_1 or questions[id=q-3].value.",
        )
    return path


Path = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(must_be_path)
]
Label = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]
MappedValue = Annotated[str, StringConstraints(max_length=200)] | int


class Labelled(BaseModel):
    """A part of the text, with what stands before it; without that it is written as its path."""

    model_config = ConfigDict(extra="forbid")

    path: Path
    label: Label = ""

    @model_serializer(mode="wrap")
    def _short(self, whole: SerializerFunctionWrapHandler) -> Any:
        return whole(self) if self.label else self.path


def as_labelled(given: Any) -> Any:
    return {"path": given} if isinstance(given, str) else given


Part = Annotated[Labelled, BeforeValidator(as_labelled, json_schema_input_type=Path | Labelled)]


class FieldMapping(BaseModel):
    """Which of the vendor's fields become which of ours.

    `values` replaces what is found, by our field: `{"rating": {"非常满意": 5}}`. A rating counts
    from 1 to `rating_of`.
    """

    model_config = ConfigDict(extra="forbid")

    text: list[Part] = Field(default_factory=list, max_length=30)
    rating: Path | None = None
    rating_of: int = Field(default=5, ge=2, le=100, strict=True)
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

    def paths(self) -> list[str]:
        """Return every path that is named."""
        return [
            *(one.path for one in self.text),
            *self.single_paths().values(),
            *self.extra.values(),
        ]


SINGLE = (
    *("rating", "store_code", "name", "phone", "email", "order_no", "campaign", "occurred_at"),
)


def mapped(
    mapping: FieldMapping,
    payload: Mapping[str, Any],
    answers: Iterable[str] = ("",),
    technical: tuple[str, ...] = (),
) -> Draft:
    """Return the draft a payload becomes.

    Without a path for the text it is all that was answered, as people would tell it: at the first
    of the paths `answers` that holds any, but for keys that begin as one of the `technical`.
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
    mapping: FieldMapping,
    payload: Mapping[str, Any],
    answers: Iterable[str],
    technical: tuple[str, ...],
) -> str:
    if not mapping.text:
        return told(payload, answers, technical=technical, mapped_elsewhere=mapping.paths())
    said = [(one.label, one_at(payload, one.path)) for one in mapping.text]
    return "\n".join(f"{label}：{words}" if label else words for label, words in said if words)


def words_for(rating: int | None) -> str:
    """Return what stands for the words of a customer who gave only a rating."""
    return "" if rating is None else f"（没有填写文字，评分 {rating}）"


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
