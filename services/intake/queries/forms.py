"""Reads of forms."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.errors import FormNotFound
from services.intake.models import WebForm
from shared.database import Session


def forms_after(session: Session, code: str | None, *, limit: int) -> Sequence[WebForm]:
    """Return up to `limit` forms in the order of their codes, from behind `code` on."""
    query = select(WebForm).order_by(col(WebForm.code)).limit(limit)
    if code is not None:
        query = query.where(col(WebForm.code) > code)
    return session.exec(query).all()


def form_named(session: Session, code: str) -> WebForm:
    """Return the form of this code, open or closed. Raises FormNotFound."""
    form = session.get(WebForm, code)
    if form is None:
        raise FormNotFound
    return form


def form_of_store(session: Session, store_code: str, wanted: str | None) -> WebForm:
    """Return the open form that a sign in this store leads to. Raises FormNotFound.

    The wanted one; else the store's own, else the oldest that takes every store.
    """
    suits = select(WebForm).where(col(WebForm.is_open))
    if wanted is not None:
        suits = suits.where(WebForm.code == wanted)
    either = sa.or_(col(WebForm.store_code) == store_code, col(WebForm.store_code).is_(None))
    found = session.exec(
        suits.where(either)
        .order_by(col(WebForm.store_code).is_(None), col(WebForm.created_at), col(WebForm.code))
        .limit(1)
    ).first()
    if found is None:
        raise FormNotFound
    return found
