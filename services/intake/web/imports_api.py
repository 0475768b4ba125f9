"""The API of imports: a sheet comes in, its rows become feedback, what cannot is given back."""

import asyncio
import csv
import hashlib
import io
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, BinaryIO
from uuid import UUID

import orjson
from fastapi import Query, Request
from starlette.responses import Response, StreamingResponse

from services.intake import queries
from services.intake.errors import InvalidField
from services.intake.errors_channels import UnknownChannel
from services.intake.errors_files import FileMissing, SheetTooLarge
from services.intake.models import ImportJob, ImportReject
from services.intake.operations.imports import (
    CHUNK,
    Upload,
    begin_import,
    cancel_import,
    check_mapping,
    confirm_mapping,
    finish_upload,
    keep_chunk,
    sealed_row,
)
from services.intake.operations.sheet_reading import DryRun, Sheet, first_sight, tried
from services.intake.operations.submissions import KeyedRequest
from services.intake.rules.cells import neutral
from services.intake.web.api import before
from services.intake.web.desk import Desk, desk_of
from services.intake.web.schemas_imports import (
    DryRunOut,
    ImportOut,
    MappingIn,
    ProblemOut,
    RowError,
)
from services.intake.web.uploads import (
    MULTIPART,
    MULTIPART_OVERHEAD,
    READ_AT_MOST,
    only_file,
)
from shared import idempotency
from shared.auth import Principal, staff
from shared.idempotency import REPLAY_HEADERS, IdempotencyKey
from shared.languages import Language, preferred_language
from shared.paging import Cursor, Limit, Page, page_of
from shared.request_body import file_limit
from shared.routes import Router

router = Router(prefix="/v1/imports", tags=["imports"])

Importer = Annotated[Principal, staff("manager", "admin")]
Reader = Annotated[Principal, staff("manager", "admin", "auditor")]
MOST_BYTES = 64 * 1024 * 1024
ROWS_AT_ONCE = 500
FILE_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


@router.post(
    "",
    status_code=202,
    responses={
        200: {"model": DryRunOut, "description": "A dry run: nothing was kept."},
        202: {"model": ImportOut},
    },
    openapi_extra=FILE_BODY,
    response_model=None,
)
@file_limit(MOST_BYTES + MULTIPART_OVERHEAD)
async def add_import(  # noqa: PLR0917  # query parameters
    request: Request,
    principal: Importer,
    dry_run: Annotated[bool, Query(description="Only say what would happen.")] = False,
    auto: Annotated[
        bool | None,
        Query(
            description="true: start at once; false: wait for the mapping to be confirmed; left "
            "out: start when the headings say which column holds the text."
        ),
    ] = None,
    mapping: Annotated[
        str | None,
        Query(max_length=4000, description='JSON, such as {"text": "内容"}; starts at once.'),
    ] = None,
    channel: Annotated[str, Query(max_length=40)] = "import",
    key: IdempotencyKey = None,
) -> Response:
    """Take a CSV or XLSX: one feedback a row, told apart by a column or by its content."""
    desk = desk_of(request)
    if channel not in desk.preparer.channels:
        raise UnknownChannel(channel, desk.preparer.channels)
    wanted = mapping_in(mapping)
    if not request.headers.get("content-type", "").lower().startswith(MULTIPART):
        raise FileMissing
    async with request.form(**READ_AT_MOST) as form:
        file = only_file(form)
        if (file.size or 0) > MOST_BYTES:
            raise SheetTooLarge(MOST_BYTES)
        content = file.file
        sheet = await asyncio.to_thread(first_sight, content)
        chosen = sheet.mapping if wanted is None else wanted
        starts = auto is not False and (auto or wanted is not None or "text" in chosen)
        if starts or dry_run or wanted is not None:
            check_mapping(chosen, sheet.headings)
        if dry_run:
            language = preferred_language(request.headers.get("accept-language"))
            found = await dry_run_of(desk, content, sheet, chosen, channel, principal)
            return as_json(dry_run_out(found, sheet, chosen, language))
        upload = Upload(
            file.filename or "",
            channel,
            sheet.shape,
            file.size or 0,
            sheet.headings,
            chosen,
            sheet.total,
        )
        return await kept(desk, content, upload, sheet, principal, key, starts=starts)


async def kept(  # noqa: PLR0917  # what an upload is
    desk: Desk,
    content: BinaryIO,
    upload: Upload,
    sheet: Sheet,
    principal: Principal,
    key: str | None,
    *,
    starts: bool,
) -> Response:
    """Keep the sheet in sealed parts, and say what is known of it."""
    now, database = desk.clock.now(), desk.database
    job = await database.write(lambda session: begin_import(session, upload, by=principal, now=now))
    digest = await keep_parts(desk, content, job.id)
    keyed = key and KeyedRequest(
        idempotency.digest(principal.reference, "POST /v1/imports", key), digest
    )
    answer, is_replay = await database.write(
        lambda session: finish_upload(
            session,
            job.id,
            starts=starts,
            by=principal,
            now=now,
            shown=lambda job: import_out(job, desk).model_dump_json(),
            keyed=keyed or None,
        )
    )
    # What people wrote is kept sealed, never in an answer: the same sheet shows the same rows.
    out = ImportOut.model_validate_json(answer).model_copy(update={"sample": sheet.sample})
    if is_replay:
        return as_json(out, headers=REPLAY_HEADERS)
    return as_json(out, status=202)


