"""Who plans the work, and who may read the plans."""

from typing import Annotated

from shared import auth
from shared.auth import Principal

Planner = Annotated[Principal, auth.staff("manager", "admin")]
PlanReader = Annotated[Principal, auth.staff("lead", "manager", "admin", "auditor")]
