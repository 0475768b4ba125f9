"""A text as the lexicon reads it, and the way back to the code points it was given in."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import opencc

_REMEMBERED: Final = 20_000  # characters; a hostile text must not grow the table for ever
_NOTHING: Final = {"Cf", "Mn", "Me"}
_HEAD: Final = 1500  # code points read in full; further on only where a dangerous word stands
_TAIL: Final = 300
_AROUND: Final = 40
_MOST_PLACES: Final = 12
_LINK: Final = "🔗"
_STANDS_FOR: Final = {"<": " ", "&": " ", "\\": "\n"}
_WIDE_MARKS: Final = tuple(zip("，！？：；（）～％＋－", ",!?:;()~%+-", strict=True))
# These fold to exactly one character, by the table above or `lower`; others take the slow way.
_PLAIN: Final = (
    "\\x00-~…—―‘-”、-〟一-鿿，！？：；（）～％＋－☀-➿\U0001f300-\U0001f3fa\U0001f400-\U0001faff"
)
_UNUSUAL: Final = re.compile(f"[^{_PLAIN}]")
_ADDRESS: Final = r"https?://[!-~]+|www\.[!-~]+"
# What an editor or a mail program wrapped around the words, and no name in pointed brackets.
_MARKUP: Final = (
    r"</?(?:html|body|div|p|br|hr|span|font|center|a|b|i|u|s|em|strong|small|big|h[1-6]|ul|ol|li|dl|dt|dd"
    r"|table|tbody|thead|tr|td|th|img|script|style|pre|code|iframe|svg|form|input|button|blockquote)"
    r"(?:\s[^<>]{0,300})?/?>|&(?:nbsp|lt|gt|amp|quot|#[0-9]{2,5});"
)
# An end of line that was written out by whoever exported the text.
_WRITTEN_END: Final = r"\\{1,2}[rn](?![a-z])"
_BEGINNINGS: Final = "hw<&\\"  # of addresses, markup and written ends of lines
# 太太太太好 says no more than 太太好; numbers and masks stay as they are.
_REPEATED: Final = re.compile(r"(.)\1\1")
_WORTHLESS: Final = re.compile(r"([^\d*\s])\1\1+")
# Brackets and rules around all of a text are the form it was written in.
_OPENING: Final = "[【(「『《\"“'‘-=~*#_ "
_CLOSING: Final = "]】)」』》\"”'’-=~*#_ "
# What a converter that knows Taiwan's forms gets wrong in texts that mix both scripts.
_AFTER_CONVERSION: Final = str.maketrans("幺妳帐", "么你账")


class NormalText(NamedTuple):
    """Folded text; `spans` are the given code points of each of its own, None if the same."""

    text: str
    spans: tuple[tuple[int, int], ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        if self.spans is None:
            return start, end
        return self.spans[start][0], self.spans[end - 1][1]

    def spans_of(self, first: int, last: int) -> Iterable[tuple[int, int]]:
        """Return the span of each code point from `first` to before `last`."""
        if self.spans is None:
            return pairwise(range(first, last + 1))
        return self.spans[first:last]

    def shortened(self, dangerous: Sequence[str]) -> "NormalText":
        """Bounds the work on a long text without overlooking a danger in its middle."""
        text = self.text
        last = len(text) - _TAIL
        if last <= _HEAD:
            return self
        found = (text.find(word, _HEAD, last) for word in dangerous)
        places = sorted(place for place in found if place >= 0)[:_MOST_PLACES]
        kept = list(range(_HEAD))
        for place in places:
            first = max(kept[-1] + 1, place - _AROUND)
            kept += range(first, max(first, min(last, place + _AROUND)))
        kept += range(max(kept[-1] + 1, last), len(text))
        return self._only(kept)

    def _only(self, places: Sequence[int]) -> "NormalText":
        """Only the characters at `places`, which must ascend."""
        spans = self.spans
        kept = [(at, at + 1) for at in places] if spans is None else [spans[at] for at in places]
        return NormalText("".join([self.text[at] for at in places]), tuple(kept))


class Folding(dict[int, str]):
    """Folds one character: NFKC and lower case; what cannot be seen becomes nothing."""

    def __missing__(self, point: int) -> str:
        folded = self._fold(chr(point))
        if len(self) < _REMEMBERED:
            self[point] = folded
        return folded

    @staticmethod
    def _fold(character: str) -> str:
        category = unicodedata.category(character)
        if category in _NOTHING:
            return ""
        if category == "Cs":
            return "\ufffd"  # half a character cannot be written as UTF-8
        if character == "…":
            return character  # NFKC makes three full stops of it
        return unicodedata.normalize("NFKC", character).lower()


class Normaliser:
    """Folds width, case, script, repetition and drawn faces; `signs`: each face to its emoji."""

    def __init__(self, signs: Mapping[str, str]) -> None:
        self._folding = Folding()
        self._signs = signs
        longest_first = sorted(map(re.escape, signs), key=len, reverse=True)
        # Where none begins none is sought: hundreds of them are else tried at every character.
        firsts = "".join(map(re.escape, sorted({*_BEGINNINGS, *(sign[0] for sign in signs)})))
        self._may_be_sign = re.compile(f"[{firsts}]")
        sought = "|".join([_ADDRESS, *longest_first, _WRITTEN_END, f"(?i:{_MARKUP})"])
        self._sign = re.compile(f"(?=[{firsts}])(?:{sought})")
        self._traditional = re.compile(f"[後於妳{''.join(_outside_gb2312())}]")
        self._simplify = opencc.OpenCC("tw2s").convert

    def normalise(self, given: str) -> NormalText:
        normal = NormalText(given)
        if self._may_be_sign.search(given) and self._sign.search(given):
            normal = _rewritten(normal, self._sign, self._sign_of)
        normal = self._folded(normal)
        if self._traditional.search(normal.text):
            normal = NormalText(self._simplified(normal.text), normal.spans)
        if _REPEATED.search(normal.text):
            normal = _rewritten(normal, _WORTHLESS, _twice)
        if normal.text[:1] in _OPENING and normal.text[-1:] in _CLOSING:
            normal = NormalText(_unframed(normal.text), normal.spans)
        return normal

    def word(self, word: str) -> str:
        """Return a word of the lexicon as texts will hold it."""
        return self.normalise(word).text

    def _sign_of(self, found: re.Match[str]) -> str:
        return self._signs.get(found[0]) or _STANDS_FOR.get(found[0][0], _LINK)

    def _folded(self, normal: NormalText) -> NormalText:
        given = normal.text
        if not _UNUSUAL.search(given):
            for wide, narrow in _WIDE_MARKS:
                given = given.replace(wide, narrow)
            return NormalText(given.lower(), normal.spans)
        pieces = [self._folding[ord(character)] for character in given]
        spans = normal.spans or tuple((at, at + 1) for at in range(len(given)))
        return NormalText(
            "".join(pieces),
            tuple(span for span, piece in zip(spans, pieces, strict=True) for _ in piece),
        )

    def _simplified(self, text: str) -> str:
        converted: str = self._simplify(text)
        if len(converted) != len(text):
            converted = "".join([self._one_simplified(character) for character in text])
        return converted.translate(_AFTER_CONVERSION)

    def _one_simplified(self, character: str) -> str:
        converted: str = self._simplify(character)
        return converted if len(converted) == 1 else character


def _unframed(text: str) -> str:
    """Return a text with spaces for what frames all of it, if there is anything within."""
    inner = text.lstrip(_OPENING)
    start = len(text) - len(inner)
    inner = inner.rstrip(_CLOSING)
    return inner.rjust(start + len(inner)).ljust(len(text)) if inner else text


def _twice(found: re.Match[str]) -> str:
    return found[1] * 2


def _rewritten(
    normal: NormalText, sought: re.Pattern[str], say: Callable[[re.Match[str]], str]
) -> NormalText:
    """Put other characters where `sought` matches; the last of them spans the rest of the match."""
    text, pieces, spans = normal.text, list[str](), list[tuple[int, int]]()
    done = 0
    for found in sought.finditer(text):
        start, end = found.span()
        spoken = say(found)
        pieces += text[done:start], spoken
        spans += normal.spans_of(done, start + len(spoken) - 1)
        spans.append(normal.span(start + len(spoken) - 1, end))
        done = end
    pieces.append(text[done:])
    spans += normal.spans_of(done, len(text))
    return NormalText("".join(pieces), tuple(spans))


def _outside_gb2312() -> Iterator[str]:
    """Characters of CJK that mainland China's basic set lacks: traditional or rare ones."""
    for point in range(0x4E00, 0xA000):
        try:
            chr(point).encode("gb2312")
        except UnicodeEncodeError:
            yield chr(point)
