"""What a request may bring: how much, and nothing that cannot be stored or would exhaust us."""

import json
import math
import re
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar
from urllib.parse import parse_qsl

from starlette.types import Message, Receive, Scope

from shared.problems import (
    BadRequest,
    FieldError,
    PayloadTooLarge,
    Problem,
    UnsupportedMediaType,
)
from shared.validation import BAD_TEXT, InvalidFields, field_name, fill, is_clean, pointer_to

DEFAULT_LIMIT: Final = 256 * 1024
DEEPEST: Final = 32
LARGEST_NUMBER: Final = 2**63
LONGEST_CONTENT_LENGTH: Final = 18
NUMBERS_ONLY: Final = bytes(
    ord("0") if byte in b"0123456789" else ord("e") if byte in b"eE+" else ord(" ")
    for byte in range(256)
)
MANY_DIGITS: Final = b"0" * 19
NUL, BACKSLASH = b"\0\\"  # as numbers: one sign is looked for four times as fast so
# The same where a JSON number may stand; ids in texts, such as 4e120f, look big as well.
BIG_NUMBER: Final = re.compile(
    rb"(?:^(?:\xef\xbb\xbf)?|[:\[,])\s*-?[0-9]*(?:[0-9]{19}|[0-9.]*[eE][+-]?[0-9]{3})"
)

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
Path = tuple[str | int, ...]


class NestedTooDeeply(BadRequest):
    def __init__(self) -> None:
        super().__init__(
            zh=f"请求正文嵌套过深，最多 {DEEPEST} 层。",
            en=f"The body is nested too deeply; {DEEPEST} levels at most.",
        )


class NotUtf8(BadRequest):
    """A JSON text is UTF-8 (RFC 8259, 8.1) and holds no NUL byte in it; UTF-16 and UTF-32 do."""

    def __init__(self) -> None:
        super().__init__(
            zh="请求正文须为 UTF-8 编码的 JSON，且不含 NUL 字节。",
            en="Send the body as JSON in UTF-8, without NUL bytes.",
        )


class EncodingRefused(UnsupportedMediaType):
    def __init__(self) -> None:
        super().__init__(
            zh="请求正文不能压缩；请去掉 Content-Encoding，直接发送。",
            en="Bodies are not taken compressed; send it as it is, without Content-Encoding.",
            headers={"Accept-Encoding": "identity"},
        )


def body_limit(limit: int) -> Callable[[Endpoint], Endpoint]:
    """Let a route take bodies of up to `limit` bytes instead of DEFAULT_LIMIT."""

    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.body_limit = limit  # type: ignore[attr-defined]
        return endpoint

    return mark


def file_limit(limit: int) -> Callable[[Endpoint], Endpoint]:
    """Let a route take files of up to `limit` bytes together; JSON and plain forms stay small."""

    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.file_limit = limit  # type: ignore[attr-defined]
        return endpoint

    return mark


class GuardedBody:
    """Reads a request's body for the application and refuses what it must not see.

    Raises PayloadTooLarge and EncodingRefused, and InvalidFields or NestedTooDeeply for a JSON
    body or a form with text that cannot be stored, numbers beyond 64 bits or endless nesting.
    """

    __slots__ = (
        "_declared",
        "_encoding",
        "_is_form",
        "_is_json",
        "_receive",
        "_scope",
        "_seen",
    )

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._scope = scope
        self._receive = receive
        self._is_json = self._is_form = False
        self._seen = 0
        self._declared = self._encoding = b""

    def expect(self, content_type: bytes, length: bytes, encoding: bytes) -> None:
        """Learn from the headers what kind of body comes, how much of it, and in what coding."""
        self._declared, self._encoding = length, encoding
        kind = content_type.partition(b";")[0].strip().lower()
        self._is_json = kind.endswith(b"json")
        self._is_form = kind == b"application/x-www-form-urlencoded"

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] != "http.request":
            return message
        if self._declared and not self._seen:
            self._check_declared()
        if self._encoding and message.get("body"):
            self._check_encoding()
        body: bytes = message.get("body", b"")
        if not self._is_json and not self._is_form:
            self._count(body)
            return message
        parts = [body]
        self._count(body)
        while message.get("more_body", False):
            message = await self._receive()
            if message["type"] != "http.request":
                return message
            parts.append(message.get("body", b""))
            self._count(parts[-1])
        return {"type": "http.request", "body": self._checked(b"".join(parts)), "more_body": False}

    @property
    def limit(self) -> int:
        endpoint = self._scope.get("endpoint")
        limit = int(getattr(endpoint, "body_limit", DEFAULT_LIMIT))
        if self._is_json or self._is_form:
            return limit
        return int(getattr(endpoint, "file_limit", limit))

    def _check_declared(self) -> None:
        length = self._declared
        if length.isdigit() and (len(length) > LONGEST_CONTENT_LENGTH or int(length) > self.limit):
            raise too_large(self.limit)

    def _check_encoding(self) -> None:
        if self._encoding.strip().lower() not in {b"", b"identity"}:
            raise EncodingRefused

    def _count(self, part: bytes) -> None:
        self._seen += len(part)
        if self._seen > self.limit:
            raise too_large(self.limit)

    def _checked(self, body: bytes) -> bytes:
        if self._is_json:
            if is_suspicious(body):
                inspect(body)
        elif b"%00" in body or b"\0" in body:
            refuse_bad_parameters(body)
        return body


