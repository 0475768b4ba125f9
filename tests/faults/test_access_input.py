"""Case 21 and its kin: what a request must not hold is refused by name, and never a failure."""

import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator, Sequence
from itertools import count, product
from typing import Any, TypeVar

import pytest
import pytest_asyncio

from tests.fixtures.access import says_what_is_wrong
from tests.fixtures.access_scene import Scene, scene_in
from tests.fixtures.api_operations import Operation
from tests.fixtures.faults_load import FULL, scaled

T = TypeVar("T")
pytestmark = pytest.mark.asyncio(loop_scope="module")

FORBIDDEN: dict[str, Any] = {
    "role": "admin",
    "roles": ["admin"],
    "is_admin": True,
    "store_id": "S002",
    "stores": ["S002"],
    "status": "closed",
    "sla_due": "2030-01-01T00:00:00Z",
    "due_at": "2030-01-01T00:00:00Z",
    "score": 5,
    "id": "01930000-0000-7000-8000-00000000dead",
    "version": 99,
    "generation": 99,
    "revision": 99,
    "owner_id": "01930000-0000-7000-8000-00000000dead",
    "team_id": "01930000-0000-7000-8000-00000000dead",
    "created_at": "2020-01-01T00:00:00Z",
    "received_at": "2020-01-01T00:00:00Z",
    "password_hash": "x",
    "tokens_valid_from": "2020-01-01T00:00:00Z",
    "entered_by": "staff:x",
    "__class__": "x",
    "__proto__": {"role": "admin"},
}
WHO = {"manager": "manager", "admin": "admin", "agent": "agent01"}

JSON = "application/json"
DEEP = 100_000
MALFORMED: dict[str, tuple[bytes, str | None]] = {
    "nothing": (b"", JSON),
    "nothing of no type": (b"", None),
    "null": (b"null", JSON),
    "an array": (b"[]", JSON),
    "a text": (b'"x"', JSON),
    "a number": (b"1", JSON),
    "half an object": (b'{"text": ', JSON),
    "two objects": (b"{}{}", JSON),
    "no JSON": (b"text=hello", JSON),
    "endless nesting": (b"[" * DEEP + b"]" * DEEP, JSON),
    "a deep object": (b'{"a":' * 1000 + b"1" + b"}" * 1000, JSON),
    "a megabyte": (b'{"text": "' + b"a" * 1024 * 1024 + b'"}', JSON),
    "a megabyte of spaces": (b" " * 1024 * 1024, JSON),
    "no UTF-8": (b'{"text": "\xff\xfe"}', JSON),
    "UTF-16": ('{"text": "x"}'.encode("utf-16"), JSON),
    "a lone surrogate as key": (b'{"\\ud800": 1}', JSON),
    "a NUL as key": (b'{"a\\u0000b": 1}', JSON),
    "a raw NUL": (b'{"text": "a\x00b"}', JSON),
    "an endless number": (b'{"rating": ' + b"9" * 5000 + b"}", JSON),
    "an infinite number": (b'{"rating": 1e400}', JSON),
    "not a number": (b'{"rating": NaN}', JSON),
    "plain text": (b'{"text": "x"}', "text/plain"),
    "XML": (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "application/xml"),
    "a form": (b"text=hello&score=5", "application/x-www-form-urlencoded"),
    "a broken multipart": (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
    "a multipart without boundary": (b"x", "multipart/form-data"),
    "no media type": (b"{}", "???"),
}
WRONG: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, 2**31, 2**63 - 1, 2**63, -(2**70), 1e308),
    *("", " ", "\x00", "a\x00b", "\ud800", "\u202e", "x" * 6000, "😀" * 6000, "../../etc/passwd"),
    *("' OR 1=1 --", "%s%n{0}{{7*7}}", "9999-12-31T23:59:59.999999Z", "0001-01-01T00:00:00+14:00"),
    *(
        "9999-12-31T23:59:59-14:00",
        "2026-02-30",
        "24:01",
        "٣",
        "１",
        "01930000-0000-7000-8000-00000000dead",
    ),
    *([], [None], [[]], ["x"] * 2000, {}, {"a": {"b": 1}}, [{"a": 1}], [2**70], ["\ud800"]),
)
LITERAL: dict[str, tuple[Any, ...]] = {
    "boolean": ("true", 1),
    "integer": ("1", True),
    "number": ("1", True),
}
"""What is none of a JSON type and taken for it where values are converted, by type."""
WRONG_IN_ADDRESS = (
    *("%00", "a%00b", "%ed%a0%80", "%ff%fe", "%0d%0aSet-Cookie:x", "..%2f..%2fetc", "%2e%2e"),
    *("'%20OR%201=1--", "-1", "1e999", "%EF%BC%91", "x" * 3000, "{7*7}", "%25s%25n", "null"),
    *("9" * 40, "0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59.999999Z", "%E2%80%AE", "%20"),
    "9999-12-31T23:59:59-14:00",
)
WRONG_IN_QUERY = (*WRONG_IN_ADDRESS, "0", "201", "W10", "WzFd", "eyJ9", "e30")

