"""Who may call what, read and agreed to by people: a new route is put here on purpose."""

from tests.contract.who_may.followup import FOLLOWUP
from tests.contract.who_may.intake import INTAKE
from tests.contract.who_may.triage import TRIAGE

WHO_MAY = {"intake": INTAKE, "triage": TRIAGE, "followup": FOLLOWUP}
OPEN_TO_KEYS = {
    "POST /v1/feedback": "feedback:write",
    "POST /v1/attachments": "feedback:write",
    "GET /v1/feedback": "feedback:read",
    "GET /v1/feedback/{}": "feedback:read",
    "GET /v1/cases": "cases:read",
    "GET /v1/cases/{}": "cases:read",
    "POST /v1/classify": "classify",
    "GET /v1/reports/rows": "reports:read",
    "GET /v1/reports/overview": "reports:read",
    "GET /v1/reports/stores": "reports:read",
    "GET /v1/reports/staff": "reports:read",
    "GET /v1/reports/topics": "reports:read",
    "GET /v1/reports/sla": "reports:read",
    "GET /v1/reports/satisfaction": "reports:read",
    "GET /v1/reports/campaigns": "reports:read",
    "GET /v1/reports/channels": "reports:read",
    "GET /v1/reports/teams": "reports:read",
    "GET /v1/reports/regions": "reports:read",
    "GET /v1/reports/inspections": "reports:read",
    "GET /v1/stores/{}/daily": "reports:read",
    "PUT /v1/stores/{}/daily": "daily:write",
    "POST /v1/stores/daily": "daily:write",
}
