"""A small service with a route of every kind, to show what all services have from the kit."""

from collections.abc import Mapping
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from shared.auth import Authenticator, Principal, caller, public, staff, staff_or_key
from shared.database import Database, Session
from shared.direct import direct
from shared.health import Check
from shared.idempotency import IdempotencyKey, idempotent
from shared.ids import new_id
from shared.pages import Pages
from shared.preconditions import IfMatch, check_etag
from shared.problems import Conflict
from shared.request_body import body_limit
from shared.service import create_app
from shared.tables import audit_entry
from shared.telemetry import Metrics
from tests.fixtures.clock import ManualClock
from tests.fixtures.sign_in import Signer

router = APIRouter()


class Words(BaseModel, extra="forbid"):
    text: Annotated[str, Field(min_length=1, max_length=20)]
    count: int = 1
    extra: dict[str, Any] = {}


class Made(BaseModel):
    id: str
    text: str
    by: str


class Closed(Conflict):
    title_zh = "已经结案"
    title_en = "Closed"


@router.post("/v1/direct", responses={201: {"model": Made}})
@direct(caller("words:write", "agent"), Words)
async def post_direct(
    _request: Request, principal: Principal, words: Words, _raw: bytes
) -> Response:
    """Make words on the hot path."""
    made = Made(id=new_id(), text=words.text, by=principal.reference)
    return Response(made.model_dump_json(), 201, media_type="application/json")


@router.post("/v1/words", status_code=201)
async def post_words(
    words: Words, principal: Annotated[Principal, staff_or_key("words:write", "agent", "auditor")]
) -> Made:
    return Made(id=new_id(), text=words.text, by=principal.reference)


@router.post("/v1/once", status_code=201)
async def post_once(
    request: Request,
    words: Words,
    principal: Annotated[Principal, staff("agent")],
    key: IdempotencyKey = None,
) -> Response:
    database: Database = request.app.state.database

    def work(session: Session) -> Made:
        made = Made(id=new_id(), text=words.text, by=principal.reference)
        row = {"seq": words.count, "at": request.app.state.clock.now(), "detail": "{}"}
        texts = ("actor", "action", "subject", "previous_hash", "hash")
        session.execute(sa.insert(audit_entry).values({**row, **dict.fromkeys(texts, "x")}))
        return made

    now = request.app.state.clock.now()
    return await idempotent(request, key, principal, database, work, now=now)


@router.get("/v1/words")
async def list_words(
    _reader: Annotated[Principal, staff("agent", "auditor")], limit: int = 5
) -> dict[str, int]:
    return {"limit": limit}


@router.post("/v1/cases/{case_id}/accept")
async def accept_case(
    case_id: str, if_match: IfMatch, _by: Annotated[Principal, staff("agent")]
) -> dict[str, str]:
    check_etag(if_match, prefix="t", revision=5)
    return {"id": case_id}


@router.get("/t/{token}", dependencies=[public()])
async def track(request: Request, token: str) -> Response:
    pages: Pages = request.app.state.pages
    if token == "closed":
        raise Closed(zh="已经<结案>", en="It is <closed>")
    return pages.render(request, "base.html.j2")


@router.post("/v1/upload", dependencies=[public()])
@body_limit(1024 * 1024)
async def upload(request: Request) -> dict[str, int]:
    return {"size": len(await request.body())}


@router.get("/v1/broken", dependencies=[public()])
async def broken() -> None:
    raise RuntimeError("the phone 13800138000 is in here")


@router.get("/v1/twice", dependencies=[public()])
async def twice(request: Request) -> None:
    row = {"id": 1, "seq": 0, "hash": "x"}

    def work(session: Session) -> None:
        session.execute(sa.text("INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, 'x')"), row)
        session.execute(sa.text("INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, 'x')"), row)

    await request.app.state.database.write(work)


def sample_app(
    database: Database,
    signer: Signer,
    clock: ManualClock,
    *,
    ready: Mapping[str, Check] | None = None,
) -> Any:
    """Return the application as a service's `app.py` builds it."""
    return create_app(
        "sample",
        version="0.1.0",
        database=database,
        authenticator=Authenticator(database, signer.keys(), clock),
        clock=clock,
        routers=[router],
        metrics=Metrics("sample"),
        ready=ready,
    )
