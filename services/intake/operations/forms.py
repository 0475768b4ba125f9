"""Forms that customers reach by a code: kept by managers, passed by a signed token."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from services.intake.errors import FormNotFound, InvalidField, UnknownStore
from services.intake.errors_channels import UnknownChannel
from services.intake.models import ConsentText, Store, WebForm
from services.intake.queries.stores import open_store_for
from services.intake.rules.forms import STANDARD_CONSENT, STANDARD_FIELDS, STANDARD_VERSION
from services.intake.rules.tokens import FormPass
from shared import audit
from shared.auth.principal import Principal
from shared.database import Session
from shared.ids import public_token
from shared.problems import Conflict

PASS_LASTS = timedelta(hours=2)


class FormExists(Conflict):
    def __init__(self, code: str) -> None:
        super().__init__(
            pointer="/code",
            zh=f"表单编号“{code}”已存在；请换一个，或修改原来的表单。",
            en=f"There is a form '{code}' already; use another code, or change that form.",
        )


@dataclass(frozen=True, slots=True)
class FormFacts:
    """What may be said of a form, besides its code; names as in `WebForm`."""

    title_zh: str
    title_en: str
    intro_zh: str = ""
    intro_en: str = ""
    channel: str = "web"
    store_code: str | None = None
    campaign: str | None = None
    language: str = "auto"
    fields: Mapping[str, str] = field(default_factory=lambda: dict(STANDARD_FIELDS))
    extra_fields: Sequence[Mapping[str, Any]] = ()
    consent_zh: str | None = None
    consent_en: str | None = None
    consent_version: str | None = None
    consent_must_be_ticked: bool = False
    sends_receipt: bool = False
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class ConsentAsked:
    """What the sender of a form agrees to."""

    version: str
    zh: str
    en: str


def open_form(session: Session, form: WebForm) -> WebForm:
    """Register a form, or replace what is said of it. Raises UnknownStore."""
    if form.store_code is not None and session.get(Store, form.store_code) is None:
        raise UnknownStore(form.store_code)
    return session.merge(form)


def add_form(
    session: Session,
    code: str,
    facts: FormFacts,
    *,
    channels: Collection[str],
    by: Principal,
    now: datetime,
) -> WebForm:
    """Open a form. Raises FormExists, UnknownChannel, UnknownStore, InvalidField."""
    if session.get(WebForm, code) is not None:
        raise FormExists(code)
    check(session, code, facts, channels, now)
    form = WebForm(code=code, created_at=now, **as_values(facts))
    session.add(form)
    note(session, "form.open", code, by, now, version=1)
    return form


def change_form(
    session: Session,
    code: str,
    facts: FormFacts,
    *,
    channels: Collection[str],
    by: Principal,
    now: datetime,
) -> WebForm:
    """Replace what is said of a form.

    Raises FormNotFound, UnknownChannel, UnknownStore, InvalidField.
    """
    form = kept_form(session, code)
    check(session, code, facts, channels, now)
    wanted = as_values(facts)
    before = audit.held(form, wanted)
    changes = {name: value for name, value in wanted.items() if before[name] != value}
    if changes:
        form.sqlmodel_update({**changes, "version": form.version + 1, "changed_at": now})
        detail = audit.altered(before, changes)
        note(session, "form.change", code, by, now, **detail, version=form.version)
    return form


def remove_form(session: Session, code: str, *, by: Principal, now: datetime) -> None:
    """Remove a form; what came in by it stays, and so do the texts its customers agreed to.

    Raises FormNotFound.
    """
    session.delete(kept_form(session, code))
    note(session, "form.remove", code, by, now)


def kept_form(session: Session, code: str) -> WebForm:
    form = session.get(WebForm, code, with_for_update=True)
    if form is None:
        raise FormNotFound
    return form


def note(
    session: Session, action: str, code: str, by: Principal, now: datetime, **detail: Any
) -> None:
    audit.record(session, actor=by, action=action, subject=code, detail=detail, now=now)


def as_values(facts: FormFacts) -> dict[str, Any]:
    values = {name: getattr(facts, name) for name in FormFacts.__slots__}
    return {
        **values,
        "fields": dict(facts.fields),
        "extra_fields": [dict(one) for one in facts.extra_fields],
    }


def check(
    session: Session, code: str, facts: FormFacts, channels: Collection[str], now: datetime
) -> None:
    """Refuse an unknown channel or store, and keep the text of a new consent version."""
    if facts.channel not in channels:
        raise UnknownChannel(facts.channel, channels)
    if facts.store_code is not None and session.get(Store, facts.store_code) is None:
        raise UnknownStore(facts.store_code)
    if facts.consent_version is not None:
        keep_consent_text(session, code, facts, now)


def keep_consent_text(session: Session, code: str, facts: FormFacts, now: datetime) -> None:
    """Keep what customers agree to under a version, for ever. Raises InvalidField."""
    version, wanted = facts.consent_version or "", (facts.consent_zh, facts.consent_en)
    kept = session.get(ConsentText, (code, version))
    if kept is None:
        text = ConsentText(
            form_code=code,
            version=version,
            text_zh=facts.consent_zh or "",
            text_en=facts.consent_en or "",
            published_at=now,
        )
        session.add(text)
    elif (kept.text_zh, kept.text_en) != wanted:
        raise InvalidField(
            "/consent_version",
            zh=f"同意书版本“{version}”已有另一份文字；修改文字时请换一个新的版本号。",
            en=f"Consent version '{version}' stands for another text; a changed text needs a "
            "new version.",
        )


def consent_of(form: WebForm) -> ConsentAsked:
    """Return what the sender of `form` agrees to: its own text, or the standard one."""
    if form.consent_version is None:
        return ConsentAsked(STANDARD_VERSION, *STANDARD_CONSENT)
    return ConsentAsked(form.consent_version, form.consent_zh or "", form.consent_en or "")


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


def pass_for(form: WebForm, *, now: datetime, nonce: str | None = None) -> FormPass:
    """Return a pass to submit to `form`, for as long as filling it in may take.

    A page that is shown again keeps its `nonce`: the pictures sent with it are its own.
    """
    until = now + PASS_LASTS
    return FormPass(form.code, form.channel, form.store_code, nonce or public_token(), until)
