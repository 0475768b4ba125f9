"""What managers say of a form over the API."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints, model_validator

from services.intake.operations.forms import FormFacts
from services.intake.rules.forms import STANDARD_VERSION, FieldType, Shown
from services.intake.web.schemas import Line80, Named40, Named80, StoreCode
from shared.validation import invalid, pattern

MOST_QUESTIONS = 12
MOST_OPTIONS = 30

Prose = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Key = Annotated[
    str,
    StringConstraints(
        pattern=pattern(
            r"^[a-z][a-z0-9_]{0,29}$",
            zh="{field} 以小写字母开头，由 1–30 个小写字母、数字或下划线组成。",
            en="{field} begins with a small letter: 1–30 small letters, digits and _.",
        )
    ),
]


class OptionIn(BaseModel):
    """One of the answers that a choice offers."""

    model_config = ConfigDict(extra="forbid")

    value: Named40
    label_zh: Named80
    label_en: Named80


class ExtraFieldIn(BaseModel):
    """A form's own question; `options` are those of a choice."""

    model_config = ConfigDict(extra="forbid")

    key: Key
    type: FieldType
    label_zh: Named80
    label_en: Named80
    required: StrictBool = False
    options: Annotated[list[OptionIn], Field(max_length=MOST_OPTIONS)] = []

    @model_validator(mode="after")
    def must_offer_what_it_needs(self) -> Self:
        values = [one.value for one in self.options]
        if self.type == "choice" and len(values) < 2:  # noqa: PLR2004
            raise invalid(
                zh="选择题至少要有两个选项（options）。", en="A choice needs at least two options."
            )
        if self.type != "choice" and values:
            raise invalid(
                zh="只有选择题（choice）才有选项。",
                en="Only a question of type choice has options.",
            )
        if len(set(values)) != len(values):
            raise invalid(zh="选项的 value 不能重复。", en="Two options have the same value.")
        return self


class FieldsIn(BaseModel):
    """Whether each known field is hidden, optional or required; `text` cannot be hidden."""

    model_config = ConfigDict(extra="forbid")

    text: Literal["optional", "required"] = "required"
    rating: Shown = "optional"
    pictures: Shown = "optional"
    name: Shown = "optional"
    phone: Shown = "optional"
    email: Shown = "optional"
    order_no: Shown = "hidden"


class FormIn(BaseModel):
    """What may be said of a form. A consent text comes in both languages, with its version."""

    model_config = ConfigDict(extra="forbid")

    title_zh: Named80
    title_en: Named80
    intro_zh: Prose = ""
    intro_en: Prose = ""
    channel: Named40 = "web"
    store_code: StoreCode | None = None
    campaign: Line80 | None = None
    language: Literal["auto", "zh", "en"] = "auto"
    fields: FieldsIn = FieldsIn()
    extra_fields: Annotated[list[ExtraFieldIn], Field(max_length=MOST_QUESTIONS)] = []
    consent_zh: Prose | None = None
    consent_en: Prose | None = None
    consent_version: Named40 | None = None
    consent_must_be_ticked: StrictBool = False
    sends_receipt: StrictBool = Field(
        default=False,
        description="Whether who leaves a phone or an e-mail address gets a receipt by it, with "
        "the link to the progress page.",
    )
    is_open: StrictBool = True

    @model_validator(mode="after")
    def must_say_all_of_a_consent_or_nothing(self) -> Self:
        if not self.consent_zh and not self.consent_en and self.consent_version == STANDARD_VERSION:
            self.consent_version = None  # as a form is shown that has no text of its own
        given = (self.consent_zh, self.consent_en, self.consent_version)
        if any(given) and not all(given):
            raise invalid(
                zh="同意书要同时给出中文、英文和版本号；都不填则使用标准文字。",
                en="A consent needs its Chinese text, its English text and its version; leave all "
                "three out for the standard one.",
            )
        keys = [one.key for one in self.extra_fields]
        if len(set(keys)) != len(keys):
            raise invalid(
                zh="extra_fields 的 key 不能重复。", en="Two extra fields have the same key."
            )
        return self

    def facts(self) -> FormFacts:
        values: dict[str, Any] = self.model_dump(exclude={"code"})
        values["campaign"] = self.campaign or None
        for name in ("consent_zh", "consent_en"):
            values[name] = values[name] or None
        return FormFacts(**values)


class NewFormIn(FormIn):
    code: StoreCode


class FormOut(BaseModel):
    """A form as managers see it; `url` is where customers find it."""

    code: str
    title_zh: str
    title_en: str
    intro_zh: str
    intro_en: str
    channel: str
    store_code: str | None
    campaign: str | None
    language: str
    fields: dict[str, str]
    extra_fields: list[dict[str, Any]]
    consent_zh: str | None
    consent_en: str | None
    consent_version: str
    consent_must_be_ticked: bool
    sends_receipt: bool
    is_open: bool
    url: str
    version: int
    created_at: datetime
    changed_at: datetime | None
