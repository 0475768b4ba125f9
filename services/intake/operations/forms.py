"""Forms that customers reach by a code: opened by managers, passed by a signed token."""

from datetime import datetime, timedelta

from services.intake.errors import FormNotFound, UnknownStore
from services.intake.models import Store, WebForm
from services.intake.queries.stores import open_store_for
from services.intake.rules.tokens import FormPass
from shared.database import Session
from shared.ids import public_token

PASS_LASTS = timedelta(hours=2)


def open_form(session: Session, form: WebForm) -> WebForm:
    """Register a form, or replace what is said of it. Raises UnknownStore."""
    if form.store_code is not None and session.get(Store, form.store_code) is None:
        raise UnknownStore(form.store_code)
    return session.merge(form)


def open_form_named(session: Session, code: str) -> WebForm:
    """Return the form customers may use under this code. Raises FormNotFound."""
    form = session.get(WebForm, code)
    if form is None or not form.is_open:
        raise FormNotFound
    return form


def form_and_store(
    session: Session, form_code: str, store_code: str | None
) -> tuple[WebForm, Store | None]:
    """Return the form and the store it is about, its own before the named. Raises FormNotFound."""
    form = open_form_named(session, form_code)
    return form, open_store_for(session, form.store_code or store_code)


def pass_for(form: WebForm, *, now: datetime) -> FormPass:
    """Return a new pass to submit to `form`, for as long as filling it in may take."""
    return FormPass(form.code, form.channel, form.store_code, public_token(), now + PASS_LASTS)
