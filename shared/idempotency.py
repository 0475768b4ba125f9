"""`Idempotency-Key`: the first answer to a creating request, given again when it is repeated."""

import contextlib
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

import orjson
import sqlalchemy as sa
from fastapi import Header, Request, Response
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError

from shared.among import among
from shared.auth.principal import Principal
from shared.bulk import insert_rows
from shared.database import Database, Session
from shared.problems import UnprocessableContent
from shared.tables import idempotency_record

KEPT = timedelta(days=8)
REPLAY_HEADERS = {"Idempotent-Replay": "true"}

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        description="Repeating a request with the same key and body gives the first answer again.",
    ),
]


class IdempotencyKeyReused(UnprocessableContent):
    def __init__(self) -> None:
        super().__init__(
            pointer="/Idempotency-Key",
            zh="这个 Idempotency-Key 已用于另一个内容不同的请求；请换一个新的值。",
            en="This Idempotency-Key was used for a request with another body; use a new key.",
        )


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """What was answered the first time; `body` is the JSON text as it was sent."""

    digest: str
    fingerprint: str
    status: int
    body: str

    def must_match(self, fingerprint: str) -> None:
        """Raise IdempotencyKeyReused unless the repeated request has the same body."""
        if self.fingerprint != fingerprint:
            raise IdempotencyKeyReused


def digest(principal_id: str, route: str, key: str) -> str:
    """Return the 64 hex digits under which an answer is kept; `route` is method and path."""
    return hashlib.sha256(f"{principal_id}\n{route}\n{key}".encode()).hexdigest()


def fingerprint(body: bytes) -> str:
    """Return 64 hex digits equal for the same JSON value, whatever its spacing and key order."""
    # A form, or a number beyond 64 bits, is told apart by its own bytes.
    with contextlib.suppress(orjson.JSONDecodeError, orjson.JSONEncodeError):
        body = orjson.dumps(orjson.loads(body), option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(body).hexdigest()


def recall(session: Session, digest: str) -> FirstAnswer | None:
    """Return the first answer kept under `digest`."""
    return recall_many(session, [digest]).get(digest)


def recall_many(session: Session, digests: Sequence[str]) -> dict[str, FirstAnswer]:
    """Return the first answers kept under `digests`, by digest."""
    if not digests:
        return {}
    table = idempotency_record.c
    rows = session.execute(
        sa.select(table.digest, table.fingerprint, table.status, table.body).where(
            among(table.digest, digests)
        )
    )
    return {row.digest: FirstAnswer(*row) for row in rows}


def remember(session: Session, answer: FirstAnswer, *, now: datetime) -> None:
    """Keep an answer in the transaction of what it speaks of.

    A racing twin makes the transaction fail with IntegrityError; run again, it recalls.
    """
    remember_many(session, [answer], now=now)


def remember_many(session: Session, answers: Sequence[FirstAnswer], *, now: datetime) -> None:
    if answers:
        rows = [
            {
                "digest": one.digest,
                "fingerprint": one.fingerprint,
                "status": one.status,
                "body": one.body,
                "created_at": now,
            }
            for one in answers
        ]
        insert_rows(session, idempotency_record, rows)


def prune(session: Session, *, now: datetime, limit: int = 20_000) -> int:
    """Delete answers older than KEPT, `limit` at most; return how many."""
    table = idempotency_record.c
    old = sa.select(table.digest).where(table.created_at < now - KEPT).limit(limit)
    done = session.execute(sa.delete(idempotency_record).where(table.digest.in_(old)))
    return int(done.rowcount)  # type: ignore[attr-defined]


async def idempotent(
    request: Request,
    key: str | None,
    principal: Principal,
    database: Database,
    work: Callable[[Session], BaseModel | Mapping[str, Any]],
    *,
    now: datetime,
    status: int = 201,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Run a creating `work` once for its key and return the answer, the first one when repeated.

    `work` returns what is answered as JSON. A repetition answers 200 with `Idempotent-Replay`.
    Raises IdempotencyKeyReused and whatever `work` raises; what fails is not remembered.
    """
    if key is None:
        answer = as_json(await database.write(work))
        return json_response(answer, status, headers)
    kept_under = digest(principal.reference, f"{request.method} {request.url.path}", key)
    mark = fingerprint(await request.body())

    def once(session: Session) -> tuple[str, bool]:
        first = recall(session, kept_under)
        if first is not None:
            first.must_match(mark)
            return first.body, True
        answer = as_json(work(session))
        remember(session, FirstAnswer(kept_under, mark, status, answer), now=now)
        return answer, False

    try:
        answer, is_replay = await database.write(once)
    except IntegrityError:
        answer, is_replay = await database.write(once)
    if is_replay:
        return json_response(answer, 200, REPLAY_HEADERS)
    return json_response(answer, status, headers)


def as_json(value: BaseModel | Mapping[str, Any]) -> str:
    if isinstance(value, BaseModel):
        return value.model_dump_json(by_alias=True)
    return orjson.dumps(value).decode()


def json_response(body: str, status: int, headers: Mapping[str, str] | None) -> Response:
    return Response(
        body, status_code=status, headers=dict(headers or {}), media_type="application/json"
    )