IN_CURSORS: tuple[Any, ...] = (
    *(None, True, 0, -1, 2**63, 1.5, "", "x", "\x00", [], {}),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-01T00:00:00"),
    "01930000-0000-7000-8000-00000000dead",
)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    limits = dict.fromkeys(("form_burst", "page_burst", "message_burst"), 100_000)
    async with scene_in(tmp_path_factory.mktemp("input"), **limits) as made:
        await made.world.rest()
        yield made


def somebody_for(operation: Operation) -> str | None:
    """Return who may call it."""
    if operation.is_public:
        return None
    return next(WHO[role] for role in WHO if role in operation.roles)


def writing(scene: Scene) -> Iterator[Operation]:
    return (one for one in scene.operations if not one.reads)


def with_a_body(scene: Scene) -> list[Operation]:
    return [one for one in writing(scene) if one.body is not None]


class TestFieldThatIsNotTheCallersToSet:
    async def test_is_refused_by_its_name_on_every_route(self, scene: Scene) -> None:
        tried = 0
        for operation in with_a_body(scene):
            known = {pointer.strip("/") for pointer in operation.body_fields()}
            forged = [(name, value) for name, value in FORBIDDEN.items() if name not in known]
            for some in (forged[::2], forged[1::2]):  # a refusal names twenty fields at most
                body = {**scene.body(operation, scene.near), **dict(some)}
                with scene.world.unchanged():
                    answer = await scene.request(
                        somebody_for(operation), operation, scene.near, json=body
                    )
                assert answer.status_code == 422, (operation, answer.text)
                pointers = {error["pointer"] for error in answer.json()["errors"]}
                assert pointers == {f"/{name}" for name, _ in some}, operation
            tried += len(forged)
        assert tried > 400

    @pytest.mark.parametrize(
        ("operation", "body", "pointer"),
        [
            ("intake.post_feedback", {"text": "x", "customer": {"id": "1"}}, "/customer/id"),
            ("triage.correct", {"topics": [{"code": "refund", "id": 1}]}, "/topics/0"),
            (
                "triage.change_routing_rule",
                {"conditions": {"owner_id": ["x"]}},
                "/conditions/owner_id",
            ),
        ],
    )
    async def test_is_refused_inside_of_others_too(
        self, scene: Scene, operation: str, body: dict[str, Any], pointer: str
    ) -> None:
        known = next(one for one in scene.operations if str(one) == operation)

        with scene.world.unchanged():
            answer = await scene.request("manager", known, scene.near, json=body)

        assert answer.status_code == 422, answer.text
        assert any(error["pointer"].startswith(pointer) for error in answer.json()["errors"])

    async def test_in_a_page_s_form_sets_nothing(self, scene: Scene) -> None:
        token = (await scene.world.form_token())["Authorization"].removeprefix("Bearer ")
        fields = {"text": "很好喝", "token": token}
        forged = {"channel": "phone", "status": "closed", "id": "1", "store_id": "S002"}

        answer = await scene.world.ask(None, "POST", "/intake/f/welcome", data={**fields, **forged})

        assert answer.status_code == 303
        known = (await scene.world.get("manager", "/intake/v1/feedback", limit=200))["items"]
        (taken,) = [one for one in known if one["text"] == "很好喝"]
        assert taken["channel"] != "phone"
        assert (taken["store_code"], taken["status"]) == (None, "received")


