"""A text and what people say of it: the rows a model is fitted to and measured on."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


class ExampleFileError(ValueError):
    """A file of examples that cannot be read, with the line to look at."""


@dataclass(frozen=True, slots=True)
class Aspect:
    """A stretch of a text, its `words`, that says one thing of one topic."""

    topic: str
    polarity: str  # negative | neutral | positive
    words: str


@dataclass(frozen=True, slots=True)
class Example:
    """What is known of one text; None where nobody has said.

    `topics` are taxonomy codes (`top` or `top.leaf`), `()` means 'none of them'. `sentiment` is
    negative, neutral or positive. `weight` is 1 for a person's word, less for a guess. `aspects`
    are told of texts that say several things.
    """

    text: str
    kind: str | None = None
    topics: tuple[str, ...] | None = None
    sentiment: str | None = None
    urgency: str | None = None
    weight: float = 1.0
    aspects: tuple[Aspect, ...] = ()


def read_examples(source: Path) -> list[Example]:
    """Read JSON lines of examples; fields that are none of an example's are passed over."""
    examples = []
    with source.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                examples.append(_example(line, f"{source.name}, line {number}"))
    return examples


def write_examples(target: Path, examples: Iterable[Example]) -> None:
    with target.open("w", encoding="utf-8") as lines:
        for example in examples:
            lines.write(json.dumps(asdict(example), ensure_ascii=False) + "\n")


def _example(line: str, place: str) -> Example:
    try:
        row: dict[str, Any] = json.loads(line)
        topics = row.get("topics")
        return Example(
            text=str(row["text"]),
            kind=row.get("kind"),
            topics=None if topics is None else tuple(topics),
            sentiment=row.get("sentiment"),
            urgency=row.get("urgency"),
            weight=float(row.get("weight", 1.0)),
            aspects=tuple(Aspect(**aspect) for aspect in row.get("aspects", ())),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ExampleFileError(f"{place} is no example: {error}") from error
