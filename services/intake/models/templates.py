"""Message templates as managers change them."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from services.intake.models.base import IntakeModel
from services.intake.rules.templates import Template
from shared.columns import Id, UtcDateTime


class MessageTemplate(IntakeModel, table=True):
    """The company's own words for one purpose, rung and language, before the shipped ones."""

    __tablename__ = "message_template"
    __table_args__ = (
        sa.UniqueConstraint(
            *("purpose", "channel", "language"), name="uq_message_template_purpose_channel_language"
        ),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    purpose: str = Field(max_length=20)
    channel: str = Field(max_length=40)
    language: str = Field(max_length=8)
    title: str = Field(default="", max_length=200)
    text: str = Field(sa_type=sa.Text)
    vendor_template: str | None = Field(default=None, max_length=80)
    changed_by: str = Field(max_length=120)
    changed_at: datetime = Field(sa_type=UtcDateTime)

    def words(self) -> Template:
        """Return what the rules work with."""
        return Template(
            self.purpose,
            self.channel,
            self.language,
            self.text,
            self.title,
            self.vendor_template,
        )
