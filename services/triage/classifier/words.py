"""Cuts a text into words exactly as `jieba.cut(text, HMM=False)` does, by its twin in Rust.

Both hold the same dictionary; a test compares their cuts. Where there is no wheel of the twin for
the machine, jieba itself cuts: twelve times slower, to the same words.
"""

import re
import warnings
import weakref
from collections.abc import Iterable
from functools import cache
from types import ModuleType
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
        added = list(words)
        self._is_common = cutter is None and not added
        self._cutter = cutter or (common_cutter() if self._is_common else fastest_cutter())
        if not self._is_common and isinstance(self._cutter, ModuleType):
            # The module stays, and so would its dictionary.
            weakref.finalize(self, self._cutter.clear).atexit = False
        self._parts: dict[str, tuple[str, ...]] = {}
        self.add(added)

    def add(self, words: Iterable[str]) -> None:
        """Make each of `words` one word."""
        # Suggested before any is added: the order of the words must not matter.
        frequencies = {
            word: self.frequency_to_hold(word) for word in words if self._falls_apart(word)
        }
        self._parts.update([(word, tuple(self.cut_apart(word))) for word in frequencies])
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

    def cut_apart(self, text: str) -> list[str]:
        """Return the words of `text` as if none had been added, but for rare bounds of theirs."""
        return [part for word in self.cut(text) for part in self._parts.get(word, (word,))]


@cache
def common_cutter() -> Cutter:
    """Return the one that everybody shares; nobody may add to it."""
    return fastest_cutter()


def fastest_cutter() -> Cutter:
    """Return one with a dictionary of its own; the first gets what the import has made."""
    try:
        from rjieba import Jieba
    except ImportError:
        return JiebaCutter()
    made = made_by_import()
    cutter: Cutter = made.pop() if made else Jieba()
    return cutter


@cache
def made_by_import() -> list[Cutter]:
    """Return the dictionary that `import rjieba` makes in any case, until somebody takes it."""
    import rjieba

    return [cast(Cutter, rjieba)]


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
