"""What a checklist and a finding are, and what an inspection scores."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One thing to look at; with `requires_picture` a failure needs one."""

    code: str
    text: str
    weight: int = 1
    requires_picture: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    items: tuple[ChecklistItem, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What an inspector found of one item."""

    item: str
    passed: bool
    note: str = ""
    attachment_ids: tuple[str, ...] = ()


def sections_in(stored: Sequence[Mapping[str, Any]]) -> tuple[Section, ...]:
    """Return the sections of a checklist as it is stored."""
    return tuple(
        Section(one["title"], tuple(ChecklistItem(**item) for item in one["items"]))
        for one in stored
    )


def items_of(sections: Sequence[Section]) -> Iterator[tuple[str, ChecklistItem]]:
    """Yield every item with the title of its section."""
    return ((section.title, item) for section in sections for item in section.items)


def score_of(findings: Sequence[Finding], weights: Mapping[str, int]) -> int:
    """Return the share of the weight looked at that passed, 0 to 100."""
    looked_at = sum(weights[one.item] for one in findings)
    passed = sum(weights[one.item] for one in findings if one.passed)
    return round(100 * passed / looked_at)


def complaint(section: str, item: ChecklistItem, note: str) -> str:
    """Return the words of the feedback that a failed item is."""
    first = f"【巡店】{section}：{item.text}"
    return f"{first}\n{note}" if note else first
