"""What every table of followup is."""

import sqlalchemy as sa
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

from shared.columns import NAMING


class FollowupModel(SQLModel, registry=registry(metadata=sa.MetaData(naming_convention=NAMING))):
    """What every table of followup is; `FollowupModel.metadata` is what its migrations build."""

    # Rows are not validated: what pydantic would need for that is made should it ever be asked.
    model_config = {"defer_build": True}
