"""Decides what the writer wants: to complain, suggest, praise or ask."""

from typing import Final

from services.triage.classifier.lexicon import Lexicon
from services.triage.classifier.reading import Reading

_LEAST: Final = 0.4  # below this nothing was said
_ADVERTISING: Final = 2.0
_MOST_DESIRE: Final = 5.0
_LUKEWARM: Final = 0.15  # a score nearer to 0 than this is neutral
_ALARM: Final = {"critical": 2.5, "high": 1.0}
_SMALL_TALK_LENGTH: Final = 16


def decide(reading: Reading, alarm_level: str) -> tuple[str, float]:
    """Return the kind and how clearly it stands out, 0..1."""
    if reading.spam >= _ADVERTISING and alarm_level != "critical":
        return "other", 0.8
    masses = _masses(reading, alarm_level)
    kind = max(masses, key=masses.__getitem__)
    best = masses[kind]
    if best < _LEAST:
        # Who writes to a shop about its matters and neither asks nor praises mostly complains; the
        # low clearness sends the verdict to review as well.
        speaks_of_us = any(clause.mentions for clause in reading.clauses)
        return ("complaint", 0.4) if speaks_of_us and reading.positive == 0 else ("other", 0.3)
    return kind, best / (sum(masses.values()) + 0.4)


def _masses(reading: Reading, alarm_level: str) -> dict[str, float]:
    positive, negative = reading.positive, reading.negative
    if reading.sarcasm and negative > 0:
        positive, negative = 0.0, negative + 0.5 * positive
    suggestion = min(reading.suggestion, _MOST_DESIRE)
    inquiry = min(reading.inquiry, _MOST_DESIRE)
    alarm = _ALARM.get(alarm_level, 0.0)
    upset = negative + alarm
    complaint = 1.2 * upset + (reading.demand if upset else 0.6 * reading.demand)
    if suggestion >= 2 * upset:
        complaint *= 0.5
    if upset >= suggestion and upset:
        suggestion *= 0.5
    if upset > 1.0:
        inquiry *= 0.5
    return {
        "complaint": complaint,
        "suggestion": suggestion * (1.0 if inquiry < suggestion else 0.6),
        "inquiry": inquiry,
        "praise": positive + (0.5 * reading.thanks if positive else 0.0),
    }


def sentiment(reading: Reading, kind: str, alarm_level: str) -> tuple[str, float]:
    positive, negative = reading.positive, reading.negative + _ALARM.get(alarm_level, 0.0)
    if reading.sarcasm and negative > 0:
        positive, negative = 0.0, negative + 0.5 * positive
    if kind == "complaint":
        negative += 0.3 * reading.demand
    score = (positive - negative) / (positive + negative + 1.0)
    label = "neutral"
    if abs(score) > _LUKEWARM:
        label = "positive" if score > 0 else "negative"
    return label, round(score, 3)


def is_small_talk(words: list[str], lexicon: Lexicon) -> bool:
    """谢谢, 好的, 收到 👌: words of courtesy alone, at least one that is more than a particle."""
    length, is_more = 0, False
    for word in words:
        if word in lexicon.small_talk:
            length += len(word)
            is_more = is_more or word not in lexicon.particles
        elif word.isalnum() or word in lexicon.entries:
            return False
    return is_more and length <= _SMALL_TALK_LENGTH
