"""The classifier with what people added to it: words, switched-off topics, corrected texts."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from services.triage.classifier.engine import Classifier
from services.triage.classifier.lexicon import Entry, Lexicon
from services.triage.classifier.patterns import Danger
from services.triage.classifier.setup import Corrected, Dictionary, Setup, Word
from services.triage.classifier.taxonomy import top_of
from services.triage.classifier.verdict import TopicScore, Verdict
from services.triage.classifier.words import WordCutter
from services.triage.learning.copies import CopyTable

_ABOUT, _JUDGED = 0.6, 1.2  # as the lexicon weighs its own words
_LEANS: Final = {"about": 0.0, "bad": -1.0, "good": 1.0}
_GUARDS: Final = {
    "high": frozenset(("negation", "elsewhere", "praise")),
    "critical": frozenset(("negation", "elsewhere")),
}
_URGENCIES: Final = ("low", "normal", "high", "critical")
_A_PERSON_SAID: Final = 1.0
_CODE: Final = (Path(__file__).parent, Path(__file__).parents[1] / "learning")
_CUTTERS: Final = ("rjieba", "jieba")


class AmendedClassifier:
    """Judges by one setup; another setup is another instance, corrections come to it one by one."""

    def __init__(self, setup: Setup) -> None:
        """Load everything `setup` names. Raises ModelFileError for a model that cannot be read."""
        dictionary = setup.dictionary
        lexicon = Lexicon()
        names = amend(lexicon, dictionary)
        words = f"+words-{dictionary.version}" if dictionary.version else ""
        lexicon.version += f"+rules-{rules_version()}{words}"
        self._normaliser = lexicon.normaliser
        self._classifier = Classifier.load(setup.model, lexicon=lexicon, names=names)
        self._switched_off = frozenset(dictionary.switched_off)
        self._corrected = CopyTable()

    @property
    def model_version(self) -> str:
        """Names everything a verdict is made with, so that it can be made again."""
        return self._classifier.model_version

    @property
    def cutter(self) -> WordCutter:
        """What cuts texts for it, with the words of this setup."""
        return self._classifier.cutter

    def add_corrected(self, corrected: Iterable[Corrected]) -> None:
        """Know more texts that people have judged; of the same text the latest counts."""
        for one in corrected:
            self._corrected.add(self._normaliser.normalise(one.text).text, one)

    def forget_corrected(self) -> None:
        self._corrected = CopyTable()

    def classify_many(self, texts: Sequence[str]) -> list[Verdict]:
        verdicts = self._classifier.classify_many(texts)
        if not (self._switched_off or len(self._corrected)):
            return verdicts
        return [self._amended(text, one) for text, one in zip(texts, verdicts, strict=True)]

    def _amended(self, text: str, verdict: Verdict) -> Verdict:
        if self._switched_off:
            verdict = without_topics(verdict, self._switched_off)
        if not len(self._corrected):
            return verdict
        known = self._corrected.find(self._normaliser.normalise(text).text)
        return verdict if known is None else labelled_alike(verdict, known)


@cache
def rules_version() -> str:
    """Eight hex digits of what the program itself gives to a verdict: code and cutter."""
    digest = sha256()
    for folder in _CODE:
        for source in sorted(folder.glob("*.py")):
            digest.update(source.read_bytes())
    for package in _CUTTERS:
        with suppress(PackageNotFoundError):
            digest.update(f"{package} {version(package)}".encode())
    return digest.hexdigest()[:8]


def amend(lexicon: Lexicon, dictionary: Dictionary) -> list[str]:
    """Put the organisation's words into the lexicon; return the names, folded as texts are."""
    for word in dictionary.words:
        say(lexicon, word)
    named = (*dictionary.names, *(one.word for one in dictionary.words if one.kind == "name"))
    return [folded for name in named if (folded := lexicon.normaliser.word(name))]


def say(lexicon: Lexicon, word: Word) -> None:
    folded = lexicon.normaliser.word(word.word)
    if not folded or word.kind == "name":
        return
    entry = lexicon.entries.setdefault(folded, Entry())
    strength = word.strength or 0.0
    if word.kind in _LEANS:
        entry.topics[word.topic or ""] = _JUDGED if _LEANS[word.kind] else _ABOUT
        entry.lean(_LEANS[word.kind])
        entry.is_own = True
    elif word.kind in _GUARDS:
        entry.dangers.append(Danger(word.kind, word.topic or "", _GUARDS[word.kind], is_own=True))
        if word.kind == "critical":
            lexicon.critical_words = (*lexicon.critical_words, folded)
    elif word.kind == "ignore":
        lexicon.entries[folded] = Entry(dangers=entry.dangers)
    elif word.kind == "negation":
        entry.negates = True
    elif word.kind == "turn":
        entry.turns = True
    elif word.kind == "degree":
        entry.degree, entry.transparent = strength, True
    else:
        setattr(entry, word.kind, strength)


def without_topics(verdict: Verdict, switched_off: frozenset[str]) -> Verdict:
    """Give a leaf that is switched off as its top topic; drop a top topic that is."""
    if not any(lineage_off(topic.code, switched_off) for topic in verdict.topics):
        return verdict
    scores: dict[str, TopicScore] = {}
    for topic in verdict.topics:
        code = standing(topic.code, switched_off)
        if code is not None:
            scores.setdefault(code, TopicScore(code, topic.confidence))
    evidence = tuple(
        one._replace(topic=code)
        for one in verdict.evidence
        if (code := standing(one.topic, switched_off)) is not None
    )
    aspects = tuple(
        one._replace(topic=code)
        for one in verdict.aspects
        if (code := standing(one.topic, switched_off)) is not None
    )
    return verdict._replace(topics=tuple(scores.values()), evidence=evidence, aspects=aspects)


def lineage_off(code: str, switched_off: frozenset[str]) -> bool:
    return code in switched_off or top_of(code) in switched_off


def standing(code: str, switched_off: frozenset[str]) -> str | None:
    """Return the code to give instead: itself, its top topic, or none."""
    if top_of(code) in switched_off:
        return None
    return top_of(code) if code in switched_off else code


def labelled_alike(verdict: Verdict, known: Corrected) -> Verdict:
    """Take kind and topics from a person; the urgency is only ever raised by that."""
    urgency = max(verdict.urgency, known.urgency, key=_URGENCIES.index)
    return verdict._replace(
        kind=known.kind,
        topics=tuple(TopicScore(code, _A_PERSON_SAID) for code in known.topics),
        evidence=tuple(one for one in verdict.evidence if one.topic in known.topics),
        aspects=tuple(one for one in verdict.aspects if one.topic in known.topics),
        urgency=urgency,
        confidence=_A_PERSON_SAID,
        model_version=f"{verdict.model_version}+label-{known.label_id}",
        is_sure=True,
        margin=1.0,
    )
