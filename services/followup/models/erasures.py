"""Cases whose customers were erased: the only ones of which the timeline lets words go.

What is heard of them later comes without words.
"""

from datetime import datetime

from sqlmodel import Field

from services.followup.models.base import FollowupModel
from shared.columns import Id, UtcDateTime


class ErasedCase(FollowupModel, table=True):
    """A case whose customer is to be forgotten."""

    __tablename__ = "erased_case"

    case_id: str = Field(sa_type=Id, primary_key=True)
    erased_at: datetime = Field(sa_type=UtcDateTime)


ERASED_CASES = FollowupModel.metadata.tables["erased_case"]
