"""The classifier: a text in, a verdict out; pure once its data files are read."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Self

from services.triage.classifier import kinds, topics, urgency
from services.triage.classifier.lexicon import Lexicon
from services.triage.classifier.normal_text import NormalText
from services.triage.classifier.reading import Mention, Reading
from services.triage.classifier.verdict import Evidence, Verdict
from services.triage.classifier.words import WordCutter


class Classifier:
    """Judges texts by lexicon and rules; one instance serves any number of threads."""

    def __init__(self, lexicon: Lexicon, cutter: WordCutter) -> None:
        self._lexicon = lexicon
        self._cutter = cutter
        self.model_version = f"lexicon-{lexicon.version}"

    @classmethod
    def load(
        cls,
        model: Path | None = None,
        *,
        lexicon: Lexicon | None = None,
        names: Iterable[str] = (),
    ) -> Self:
        """Read the data files; `names` are words of the organisation, such as its stores."""
        del model
        lexicon = lexicon or Lexicon()
        return cls(lexicon, WordCutter([*lexicon.entries, *names]))

    def classify_many(self, texts: Sequence[str]) -> list[Verdict]:
        return [self.classify(text) for text in texts]

    def classify(self, text: str) -> Verdict:
        """Judge any text; of a very long one, its head, its tail and what is dangerous in it."""
        lexicon = self._lexicon
        normal = lexicon.normaliser.normalise(text).shortened(lexicon.critical_words)
        words = self._cutter.cut(normal.text)
        reading = Reading(normal, words, lexicon)
        small_talk = kinds.is_small_talk(words, lexicon)
        found = urgency.alarms(reading, lexicon)
        level = urgency.highest(found)
        kind, clearness = ("other", 0.9) if small_talk else kinds.decide(reading, level)
        label, score = kinds.sentiment(reading, kind, level)
        scores, mentions = topics.weigh(reading, kind, found)
        return Verdict(
            kind=kind,
            topics=tuple(scores),
            sentiment_label=label,
            sentiment_score=score,
            urgency=urgency.urgency(kind, found, reading.negative),
            confidence=_confidence(clearness, scores[0].confidence if scores else 0.0),
            evidence=tuple(_evidence(mention, normal, text) for mention in mentions),
            model_version=self.model_version,
            small_talk=small_talk,
        )


def _confidence(clearness: float, topic: float) -> float:
    """Of the whole verdict: the kind must be clear, a clear topic helps."""
    return round(min(0.97, clearness * (0.7 + 0.3 * topic)), 3)


def _evidence(mention: Mention, normal: NormalText, given: str) -> Evidence:
    start, end = normal.span(mention.start, mention.end)
    return Evidence(given[start:end], start, end, mention.code)
