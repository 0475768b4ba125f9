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

    `chosen` are the topics above their own thresholds, most probable first; `sure` those above the
    threshold at which at least 95 % of assignments are right (see the model's report). `is_copy`
    tells that a person has judged a nearly identical text: the labels are theirs.
    """

    kinds: dict[str, float] = field(default_factory=dict)
    topics: dict[str, float] = field(default_factory=dict)
    sentiments: dict[str, float] = field(default_factory=dict)
    chosen: tuple[str, ...] = ()
    sure: tuple[str, ...] = ()
    is_sure_of_kind: bool = False
    is_copy: bool = False
    words: tuple[DecisiveWord, ...] = ()

    @property
    def kind(self) -> str | None:
        """The most probable kind."""
        return max(self.kinds, key=self.kinds.__getitem__, default=None)

    @property
    def sentiment(self) -> str | None:
        """The most probable sentiment."""
        return max(self.sentiments, key=self.sentiments.__getitem__, default=None)
