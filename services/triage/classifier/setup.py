"""What the classifier judges with beside its own files: a model, words of the organisation."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Word:
    """What a manager says of a word; the kinds stand in `rules.words`."""

    word: str
    kind: str
    topic: str | None = None
    strength: float | None = None


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The organisation's own words, names that are one word, and topics no longer given."""

    words: tuple[Word, ...] = ()
    names: tuple[str, ...] = ()
    switched_off: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """Twelve hex digits of what it says; empty when it says nothing."""
        if self == Dictionary():
            return ""
        content = json.dumps(self.as_json(), sort_keys=True, ensure_ascii=False)
        return sha256(content.encode()).hexdigest()[:12]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Self:
        """Return what `as_json` gave."""
        return cls(
            words=tuple(Word(**word) for word in content["words"]),
            names=tuple(content["names"]),
            switched_off=tuple(content["switched_off"]),
        )


@dataclass(frozen=True, slots=True)
class Corrected:
    """A text that a person has judged: nearly identical ones take the label at once."""

    label_id: int
    text: str
    kind: str
    topics: tuple[str, ...]
    urgency: str


@dataclass(frozen=True, slots=True)
class Setup:
    """A model file (None: the one that comes with the program) and the organisation's words."""

    model: Path | None = None
    dictionary: Dictionary = field(default_factory=Dictionary)

    def as_json(self) -> dict[str, Any]:
        return {
            "model": None if self.model is None else str(self.model),
            "dictionary": self.dictionary.as_json(),
        }

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Self:
        """Return what `as_json` gave."""
        model = content["model"]
        return cls(None if model is None else Path(model), Dictionary.of(content["dictionary"]))
