"""The registry of triage's tables."""

import sqlalchemy as sa
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

from shared.columns import NAMING


class TriageModel(SQLModel, registry=registry(metadata=sa.MetaData(naming_convention=NAMING))):
    """What every table of triage is; `TriageModel.metadata` is what its migrations build."""
