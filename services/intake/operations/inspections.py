"""Store inspections: recorded once, what failed accepted as feedback in the same transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from services.intake.errors import InvalidField, StoreClosed, UnknownStore
from services.intake.errors_files import AttachmentUnavailable
from services.intake.models import Checklist, Inspection, Store
from services.intake.operations.admission import must_reach
from services.intake.operations.receiving import receive_feedback
from services.intake.operations.submissions import CLOCK_LEEWAY, Preparer, TrackLinks
from services.intake.rules.drafts import Draft
from services.intake.rules.inspections import (
    ChecklistItem,
    Finding,
    complaint,
    items_of,
    score_of,
    sections_in,
)
from shared.auth.principal import Principal
from shared.database import Session
from shared.ids import new_id
from shared.problems import Problem, UnprocessableContent

CHANNEL = "inspection"

Items = Mapping[str, tuple[str, ChecklistItem]]
"""The items of a checklist by their codes, each with the title of its section."""


class UnknownChecklist(UnprocessableContent):
    def __init__(self) -> None:
        super().__init__(
            pointer="/checklist_id",
            zh="没有这份检查表，或它已停用；请选择启用中的检查表。",
            en="There is no such checklist, or it is not in use; choose one that is.",
        )


class UnknownItem(UnprocessableContent):
    def __init__(self, index: int, item: str) -> None:
        super().__init__(
            pointer=f"/findings/{index}/item",
            zh=f"检查表中没有检查项“{item}”。",
            en=f"The checklist has no item '{item}'.",
        )


class PicturesNeeded(UnprocessableContent):
    def __init__(self, index: int) -> None:
        super().__init__(
            pointer=f"/findings/{index}/attachment_ids",
            zh="此检查项不合格时必须附图片；请先上传，再填写 attachment_ids。",
            en="This item needs a picture when it fails; upload one and name it here.",
        )


@dataclass(frozen=True, slots=True)
class Visit:
    """An inspection as it is handed in."""

    store_code: str
    checklist_id: str
    inspected_at: datetime
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Recorder:
    """Records inspections; what failed goes through the door that all feedback takes."""

    preparer: Preparer
    links: TrackLinks

    def record(self, session: Session, visit: Visit, *, by: Principal, now: datetime) -> Inspection:
        """Record a visit, one feedback for each failed item.

        Raises UnknownChecklist, UnknownItem, PicturesNeeded, InvalidField, StoreOutOfReach,
        UnknownStore, StoreClosed or AttachmentUnavailable.
        """
        checklist = session.get(Checklist, visit.checklist_id)
        if checklist is None or not checklist.is_active:
            raise UnknownChecklist
        must_be_inspectable(session, visit, by, now)
        items = {one.code: (title, one) for title, one in items_of(sections_in(checklist.sections))}
        check_findings(visit.findings, items)
        inspection_id = new_id()
        became = self._accepted(session, visit, items, inspection_id, by=by, now=now)
        inspection = Inspection(
            id=inspection_id,
            store_code=visit.store_code,
            checklist_id=checklist.id,
            checklist=checklist.name,
            inspected_at=visit.inspected_at,
            inspected_by=by.reference,
            inspector=by.name[:80],
            score=score_of(visit.findings, {code: one.weight for code, (_, one) in items.items()}),
            passed=sum(one.passed for one in visit.findings),
            failed=len(became),
            sealed_findings=self._sealed(visit, items, inspection_id, became),
            recorded_at=now,
        )
        session.add(inspection)
        return inspection

    def findings(self, inspection: Inspection) -> list[dict[str, Any]]:
        """Return what was found, in clear."""
        plain = self.preparer.sealer.open(inspection.sealed_findings, sealed_as(inspection.id))
        found: list[dict[str, Any]] = orjson.loads(plain)
        return found

    def _accepted(
        self,
        session: Session,
        visit: Visit,
        items: Items,
        inspection_id: str,
        *,
        by: Principal,
        now: datetime,
    ) -> dict[str, str]:
        """Accept what failed; return the feedback of each such item. Raises a Problem."""
        failed = [(at, one) for at, one in enumerate(visit.findings) if not one.passed]
        if not failed:
            return {}
        made = [
            self.preparer.prepare(draft_of(visit, one, items, inspection_id), by, now=now)
            for _, one in failed
        ]
        answers = receive_feedback(session, made, links=self.links)
        for (at, _), answer in zip(failed, answers, strict=True):
            if isinstance(answer, AttachmentUnavailable):
                raise AttachmentUnavailable(answer.index, above=f"/findings/{at}")
            if isinstance(answer, Problem):
                raise answer
        return {one.item: sent.feedback_id for (_, one), sent in zip(failed, made, strict=True)}

    def _sealed(
        self, visit: Visit, items: Items, inspection_id: str, became: Mapping[str, str]
    ) -> bytes:
        found = [
            {
                "item": one.item,
                "section": items[one.item][0],
                "text": items[one.item][1].text,
                "weight": items[one.item][1].weight,
                "passed": one.passed,
                "note": one.note,
                "feedback_id": became.get(one.item),
            }
            for one in visit.findings
        ]
        return self.preparer.sealer.seal(orjson.dumps(found), sealed_as(inspection_id))


def sealed_as(inspection_id: str) -> str:
    return f"inspection/{inspection_id}"


def draft_of(visit: Visit, one: Finding, items: Items, inspection_id: str) -> Draft:
    """Return the feedback that a failed item is."""
    title, item = items[one.item]
    return Draft(
        text=complaint(title, item, one.note),
        channel=CHANNEL,
        store_code=visit.store_code,
        occurred_at=visit.inspected_at,
        attachment_ids=one.attachment_ids,
        external_id=f"{inspection_id}/{one.item}",
        extra={"inspection_id": inspection_id, "item": one.item, "weight": item.weight},
    )


def must_be_inspectable(session: Session, visit: Visit, by: Principal, now: datetime) -> None:
    """Raise UnknownStore, StoreOutOfReach, StoreClosed, or InvalidField for a visit to come."""
    store = session.get(Store, visit.store_code)
    if store is None:
        raise UnknownStore(visit.store_code)
    must_reach(store.code, by.store_limit)
    if store.closed:
        raise StoreClosed(store.code, store.successor)
    if visit.inspected_at > now + CLOCK_LEEWAY:
        raise InvalidField(
            "/inspected_at",
            zh="inspected_at 不能晚于现在；请检查时间和时区。",
            en="inspected_at lies in the future; check the time and its zone.",
        )


def check_findings(findings: Sequence[Finding], items: Items) -> None:
    """Raise UnknownItem, PicturesNeeded or InvalidField for a finding that cannot be."""
    seen: set[str] = set()
    for at, one in enumerate(findings):
        if one.item not in items:
            raise UnknownItem(at, one.item)
        if one.item in seen:
            raise InvalidField(
                f"/findings/{at}/item",
                zh=f"检查项“{one.item}”出现了两次；每项只写一次。",
                en=f"Item '{one.item}' is named twice; name each once.",
            )
        seen.add(one.item)
        if one.passed and one.attachment_ids:
            raise InvalidField(
                f"/findings/{at}/attachment_ids",
                zh="只有不合格的检查项才附图片；它们随反馈一起保存。",
                en="Only a failed item takes pictures; they are kept with its feedback.",
            )
        if not one.passed and items[one.item][1].requires_picture and not one.attachment_ids:
            raise PicturesNeeded(at)
