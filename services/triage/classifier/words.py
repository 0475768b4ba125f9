"""Cuts a text into words with jieba's dictionary, exactly as `jieba.cut(text, HMM=False)` does.

jieba looks every candidate up twice and loads its hidden Markov tables as well; this keeps its
dictionary and its rule (the most probable path) in less time and memory. A test compares the cuts.
"""

import gc
import re
from collections.abc import Iterator
from importlib.util import find_spec
from math import exp, log
from pathlib import Path

_BLOCK = re.compile(r"([\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]+)")
_BREAK = re.compile(r"(\r\n|\s)")
_LATIN = re.compile(r"[a-zA-Z0-9]")
_IMPOSSIBLE = float("-inf")
_UNKNOWN = 0.0  # log(1): jieba's frequency of a character it has never seen


def jieba_dictionary() -> Path:
    """Where jieba keeps its words; finding a package does not import it."""
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("jieba is not installed: its dictionary is missing")
    return Path(spec.origin).with_name("dict.txt")


class WordCutter:
    """Holds word → log of its frequency; a beginning of words that is none itself → None."""

    def __init__(self, dictionary: Path) -> None:
        self._scores: dict[str, float | None] = {}
        self._total = 0
        gc_was_on = gc.isenabled()
        gc.disable()  # half a million new strings, none of them garbage
        try:
            self._load(dictionary)
        finally:
            if gc_was_on:
                gc.enable()
        self._log_total = log(self._total)

    def _load(self, dictionary: Path) -> None:
        scores = self._scores
        shared: dict[str, float] = {}  # frequencies repeat: one float object each
        total = 0
        with dictionary.open(encoding="utf-8") as lines:
            for line in lines:
                word, frequency, _ = line.split(" ", 2)
                score = shared.get(frequency)
                if score is None:
                    score = shared[frequency] = log(int(frequency))
                scores[word] = score
                total += int(frequency)
                for length in range(1, len(word)):
                    scores.setdefault(word[:length])
        self._total = total

    def add(self, word: str) -> None:
        """Make `word` one word, with jieba's `add_word` and its suggested frequency."""
        if not _BLOCK.fullmatch(word):
            return  # punctuation and emoji are words of one character anyway
        frequency = self._frequency_to_hold(word)
        self._scores[word] = log(frequency)
        self._total += frequency
        self._log_total = log(self._total)
        for length in range(1, len(word)):
            self._scores.setdefault(word[:length])

    def _frequency_to_hold(self, word: str) -> int:
        chance = 1.0
        for piece in self.cut(word):
            chance *= self._frequency(piece) / self._total
        return max(int(chance * self._total) + 1, self._frequency(word))

    def _frequency(self, word: str) -> int:
        if word not in self._scores:
            return 1
        score = self._scores[word]
        return 0 if score is None else round(exp(score))

    def cut(self, text: str) -> list[str]:
        """Return the words of `text`, in order; joined they are the text again."""
        words: list[str] = []
        for index, block in enumerate(_BLOCK.split(text)):
            if index % 2:
                words.extend(self._words_of(block))
            elif block:
                words.extend(_single_characters(block))
        return words

    def _words_of(self, block: str) -> list[str]:
        words: list[str] = []
        latin = start = 0  # where the run of single letters and digits began, where the word does
        for end in self._path(block):
            if end - start > 1 or not _LATIN.match(block, start):
                if latin < start:
                    words.append(block[latin:start])
                words.append(block[start:end])
                latin = end
            start = end
        if latin < start:
            words.append(block[latin:start])
        return words

    def _path(self, block: str) -> list[int]:
        """Find the ends of the words on the most probable path, the longest among equals."""
        length = len(block)
        best = [0.0] * (length + 1)
        ends = [0] * length
        scores, log_total = self._scores, self._log_total
        for start in range(length - 1, -1, -1):
            top, top_end = _IMPOSSIBLE, start + 1
            for end in range(start + 1, length + 1):
                piece = block[start:end]
                if piece not in scores:
                    break
                score = scores[piece]
                if score is not None and (chance := score - log_total + best[end]) >= top:
                    top, top_end = chance, end
            best[start] = _UNKNOWN - log_total + best[top_end] if top == _IMPOSSIBLE else top
            ends[start] = top_end
        return _follow(ends)


def _follow(ends: list[int]) -> list[int]:
    path: list[int] = []
    at = 0
    while at < len(ends):
        at = ends[at]
        path.append(at)
    return path


def _single_characters(block: str) -> Iterator[str]:
    for piece in _BREAK.split(block):
        if _BREAK.match(piece):
            yield piece
        else:
            yield from piece
