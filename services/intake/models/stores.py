"""Stores and the forms that customers reach by a code."""

from datetime import datetime

from sqlmodel import Field

from services.intake.models.base import IntakeModel
from shared.columns import UtcDateTime


class Store(IntakeModel, table=True):
    """A store. `generation`, `version` count our published changes."""

    __tablename__ = "store"

    code: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=80)
    region: str = Field(max_length=40)
    city: str = Field(max_length=40)
    timezone: str = Field(default="Asia/Shanghai", max_length=40)
    closed: bool = False
    successor: str | None = Field(default=None, max_length=40)
    generation: int
    version: int
    changed_at: datetime = Field(sa_type=UtcDateTime)


class WebForm(IntakeModel, table=True):
    """A public form at /f/{code}; `store_code` fixes its store, None lets the link name one."""

    __tablename__ = "web_form"

    code: str = Field(primary_key=True, max_length=40)
    title_zh: str = Field(max_length=80)
    title_en: str = Field(max_length=80)
    channel: str = Field(max_length=40)
    store_code: str | None = Field(default=None, max_length=40)
    campaign: str | None = Field(default=None, max_length=80)
    is_open: bool = True
    created_at: datetime = Field(sa_type=UtcDateTime)
