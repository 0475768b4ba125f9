"""The wire shapes of models, training runs, labels and the organisation's words."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field, StringConstraints

from services.triage.models.learning import (
    ClassifierState,
    LexiconEntry,
    ModelVersion,
    ShadowDifference,
    ShadowRun,
    TrainingRun,
)
from services.triage.operations.models_card import shipped_card
from services.triage.queries.labels import SHIPPED
from services.triage.rules.figures import worse_than
from services.triage.rules.words import WordKind
from services.triage.web.schemas import Reason
from services.triage.web.schemas_organisation import Body, Changes, TopicCode
from shared.validation import pattern

Version = Annotated[
    str,
    StringConstraints(
        pattern=pattern(
            r"^[A-Za-z0-9._-]{1,80}$",
            zh="{field} 须为模型版本，例如 shipped。",
            en="{field} must be the version of a model, such as shipped.",
        )
    ),
]
SpeltWord = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        min_length=1,
        max_length=40,
        pattern=pattern(
            r"^[^\x00-\x20\x7f]*$",
            zh="{field} 须为一个词，不能含有空格或控制字符。",
            en="{field} must be one word, without spaces or control characters.",
        ),
    ),
]
Strength = Annotated[float, Field(ge=-10, le=10, allow_inf_nan=False, strict=True)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class TrainingRunView(BaseModel):
    """A training: `state` is queued, running, finished or failed, `done` the share done."""

    id: str
    state: str
    stage: str
    done: float
    requested_by: str
    requested_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    attempts: int
    labels: int
    version: str | None
    error: str | None

    @classmethod
    def of(cls, run: TrainingRun) -> Self:
        return cls(**run.model_dump(include=set(cls.model_fields)))


class WorseView(BaseModel):
    """A figure by which a model falls behind the one it was compared with, on which texts."""

    texts: str
    figure: str
    candidate: float
    active: float


class ModelView(BaseModel):
    """A model. `role` is active, previous, shadow, candidate or former.

    `figures` are of the whole classifier's verdicts by this model, `compared` those by
    `compared_with` on the same texts: golden ones, and cases held back from training.
    """

    version: str
    role: str
    trained_at: datetime | None
    trained_by: str | None
    activated_at: datetime | None
    labels: int
    size: int
    figures: dict[str, Any]
    compared_with: str | None
    compared: dict[str, Any]
    worse: list[WorseView]

    @classmethod
    def of(cls, row: Any, state: ClassifierState) -> Self:
        return cls.model_validate(summary(row, state))

    @classmethod
    def shipped(cls, state: ClassifierState) -> Self:
        """Return the model that comes with the program."""
        return cls.model_validate(shipped_summary(state))


class ThresholdView(BaseModel):
    """From which probability on a topic goes without review; None until enough was checked.

    `coverage` is the share of verdicts above it, `precision` how many of those were right.
    """

    topic: str
    assign: float | None
    coverage: float
    precision: float | None
    rows: int


class CheckedView(BaseModel):
    """How right people found verdicts: the share of kinds and urgencies, the topics' F1."""

    rows: int
    kind: float
    topics: float
    urgency: float


class LiveView(BaseModel):
    """What people said of a model's verdicts; only those drawn by lot speak for all of them."""

    all: CheckedView
    drawn: CheckedView


class ShadowDifferenceView(BaseModel):
    case_id: str
    at: datetime
    active: dict[str, Any]
    candidate: dict[str, Any]


class ShadowView(BaseModel):
    """How a candidate judged what the active model judged, on live cases."""

    version: str
    started_at: datetime
    started_by: str
    stopped_at: datetime | None
    judged: int
    kind_differs: int
    topics_differ: int
    urgency_differs: int
    team_differs: int
    differences: list[ShadowDifferenceView] = []

    @classmethod
    def of(cls, run: ShadowRun, differences: Sequence[ShadowDifference] = ()) -> Self:
        shown = [
            ShadowDifferenceView(**one.model_dump(include=set(ShadowDifferenceView.model_fields)))
            for one in differences
        ]
        own = set(cls.model_fields) - {"differences"}
        return cls(**run.model_dump(include=own), differences=shown)


