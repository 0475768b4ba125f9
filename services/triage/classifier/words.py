"""Cuts a text into words exactly as `jieba.cut(text, HMM=False)` does, by its twin in Rust.

Both hold the same dictionary; a test compares their cuts. Where there is no wheel of the twin for
the machine, jieba itself cuts: twelve times slower, to the same words.
"""

import re
import warnings
from collections.abc import Iterable
from functools import cache
from typing import Final, Protocol, cast

_WORD: Final = re.compile(r"[\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]+")
_MARGIN: Final = 2  # a word that is barely more probable than its pieces would fall apart again


class Cutter(Protocol):
    """What cuts a text, whichever library does it."""

    def cut(self, text: str, hmm: bool, /) -> list[str]: ...
    def add_word(self, word: str, freq: int, tag: str, /) -> object: ...
    def suggest_freq(self, segment: str, /) -> int: ...


class WordCutter:
    """A dictionary to which the words of the lexicon and the directory are added.

    It becomes one of its own with the first of them: each takes 25 MB.
    """

    def __init__(self, words: Iterable[str] = (), *, cutter: Cutter | None = None) -> None:
        self._cutter = cutter or common_cutter()
        self._is_common = cutter is None
        self.add(words)

    def add(self, words: Iterable[str]) -> None:
        """Make each of `words` one word."""
        # Suggested before any is added: the order of the words must not matter.
        frequencies = {
            word: self.frequency_to_hold(word) for word in words if self._falls_apart(word)
        }
        if frequencies and self._is_common:
            self._cutter, self._is_common = fastest_cutter(), False
        for word, frequency in frequencies.items():
            self._cutter.add_word(word, frequency, "")

    def _falls_apart(self, word: str) -> bool:
        # Punctuation and emoji are words of one character whatever the dictionary says.
        return len(word) > 1 and _WORD.fullmatch(word) is not None and len(self.cut(word)) > 1

    def frequency_to_hold(self, word: str) -> int:
        """Return how frequent `word` must be to be cut as one."""
        return _MARGIN * self._cutter.suggest_freq(word)

    def cut(self, text: str) -> list[str]:
        """Return the words of `text`, in order; joined they are the text again."""
        return self._cutter.cut(text, False)


@cache
def common_cutter() -> Cutter:
    """Return the one that everybody shares; nobody may add to it."""
    try:
        import rjieba
    except ImportError:
        return JiebaCutter()
    return cast(Cutter, rjieba)  # the import has made its dictionary, whether it is used or not


def fastest_cutter() -> Cutter:
    """Return one with a dictionary of its own."""
    try:
        from rjieba import Jieba
    except ImportError:
        return JiebaCutter()
    cutter: Cutter = Jieba()
    return cutter


class JiebaCutter:
    """jieba itself: the reference, and the fallback."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # jieba's own source warns when it is compiled
            import jieba
        jieba.setLogLevel("CRITICAL")
        self._tokenizer = jieba.Tokenizer()
        self._tokenizer.initialize()

    def cut(self, text: str, hmm: bool, /) -> list[str]:
        return list(self._tokenizer.cut(text, HMM=hmm))

    def add_word(self, word: str, freq: int, tag: str, /) -> None:
        self._tokenizer.add_word(word, freq, tag)

    def suggest_freq(self, segment: str, /) -> int:
        return int(self._tokenizer.suggest_freq(segment))
