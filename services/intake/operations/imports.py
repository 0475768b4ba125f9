"""Imports: a sheet is kept, told apart, started, worked off in batches, and ended."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.errors import InvalidField
from services.intake.errors_files import ImportNotFound
from services.intake.models import ImportChunk, ImportJob, ImportReject
from services.intake.operations.receiving import Answer, receive_feedback
from services.intake.operations.sheets import Shape
from services.intake.operations.submissions import KeyedRequest, Submission, TrackLinks
from services.intake.rules.columns import TARGETS
from services.intake.rules.forms import Sentences
from services.intake.rules.masking import mask_numbers
from shared import audit, idempotency, lease, timers
from shared.auth.principal import Principal
from shared.database import Session, wake
from shared.idempotency import FirstAnswer
from shared.ids import new_id
from shared.problems import Conflict, Problem
from shared.sealing import Sealer

LEASE = "imports"
SIGNAL = "imports"
FORGET_TIMER = "import.forget"
CHUNK = 1024 * 1024
"""The size of the parts a sheet is kept in, in bytes."""

KEPT = timedelta(days=30)
"""How long the rows that were rejected can be downloaded."""

UPLOAD_TAKES = timedelta(hours=1)
OPEN = ("uploading", "mapping", "queued", "running")


class ImportEnded(Conflict):
    def __init__(self, status: str) -> None:
        super().__init__(
            zh=f"这次导入的状态是“{status}”，不能再修改。",
            en=f"This import is {status} and cannot be changed any more.",
        )


@dataclass(frozen=True, slots=True)
class Prepared:
    """A row that is done with the CPU: a submission, or why it is none, with its cells sealed."""

    row: int
    submission: Submission | None
    reason: Sentences | None
    sealed_cells: bytes


@dataclass(frozen=True, slots=True)
class Upload:
    """What is known of a sheet when it arrives."""

    name: str
    channel: str
    shape: Shape
    size: int
    headings: Sequence[str]
    mapping: Mapping[str, str]
    total: int | None


def sealed_chunk(import_id: str, seq: int) -> str:
    return f"import/{import_id}/chunk/{seq}"


def sealed_row(import_id: str, row: int) -> str:
    return f"import/{import_id}/row/{row}"


def begin_import(session: Session, upload: Upload, *, by: Principal, now: datetime) -> ImportJob:
    """Make room for a sheet whose parts are about to be kept; forgotten if they never come."""
    job = ImportJob(
        id=new_id(),
        status="uploading",
        name=mask_numbers(upload.name)[:120],
        entered_by=by.reference,
        channel=upload.channel,
        kind=upload.shape.kind,
        encoding=upload.shape.encoding,
        delimiter=upload.shape.delimiter,
        size=upload.size,
        headings=list(upload.headings),
        mapping=dict(upload.mapping),
        total=upload.total,
        created_at=now,
    )
    session.add(job)
    timers.schedule(session, FORGET_TIMER, job.id, now + UPLOAD_TAKES)
    return job


def keep_chunk(session: Session, import_id: str, seq: int, part: bytes, sealer: Sealer) -> None:
    sealed = sealer.seal(part, sealed_chunk(import_id, seq))
    session.add(ImportChunk(import_id=import_id, seq=seq, sealed=sealed))


def finish_upload(
    session: Session,
    import_id: str,
    *,
    starts: bool,
    by: Principal,
    now: datetime,
    shown: Callable[[ImportJob], str],
    keyed: KeyedRequest | None = None,
) -> tuple[str, bool]:
    """Let an import wait for its mapping, or start; return it as `shown`, kept for its key.

    A twin that was quicker under the same key has been answered: then this one is removed, and the
    first answer returned with True. Raises IdempotencyKeyReused.
    """
    if keyed and (first := idempotency.recall(session, keyed.digest)):
        first.must_match(keyed.fingerprint)
        remove(session, [import_id])
        return first.body, True
    job = session.get_one(ImportJob, import_id)
    job.status = "queued" if starts else "mapping"
    timers.schedule(session, FORGET_TIMER, import_id, now + KEPT)
    answer = shown(job)
    if keyed:
        first = FirstAnswer(keyed.digest, keyed.fingerprint, 202, answer)
        idempotency.remember(session, first, now=now)
    record(session, "import.upload", job, by, now, starts=starts)
    wake(session, SIGNAL)
    return answer, False


def confirm_mapping(
    session: Session, import_id: str, mapping: Mapping[str, str], *, by: Principal, now: datetime
) -> ImportJob:
    """Say what the columns hold, and start. Raises ImportNotFound, ImportEnded, InvalidField."""
    job = locked(session, import_id)
    if job.status not in {"mapping", "queued"}:
        raise ImportEnded(job.status)
    check_mapping(mapping, job.headings)
    job.mapping, job.status = dict(mapping), "queued"
    record(session, "import.start", job, by, now, columns=sorted(mapping))
    wake(session, SIGNAL)
    return job


def check_mapping(mapping: Mapping[str, str], headings: Sequence[str]) -> None:
    """Refuse a mapping that names what is not there, or no text. Raises InvalidField."""
    known = "、".join(headings)[:200]
    if "text" not in mapping:
        raise InvalidField(
            "/mapping/text",
            zh=f"请指明哪一列是反馈内容（text）。表头：{known}。",
            en=f"Say which column holds the text. Headings: {known}.",
        )
    for target, heading in mapping.items():
        if target not in TARGETS:
            raise InvalidField(
                f"/mapping/{target[:40]}",
                zh=f"不认识“{target[:40]}”；可用：{'、'.join(TARGETS)}。",
                en=f"'{target[:40]}' is not known; use one of {', '.join(TARGETS)}.",
            )
        if heading not in headings:
            raise InvalidField(
                f"/mapping/{target}",
                zh=f"表头里没有“{heading[:40]}”。表头：{known}。",
                en=f"There is no column '{heading[:40]}'. Headings: {known}.",
            )


def cancel_import(session: Session, import_id: str, *, by: Principal, now: datetime) -> ImportJob:
    """Stop an import; rows that are feedback already stay. Raises ImportNotFound, ImportEnded."""
    job = locked(session, import_id)
    if job.status == "cancelled":
        return job
    if job.status not in OPEN:
        raise ImportEnded(job.status)
    end(session, job, "cancelled", now)
    record(session, "import.cancel", job, by, now, position=job.position)
    return job


def locked(session: Session, import_id: str) -> ImportJob:
    job = session.get(ImportJob, import_id, with_for_update=True)
    if job is None:
        raise ImportNotFound
    return job


def end(session: Session, job: ImportJob, status: str, now: datetime) -> None:
    """Set the final status; the sheet itself is not needed any more."""
    job.status, job.finished_at = status, now
    session.execute(sa.delete(ImportChunk).where(col(ImportChunk.import_id) == job.id))
    timers.schedule(session, FORGET_TIMER, job.id, now + KEPT)


def record(
    session: Session, action: str, job: ImportJob, by: Principal | str, now: datetime, **detail: Any
) -> None:
    audit.record(session, actor=by, action=action, subject=job.id, detail=detail, now=now)


def next_import(session: Session, holder: str, *, now: datetime) -> ImportJob | None:
    """Take the lease and return the import to work on; None without one, or while another has it.

    One that runs already was left by a process that is gone: it goes on where that one ended.
    """
    waiting = sa.select(col(ImportJob.id)).where(col(ImportJob.status).in_(("queued", "running")))
    if session.execute(waiting.limit(1)).first() is None:
        return None
    if not lease.acquire(session, LEASE, holder, now=now):
        return None
    job = session.exec(
        select(ImportJob)
        .where(col(ImportJob.status).in_(("running", "queued")))
        .order_by(col(ImportJob.status).desc(), col(ImportJob.id))
        .limit(1)
    ).first()
    if job is not None:
        job.status = "running"
    return job


def take_batch(
    session: Session,
    import_id: str,
    batch: Sequence[Prepared],
    *,
    links: TrackLinks,
    holder: str,
    now: datetime,
) -> bool:
    """Accept the rows of a batch and move the position behind them, all or nothing.

    False when the import was cancelled or taken over: nothing of the batch is accepted then.
    """
    job = session.get(ImportJob, import_id, with_for_update=True)
    if job is None or job.status != "running" or job.position >= batch[-1].row:
        return False
    if not lease.acquire(session, LEASE, holder, now=now):
        return False
    good = [one for one in batch if one.submission is not None]
    answers: Sequence[Answer | Problem] = (
        receive_feedback(session, [one.submission for one in good if one.submission], links=links)
        if good
        else []
    )
    refused = [(one, one.reason) for one in batch if one.reason]
    for one, answer in zip(good, answers, strict=True):
        if isinstance(answer, Problem):
            refused.append((one, (answer.zh, answer.en)))
        elif answer.kind == "received":
            job.accepted += 1
        else:
            job.accepted, job.duplicates = job.accepted + 1, job.duplicates + 1
    for one, reason in refused:
        session.add(reject(import_id, one, reason))
    job.rejected += len(refused)
    job.position = batch[-1].row
    return True


def reject(import_id: str, one: Prepared, reason: Sentences | None) -> ImportReject:
    zh, en = reason or ("", "")
    return ImportReject(
        import_id=import_id,
        row=one.row,
        reason_zh=mask_numbers(zh),
        reason_en=mask_numbers(en),
        sealed_cells=one.sealed_cells,
    )


def end_import(
    session: Session, import_id: str, *, now: datetime, problem: Problem | None = None
) -> None:
    """Note that an import is through, or what is wrong with its file; a cancelled one stays so."""
    job = locked(session, import_id)
    if job.status != "running":
        return
    if problem is None:
        job.total = job.accepted + job.rejected
        end(session, job, "done", now)
    else:
        job.problem = {"zh": problem.zh, "en": problem.en}
        end(session, job, "failed", now)
    counts = {"accepted": job.accepted, "rejected": job.rejected}
    record(session, f"import.{job.status}", job, "system:import", now, **counts)


def set_total(session: Session, import_id: str, total: int) -> None:
    locked(session, import_id).total = total


def forget_imports(session: Session, import_ids: Sequence[str], *, now: datetime) -> None:
    """Remove the sheet and the rejected rows of old imports; what never arrived goes whole.

    One that is still at work is looked at again later.
    """
    jobs = session.exec(select(ImportJob).where(col(ImportJob.id).in_(import_ids))).all()
    remove(session, [job.id for job in jobs if job.status == "uploading"])
    for job in jobs:
        if job.status in {"queued", "running"}:
            timers.schedule(session, FORGET_TIMER, job.id, now + KEPT)
            continue
        if job.status == "mapping":
            end(session, job, "cancelled", now)
        session.execute(sa.delete(ImportReject).where(col(ImportReject.import_id) == job.id))


def remove(session: Session, import_ids: Sequence[str]) -> None:
    for table, column in (
        (ImportChunk, col(ImportChunk.import_id)),
        (ImportReject, col(ImportReject.import_id)),
        (ImportJob, col(ImportJob.id)),
    ):
        session.execute(sa.delete(table).where(column.in_(import_ids)))


def as_cells(row: Sequence[Any]) -> bytes:
    """Return the cells of a row as they are kept beside what is wrong with them."""
    return orjson.dumps(["" if cell is None else str(cell) for cell in row][:200])
