"""腾讯问卷: deliveries have an `id`; an answer is created, updated or deleted.

No signature scheme is published. An updated answer is a new version of what the customer said, so
it is appended to the feedback of its answer.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from services.intake.channels.form_vendors import Delivery, UnsignedVendor, key_of
from services.intake.channels.protocol import Append, Draft, Ignored, Reading
from services.intake.rules.paths import found_at

EVENT_AT = ("action", "event", "type", "event_type")
ANSWER_AT = ("payload.answer_id", "data.answer_id", "answer_id", "payload.id", "data.id")
SURVEY_AT = ("payload.survey_id", "data.survey_id", "survey_id")
"""Answers are numbered within their survey."""

CHANGED = "（顾客修改了答卷）"


class TencentSurvey(UnsignedVendor):
    answers = ("payload.answer", "payload.answers", "payload")
    technical = (
        *("survey_", "answer_id", "respondent_", "openid", "qq", "started_at", "ended_at"),
        *("duration", "country", "province", "city", "ip", "ua", "referr", "third_party_user"),
    )

    def key(self, delivery: Delivery, payload: Mapping[str, Any]) -> str:
        return key_of(payload.get("id"))

    def reading(self, payload: Mapping[str, Any], draft: Draft) -> Reading:
        event = first_of(payload, EVENT_AT).rpartition(".")[2]
        survey, answer = first_of(payload, SURVEY_AT), first_of(payload, ANSWER_AT)
        draft.external_id = f"answer/{survey}/{answer}" if answer else None
        return by_event(event, draft)


def first_of(payload: Mapping[str, Any], paths: Iterable[str]) -> str:
    """Return the first text or number at one of the paths."""
    found = (one for path in paths for one in found_at(payload, path))
    return next((str(one) for one in found if isinstance(one, str | int)), "")


def by_event(event: str, draft: Draft) -> Reading:
    """Return what an answer that was created, updated or deleted means."""
    if event.endswith(("delete", "remove")):
        return Ignored("答卷被删除")
    if not event.endswith("update") or draft.external_id is None:
        return draft
    if draft.text:
        draft.text = f"{CHANGED}\n{draft.text}"
    return Append(draft, threads=())
