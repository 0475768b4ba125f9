"""The topics a feedback can be about, read from the taxonomy's data file."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

TAXONOMY = Path(__file__).parents[1] / "taxonomy" / "topics.toml"


@dataclass(frozen=True, slots=True)
class Topic:
    """A top topic (`parent` None) or a leaf; `team` names the team it goes to by default."""

    code: str
    zh: str
    en: str
    team: str
    parent: str | None


def load_topics(source: Path = TAXONOMY) -> tuple[Topic, ...]:
    """Every topic, each top before its leaves."""
    entries: list[dict[str, Any]] = tomllib.loads(source.read_text(encoding="utf-8"))["topic"]
    return tuple(topic for entry in entries for topic in _with_leaves(entry))


@lru_cache(maxsize=4096)
def top_of(code: str) -> str:
    return code.partition(".")[0]


def _with_leaves(entry: dict[str, Any]) -> list[Topic]:
    top = Topic(entry["code"], entry["zh"], entry["en"], entry["team"], None)
    leaves = [
        Topic(leaf["code"], leaf["zh"], leaf["en"], leaf.get("team", top.team), top.code)
        for leaf in entry["leaves"]
    ]
    return [top, *leaves]
