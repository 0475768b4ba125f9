"""Alembic's entry: followup's tables and the kit's."""

from services.followup.models import FollowupModel
from shared.migrations import kit_metadata, run

run(target_metadata=[FollowupModel.metadata, kit_metadata])
