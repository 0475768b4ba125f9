"""Forms that customers reach by a code, and what they agreed to when they sent one."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from services.intake.models.base import IntakeModel
from services.intake.rules.forms import STANDARD_FIELDS
from shared.columns import Id, Json, UtcDateTime


class WebForm(IntakeModel, table=True):
    """A public form at /f/{code}; `store_code` fixes its store, None lets the link name one.

    `fields` says of each known field whether it is hidden, optional or required; `extra_fields`
    are the form's own questions (`rules.forms.ExtraField`). Without a text of its own the standard
    consent of `rules.forms` is shown. With `sends_receipt` who leaves a phone or an address is told
    by it that their words arrived. `language` is zh, en, or auto for the reader's.
    """

    __tablename__ = "web_form"

    code: str = Field(primary_key=True, max_length=40)
    title_zh: str = Field(max_length=80)
    title_en: str = Field(max_length=80)
    intro_zh: str = Field(default="", sa_type=sa.Text)
    intro_en: str = Field(default="", sa_type=sa.Text)
    channel: str = Field(max_length=40)
    store_code: str | None = Field(default=None, max_length=40)
    campaign: str | None = Field(default=None, max_length=80)
    language: str = Field(default="auto", max_length=4)
    fields: dict[str, str] = Field(default_factory=lambda: dict(STANDARD_FIELDS), sa_type=Json)
    extra_fields: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    consent_zh: str | None = Field(default=None, sa_type=sa.Text)
    consent_en: str | None = Field(default=None, sa_type=sa.Text)
    consent_version: str | None = Field(default=None, max_length=40)
    consent_must_be_ticked: bool = False
    sends_receipt: bool = False
    is_open: bool = True
    version: int = 1
    created_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ConsentText(IntakeModel, table=True):
    """What a form asked customers to agree to under one version; never changed, never removed."""

    __tablename__ = "consent_text"

    form_code: str = Field(primary_key=True, max_length=40)
    version: str = Field(primary_key=True, max_length=40)
    text_zh: str = Field(sa_type=sa.Text)
    text_en: str = Field(sa_type=sa.Text)
    published_at: datetime = Field(sa_type=UtcDateTime)


class Consent(IntakeModel, table=True):
    """What the sender of one feedback agreed to, and when that was taken back."""

    __tablename__ = "consent"

    feedback_id: str = Field(sa_type=Id, primary_key=True)
    form_code: str = Field(max_length=40)
    version: str = Field(max_length=40)
    language: str = Field(max_length=4)
    given_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
