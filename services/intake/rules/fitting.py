"""What vendors deliver, made to fit: nothing a customer said is lost because a form is wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import orjson

from services.intake.rules.contacts import CONTACT_KINDS, comparable
from services.intake.rules.drafts import Draft

LONGEST_TEXT = 5000
LONGEST_LINE = 80
LONGEST_EXTERNAL_ID = 200
MOST_EXTRA_BYTES = 8 * 1024
MOST_EXTRA_FIELDS = 60
CLOCK_LEEWAY = timedelta(minutes=5)
EARLIEST_YEAR = 2000
MOST_PIECES = 10


def fitted(draft: Draft, *, now: datetime) -> Draft:
    """Return the draft within the limits of a feedback, its text not yet cut.

    What cannot stand where it was given (a phone that is none, a rating of 9, a time to come) is
    kept in `extra` under `unusable`, for people to see.
    """
    unusable: dict[str, Any] = {}
    contact = {}
    for kind, value in draft.contact.items():
        plain = clean(value)
        if kind in CONTACT_KINDS and comparable(kind, plain) is None:
            unusable[kind] = plain[:LONGEST_EXTERNAL_ID]
        elif plain:
            contact[kind] = plain[:LONGEST_LINE] if kind == "name" else plain
    rating, occurred_at = draft.rating, draft.occurred_at
    if rating is not None and not 1 <= rating <= 5:  # noqa: PLR2004 - a rating is 1 to 5
        unusable["rating"] = rating
        rating = None
    if occurred_at is not None and not is_plausible(occurred_at, now):
        unusable["occurred_at"] = occurred_at.isoformat()
        occurred_at = None
    return replace(
        draft,
        text=clean(draft.text),
        contact=contact,
        proven=draft.proven & contact.keys(),
        rating=rating,
        occurred_at=occurred_at,
        campaign=line(draft.campaign),
        order_no=line(draft.order_no),
        extra=fitted_extra(draft.extra or {}, unusable),
    )


def is_plausible(moment: datetime, now: datetime) -> bool:
    return moment <= now + CLOCK_LEEWAY and moment.year >= EARLIEST_YEAR


def clean(text: str) -> str:
    """Return text that can be stored: no NUL, no half of a surrogate pair."""
    return text.replace("\0", "").encode("utf-8", "replace").decode().strip()


def text_at(parts: Mapping[str, Any], name: str) -> str:
    """Return the text or number there as text that can be stored; of anything else the empty."""
    value = parts.get(name)
    return clean(str(value)) if isinstance(value, str | int | float) else ""


def line(text: str | None) -> str | None:
    return (clean(text)[:LONGEST_LINE] or None) if text else None


def fitted_extra(extra: Mapping[str, Any], unusable: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return as many of the fields as 8 KiB hold, what is unusable first."""
    wanted = {**({"unusable": dict(unusable)} if unusable else {}), **extra}
    kept: dict[str, Any] = {}
    size = 2
    for name, value in list(wanted.items())[:MOST_EXTRA_FIELDS]:
        field = {clean(name)[:LONGEST_LINE]: cleaned(value)}
        size += len(orjson.dumps(field))
        if size > MOST_EXTRA_BYTES:
            break
        kept |= field
    return kept or None


def cleaned(value: Any) -> Any:
    """Return JSON with texts that can be stored."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [cleaned(one) for one in value]
    if isinstance(value, dict):
        return {clean(str(key)): cleaned(one) for key, one in value.items()}
    return value


def pieces(text: str) -> Iterator[str]:
    """Yield the text in pieces as long as one feedback or message may be."""
    for start in range(0, min(len(text), MOST_PIECES * LONGEST_TEXT), LONGEST_TEXT):
        if piece := text[start : start + LONGEST_TEXT].strip():
            yield piece
