"""What a model thinks of one text, as probabilities, and the words that made it think so."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DecisiveWord:
    """A piece of the text that spoke for `label`; `start` and `end` are code points of it as given.

    `weight` is its share of the log odds, above 0.
    """

    text: str
    start: int
    end: int
    label: str
    weight: float


@dataclass(frozen=True, slots=True)
class Opinion:
    """Calibrated probabilities by kind, topic code and sentiment; empty where nothing was learned.

    `chosen` are the topics above their own thresholds, most probable first. `is_sure_of_…`: the
    most probable one is above the threshold from which 95 % are right, with a Wilson bound; its
    probability is `certainty_of_…`.
    """

    kinds: dict[str, float] = field(default_factory=dict)
    topics: dict[str, float] = field(default_factory=dict)
    sentiments: dict[str, float] = field(default_factory=dict)
    chosen: tuple[str, ...] = ()
    is_sure_of_kind: bool = False
    is_sure_of_topic: bool = False
    certainty_of_kind: float = 0.0
    certainty_of_topic: float = 0.0

    @property
    def kind(self) -> str | None:
        """The most probable kind."""
        return max(self.kinds, key=self.kinds.__getitem__, default=None)

    @property
    def sentiment(self) -> str | None:
        """The most probable sentiment."""
        return max(self.sentiments, key=self.sentiments.__getitem__, default=None)
