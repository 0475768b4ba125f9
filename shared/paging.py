"""Lists in pages: an opaque cursor holds the sort key of the last item shown."""

import base64
import binascii
import math
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, Generic, TypeVar

import orjson
from fastapi import Query
from pydantic import BaseModel

from shared.problems import UnprocessableContent

T = TypeVar("T")
Row = TypeVar("Row")

DEFAULT_LIMIT = 50
LARGEST_NUMBER = 2**63 - 1

Limit = Annotated[int, Query(ge=1, le=200, description="How many items a page holds.")]
Cursor = Annotated[
    str | None,
    Query(max_length=512, description="`next_cursor` of the page before; absent for the first."),
]


class Page(BaseModel, Generic[T]):
    """One page; `next_cursor` is None on the last."""

    items: list[T]
    next_cursor: str | None = None


class BadCursor(UnprocessableContent):
    def __init__(self) -> None:
        super().__init__(
            pointer="/cursor",
            zh="cursor 无效；请使用上一页返回的 next_cursor，或去掉它从第一页开始。",
            en="cursor is not valid. Use next_cursor of the page before, or leave it out.",
        )


def encode_cursor(*key: str | float | date | None) -> str:
    """Return the cursor for a sort key; days as they are, times to the microsecond."""
    plain = [
        part.astimezone(UTC).isoformat(timespec="microseconds")
        if isinstance(part, datetime)
        else part
        for part in key
    ]
    return base64.urlsafe_b64encode(orjson.dumps(plain)).rstrip(b"=").decode()


def decode_cursor(cursor: str, *shape: type, nullable: bool = False) -> tuple[Any, ...]:
    """Return the sort key in `cursor`, one value for each type of `shape`.

    A type is `str`, `int`, `float`, `date` or `datetime`; with `nullable`, each value may be None
    instead. Raises BadCursor when anything else is in it.
    """
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        parts = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        raise BadCursor from None
    if not isinstance(parts, list) or len(parts) != len(shape):
        raise BadCursor
    if not nullable and None in parts:
        raise BadCursor
    return tuple(typed(part, kind) for part, kind in zip(parts, shape, strict=True))


def typed(part: Any, kind: type) -> Any:
    if part is None:
        return None
    if kind is datetime and isinstance(part, str):
        try:
            at = datetime.fromisoformat(part)
            if at.tzinfo is None:
                raise BadCursor
            return at.astimezone(UTC)
        except (ValueError, OverflowError):
            raise BadCursor from None
    if kind is date and isinstance(part, str):
        try:
            return date.fromisoformat(part)
        except ValueError:
            raise BadCursor from None
    is_number = type(part) is int and abs(part) <= LARGEST_NUMBER
    fits = {
        str: isinstance(part, str) and "\0" not in part,
        int: is_number,
        float: is_number or (isinstance(part, float) and math.isfinite(part)),
    }
    if not fits.get(kind, False):
        raise BadCursor
    return part


def page_among(
    rows: Sequence[Row],
    limit: int,
    cursor: str | None,
    *,
    key: Callable[[Row], str],
    item: Callable[[Row], T],
) -> Page[T]:
    """Return a page of a short list that is here whole; `key` names a row. Raises BadCursor."""
    names = [key(row) for row in rows]
    begin = 0
    if cursor is not None:
        (last,) = decode_cursor(cursor, str)
        if last not in names:
            raise BadCursor
        begin = names.index(last) + 1
    part = rows[begin : begin + limit + 1]
    return page_of(part, limit, key=lambda row: (key(row),), item=item)


def page_of(
    rows: Sequence[Row],
    limit: int,
    *,
    key: Callable[[Row], tuple[Any, ...]],
    item: Callable[[Row], T],
) -> Page[T]:
    """Return the page of the first `limit` rows; ask the database for `limit` + 1 of them.

    `key` gives a row's sort key, in the shape `decode_cursor` is asked for; `item` what to show.
    """
    shown = rows[:limit]
    has_more = len(rows) > limit
    return Page(
        items=[item(row) for row in shown],
        next_cursor=encode_cursor(*key(shown[-1])) if has_more else None,
    )
