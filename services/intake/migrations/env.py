"""Where Alembic finds the tables of intake."""

from services.intake.models import IntakeModel
from shared.migrations import kit_metadata, run

run(target_metadata=[IntakeModel.metadata, kit_metadata])
