"""Where Alembic finds the tables of triage."""

from services.triage.models import TriageModel
from services.triage.models.cases import Case
from shared.migrations import kit_metadata, run

assert Case.metadata is TriageModel.metadata

run(target_metadata=[TriageModel.metadata, kit_metadata])
