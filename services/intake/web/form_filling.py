"""What stands in a form a customer sent: its values, and what is wrong beside which field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from starlette.datastructures import FormData

from services.intake.models import Store, WebForm
from services.intake.operations.forms import ConsentAsked
from services.intake.operations.submissions import CONTACT_REMEDY
from services.intake.rules.contacts import CONTACT_KINDS, comparable
from services.intake.rules.forms import (
    NEEDED,
    WRONG,
    ExtraField,
    NotAnAnswer,
    Sentences,
    answer_to,
    words_without_text,
)
from services.intake.rules.tokens import FormPass
from services.intake.web.pictures import KeptPicture
from services.intake.web.schemas import FeedbackIn
from shared.languages import Language
from shared.problems import UnprocessableContent
from shared.validation import InvalidFields

CONTACT_FIELDS = ("name", "phone", "email")
PLAIN_FIELDS = ("text", "rating", *CONTACT_FIELDS, "order_no")
OWN_FIELDS = ("store_code", "website", "token", "consent", "lang")
TRAP = "website"
ANSWER = "x_"
LONGEST_FIELD = 20_000

REMEDY: Mapping[str, Sentences] = {
    "text": ("请写下 1–5000 个字。", "Please write 1–5,000 characters."),
    "rating": ("请选择列出的一项。", "Please choose one of those shown."),
    "name": ("最多 80 个字；请写短一些。", "At most 80 characters; please shorten it."),
    "phone": CONTACT_REMEDY["phone"],
    "email": CONTACT_REMEDY["email"],
    "order_no": ("最多 80 个字；请写短一些。", "At most 80 characters; please shorten it."),
}
NOTHING_SAID: Sentences = (
    "请写下您想说的话，或选择一项。",
    "Please write something, or choose an answer.",
)
CONSENT_NEEDED: Sentences = (
    "请阅读后勾选同意；不同意时我们不能保存您的反馈。",
    "Please read this and tick it; without your consent your words cannot be kept.",
)
CONSENT_CHANGED: Sentences = (
    "这段文字刚刚更新过，请再读一遍，然后提交。",
    "This text has just changed; please read it again, then send.",
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A form as one customer sees it: its store, the pass of this page, its language.

    `lang` is the language that was asked for by the address, "" for none.
    """

    form: WebForm
    store: Store | None
    granted: FormPass
    consent: ConsentAsked
    questions: list[ExtraField]
    language: Language
    lang: str = ""

    def shows(self, name: str) -> bool:
        return self.form.fields.get(name, "hidden") != "hidden"

    def needs(self, name: str) -> bool:
        return self.form.fields.get(name) == "required"


@dataclass(slots=True)
class Filled:
    """The fields of a form as they were sent, its pictures as they are kept already."""

    values: dict[str, str] = field(default_factory=dict)
    pictures: list[KeptPicture] = field(default_factory=list)
    errors: dict[str, Sentences] = field(default_factory=dict)

    def wrong(self, name: str, sentences: Sentences) -> None:
        """Say what is wrong beside a field; what was said first stays."""
        self.errors.setdefault(name, sentences)


def values_of(sent: FormData) -> dict[str, str]:
    """Return the known fields of a sent form; the form's own questions begin with ANSWER."""
    return {
        name: value[:LONGEST_FIELD]
        for name, value in sent.items()
        if isinstance(value, str)
        and value
        and (name in PLAIN_FIELDS or name in OWN_FIELDS or name.startswith(ANSWER))
    }


def feedback_in(filled: Filled, opened: Opened) -> FeedbackIn | None:
    """Return the feedback in a filled-in form, None when something is wrong beside a field."""
    for name in (*PLAIN_FIELDS, "pictures"):
        given = filled.pictures if name == "pictures" else filled.values.get(name, "").strip()
        if opened.needs(name) and not given:
            filled.wrong(name, NEEDED)
    check_consent(filled, opened)
    check_contacts(filled, opened)
    answers = answers_in(filled, opened)
    fields = fields_of(filled, opened)
    fields["extra"] = {question.key: value for question, value in answers} or None
    if not fields["text"] and "text" not in filled.errors:
        rating = fields["rating"] if isinstance(fields["rating"], int) else None
        fields["text"] = words_without_text(rating, answers)
        if not fields["text"] and not filled.errors:
            filled.wrong("text", NOTHING_SAID)
    try:
        feedback = FeedbackIn.model_validate(fields)
    except ValidationError as error:
        for one in error.errors(include_url=False, include_input=False):
            if one["loc"][-1:] == ("text",) and not fields["text"]:
                continue  # nothing was said, which has been told where it is wrong
            name = str(one["loc"][-1]) if one["loc"] else ""
            filled.wrong(name, REMEDY.get(name, NEEDED))
        return None
    return None if filled.errors else feedback


def check_consent(filled: Filled, opened: Opened) -> None:
    given = filled.values.get("consent")
    if given is None and opened.form.consent_must_be_ticked:
        filled.wrong("consent", CONSENT_NEEDED)
    elif given not in {None, opened.consent.version}:
        filled.wrong("consent", CONSENT_CHANGED)


def check_contacts(filled: Filled, opened: Opened) -> None:
    """Say what is no contact together with all else that is wrong."""
    for kind in CONTACT_KINDS:
        value = filled.values.get(kind, "").strip()
        if kind in CONTACT_FIELDS and opened.shows(kind) and value and not comparable(kind, value):
            filled.wrong(kind, CONTACT_REMEDY[kind])


def answers_in(filled: Filled, opened: Opened) -> list[tuple[ExtraField, str | int | float]]:
    """Return the answers to the form's own questions."""
    found = []
    for question in opened.questions:
        name = ANSWER + question.key
        try:
            value = answer_to(question, filled.values.get(name, ""))
        except NotAnAnswer:
            filled.wrong(name, WRONG[question.type])
            continue
        if value is not None:
            found.append((question, value))
        elif question.required:
            filled.wrong(name, NEEDED)
    return found


def fields_of(filled: Filled, opened: Opened) -> dict[str, Any]:
    """Return the fields of a feedback; empty and hidden ones are absent."""
    values = {
        name: value.strip()
        for name, value in filled.values.items()
        if name in PLAIN_FIELDS and opened.shows(name) and value.strip()
    }
    rating = values.get("rating")
    return {
        "text": values.get("text", ""),
        "rating": int(rating) if rating and rating.isdecimal() and len(rating) == 1 else rating,
        "order_no": values.get("order_no"),
        "store_code": opened.store.code if opened.store else None,
        "campaign": opened.form.campaign,
        "customer": {name: values[name] for name in CONTACT_FIELDS if name in values},
        "attachment_ids": [one.id for one in filled.pictures],
    }


def put_beside(refusal: UnprocessableContent, filled: Filled) -> None:
    """Say what a refusal says beside the fields it is about; else on top."""
    if not refusal.errors:
        filled.wrong("", (refusal.zh, refusal.en))
    for error in refusal.errors:
        name = error.pointer.rpartition("/")[2]
        is_shown = name in PLAIN_FIELDS and isinstance(refusal, InvalidFields)
        filled.wrong(name if is_shown else "", (error.zh, error.en))
