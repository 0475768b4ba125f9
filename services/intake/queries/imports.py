"""Reads of imports and of the rows they rejected."""

from collections.abc import Sequence

from sqlmodel import col, select

from services.intake.errors_files import ImportNotFound
from services.intake.models import ImportJob, ImportReject
from shared.database import Session


def import_with(session: Session, import_id: str) -> ImportJob:
    """Return the import. Raises ImportNotFound."""
    job = session.get(ImportJob, import_id)
    if job is None or job.status == "uploading":
        raise ImportNotFound
    return job


def imports_before(session: Session, import_id: str | None, *, limit: int) -> Sequence[ImportJob]:
    """Return up to `limit` imports, newest first, from behind `import_id` on."""
    query = select(ImportJob).where(ImportJob.status != "uploading")
    if import_id is not None:
        query = query.where(col(ImportJob.id) < import_id)
    return session.exec(query.order_by(col(ImportJob.id).desc()).limit(limit)).all()


def rejects_after(
    session: Session, import_id: str, row: int, *, limit: int
) -> Sequence[ImportReject]:
    """Return up to `limit` rejected rows in their order, from behind `row` on."""
    return session.exec(
        select(ImportReject)
        .where(ImportReject.import_id == import_id, col(ImportReject.row) > row)
        .order_by(col(ImportReject.row))
        .limit(limit)
    ).all()
