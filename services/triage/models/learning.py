"""The tables of learning: models, training runs, which model judges, and words of our own."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from services.triage.models.base import TriageModel
from shared.columns import BigId, Id, Json, UtcDateTime

ONLY_ROW = 1


class ModelVersion(TriageModel, table=True):
    """A trained model; its bytes are ModelParts, so that every process of every host gets it.

    `report` is what the trainer measured by cross-validation; `figures` and `compared` are the
    verdicts of the whole classifier with this model and with `compared_with` (the model that was
    active then) on the same texts; `changes` is what would change on recent cases.
    """

    __tablename__ = "model_version"

    version: str = Field(primary_key=True, max_length=80)
    trained_at: datetime = Field(sa_type=UtcDateTime)
    trained_by: str = Field(max_length=120)
    run_id: str = Field(sa_type=Id)
    labels: int
    size: int
    sha256: str = Field(max_length=64)
    report: dict[str, Any] = Field(sa_type=Json)
    figures: dict[str, Any] = Field(sa_type=Json)
    compared_with: str = Field(max_length=80)
    compared: dict[str, Any] = Field(sa_type=Json)
    changes: dict[str, Any] = Field(sa_type=Json)
    activated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ModelPart(TriageModel, table=True):
    """A piece of a model's file."""

    __tablename__ = "model_part"

    version: str = Field(primary_key=True, max_length=80, foreign_key="model_version.version")
    part: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    content: bytes = Field(sa_type=sa.LargeBinary)


class TrainingRun(TriageModel, table=True):
    """A training: queued, running, finished or failed.

    `slot` is 1 until it has ended and unique, so that there is one at a time. `beat_at` is when
    `holder` last said that it goes on; `up_to_label` the newest label it learns from, `erasures`
    how many customers with labelled words had been erased by then.
    """

    __tablename__ = "training_run"
    __table_args__ = (
        sa.UniqueConstraint("slot", name="uq_training_run_slot"),
        sa.Index("ix_training_run_requested_at", "requested_at", "id"),
    )

    id: str = Field(primary_key=True, sa_type=Id)
    slot: int | None = Field(default=1, sa_type=sa.SmallInteger)
    state: str = Field(default="queued", max_length=10)
    stage: str = Field(default="waiting", max_length=40)
    done: float = 0.0
    requested_by: str = Field(max_length=120)
    requested_at: datetime = Field(sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    beat_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    holder: str | None = Field(default=None, max_length=80)
    attempts: int = 0
    labels: int = 0
    up_to_label: int = Field(default=0, sa_type=sa.BigInteger)
    erasures: int = 0
    version: str | None = Field(default=None, max_length=80)
    error: str | None = Field(default=None, sa_type=sa.Text)


class ClassifierState(TriageModel, table=True):
    """One row: which model judges, which one stood before it, which one runs in its shadow.

    `active` None is the model that comes with the program. `is_pinned` says that a person went
    back to an older model: no newer one becomes active by itself. `words` counts changes
    of the lexicon, `erasures` customers erased whose words somebody had labelled.
    """

    __tablename__ = "classifier_state"

    id: int = Field(
        default=ONLY_ROW,
        primary_key=True,
        sa_type=sa.SmallInteger,
        sa_column_kwargs={"autoincrement": False},
    )
    active: str | None = Field(default=None, max_length=80)
    previous: str | None = Field(default=None, max_length=80)
    shadow: str | None = Field(default=None, max_length=80)
    is_pinned: bool = False
    words: int = 0
    erasures: int = 0


class ShadowRun(TriageModel, table=True):
    """How a candidate judged what the active model judged; `seen_to` is the last case looked at."""

    __tablename__ = "shadow_run"

    version: str = Field(primary_key=True, max_length=80, foreign_key="model_version.version")
    started_at: datetime = Field(sa_type=UtcDateTime)
    started_by: str = Field(max_length=120)
    stopped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    seen_to: str = Field(sa_type=Id)
    judged: int = 0
    kind_differs: int = 0
    topics_differ: int = 0
    urgency_differs: int = 0
    team_differs: int = 0


class ShadowDifference(TriageModel, table=True):
    """A case that the candidate judged otherwise; the newest ones are kept."""

    __tablename__ = "shadow_difference"
    __table_args__ = (sa.Index("ix_shadow_difference_version", "version", "id"),)

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    version: str = Field(max_length=80)
    case_id: str = Field(sa_type=Id)
    at: datetime = Field(sa_type=UtcDateTime)
    active: dict[str, Any] = Field(sa_type=Json)
    candidate: dict[str, Any] = Field(sa_type=Json)


class LexiconEntry(TriageModel, table=True):
    """What the organisation says of a word, beside the lexicon that comes with the program."""

    __tablename__ = "lexicon_entry"
    __table_args__ = (sa.Index("ix_lexicon_entry_word", "word", "id"),)

    id: str = Field(primary_key=True, sa_type=Id)
    word: str = Field(max_length=40)
    kind: str = Field(max_length=20)
    topic: str | None = Field(default=None, max_length=40)
    strength: float | None = None
    note: str | None = Field(default=None, max_length=200)
    added_by: str = Field(max_length=120)
    added_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)


class DictionaryVersion(TriageModel, table=True):
    """The organisation's words, names and topics as verdicts of that version were given with."""

    __tablename__ = "dictionary_version"

    version: str = Field(primary_key=True, max_length=20)
    used_from: datetime = Field(sa_type=UtcDateTime)
    content: dict[str, Any] = Field(sa_type=Json)
