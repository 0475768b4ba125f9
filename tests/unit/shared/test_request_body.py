"""No body reaches a route that is too large, too deep, or holds what cannot be stored."""

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.problems import PayloadTooLarge, Problem
from shared.request_body import (
    DEFAULT_LIMIT,
    EncodingRefused,
    GuardedBody,
    NestedTooDeeply,
    NotUtf8,
    body_limit,
    is_suspicious,
    without_empty,
)
from shared.validation import InvalidFields


@body_limit(2 * 1024 * 1024)
async def generous_route() -> None:
    """Take more than others."""


async def read(
    *parts: bytes,
    content_type: bytes = b"application/json",
    declared: bytes = b"",
    encoding: bytes = b"",
    endpoint: Any = None,
) -> bytes:
    waiting = [
        {"type": "http.request", "body": part, "more_body": index < len(parts) - 1}
        for index, part in enumerate(parts)
    ]

    async def receive() -> Any:
        return waiting.pop(0)

    guard = GuardedBody({"type": "http", "endpoint": endpoint}, receive)
    guard.expect(content_type, declared, encoding)
    whole, more = b"", True
    while more:
        message = await guard.receive()
        whole, more = whole + message["body"], message.get("more_body", False)
    return whole


async def refusal(*parts: bytes, **options: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        await read(*parts, **options)
    return caught.value


class TestCompressedBody:
    async def test_is_refused_as_such_and_an_empty_one_let_pass(self) -> None:
        refused = await refusal(b"\x1f\x8b\x08\x00", encoding=b"gzip")

        assert isinstance(refused, EncodingRefused)
        assert refused.headers == {"Accept-Encoding": "identity"}
        assert await read(b"", encoding=b"gzip") == b""


class TestJsonBody:
    @pytest.mark.parametrize(
        "value",
        [
            {"text": "门店😀 NaN Infinity \\u0000 是文字"},
            {"order_no": "1234567890123456789012345"},
            {"a": 2**62, "b": -1.5e10, "c": [True, None]},
            [[1]] * 40,
            "😀",
        ],
    )
    async def test_passes_unchanged(self, value: Any) -> None:
        for ascii_only in (True, False):
            body = json.dumps(value, ensure_ascii=ascii_only).encode()

            assert await read(body) == body

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            (rb'{"text": "a\u0000b"}', "/text"),
            (rb'{"customer": {"name": "\ud800"}}', "/customer/name"),
            (rb'{"list": ["ok", "\uDC00"]}', "/list/1"),
            (rb'{"a\u0000": 1}', "/a\N{REPLACEMENT CHARACTER}"),
            (b'{"rating": NaN}', "/rating"),
            (b'{"rating": -Infinity}', "/rating"),
            (b'{"rating": 1e999}', "/rating"),
            (b'{"rating": 1E+999}', "/rating"),
            (b'{"rating": 123456789012345678901}', "/rating"),
            (b'{"rating":\n -12345678901234567890.5e400}', "/rating"),
            (b'{"list": [1,1.5e0999]}', "/list/1"),
            (b"\xef\xbb\xbf1e999", ""),
        ],
    )
    async def test_is_refused_with_the_field(self, body: bytes, pointer: str) -> None:
        problem = await refusal(body)

        assert isinstance(problem, InvalidFields)
        assert [error.pointer for error in problem.errors] == [pointer]

    @pytest.mark.parametrize(
        "body",
        [
            b'{"id": "4e120f", "rating": 5}',
            b'{"id": "0192f3b1-4e12-7000-8000-1e9999999999"}',
            b'{"order_no": "123456789012345678901234567890"}',
        ],
    )
    def test_is_not_parsed_twice_for_an_id_that_looks_like_a_number(self, body: bytes) -> None:
        assert not is_suspicious(body)

    @given(st.one_of(st.integers(), st.integers(10, 400).map(lambda power: 7 * 10**power)))
    async def test_is_refused_for_a_whole_number_beyond_64_bits(self, number: int) -> None:
        body = json.dumps({"a": [number]}).encode()
        if -(2**63) <= number < 2**63:
            assert await read(body) == body
        else:
            assert isinstance(await refusal(body), InvalidFields)

    @pytest.mark.parametrize("body", [b'{"text": "a\x00b"}', '{"text": "x"}'.encode("utf-16")])
    async def test_is_refused_when_it_is_not_utf_8(self, body: bytes) -> None:
        assert isinstance(await refusal(body), NotUtf8)

    async def test_is_refused_when_the_escape_is_split_between_parts(self) -> None:
        problem = await refusal(rb'{"text": "a\u00', rb'00b"}')

        assert problem.errors[0].pointer == "/text"

    async def test_is_refused_when_nested_without_end(self) -> None:
        assert isinstance(await refusal(b"[" * 100_000), NestedTooDeeply)
        assert isinstance(await refusal(b'{"a":' * 50_000), NestedTooDeeply)
        assert isinstance(await refusal(b"[" * 40 + b"]" * 40), NestedTooDeeply)

    async def test_that_is_no_json_is_left_to_the_parser(self) -> None:
        assert await read(b'{"a": NaN') == b'{"a": NaN'

    @given(st.binary(max_size=300))
    async def test_never_fails_otherwise(self, body: bytes) -> None:
        with suppress(InvalidFields, NestedTooDeeply, NotUtf8):
            assert await read(body) == body


class TestQuery:
    @pytest.mark.parametrize(
        ("query", "left"),
        [
            (b"cursor=&limit=2", b"limit=2"),
            (b"limit=2&cursor=", b"limit=2"),
            (b"store_code=&channel=", b""),
            (b"cursor=W10=&q=a%3D", b"cursor=W10=&q=a%3D"),
            (b"flag&a=b", b"flag&a=b"),
        ],
    )
    def test_leaves_out_what_says_nothing(self, query: bytes, left: bytes) -> None:
        assert without_empty(query) == left


class TestSize:
    async def test_is_limited_by_what_is_declared(self) -> None:
        problem = await refusal(b"{}", declared=str(DEFAULT_LIMIT + 1).encode())

        assert isinstance(problem, PayloadTooLarge)
        assert "256 KiB" in problem.en

    async def test_is_limited_by_what_arrives(self) -> None:
        parts: Sequence[bytes] = [b"x" * 100_000] * 3

        assert isinstance(await refusal(*parts), PayloadTooLarge)
        assert isinstance(await refusal(*parts, content_type=b"image/png"), PayloadTooLarge)

    async def test_is_larger_where_the_route_says_so(self) -> None:
        part = b"x" * 1_000_000

        assert len(await read(part, content_type=b"image/png", endpoint=generous_route)) == len(
            part
        )

    @pytest.mark.parametrize("declared", [b"9" * 5000, b"99999999999999999999"])
    async def test_declared_without_sense_is_refused(self, declared: bytes) -> None:
        assert isinstance(await refusal(b"{}", declared=declared), PayloadTooLarge)


class TestForm:
    async def test_with_a_nul_is_refused_with_the_field(self) -> None:
        problem = await refusal(
            b"a=1&text=x%00y", content_type=b"application/x-www-form-urlencoded"
        )

        assert problem.errors[0].pointer == "/text"

    async def test_without_one_passes(self) -> None:
        form = b"a=1&text=%E4%B8%AD"

        assert await read(form, content_type=b"application/x-www-form-urlencoded") == form


class TestSuspicion:
    def test_falls_on_almost_no_feedback(self) -> None:
        body = json.dumps({"text": "排队四十分钟,电话13800138000", "rating": 1}).encode()

        assert not is_suspicious(body)
