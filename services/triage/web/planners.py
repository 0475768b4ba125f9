"""Who plans the work, and who may read the plans."""

from typing import Annotated

from shared import auth
from shared.auth import Principal

Planner = Annotated[Principal, auth.staff("manager", "admin")]
Overseer = Annotated[Principal, auth.staff("manager", "admin", "auditor")]
PlanReader = Annotated[Principal, auth.staff("lead", "manager", "admin", "auditor")]
