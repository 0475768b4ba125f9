"""Reads a text once, word by word: which words weigh what, after negation, degree and 但是."""

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from operator import attrgetter
from typing import Final

from services.triage.classifier.lexicon import Entry, Lexicon
from services.triage.classifier.normal_text import NormalText
from services.triage.classifier.patterns import Danger, Pattern

_SENTENCE_ENDS: Final = frozenset("。.!！?？\n…")
_QUESTION_ENDS: Final = frozenset("?？")
_OUT_OF_REACH: Final = 9
_REACH: Final = 1  # words without a sense that a negation reaches across
_SWEEPING_REACH: Final = 4  # 没有哪道菜是踩雷的
_MOST_HITS: Final = 60
_SCALE_REACH: Final = 6  # code points between what is judged and what judges it: 价格还是比较高
_LACKING: Final = -0.8
_SPARED: Final = 0.6
_AFTER_TURN: Final = 1.4  # 味道不错，但是太慢: the point comes after the 但是
_STRONGEST_DEGREE: Final = 2.0
_WISHED: Final = 0.2  # 希望能干净一点 is no praise of how clean it is
_ASKED: Final = 0.3  # 好吃吗 is no praise either


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

    def doubt(self, share: float) -> None:
        """Believe only a `share` of what is good here."""
        if self.positive > 0:
            self.positive *= share
            self.general = min(self.general, self.general * share)
            for mention in self.mentions:
                mention.polarity = min(mention.polarity, mention.polarity * share)


@dataclass(frozen=True, slots=True)
class Measured:
    """What was named last that is judged on scales, where it ends, and what it speaks of."""

    scales: tuple[str, ...]
    end: int
    mentions: list[Mention]
    polarity: float  # of its own, until it is judged: 油烟 is bad, 油烟不大 is not


_NOTHING: Final[tuple[float, list[Mention]]] = (0.0, [])