class FullModelView(ModelView):
    """A model with all that was measured.

    `report` is the trainer's own, by cross-validation; `changes` what would become of recent
    cases, and who would have been given them; `checked` what people said of its verdicts.
    """

    sha256: str | None
    report: dict[str, Any]
    thresholds: list[ThresholdView]
    changes: dict[str, Any]
    checked: LiveView
    shadow: ShadowView | None

    @classmethod
    def with_parts(
        cls,
        model: ModelVersion,
        state: ClassifierState,
        shadow: ShadowRun | None,
        differences: Sequence[ShadowDifference],
        *,
        checked: Mapping[str, Any],
    ) -> Self:
        return cls.model_validate(
            {
                **summary(model, state),
                "checked": checked,
                "sha256": model.sha256,
                "report": model.report,
                "thresholds": thresholds(model.report),
                "changes": model.changes,
                "shadow": None if shadow is None else ShadowView.of(shadow, differences),
            }
        )

    @classmethod
    def shipped_with(cls, state: ClassifierState, checked: Mapping[str, Any]) -> Self:
        """Return the model that comes with the program, and how right people found it."""
        nothing: dict[str, Any] = {"sha256": None, "report": {}, "thresholds": [], "changes": {}}
        return cls.model_validate(
            {**shipped_summary(state), **nothing, "checked": checked, "shadow": None}
        )


class ActivateBody(Body):
    """`reason` is needed for a model that is worse than the active one."""

    reason: Reason | None = None


class LabelView(BaseModel):
    """What a person said of a verdict; `text` is absent once its customer was erased."""

    seq: int
    case_id: str
    at: datetime
    staff_id: str
    confirmed: bool
    held_back: bool
    text: str | None
    before: dict[str, Any]
    after: dict[str, Any]


class WordBody(Body):
    """What to know of a word.

    `about`, `bad` and `good` speak of a topic; `polarity` (-2 to 2) and `degree` (0.5 to 2) weigh
    feelings; `suggestion`, `inquiry`, `demand`, `thanks` and `spam` (0.5 to 3) tell what the writer
    wants; `high` and `critical` raise the urgency and name the topic of the danger; `name` is only
    one word; `ignore` takes back what the lexicon says of it, dangers excepted.
    """

    word: SpeltWord
    kind: WordKind
    topic: TopicCode | None = None
    strength: Strength | None = None
    note: Note | None = None


class WordPatch(Changes):
    kind: WordKind = Field(default_factory=lambda: "about")
    topic: TopicCode | None = None
    strength: Strength | None = None
    note: Note | None = None


class WordView(BaseModel):
    id: str
    word: str
    kind: str
    topic: str | None
    strength: float | None
    note: str | None
    added_by: str
    added_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, entry: LexiconEntry) -> Self:
        return cls(**entry.model_dump())


def summary(row: Any, state: ClassifierState) -> dict[str, Any]:
    worse = worse_than(row.figures, row.compared)
    return {
        **{name: getattr(row, name) for name in SAME_NAME},
        "role": role(row.version, row.activated_at is not None, state),
        "worse": [{name: getattr(one, name) for name in WorseView.model_fields} for one in worse],
    }


def shipped_summary(state: ClassifierState) -> dict[str, Any]:
    card = shipped_card()
    nothing: dict[str, Any] = dict.fromkeys(SAME_NAME)
    return {
        **nothing,
        "version": SHIPPED,
        "role": role(SHIPPED, True, state),
        "labels": 0,
        "size": card.size,
        "figures": card.figures,
        "compared": {},
        "worse": [],
    }


SAME_NAME = (
    *("version", "trained_at", "trained_by", "activated_at", "labels", "size", "figures"),
    *("compared_with", "compared"),
)


def role(version: str, was_active: bool, state: ClassifierState) -> str:
    if version == (state.active or SHIPPED):
        return "active"
    if version == state.shadow:
        return "shadow"
    if version == state.previous:
        return "previous"
    return "former" if was_active else "candidate"


def reachable(threshold: float | None) -> float | None:
    """Return None for a threshold that no probability reaches: too little was checked."""
    return None if threshold is None or threshold > 1 else threshold


def thresholds(report: Mapping[str, Any]) -> list[ThresholdView]:
    """Return the topics' thresholds out of a trainer's report."""
    found: Mapping[str, Mapping[str, Any]] = (
        report.get("tasks", {}).get("topic", {}).get("thresholds", {})
    )
    return [
        ThresholdView(
            topic=topic,
            assign=reachable(one.get("assign")),
            coverage=one.get("coverage") or 0.0,
            precision=one.get("precision"),
            rows=one.get("rows") or 0,
        )
        for topic, one in sorted(found.items())
    ]