class TestBodyThatIsNone:
    @pytest.mark.parametrize("kind", MALFORMED)
    async def test_is_refused_on_every_route(self, scene: Scene, kind: str) -> None:
        content, media_type = MALFORMED[kind]
        headers = {} if media_type is None else {"Content-Type": media_type}
        for operation in with_a_body(scene):
            if kind == "a form" and operation.is_a_page_s_form:
                continue
            if content in {b"", b"null"} and not operation.needs_a_body:
                continue
            with scene.world.unchanged():
                answer = await scene.request(
                    somebody_for(operation),
                    operation,
                    scene.near,
                    content=content,
                    headers=headers,
                )
            assert 400 <= answer.status_code < 500, (operation, answer.text)
            assert says_what_is_wrong(answer), (operation, answer.text)

    async def test_of_a_length_that_is_a_lie_is_refused(self, scene: Scene) -> None:
        for length in ("-1", "1e3", "99999999999999999999", "x"):
            answer = await scene.world.ask(
                "manager",
                "POST",
                "/intake/v1/feedback",
                content=b'{"text": "x"}',
                headers={"Content-Type": JSON, "Content-Length": length},
            )
            assert answer.status_code in {201, 400, 413}, (length, answer.text)


class TestValueThatDoesNotFit:
    async def test_in_a_body_is_never_a_failure(self, scene: Scene) -> None:
        tried, turn = 0, count()
        for operation in with_a_body(scene):
            if str(operation) in {"triage.sign_in", "triage.change_password"}:
                continue  # each would cost a password hash; their fields stand in others too
            for pointer in operation.body_fields():
                for value in some_of(WRONG, turn):
                    body = put(scene.body(operation, scene.near), pointer, value)
                    answer = await scene.request(
                        somebody_for(operation),
                        operation,
                        scene.near,
                        content=json.dumps(body).encode(),
                        headers={"Content-Type": JSON},
                    )
                    assert answer.status_code < 500, (operation, pointer, value, answer.text)
                    assert answer.is_success or says_what_is_wrong(answer), (
                        operation,
                        pointer,
                        value,
                        answer.text,
                    )
                    tried += 1
        assert tried > scaled(2000, 8000)

    async def test_is_refused_by_name_where_it_is_the_string_of_another(self, scene: Scene) -> None:
        """A program that sends "5" for 5 is told at once, and not by the store that takes no 5."""
        tried = 0
        for operation in with_a_body(scene):
            for pointer, schema in operation.body_fields().items():
                kinds = {one.get("type") for one in (schema, *schema.get("anyOf", ()))}
                if schema.get("readOnly") or "string" in kinds or not kinds & LITERAL.keys():
                    continue
                wrong = next(LITERAL[kind] for kind in kinds if kind in LITERAL)
                for value in wrong:
                    body = put(scene.body(operation, scene.near), pointer, value)
                    answer = await scene.request(
                        somebody_for(operation), operation, scene.near, json=body
                    )
                    assert answer.status_code == 422, (operation, pointer, value, answer.text)
                    named = [one["pointer"] for one in answer.json()["errors"]]
                    assert any(f"{pointer}/".startswith(f"{one}/") for one in named if one), (
                        operation,
                        pointer,
                        value,
                        answer.text,
                    )
                    tried += 1
        assert tried > 100

    async def test_in_an_address_is_never_a_failure(self, scene: Scene) -> None:
        turn = count()
        for operation in scene.operations:
            who = somebody_for(operation)
            for name in operation.parameters("path"):
                for value in some_of(WRONG_IN_ADDRESS, turn):
                    path = operation.path.replace(f"{{{name}}}", value)
                    for other in operation.parameters("path"):
                        known = scene.near.path_value(operation, other)
                        path = path.replace(f"{{{other}}}", known)
                    answer = await scene.request(
                        who, operation, scene.near, path=f"/{operation.service}{path}"
                    )
                    assert 400 <= answer.status_code < 500, (operation, value, answer.text)
                    assert says_what_is_wrong(answer), (operation, value, answer.text)

    async def test_in_a_query_is_never_a_failure(self, scene: Scene) -> None:
        turn = count()
        for operation in scene.operations:
            for name in operation.parameters("query"):
                for value in some_of(WRONG_IN_QUERY, turn):
                    path = f"{scene.near.path(operation)}?{name}={value}"
                    answer = await scene.request(
                        somebody_for(operation), operation, scene.near, path=path
                    )
                    assert answer.status_code < 500, (operation, name, value, answer.text)
                    assert answer.is_success or says_what_is_wrong(answer), (
                        operation,
                        name,
                        value,
                        answer.text,
                    )

    async def test_in_the_name_of_a_query_is_refused_with_those_there_are(
        self, scene: Scene
    ) -> None:
        """A filter passed over answers everything; handing in feedback has none to misspell.

        Pages and callbacks take what others append to their addresses.
        """
        for operation in scene.operations:
            if operation.is_public or str(operation) == "intake.post_feedback":
                continue
            path = f"{scene.near.path(operation)}?stroe_code=S001"
            answer = await scene.request(somebody_for(operation), operation, scene.near, path=path)
            assert answer.status_code == 422, (operation, answer.text)
            (error,) = answer.json()["errors"]
            assert error["pointer"] == "/stroe_code", operation
            known = sorted(set(operation.parameters("query")))
            assert ", ".join(known) in error["detail"], (operation, error)
        twice = "/followup/v1/reports/overview?store_code=S001&store_code=S002"
        answer = await scene.world.ask("manager", "GET", twice)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/store_code")
        for page in ("/intake/f/welcome", f"/intake/t/{scene.near.spoken.track_token}"):
            answer = await scene.world.ask(None, "GET", f"{page}?utm_source=x&from=groupmessage")
            assert answer.status_code != 422, page

    async def test_in_the_name_of_a_query_is_told_to_nobody_who_may_not_ask(
        self, scene: Scene
    ) -> None:
        path = "/followup/v1/reports/overview?stroe_code=S001"
        assert (await scene.world.ask(None, "GET", path)).status_code == 401
        assert (await scene.world.ask("agent01", "GET", path)).status_code == 403

    async def test_in_a_cursor_is_never_a_failure(self, scene: Scene) -> None:
        keys = [key for length in (1, 2, 3) for key in product(IN_CURSORS, repeat=length)]
        keys = keys[:: scaled(61, 23)]
        cursors = [urlsafe_b64encode(json.dumps(key).encode()).decode() for key in keys]
        for operation in scene.operations:
            if "cursor" not in operation.parameters("query"):
                continue
            who, path = somebody_for(operation), scene.near.path(operation)
            for cursor in cursors:
                answer = await scene.world.ask(who, "GET", path, params={"cursor": cursor})
                assert answer.status_code in {200, 422}, (operation, cursor, answer.text)

    async def test_in_a_header_is_never_a_failure(self, scene: Scene) -> None:
        odd = ("", "\x7f", "é", "中".encode(), '"', "*", "W/", ";;q=", "9" * 4000, ",", "\t")
        names = ("Idempotency-Key", "If-Match", "Accept-Language", "Accept", "X-Request-ID")
        further = ("traceparent", "Cookie", "Range", "X-Forwarded-For", "Host", "Content-Encoding")
        transfer = next(one for one in scene.operations if str(one) == "triage.transfer")
        for name in (*names, *further):
            for value in odd:
                sent = value if isinstance(value, bytes) else value.encode()
                for path in ("/intake/v1/feedback", scene.near.path(transfer)):
                    headers: Any = {**await scene.world.sign_in("manager"), name: sent}
                    answer = await scene.world.http.post(path, headers=headers, json={"text": ""})
                    assert 400 <= answer.status_code < 500, (name, value, answer.text)


def some_of(values: Sequence[T], turn: Iterator[int]) -> Sequence[T]:
    """Return every third of `values`, at the next turn others; all of them with `make faults`.

    A place meets a third of them, and each of them a third of all places.
    """
    return values[next(turn) % 3 :: 3] if not FULL else values


def put(body: Any, pointer: str, value: Any) -> Any:
    """Return a copy of `body` with `value` at `pointer`, what is missing on the way made."""
    name, _, rest = pointer.strip("/").partition("/")
    inner = body.get(name) if isinstance(body, dict) else None
    if not rest:
        made = value
    elif rest == "0" or rest.startswith("0/"):
        deeper = rest.removeprefix("0").strip("/")
        made = [put({}, deeper, value) if deeper else value]
    else:
        made = put(inner or {}, rest, value)
    return {**(body if isinstance(body, dict) else {}), name: made}
