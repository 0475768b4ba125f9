"""The lexicon: what each word and pattern says, read from the data files beside the taxonomy."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from services.triage.classifier.normal_text import Normaliser
from services.triage.classifier.patterns import (
    Danger,
    Pattern,
    Patterns,
    alternatives_of,
    any_pattern,
)

LEXICON = Path(__file__).parents[1] / "lexicon"
_MENTION: Final = 0.6  # a topic's noun
_JUDGED: Final = 1.2  # a word that praises or complains about the topic
_DESIRES: Final = ("suggestion", "inquiry", "demand", "thanks", "spam")
_CLAIMS: Final = (*_DESIRES, "sarcastic", "asks", "wishes", "takes_back", "trust", "then", "now")
_SAYS: Final = ("claims", "turns", "polarity", "topics", "dangers", "scales", "on_scale")
_MOVES: Final = ("negates", "degree", "polarity", "dangers", "coordinates")
_CLAUSE_ENDS: Final = '，,。.!！?？;；:：\n\r\t…~～()（）[]【】"“”/| '
_COORDINATES: Final = ("和", "或", "及", "与", "、", "或者", "以及", "跟")


@dataclass(slots=True)
class Entry:
    """Everything the lexicon says about one word."""

    polarity: float = 0.0
    topics: dict[str, float] = field(default_factory=dict)
    dangers: list[Danger] = field(default_factory=list)
    degree: float = 0.0
    suggestion: float = 0.0
    inquiry: float = 0.0
    demand: float = 0.0
    thanks: float = 0.0
    spam: float = 0.0
    negates: bool = False
    sweeps: bool = False  # negates every one of something, further on than others
    transparent: bool = False
    lacked: bool = False  # neither good nor bad, but bad to be without
    spared: bool = False  # likewise, but good to be without
    scales: tuple[str, ...] = ()  # on which what it names is judged
    on_scale: dict[str, float] = field(default_factory=dict)  # scale → how it judges on it
    turns: bool = False
    sarcastic: bool = False
    asks: bool = False
    wishes: bool = False
    takes_back: bool = False
    trust: float = 0.0  # what share counts of what it tells of others or from hearsay; 0: all
    then: bool = False  # tells of what was
    now: bool = False  # and of what is
    is_own: bool = False  # the organisation's word on a topic
    claims: bool = False  # any of the desires, or one of the seven above
    says: bool = False  # more than how the words around it are meant
    says_denied: bool = False  # that, where a negation reaches it
    ends_clause: bool = False
    coordinates: bool = False
    moves: bool = False  # how what comes behind it is meant

    def share_what_is_empty(self) -> None:
        """Hold one empty table for all: 17,000 words have few topics and fewer dangers."""
        self.topics = self.topics or _NOTHING.topics
        self.dangers = self.dangers or _NOTHING.dangers
        self.on_scale = self.on_scale or _NOTHING.on_scale

    def lean(self, polarity: float) -> None:
        """Of two readings the stronger one counts."""
        if abs(polarity) > abs(self.polarity):
            self.polarity = polarity


_NOTHING: Final = Entry()


class Lexicon:
    """Folded word → entry, with the patterns and the contexts that guard a danger."""

    def __init__(self, folder: Path = LEXICON) -> None:
        files = {path.stem: path.read_bytes() for path in sorted(folder.glob("*.toml"))}
        data = {name: tomllib.loads(content.decode()) for name, content in files.items()}
        self.version = sha256(b"".join(files.values())).hexdigest()[:12]
        self.normaliser = Normaliser(_faces(data["signs"]))
        self.entries: dict[str, Entry] = {}
        self._read_topics(data["topics"])
        self._read_topics(data["english"]["topics"])
        self._read_sentiment(data["sentiment"])
        self._read_polarity(data["english"]["polarity"])
        self._read_judgements(data["judgements"])
        self._read_scales(data["scales"])
        self._read_kinds(data["kinds"])
        self._read_dangers(data["safety"])
        self.idioms = any_pattern(
            idiom["pattern"] for name in ("safety", "english") for idiom in data[name]["idiom"]
        )
        self._free_dangers()
        self.patterns = Patterns(
            (
                *map(self._pattern, data["patterns"]["pattern"]),
                *map(self._pattern, data["english"]["phrase"]),
                *map(self._danger_pattern, data["safety"]["pattern"]),
                *map(self._danger_pattern, data["english"]["pattern"]),
            )
        )

    @cached_property
    def steps(self) -> dict[str, Entry]:
        """The entries with the marks and words between things; no entry may be added any more."""
        steps = dict(self.entries)
        for word in _COORDINATES:
            steps.setdefault(word, Entry(coordinates=True))
        for mark in _CLAUSE_ENDS:
            steps[mark] = replace(steps.get(mark, Entry()), ends_clause=True)
        for entry in steps.values():
            entry.claims = any(getattr(entry, claim) for claim in _CLAIMS)
            entry.says = any(getattr(entry, part) for part in _SAYS)
            entry.says_denied = entry.says or entry.lacked or entry.spared
            entry.moves = not entry.transparent or any(getattr(entry, part) for part in _MOVES)
            entry.share_what_is_empty()
        return steps

    def _words(self, listed: str) -> list[str]:
        return [folded for word in listed.split() if (folded := self.normaliser.word(word))]

    def _entries(self, listed: str) -> Iterator[Entry]:
        for word in self._words(listed):
            yield self.entries.setdefault(word, Entry())

    def _read_topics(self, data: dict[str, dict[str, str]]) -> None:
        signs = {"about": 0.0, "bad": -1.0, "good": 1.0}
        for code, lists in data.items():
            for part, listed in lists.items():
                weight = _JUDGED if signs[part] else _MENTION
                for entry in self._entries(listed):
                    entry.topics[code] = max(weight, entry.topics.get(code, 0.0))
                    entry.lean(signs[part])

    def _read_sentiment(self, data: dict[str, Any]) -> None:
        for part in ("polarity", "emoji"):
            self._read_polarity(data[part])
        for factor, listed in data["degree"].items():
            for entry in self._entries(listed):
                entry.degree = float(factor)
                entry.transparent = True
        self._mark("negates", data["negation"]["words"])
        self._mark("negates", data["negation"]["sweeping"])
        self._mark("sweeps", data["negation"]["sweeping"])
        self._mark("transparent", data["negation"]["transparent"])
        self._mark("turns", data["turn"]["words"])
        self._mark("sarcastic", data["sarcasm"]["words"])
        self._mark("wishes", data["wish"]["words"])
        self._mark("takes_back", data["denial"]["words"])
        self._mark("then", data["time"]["then"])
        self._mark("now", data["time"]["now"])
        for share, listed in data["trust"].items():
            for entry in self._entries(listed):
                entry.trust = float(share)
        for entry in self._entries(data["negation"]["neutral"]):
            entry.negates = False

    def _read_polarity(self, data: dict[str, str]) -> None:
        for strength, listed in data.items():
            for entry in self._entries(listed):
                entry.lean(float(strength))

    def _read_judgements(self, data: dict[str, dict[str, str]]) -> None:
        """Read how few words judge; what other files say of a word comes first."""
        lists = {part: " ".join(listed.values()) for part, listed in data.items()}
        for part in ("lacked", "spared"):
            for entry in self._entries(lists.pop(part)):
                is_free = not (entry.polarity or entry.negates or entry.transparent)
                setattr(entry, part, is_free and not entry.lacked)
        for strength, listed in lists.items():
            for entry in self._entries(listed):
                if not (entry.polarity or entry.negates or entry.transparent):
                    entry.polarity = float(strength)

    def _read_scales(self, data: dict[str, dict[str, str]]) -> None:
        for scale, lists in data.items():
            for entry in self._entries(lists["of"]):
                entry.scales = (*entry.scales, scale)
            for part, sign in (("good", 1.0), ("bad", -1.0)):
                for entry in self._entries(lists[part]):
                    entry.on_scale[scale] = sign

    def _mark(self, claim: str, listed: str) -> None:
        for entry in self._entries(listed):
            setattr(entry, claim, True)

    def _read_kinds(self, data: dict[str, Any]) -> None:
        for desire in _DESIRES:
            for strength, listed in data[desire].items():
                for entry in self._entries(listed):
                    setattr(entry, desire, max(float(strength), getattr(entry, desire)))
        self._mark("asks", data["question_end"]["words"])
        self.small_talk = frozenset(self._words(data["small_talk"]["words"]))
        self.particles = frozenset(self._words(data["small_talk"]["particles"]))

    def _read_dangers(self, data: dict[str, Any]) -> None:
        context = {name: tuple(self._words(listed)) for name, listed in data["context"].items()}
        self.context = context
        for group in data["group"]:
            danger = self._danger(group)
            for entry in self._entries(group["words"]):
                entry.dangers.append(danger)
        self.critical_words = tuple(
            word
            for word, entry in self.entries.items()
            if any(danger.level == "critical" for danger in entry.dangers)
        )

    def _free_dangers(self) -> None:
        """Drop longer words that would swallow a danger: of 有苍蝇 and 苍蝇 only the latter.

        English ones stand between spaces: a chair swallows no hair.
        """
        dangerous = [word for word, entry in self.entries.items() if entry.dangers]
        holds = re.compile(
            "|".join(re.escape(word) for word in dangerous if len(word) > 1 and not word.isascii())
        )
        for word in [word for word, entry in self.entries.items() if not entry.dangers]:
            if holds.search(word):
                del self.entries[word]

    def _danger(self, data: dict[str, Any]) -> Danger:
        return Danger(
            level=data["level"],
            topic=data["topic"],
            guards=frozenset(data["guards"]),
            needs=self.context[data["needs"]] if "needs" in data else (),
            never_with=tuple(self._words(data.get("never_with", ""))),
        )

    def _pattern(self, data: dict[str, Any]) -> Pattern:
        return Pattern(
            triggers=tuple(self._words(data["trigger"])),
            expression=re.compile(data["pattern"]),
            alternatives=alternatives_of(data["pattern"]),
            topic=data["topic"],
            polarity=data.get("polarity", 0.0),
        )

    def _danger_pattern(self, data: dict[str, Any]) -> Pattern:
        return replace(self._pattern(data), polarity=0.0, danger=self._danger(data))


def _faces(signs: dict[str, dict[str, str]]) -> dict[str, str]:
    """Drawn face or bracketed name → the emoji it stands for."""
    faces = {face: emoji for emoji, listed in signs["faces"].items() for face in listed.split()}
    for emoji, listed in signs["names"].items():
        faces |= {f"[{name}]": emoji for name in listed.split()}
    return faces
