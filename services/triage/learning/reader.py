"""From a text as it was given to what the learner sees of it."""

from collections.abc import Sequence
from functools import cache

from services.triage.classifier.lexicon import Entry, Lexicon
from services.triage.classifier.words import WordCutter
from services.triage.learning.prepared import plain
from services.triage.learning.tone import (
    ASKS,
    LACKED,
    NEGATES,
    SPARED,
    SWEEPS,
    TAKES_BACK,
    TRANSPARENT,
    TURNS,
    WISHES,
    Sense,
)


class Reader:
    """Normalises and cuts texts; holds the lexicon's dictionary."""

    def __init__(self, lexicon: Lexicon, cutter: WordCutter) -> None:
        self.cutter = cutter
        self.lexicon = lexicon

    def read(self, texts: Sequence[str]) -> tuple[list[str], list[list[str]]]:
        """Return plain texts and their words."""
        return self.cut([self.lexicon.normaliser.normalise(text).text for text in texts])

    def cut(self, normal: Sequence[str]) -> tuple[list[str], list[list[str]]]:
        """Do the same for texts that are normal already."""
        texts = [plain(text) for text in normal]
        return texts, [self.cutter.cut(text) for text in texts]

    def senses(self) -> dict[str, Sense]:
        """Return what the lexicon's words mean for the tone."""
        found = {word: sense(entry) for word, entry in self.lexicon.entries.items()}
        return {word: meaning for word, meaning in found.items() if any(meaning)}


def sense(entry: Entry) -> Sense:
    marks = NEGATES * entry.negates | TURNS * entry.turns
    marks |= SWEEPS * entry.sweeps | TRANSPARENT * entry.transparent
    marks |= TAKES_BACK * entry.takes_back | LACKED * entry.lacked
    marks |= SPARED * entry.spared
    marks |= ASKS * (entry.inquiry > 1.0) | WISHES * (entry.suggestion > 1.0)
    return (entry.polarity, entry.degree, marks)


@cache
def shipped_reader() -> Reader:
    """Return the reader with the dictionary inside the project."""
    lexicon = Lexicon()
    return Reader(lexicon, WordCutter(lexicon.entries))
