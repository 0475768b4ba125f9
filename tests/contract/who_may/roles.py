"""The roles that routes are open to, in the groups that recur, and what each service has."""

EVERYBODY = ("admin", "agent", "auditor", "lead", "manager", "store_manager")
WRITERS = tuple(role for role in EVERYBODY if role != "auditor")
MOVERS = ("admin", "agent", "lead", "manager")
WORKERS = ("agent", "lead", "manager")
DECIDERS = ("admin", "lead", "manager")
PLANNERS = ("admin", "manager")
SIGN_KEEPERS = ("admin", "lead", "manager", "store_manager")
DOERS = ("agent", "lead", "manager", "store_manager")
PLAN_READERS = ("admin", "auditor", "lead", "manager")
PEOPLE_READERS = ("admin", "auditor", "manager")
OVERSEERS = ("admin", "auditor")
REPORT_READERS = ("admin", "auditor", "lead", "manager", "store_manager")
FIGURE_KEEPERS = ("admin", "manager", "store_manager")
OF_EACH: dict[str, tuple[str, ...]] = {
    "GET /healthz": (),
    "GET /readyz": (),
    "GET /metrics": (),
    "GET /v1/ledger": PEOPLE_READERS,
    "GET /v1/parked-events": OVERSEERS,
    "POST /v1/parked-events/{}/replay": ("admin",),
    "GET /v1/audit": OVERSEERS,
    "GET /v1/audit/verify": OVERSEERS,
    "GET /v1/stream": EVERYBODY,
}
