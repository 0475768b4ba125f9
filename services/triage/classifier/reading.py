"""Reads a text once, word by word: which words weigh what, after negation, degree and 但是."""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from operator import attrgetter
from typing import Final

from services.triage.classifier.clauses import Clause, Hit, Mention
from services.triage.classifier.lexicon import Entry, Lexicon
from services.triage.classifier.normal_text import NormalText
from services.triage.classifier.patterns import Pattern

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
_PAST: Final = 0.3  # 之前老漏单，现在不会了: what was tells little once we hear what is
_SOON: Final = 3  # clauses
_ECHO: Final = 8  # code points of a question that quotes what it denies: 新鲜？肉都臭了


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
        "_asked_at", "_before", "_degree", "_denied_at", "_echoes", "_empty", "_is_negated",
        "_is_wish", "_last", "_lexicon", "_measured", "_opaque", "_reach", "_strong", "_trust",
        "_turned", "_was_good", "_was_then", "asks", "clauses", "demand", "hits", "inquiry",
        "measures", "negative", "positive", "sarcasm", "spam", "suggestion", "sweeps", "text",
        "thanks", "turns", "words",
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
        self._echoes = False
        self._was_then = -1
        self._start_clause()
        self._read()
        if self._echoes and self.clauses[-1].end > self.clauses[1].start:
            self.clauses[0].deny()
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
        self._degree = self._trust = 1.0
        self._empty = 0.0
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
            is_quoted = len(self.clauses) == 1 and self.inquiry < 1 and end <= _ECHO
            self._echoes = is_quoted and clause.positive > clause.negative
            if not self._echoes:
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
            self._take_back(end)
        if self._asked_at == end:
            clause.doubt(_ASKED)

    def _weigh(self, entry: Entry, start: int, end: int) -> None:
        if entry.turns:
            self._turn(start)
        if entry.claims:
            self._note_claims(entry, start, end)
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

    def _note_claims(self, entry: Entry, start: int, end: int) -> None:
        if entry.takes_back:
            self._denied_at = end
        if entry.asks:
            self._asked_at = end
        if entry.wishes:
            self._is_wish = True
        if entry.trust > 0 or (entry.trust and start == self.clauses[-1].start):
            self._trust = entry.trust
        if entry.now and self._was_then >= max(0, len(self.clauses) - _SOON):
            self._come_to_now(start)
        if entry.then:
            self._was_then = len(self.clauses) - 1
        self.sarcasm += entry.sarcastic
        self.asks |= entry.asks
        self.suggestion += entry.suggestion
        self.inquiry += entry.inquiry
        self.demand += entry.demand
        self.thanks += entry.thanks
        self.spam += entry.spam

    def _come_to_now(self, start: int) -> None:
        """Begin a clause at 现在 and let what was before count little."""
        first, self._was_then = self._was_then, -1
        self._turn(start)
        for clause in self.clauses[first:-1]:
            clause.fade(_PAST)

    def _missed_before(self, end: int) -> float:
        """热气都没有, 线头一根没有: what judges nothing until it is denied stands before that."""
        begin, steps = self.clauses[-1].start, self._lexicon.steps
        ends = zip(self.words, accumulate(map(len, self.words)), strict=True)
        found = [steps[word] for word, at in ends if begin < at <= end and word in steps]
        judges = [entry for entry in found if entry.lacked or entry.spared]
        if not judges:
            return 0.0
        return (_LACKING if judges[-1].lacked else _SPARED) * self._trust

    def _take_back(self, end: int) -> None:
        """异味都没有, 好吃谈不上: the denial comes after the word."""
        polarity, mentions = self._last
        clause = self.clauses[-1]
        if not polarity:
            clause.add(self._missed_before(end))
            return
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
            self._fill(polarity)
        self._was_good = is_good
        if polarity > 0 and self._is_wish:
            polarity *= _WISHED
        elif self._turned:
            polarity *= _AFTER_TURN
        polarity *= self._trust
        self.clauses[-1].add(polarity)
        return polarity

    def _fill(self, polarity: float) -> None:
        """没人 is bad by itself, 没人催 is not: take back what the negation alone has said."""
        if self._empty < 0 < polarity:
            self.clauses[-1].take_back(self._empty)
            self.clauses[-1].general -= self._empty
        self._empty = 0.0

    def _miss(self, entry: Entry) -> float:
        """没热气, 不给退: what ought to be there and is not; 没糊, 不催: what ought not."""
        if self._opaque > self._reach or not (entry.lacked or entry.spared):
            return 0.0
        self.sweeps |= self._reach > _REACH
        self._was_good = entry.lacked
        polarity = (_LACKING if entry.lacked else _SPARED) * self._trust
        self._fill(polarity)
        self.clauses[-1].add(polarity)
        return polarity

    def _move_scope(self, entry: Entry) -> None:
        if entry.negates:
            # 没一只碗不缺口: what sweeps reaches across words, others only what follows at once.
            across = self._reach if self._reach > _REACH else 0
            reaches = self._is_negated and self._opaque <= across
            self._is_negated = not reaches
            self._empty = self._last[0] if entry.polarity and not self._last[1] else 0.0
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
