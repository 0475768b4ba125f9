"""Lexicon routes: what the organisation says of words, beside what comes with the program."""

from typing import Annotated

from fastapi import Query, Request, Response

from services.triage.operations import lexicon
from services.triage.queries import lexicon as queries
from services.triage.rules.words import WordKind
from services.triage.web.cursors import checked_id
from services.triage.web.identity import Here
from services.triage.web.schemas_models import SpeltWord, WordBody, WordPatch, WordView
from services.triage.web.schemas_organisation import TopicCode, Uuid
from shared import auth
from shared.auth import Principal
from shared.idempotency import IdempotencyKey, idempotent
from shared.paging import BadCursor, Cursor, Limit, Page, decode_cursor, page_of
from shared.routes import Router

router = Router(prefix="/v1/lexicon", tags=["lexicon"])

Planner = Annotated[Principal, auth.staff("manager", "admin")]
PlanReader = Annotated[Principal, auth.staff("lead", "manager", "admin", "auditor")]


@router.get("")
async def list_words(
    *,
    _principal: PlanReader,
    here: Here,
    word: SpeltWord | None = None,
    kind: WordKind | None = None,
    topic: Annotated[TopicCode | None, Query()] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[WordView]:
    """Return the organisation's own words."""
    after = after_word(cursor)
    return await here.database.read(
        lambda session: page_of(
            queries.word_page(session, after=after, limit=limit, word=word, kind=kind, topic=topic),
            limit,
            key=lambda entry: (entry.word, entry.id),
            item=WordView.of,
        )
    )


@router.get("/{entry_id}")
async def show_word(entry_id: Uuid, _principal: PlanReader, here: Here) -> WordView:
    """Return one entry."""
    return await here.database.read(lambda session: WordView.of(queries.entry(session, entry_id)))


@router.post("", status_code=201, response_model=WordView)
async def add_word(
    body: WordBody,
    principal: Planner,
    request: Request,
    here: Here,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Add a word; it decides from the next text on, in every process within seconds."""
    now = here.now()
    return await idempotent(
        request,
        idempotency_key,
        principal,
        here.database,
        lambda session: WordView.of(
            lexicon.add_word(session, body.model_dump(), by=principal, now=now)
        ),
        now=now,
    )


@router.patch("/{entry_id}")
async def change_word(entry_id: Uuid, body: WordPatch, principal: Planner, here: Here) -> WordView:
    """Change what is said of a word."""
    now = here.now()
    changes = body.model_dump(exclude_unset=True)
    return await here.database.write(
        lambda session: WordView.of(
            lexicon.change_word(session, entry_id, changes, by=principal, now=now)
        )
    )


@router.delete("/{entry_id}", status_code=204)
async def remove_word(entry_id: Uuid, principal: Planner, here: Here) -> None:
    """Take back what was said of a word."""
    now = here.now()
    await here.database.write(
        lambda session: lexicon.remove_word(session, entry_id, by=principal, now=now)
    )


def after_word(cursor: str | None) -> tuple[str, str] | None:
    """Return the word and id that the next page comes after. Raises BadCursor."""
    if cursor is None:
        return None
    word, entry_id = decode_cursor(cursor, str, str)
    if word is None or entry_id is None:
        raise BadCursor
    return word, checked_id(entry_id)