async def keep_parts(desk: Desk, content: BinaryIO, import_id: str) -> str:
    """Keep a file part by part; return its digest."""
    digest, seq = hashlib.sha256(), 0
    content.seek(0)
    while part := await asyncio.to_thread(content.read, CHUNK):
        digest.update(part)
        await desk.database.write(
            lambda session, seq=seq, part=part: keep_chunk(  # type: ignore[misc]
                session, import_id, seq, part, desk.sealer
            )
        )
        seq += 1
    return digest.hexdigest()


def mapping_in(text: str | None) -> dict[str, str] | None:
    """Return the mapping in a query parameter. Raises InvalidField."""
    if text is None:
        return None
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise InvalidField(
            "/mapping",
            zh='mapping 须为 JSON 对象，例如 {"text": "内容", "store": "门店"}。',
            en='mapping is a JSON object such as {"text": "内容", "store": "门店"}.',
        )
    return found


async def dry_run_of(  # noqa: PLR0917  # what an import is tried with
    desk: Desk,
    content: BinaryIO,
    sheet: Sheet,
    mapping: dict[str, str],
    channel: str,
    principal: Principal,
) -> DryRun:
    stores = await desk.database.read(queries.codes_by_name)
    return await asyncio.to_thread(
        lambda: tried(
            content,
            sheet,
            mapping,
            stores,
            desk.preparer,
            channel=channel,
            by=principal,
            now=desk.clock.now(),
        )
    )


def dry_run_out(
    found: DryRun, sheet: Sheet, mapping: dict[str, str], language: Language
) -> DryRunOut:
    place = 0 if language == "zh" else 1
    return DryRunOut(
        total=found.total,
        accepted=found.total - found.rejected,
        rejected=found.rejected,
        headings=sheet.headings,
        mapping=mapping,
        errors=[RowError(row=row, detail=sentences[place]) for row, sentences in found.errors],
        sample=sheet.sample,
    )


@router.get("")
async def list_imports(
    request: Request, _reader: Reader, limit: Limit = 50, cursor: Cursor = None
) -> Page[ImportOut]:
    """List imports, newest first."""
    desk = desk_of(request)
    rows = await desk.database.read(
        lambda session: queries.imports_before(session, before(cursor), limit=limit + 1)
    )
    return page_of(rows, limit, key=lambda row: (row.id,), item=lambda row: import_out(row, desk))


@router.get("/{import_id}")
async def show_import(request: Request, import_id: UUID, _reader: Reader) -> ImportOut:
    """Say how far an import is."""
    desk = desk_of(request)
    return import_out(
        await desk.database.read(lambda session: queries.import_with(session, str(import_id))), desk
    )


@router.put("/{import_id}/mapping")
async def put_mapping(
    request: Request, import_id: UUID, body: MappingIn, principal: Importer
) -> ImportOut:
    """Say what the columns hold, and start."""
    desk = desk_of(request)
    now = desk.clock.now()
    job = await desk.database.write(
        lambda session: confirm_mapping(
            session, str(import_id), body.mapping, by=principal, now=now
        )
    )
    return import_out(job, desk)


@router.post("/{import_id}/cancel")
async def post_cancel_import(request: Request, import_id: UUID, principal: Importer) -> ImportOut:
    """Stop an import; rows that are feedback already stay."""
    desk = desk_of(request)
    now = desk.clock.now()
    job = await desk.database.write(
        lambda session: cancel_import(session, str(import_id), by=principal, now=now)
    )
    return import_out(job, desk)


@router.get("/{import_id}/rejects.csv", response_class=Response)
async def get_rejects(request: Request, import_id: UUID, _reader: Importer) -> Response:
    """Send the rows that could not become feedback, each with the reason, to be put right."""
    desk = desk_of(request)
    language = preferred_language(request.headers.get("accept-language"))
    job = await desk.database.read(lambda session: queries.import_with(session, str(import_id)))
    return StreamingResponse(
        rejects_of(desk, job, language),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="rejects-{job.id}.csv"'},
    )


async def rejects_of(desk: Desk, job: ImportJob, language: Language) -> AsyncIterator[bytes]:
    """Yield the file of rejected rows, some hundred rows at a time."""
    heading = ("行号", "原因") if language == "zh" else ("row", "reason")
    yield b"\xef\xbb\xbf" + csv_lines([(*heading, *job.headings)])
    row = 0
    while rows := await desk.database.read(
        lambda session, row=row: queries.rejects_after(  # type: ignore[misc]
            session, job.id, row, limit=ROWS_AT_ONCE
        )
    ):
        yield csv_lines([reject_line(desk, one, language) for one in rows])
        row = rows[-1].row


def reject_line(desk: Desk, one: ImportReject, language: Language) -> Sequence[str]:
    plain = desk.sealer.open(one.sealed_cells, sealed_row(one.import_id, one.row))
    reason = one.reason_zh if language == "zh" else one.reason_en
    return (str(one.row), reason, *orjson.loads(plain))


def csv_lines(rows: Sequence[Sequence[str]]) -> bytes:
    """Return rows as CSV whose cells no spreadsheet takes for formulas."""
    out = io.StringIO()
    csv.writer(out).writerows([[neutral(cell) for cell in row] for row in rows])
    return out.getvalue().encode()


def import_out(job: ImportJob, desk: Desk) -> ImportOut:
    own = {"rejects_url", "sample", "problem"}
    values = {name: getattr(job, name) for name in ImportOut.model_fields.keys() - own}
    url = f"{desk.links.root}/v1/imports/{job.id}/rejects.csv" if job.rejected else None
    problem = ProblemOut(**job.problem) if job.problem else None
    return ImportOut(**values, rejects_url=url, problem=problem)


def as_json(
    body: ImportOut | DryRunOut, *, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    return Response(
        body.model_dump_json(), status_code=status, headers=headers, media_type="application/json"
    )
