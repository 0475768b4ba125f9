"""The answer of the classifier: a verdict, its topics and the words that decided it."""

from typing import Any, NamedTuple

# Of a text there are a dozen of these: tuples take a third of the time to make.


class Evidence(NamedTuple):
    """Words that decided a topic; `start` and `end` are code points of the text as given.

    `weight` says how strongly: of two words the one that weighs twice as much decided more.
    """

    text: str
    start: int
    end: int
    topic: str
    weight: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return it as cases keep and publish it; `dataclasses.asdict` takes ten times as long."""
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "topic": self.topic,
            "weight": self.weight,
        }


class Aspect(NamedTuple):
    """A stretch of the text as given that complains about a topic, or praises it."""

    topic: str
    polarity: str  # negative | positive
    text: str
    start: int
    end: int
    confidence: float  # 0..1

    def as_dict(self) -> dict[str, Any]:
        """Return it as cases keep and publish it."""
        return {
            "topic": self.topic,
            "polarity": self.polarity,
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "confidence": self.confidence,
        }


class TopicScore(NamedTuple):
    """A topic code (`top` or `top.leaf`) and how sure it is, 0..1."""

    code: str
    confidence: float


class Verdict(NamedTuple):
    """What a text is: kind, topics, sentiment and urgency, most confident topic first."""

    kind: str  # complaint | suggestion | praise | inquiry | other
    topics: tuple[TopicScore, ...]
    sentiment_label: str  # negative | neutral | positive
    sentiment_score: float  # -1..1
    urgency: str  # low | normal | high | critical
    confidence: float  # 0..1, of the whole verdict
    evidence: tuple[Evidence, ...]
    model_version: str
    small_talk: bool  # 谢谢 / 好的 / 收到: nothing to act on
    is_sure: bool = True  # right often enough to act on without a person
    aspects: tuple[Aspect, ...] = ()
    margin: float = 1.0  # 0..1, how far the closest decision is from being another one
