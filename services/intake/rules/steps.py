"""Which of the three steps a customer's page shows: received, in progress, resolved."""

STEPS = ("received", "in_progress", "resolved")
STEP_OF = {
    "received": "received",
    "in_progress": "in_progress",
    "waiting_customer": "in_progress",
    "resolved": "resolved",
    "closed": "resolved",
}
SURVEY_OVER = {"expired", "cancelled"}


def shown_step(public_status: str | None, cycle: int, result_cycle: int | None) -> str:
    """Return the step to show; a result that is here already counts before its case is heard of.

    `public_status` is None while nothing was heard. A result of an earlier cycle than the present
    one is history.
    """
    if result_cycle is not None and result_cycle >= cycle:
        return "resolved"
    return STEP_OF.get(public_status or "received", "in_progress")


def survey_link(survey: dict[str, object] | None) -> str | None:
    """Return the address of a survey that can still be answered or corrected."""
    if survey is None or survey.get("status") in SURVEY_OVER:
        return None
    url = survey.get("url")
    is_address = isinstance(url, str) and url.startswith(("http://", "https://"))
    return str(url) if is_address else None
