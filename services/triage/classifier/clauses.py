"""What a reading finds: clauses, the words in them that speak of a topic, and those of danger."""

from dataclasses import dataclass, field

from services.triage.classifier.patterns import Danger


@dataclass(slots=True)
class Mention:
    """Words that speak of a topic, where, and how warmly (below 0: a complaint)."""

    code: str
    weight: float
    start: int
    end: int
    polarity: float
    is_own: bool = False  # said by the organisation's word


@dataclass(slots=True)
class Hit:
    """A dangerous word found in the text, before the guards have looked at it."""

    danger: Danger
    start: int
    end: int
    is_negated: bool


@dataclass(slots=True)
class Clause:
    """A piece of text between two punctuation marks; `general` is what no topic's word says."""

    start: int
    end: int = 0
    positive: float = 0.0
    negative: float = 0.0
    general: float = 0.0
    ends_sentence: bool = False
    asks: bool = False
    measures: bool = False  # by a word that judges on a scale: 上菜快
    mentions: list[Mention] = field(default_factory=list)

    @property
    def polarity(self) -> float:
        return self.positive - self.negative

    def add(self, polarity: float) -> None:
        if polarity > 0:
            self.positive += polarity
        else:
            self.negative -= polarity

    def take_back(self, polarity: float) -> None:
        """Undo that this was added."""
        if polarity > 0:
            self.positive -= polarity
        else:
            self.negative += polarity

    def fade(self, share: float) -> None:
        """Let only a `share` count, of what is good and of what is bad."""
        self.positive *= share
        self.negative *= share
        self.general *= share
        for mention in self.mentions:
            mention.polarity *= share

    def doubt(self, share: float) -> None:
        """Believe only a `share` of what is good here."""
        if self.positive > 0:
            self.positive *= share
            self.general = min(self.general, self.general * share)
            for mention in self.mentions:
                mention.polarity = min(mention.polarity, mention.polarity * share)

    def deny(self) -> None:
        """Let what is good here be bad: 新鲜？肉都臭了."""
        self.positive, self.negative = self.negative, self.positive
        self.general = min(self.general, -self.general)
        for mention in self.mentions:
            mention.polarity = min(mention.polarity, -mention.polarity)