class Reading:
    """What was found in one text; spans are code points of the normal text."""

    __slots__ = (
        "_asked_at", "_before", "_degree", "_denied_at", "_is_negated", "_is_wish", "_last",
        "_lexicon", "_measured", "_opaque", "_reach", "_strong", "_turned", "_was_good", "asks",
        "clauses", "demand", "hits", "inquiry", "measures", "negative", "positive", "sarcasm",
        "spam", "suggestion", "sweeps", "text", "thanks", "turns", "words",
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
        self._turned = self.turns = self.sweeps = self.measures = False
        self._start_clause()
        self._read()
        self._match_patterns()
        self.positive = sum([clause.positive for clause in self.clauses])
        self.negative = sum([clause.negative for clause in self.clauses])

    @property
    def says_nothing(self) -> bool:
        """Whether no word of it means anything to us: 在三楼等你."""
        desires = self.suggestion + self.inquiry + self.demand + self.thanks + self.spam
        is_mute = not (self.positive or self.negative or desires or self.hits or self.asks)
        return is_mute and not any(clause.mentions for clause in self.clauses)

    def clause_at(self, position: int) -> int:
        """Index of the clause that holds `position`."""
        return bisect_right(self.clauses, position, key=attrgetter("start")) - 1

    def _start_clause(self) -> None:
        self._is_negated = self._is_wish = False
        self._opaque = self._before = _OUT_OF_REACH
        self._reach = _REACH
        self._degree = 1.0
        self._was_good: bool | None = None
        self._last = _NOTHING
        self._measured: Measured | None = None
        self._strong = 0, 0.0
        self._denied_at = self._asked_at = -1

    def _read(self) -> None:
        end = passed = 0
        words = self.words
        ends, entries = accumulate(map(len, words)), map(self._lexicon.steps.get, words)
        for word, end, entry in zip(words, ends, entries, strict=True):
            if entry is None:
                passed += 1
                continue
            if passed:
                self._opaque += passed
                self._degree = 1.0
                passed = 0
            if entry.says or (self._is_negated and entry.says_denied):
                self._weigh(entry, end - len(word), end)
            if entry.ends_clause:
                self._end_clause(word, end)
            elif entry.moves:
                self._move_scope(entry)
        clause = self.clauses[-1]
        clause.end = end
        self._close(clause, end)

    def _end_clause(self, mark: str, end: int) -> None:
        clause = self.clauses[-1]
        if self._denied_at >= 0 or self._asked_at >= 0:
            self._close(clause, end - len(mark))
        if mark in _QUESTION_ENDS:
            clause.asks = True
            clause.doubt(_ASKED)
        if clause.end == 0 and end - clause.start == len(mark) and len(self.clauses) > 1:
            before = self.clauses[-2]  # nothing but the mark: ！！！ or a space after a comma
            before.ends_sentence |= mark in _SENTENCE_ENDS
            before.asks |= clause.asks
        clause.end = end
        clause.ends_sentence = mark in _SENTENCE_ENDS
        if clause.ends_sentence:
            self._turned = False
        self.clauses.append(Clause(end))
        self._start_clause()

    def _close(self, clause: Clause, end: int) -> None:
        """Look back over a clause whose last word ends at `end`."""
        if self._denied_at == end:
            self._take_back()
        if self._asked_at == end:
            clause.doubt(_ASKED)

    def _weigh(self, entry: Entry, start: int, end: int) -> None:
        if entry.turns:
            self._turn(start)
        if entry.claims:
            self._note_claims(entry, end)
        judged = self._judged(entry, start) if entry.on_scale else 0.0
        if own := judged or entry.polarity:
            polarity = self._tone(entry, own, start, end)
        else:
            polarity = self._miss(entry) if self._is_negated else 0.0
        if judged and self._measured:
            self.measures = self.clauses[-1].measures = True
            self._settle(self._measured, polarity)
        if entry.topics or not judged:
            self._mention(entry, polarity, start, end)
        if entry.scales:
            self._measured = Measured(entry.scales, end, self._mentions_of(entry), polarity)
        if entry.dangers and len(self.hits) < _MOST_HITS:
            negated = self._is_negated and self._opaque == 0
            self.hits.extend([Hit(danger, start, end, negated) for danger in entry.dangers])

    def _tone(self, entry: Entry, own: float, start: int, end: int) -> float:
        """Add what the word judges to the clause, and return it."""
        if self._strong[0] == start:
            self._only_strengthens()
        polarity = self._polarity(own)
        if entry.degree and not entry.topics:
            self._strong = end, polarity
        return polarity

    def _mention(self, entry: Entry, polarity: float, start: int, end: int) -> None:
        clause = self.clauses[-1]
        if entry.topics:
            mentions = [
                Mention(code, weight, start, end, polarity, entry.is_own)
                for code, weight in entry.topics.items()
            ]
            clause.mentions += mentions
            if polarity:
                self._last = polarity, mentions
        elif polarity:
            clause.general += polarity
            self._last = polarity, []

    def _only_strengthens(self) -> None:
        """Take back that a word praised that only strengthens the one behind it: 好慢, 好难吃."""
        _, polarity = self._strong
        self.clauses[-1].take_back(polarity)
        self.clauses[-1].general -= polarity
        self._was_good = None

    def _judged(self, entry: Entry, start: int) -> float:
        """Return how the word judges what was named before it: 慢 the 上菜, 高 the 价格."""
        measured = self._measured
        if measured is None or start - measured.end > _SCALE_REACH:
            return 0.0
        return next((entry.on_scale[one] for one in measured.scales if one in entry.on_scale), 0.0)

    def _mentions_of(self, entry: Entry) -> list[Mention]:
        return self.clauses[-1].mentions[-len(entry.topics) :] if entry.topics else []

    def _settle(self, measured: Measured, polarity: float) -> None:
        """Let the topics of what was named be meant as it is judged."""
        clause, mentions = self.clauses[-1], measured.mentions
        clause.take_back(measured.polarity)
        for mention in mentions:
            mention.polarity = polarity
        if not mentions:
            clause.general += polarity - measured.polarity
        self._last = polarity, mentions
        self._measured = None

    def _turn(self, start: int) -> None:
        """Begin a clause at 但是, unless it stands where one begins."""
        self._turned = self.turns = True
        clause = self.clauses[-1]
        if clause.mentions or clause.general:
            clause.end = start
            self.clauses.append(Clause(start))
            self._start_clause()

    def _note_claims(self, entry: Entry, end: int) -> None:
        if entry.takes_back:
            self._denied_at = end
        if entry.asks:
            self._asked_at = end
        if entry.wishes:
            self._is_wish = True
        self.sarcasm += entry.sarcastic
        self.asks |= entry.asks
        self.suggestion += entry.suggestion
        self.inquiry += entry.inquiry
        self.demand += entry.demand
        self.thanks += entry.thanks
        self.spam += entry.spam

    def _take_back(self) -> None:
        """异味都没有, 好吃谈不上: the denial comes after the word."""
        polarity, mentions = self._last
        clause = self.clauses[-1]
        turned = -polarity * (1.0 if polarity > 0 else 0.5)
        clause.take_back(polarity)
        clause.add(turned)
        for mention in mentions:
            mention.polarity = turned
        if not mentions:
            clause.general += turned - polarity

    def _polarity(self, own: float) -> float:
        """Add a word's `own` polarity in its place to the clause, and return it."""
        polarity = own * self._degree
        is_good = own > 0
        # 不值得推荐 negates both words, 没有异味很干净 only the first.
        if self._is_negated and self._opaque <= self._reach and self._was_good in {None, is_good}:
            self.sweeps |= self._reach > _REACH
            polarity = -own * (1.0 if is_good else 0.5)
        self._was_good = is_good
        if polarity > 0 and self._is_wish:
            polarity *= _WISHED
        elif self._turned:
            polarity *= _AFTER_TURN
        self.clauses[-1].add(polarity)
        return polarity

    def _miss(self, entry: Entry) -> float:
        """没热气, 不给退: what ought to be there and is not; 没糊, 不催: what ought not."""
        if self._opaque > self._reach or not (entry.lacked or entry.spared):
            return 0.0
        self.sweeps |= self._reach > _REACH
        self._was_good = entry.lacked
        polarity = _LACKING if entry.lacked else _SPARED
        self.clauses[-1].add(polarity)
        return polarity

    def _move_scope(self, entry: Entry) -> None:
        if entry.negates:
            # 没一只碗不缺口: what sweeps reaches across words, others only what follows at once.
            across = self._reach if self._reach > _REACH else 0
            reaches = self._is_negated and self._opaque <= across
            self._is_negated = not reaches
            self._reach = _SWEEPING_REACH if entry.sweeps else _REACH
            self._opaque = self._before = 0
            self._was_good = None
        elif entry.degree:
            self._degree = min(_STRONGEST_DEGREE, self._degree * entry.degree)
        elif entry.polarity or entry.dangers:
            self._before = self._opaque
            self._opaque += 1
            self._degree = 1.0
        elif entry.coordinates:
            self._opaque = self._before
        elif not entry.transparent:
            self._opaque += 1

    def _match_patterns(self) -> None:
        for pattern in self._lexicon.patterns.triggered(self.text):
            for found in pattern.matches(self.text):
                self._note_match(pattern, *found.span())

    def _note_match(self, pattern: Pattern, start: int, end: int) -> None:
        if pattern.danger is not None:
            self.hits.append(Hit(pattern.danger, start, end, is_negated=False))
            return
        clause = self.clauses[self.clause_at(start)]
        clause.add(pattern.polarity)
        if pattern.topic:
            clause.mentions.append(
                Mention(pattern.topic, abs(pattern.polarity), start, end, pattern.polarity)
            )
        else:
            clause.general += pattern.polarity
