"""Reads a text once, word by word: which words weigh what, after negation, degree and 但是."""

from bisect import bisect_right
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Final

from services.triage.classifier.lexicon import Danger, Entry, Lexicon
from services.triage.classifier.normal_text import NormalText

_CLAUSE_ENDS: Final = frozenset('，,。.!！?？;；:：\n\r\t…~～()（）[]【】"“”/|')
_SENTENCE_ENDS: Final = frozenset("。.!！?？\n…")
_COORDINATES: Final = frozenset(("和", "或", "及", "与", "、", "或者", "以及", "跟"))
_OUT_OF_REACH: Final = 9
_MOST_HITS: Final = 60
_AFTER_TURN: Final = 1.4  # 味道不错，但是太慢: the point comes after the 但是
_STRONGEST_DEGREE: Final = 2.0


@dataclass(slots=True)
class Mention:
    """Words that speak of a topic, where, and how warmly (below 0: a complaint)."""

    code: str
    weight: float
    start: int
    end: int
    polarity: float


@dataclass(slots=True)
class Hit:
    """A dangerous word found in the text, before the guards have looked at it."""

    danger: Danger
    start: int
    end: int
    is_negated: bool


@dataclass(slots=True)
class Clause:
    """A piece of text between two punctuation marks."""

    start: int
    end: int = 0
    positive: float = 0.0
    negative: float = 0.0
    ends_sentence: bool = False
    mentions: list[Mention] = field(default_factory=list)

    @property
    def polarity(self) -> float:
        return self.positive - self.negative


class Reading:
    """What was found in one text; spans are code points of the normal text."""

    __slots__ = (
        "_before", "_degree", "_is_negated", "_lexicon", "_opaque", "_turned", "_was_good",
        "asks", "clauses", "demand", "hits", "inquiry", "sarcasm", "spam", "suggestion", "text",
        "thanks", "words",
    )  # fmt: skip

    def __init__(self, normal: NormalText, words: list[str], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.text = normal.text
        self.words = words
        self.clauses = [Clause(0)]
        self.hits: list[Hit] = []
        self.suggestion = self.inquiry = self.demand = self.thanks = self.spam = 0.0
        self.sarcasm = 0
        self.asks = False
        self._turned = False
        self._start_clause()
        self._read()
        self._match_patterns()

    @property
    def positive(self) -> float:
        return sum(clause.positive for clause in self.clauses)

    @property
    def negative(self) -> float:
        return sum(clause.negative for clause in self.clauses)

    def clause_at(self, position: int) -> int:
        """Index of the clause that holds `position`."""
        return bisect_right(self.clauses, position, key=attrgetter("start")) - 1

    def _start_clause(self) -> None:
        self._is_negated = False
        self._opaque = _OUT_OF_REACH
        self._before = _OUT_OF_REACH
        self._degree = 1.0
        self._was_good: bool | None = None

    def _read(self) -> None:
        entries = self._lexicon.entries
        start = 0
        for word in self.words:
            end = start + len(word)
            entry = entries.get(word)
            if entry is not None:
                self._weigh(entry, start, end)
            elif word in _COORDINATES:
                self._opaque = self._before
            else:
                self._opaque += 1
                self._degree = 1.0
            if word in _CLAUSE_ENDS:
                self._end_clause(word, end)
            start = end
        self.clauses[-1].end = start

    def _end_clause(self, mark: str, end: int) -> None:
        clause = self.clauses[-1]
        clause.end = end
        clause.ends_sentence = mark in _SENTENCE_ENDS
        if clause.ends_sentence:
            self._turned = False
        self.clauses.append(Clause(end))
        self._start_clause()

    def _weigh(self, entry: Entry, start: int, end: int) -> None:
        if entry.turns:
            self._turned = True
        if entry.sarcastic:
            self.sarcasm += 1
        if entry.asks:
            self.asks = True
        self._note_desires(entry)
        polarity = self._polarity(entry) if entry.polarity else 0.0
        if entry.topics:
            mentions = self.clauses[-1].mentions
            for code, weight in entry.topics.items():
                mentions.append(Mention(code, weight, start, end, polarity))
        if entry.dangers and len(self.hits) < _MOST_HITS:
            negated = self._is_negated and self._opaque == 0
            self.hits.extend(Hit(danger, start, end, negated) for danger in entry.dangers)
        self._move_scope(entry)

    def _note_desires(self, entry: Entry) -> None:
        self.suggestion += entry.suggestion
        self.inquiry += entry.inquiry
        self.demand += entry.demand
        self.thanks += entry.thanks
        self.spam += entry.spam

    def _polarity(self, entry: Entry) -> float:
        """Add the word's polarity in its place to the clause, and return it."""
        polarity = entry.polarity * self._degree
        is_good = entry.polarity > 0
        # 不值得推荐 negates both words, 没有异味很干净 only the first.
        if self._is_negated and self._opaque <= 1 and self._was_good in {None, is_good}:
            polarity = -entry.polarity * (1.0 if is_good else 0.5)
        self._was_good = is_good
        if self._turned:
            polarity *= _AFTER_TURN
        clause = self.clauses[-1]
        if polarity > 0:
            clause.positive += polarity
        else:
            clause.negative -= polarity
        return polarity

    def _move_scope(self, entry: Entry) -> None:
        if entry.negates:
            reaches = self._is_negated and self._opaque == 0
            self._is_negated = not reaches
            self._opaque = self._before = 0
            self._was_good = None
        elif entry.degree:
            self._degree = min(_STRONGEST_DEGREE, self._degree * entry.degree)
        elif entry.polarity or entry.dangers:
            self._before = self._opaque
            self._opaque += 1
            self._degree = 1.0
        elif not entry.transparent:
            self._opaque += 1

    def _match_patterns(self) -> None:
        text = self.text
        for pattern in self._lexicon.patterns:
            found = pattern.search(text)
            if found is None:
                continue
            start, end = found.span()
            if pattern.danger is not None:
                negated = text[max(0, start - 2) : start].endswith(("没", "没有", "未", "不"))
                self.hits.append(Hit(pattern.danger, start, end, negated))
                continue
            clause = self.clauses[self.clause_at(start)]
            clause.positive += max(0.0, pattern.polarity)
            clause.negative += max(0.0, -pattern.polarity)
            if pattern.topic:
                clause.mentions.append(
                    Mention(pattern.topic, abs(pattern.polarity), start, end, pattern.polarity)
                )