def too_large(limit: int) -> PayloadTooLarge:
    size = f"{limit // 1024} KiB" if limit < 1024 * 1024 else f"{limit // (1024 * 1024)} MiB"
    return PayloadTooLarge(
        zh=f"请求正文太大，最多 {size}。", en=f"The body is too large; {size} at most."
    )


def is_suspicious(body: bytes) -> bool:
    """Say whether a JSON body is worth a closer look; cheap, as almost none is."""
    if BACKSLASH in body and (b"\\u0000" in body or b"\\ud" in body or b"\\uD" in body):
        return True
    if (
        NUL in body
        or b"NaN" in body
        or b"Infinity" in body
        or body.count(b"[") + body.count(b"{") > DEEPEST
    ):
        return True
    numbers = body.translate(NUMBERS_ONLY)
    if MANY_DIGITS in numbers or b"0e000" in numbers or b"0ee000" in numbers:
        return BIG_NUMBER.search(body) is not None
    return False


def inspect(body: bytes) -> None:
    """Raise a Problem for what a JSON body must not hold; text that is no JSON is let pass.

    The framework's own parser refuses the latter with its place.
    """
    if b"\0" in body:
        raise NotUtf8
    try:
        value = json.loads(body)  # the framework's parser: what it reads is what is looked at
    except RecursionError:
        raise NestedTooDeeply from None
    except ValueError:
        return
    for path, leaf in leaves(value):
        problem = wrong_with(leaf, path)
        if problem is not None:
            raise problem


def wrong_with(leaf: Any, path: Path) -> Problem | None:
    location = ("body", *path)
    if isinstance(leaf, str):
        if is_clean(leaf):
            return None
        return bad_text(location)
    if isinstance(leaf, float):
        if math.isfinite(leaf):
            return None
    elif not isinstance(leaf, int) or -LARGEST_NUMBER <= leaf < LARGEST_NUMBER:
        return None
    name = field_name(location)
    return InvalidFields(
        [
            FieldError(
                pointer_to(location),
                f"{name} 的数字太大或不是有限的数。",
                f"{name} is too large a number, or not a finite one.",
            )
        ]
    )


def leaves(value: Any) -> Iterator[tuple[Path, Any]]:
    """Yield every text and number with its path, object keys included. Raises NestedTooDeeply."""
    waiting: list[tuple[Path, Any]] = [((), value)]
    while waiting:
        path, one = waiting.pop()
        if len(path) > DEEPEST:
            raise NestedTooDeeply
        if isinstance(one, dict):
            for key, inner in one.items():
                shown = key.encode("utf-8", "replace").decode().replace("\0", "�")
                if not is_clean(key):
                    yield (*path, shown), key
                waiting.append(((*path, shown), inner))
        elif isinstance(one, list):
            waiting.extend(((*path, index), inner) for index, inner in enumerate(one))
        else:
            yield path, one


def bad_text(location: tuple[str | int, ...]) -> InvalidFields:
    name = field_name(location)
    zh, en = BAD_TEXT
    return InvalidFields([FieldError(pointer_to(location), fill(zh, name, {}), fill(en, name, {}))])


def without_empty(query: bytes) -> bytes:
    """Return a query without the parameters that say nothing: a client's way to leave one out."""
    parts = [one.partition(b"=") for one in query.split(b"&")]
    return b"&".join(b"".join(one) for one in parts if one[2] or not one[1])


def refuse_bad_parameters(encoded: bytes) -> None:
    """Raise InvalidFields for the first parameter of a query or form that holds a NUL."""
    for name, value in parse_qsl(encoded.decode("latin-1"), keep_blank_values=True):
        if "\0" in name or "\0" in value:
            raise bad_text(("query", name.replace("\0", "�")))
