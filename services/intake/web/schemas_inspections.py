"""Checklists and inspections, as they travel over the API."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
    model_validator,
)

from services.intake.models import Inspection
from services.intake.operations.inspections import Visit
from services.intake.rules.inspections import ChecklistItem, Finding, Section
from services.intake.rules.masking import mask_numbers
from services.intake.web.schemas import (
    CODE,
    MOST_ATTACHMENTS,
    Named80,
    StoreCode,
    must_be_distinct,
    must_be_plausible,
)
from shared.validation import Instant, invalid

ItemCode = Annotated[str, StringConstraints(pattern=CODE)]
ItemText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class ChecklistItemIn(BaseModel):
    """One thing to look at; without a `code` it is named by its place, such as `s1i2`."""

    model_config = ConfigDict(extra="forbid")

    code: ItemCode | None = None
    text: ItemText
    weight: Annotated[int, Field(strict=True, ge=1, le=100)] = 1
    requires_picture: StrictBool = False


class SectionIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: Named80
    items: Annotated[list[ChecklistItemIn], Field(min_length=1, max_length=100)]


class ChecklistIn(BaseModel):
    """A checklist; the codes of its items differ from one another."""

    model_config = ConfigDict(extra="forbid")

    name: Named80
    sections: Annotated[list[SectionIn], Field(min_length=1, max_length=30)]
    is_active: StrictBool = True

    @model_validator(mode="after")
    def _codes_must_differ(self) -> Self:
        codes = [item.code for section in self.parts() for item in section.items]
        if len(set(codes)) != len(codes):
            raise invalid(
                zh="检查项的 code 不能重复。",
                en="The codes of the items must differ from one another.",
            )
        return self

    def parts(self) -> tuple[Section, ...]:
        return tuple(self._parts())

    def _parts(self) -> Iterator[Section]:
        for at, section in enumerate(self.sections, start=1):
            items = (
                ChecklistItem(
                    item.code or f"s{at}i{number}", item.text, item.weight, item.requires_picture
                )
                for number, item in enumerate(section.items, start=1)
            )
            yield Section(section.title, tuple(items))


class ChecklistItemOut(BaseModel):
    code: str
    text: str
    weight: int
    requires_picture: bool


class SectionOut(BaseModel):
    title: str
    items: list[ChecklistItemOut]


class ChecklistOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    sections: list[SectionOut]
    is_active: bool
    created_at: datetime
    changed_at: datetime
    revision: int


class FindingIn(BaseModel):
    """What was found of one item, named by its code; a failed one takes pictures."""

    model_config = ConfigDict(extra="forbid")

    item: ItemCode
    passed: Annotated[bool, Field(strict=True)]
    note: Note = ""
    attachment_ids: Annotated[
        tuple[UUID, ...], Field(max_length=MOST_ATTACHMENTS), AfterValidator(must_be_distinct)
    ] = ()


class InspectionIn(BaseModel):
    """A visit to a store; items that are not named were not looked at and do not count."""

    model_config = ConfigDict(extra="forbid")

    store_code: StoreCode
    checklist_id: UUID
    inspected_at: Annotated[Instant, AfterValidator(must_be_plausible)]
    findings: Annotated[list[FindingIn], Field(min_length=1, max_length=3000)]

    def visit(self) -> Visit:
        findings = [
            Finding(one.item, one.passed, one.note, tuple(map(str, one.attachment_ids)))
            for one in self.findings
        ]
        return Visit(self.store_code, str(self.checklist_id), self.inspected_at, findings)


class InspectionBrief(BaseModel):
    """An inspection in a list; `score` is the share of the weight that passed, 0 to 100."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    store_code: str
    checklist_id: str
    checklist: str
    inspected_at: datetime
    inspected_by: str
    inspector: str
    score: int
    passed: int
    failed: int
    recorded_at: datetime


class FindingOut(BaseModel):
    """What was found of one item; `note` is masked, a failed one names its feedback."""

    item: str
    section: str
    text: str
    weight: int
    passed: bool
    note: str
    feedback_id: str | None


class InspectionOut(InspectionBrief):
    findings: list[FindingOut]


def inspection_out(inspection: Inspection, found: list[dict[str, Any]]) -> InspectionOut:
    brief = InspectionBrief.model_validate(inspection).model_dump()
    findings = [FindingOut(**{**one, "note": mask_numbers(one["note"])}) for one in found]
    return InspectionOut(**brief, findings=findings)
