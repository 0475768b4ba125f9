"""Decides the urgency: dangerous words first, each asked whether a guard takes it back."""

from dataclasses import dataclass
from typing import Final

from services.triage.classifier.lexicon import Lexicon
from services.triage.classifier.reading import Hit, Reading

LEVELS: Final = ("low", "normal", "high", "critical")
_LOUD: Final = 5.0  # negative mass of a furious text


@dataclass(frozen=True, slots=True)
class Alarm:
    """A hit no guard took back, and the level that is left of it."""

    hit: Hit
    level: str


def alarms(reading: Reading, lexicon: Lexicon) -> list[Alarm]:
    if not reading.hits:
        return []
    found = [Alarm(hit, _level_left(hit, reading, lexicon)) for hit in reading.hits]
    return [alarm for alarm in found if alarm.level != "low"]


def highest(found: list[Alarm]) -> str:
    return max((alarm.level for alarm in found), key=LEVELS.index, default="low")


def urgency(kind: str, found: list[Alarm], negative: float) -> str:
    """Never below what an alarm says; else by what the writer wants and how loudly."""
    ordinary = {"complaint": "normal", "inquiry": "normal"}.get(kind, "low")
    if kind == "complaint" and negative >= _LOUD:
        ordinary = "high"
    return max(ordinary, highest(found), key=LEVELS.index)


def _level_left(hit: Hit, reading: Reading, lexicon: Lexicon) -> str:
    danger, text = hit.danger, reading.text
    if danger.needs and not _any_in(danger.needs, text):
        return "low"
    around = _surroundings(hit, reading)
    if danger.never_with and _any_in(danger.never_with, around):
        return "low"
    if "negation" in danger.guards and hit.is_negated:
        return "low"
    if _is_idiom(hit, text, lexicon) or _is_glad(hit, reading):
        return "low"
    if "elsewhere" in danger.guards and _is_elsewhere(hit, reading, lexicon):
        return "low"
    if "question" in danger.guards and _is_question(hit, reading, lexicon, around):
        return "low"
    if "hypothetical" in danger.guards and _any_in(lexicon.context["hypothetical"], around):
        return "low" if reading.suggestion and not reading.demand else "high"
    return danger.level


def _any_in(words: tuple[str, ...], text: str) -> bool:
    return any(word in text for word in words)


def _surroundings(hit: Hit, reading: Reading) -> str:
    """The clause of the hit and the one before it."""
    index = reading.clause_at(hit.start)
    first = reading.clauses[max(0, index - 1)]
    return reading.text[first.start : reading.clauses[index].end]


def _is_idiom(hit: Hit, text: str, lexicon: Lexicon) -> bool:
    """Whether a figure of speech covers the hit, at least in part: 好吃到爆炸."""
    return any(
        match.start() < hit.end and hit.start < match.end()
        for idiom in lexicon.idioms
        for match in idiom.finditer(text)
    )


def _is_glad(hit: Hit, reading: Reading) -> bool:
    """The writer praises and complains of nothing: 店员帮我报警找回了手机，太感谢了."""
    return "praise" in hit.danger.guards and reading.positive > 0 and reading.negative == 0


def _is_elsewhere(hit: Hit, reading: Reading, lexicon: Lexicon) -> bool:
    """The talk is of another shop, and has not come back to ours before the hit."""
    index = reading.clause_at(hit.start)
    clause = reading.clauses[index]
    own = reading.text[clause.start : clause.end]
    if _any_in(lexicon.context["here"], own):
        return False
    if _any_in(lexicon.context["elsewhere"], own):
        return True
    if index == 0 or reading.clauses[index - 1].ends_sentence:
        return False
    before = reading.clauses[index - 1]
    previous = reading.text[before.start : before.end]
    return _any_in(lexicon.context["elsewhere"], previous) and not _any_in(
        lexicon.context["here"], previous
    )


def _is_question(hit: Hit, reading: Reading, lexicon: Lexicon, around: str) -> bool:
    """花生过敏能吃吗: somebody asks before anything has happened."""
    if not reading.inquiry or reading.negative > 0:
        return False
    return not _any_in(lexicon.context["happened"], around.replace("了解", ""))
