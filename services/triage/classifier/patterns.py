"""Patterns of the lexicon: expressions that are tried where one of their triggers stands."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

_MOST_PLACES: Final = 3  # of one pattern
_NEVER: Final = r"(?!)"
_MAY_BE_NONE: Final = ("?", "*", "{")
_PIECE: Final = re.compile(r"\\.|.", re.DOTALL)  # a character, or an escaped one
_PLAIN: Final = re.compile(r"[^\\\[\](){}?*+.^$|]+")


@dataclass(frozen=True, slots=True)
class Danger:
    """What raises the urgency, and which guards may take it back.

    `is_own`: the organisation's own word, which no model may doubt.
    """

    level: str
    topic: str
    guards: frozenset[str]
    needs: tuple[str, ...] = ()
    never_with: tuple[str, ...] = ()
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """An expression, whole and by its alternatives, tried when a trigger stands in the text."""

    triggers: tuple[str, ...]
    expression: re.Pattern[str]
    alternatives: tuple[tuple[str, re.Pattern[str]], ...]  # each after what it must begin with
    topic: str
    polarity: float = 0.0
    danger: Danger | None = None

    def matches(self, text: str) -> Iterable[re.Match[str]]:
        """Where it matches; of a word that may stand guarded at first, the first few places."""
        # Each by itself knows how it begins and is sought far faster than all of them together.
        for beginning, alternative in self.alternatives:
            if beginning in text and alternative.search(text):
                most = _MOST_PLACES if self.danger else 1
                return islice(self.expression.finditer(text), most)
        return ()


class Patterns:
    """Finds the patterns that have a trigger in a text, by what the triggers begin with."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._patterns = patterns
        self._by_character: defaultdict[str, list[int]] = defaultdict(list)
        self._by_pair: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        for place, pattern in enumerate(patterns):
            for trigger in pattern.triggers:
                if len(trigger) == 1:
                    self._by_character[trigger].append(place)
                else:
                    self._by_pair[trigger[:2]].append((trigger, place))
        self._pairs = frozenset(self._by_pair)
        # Classes of characters are sought in a third of the time that sets take to compare.
        self._characters = re.compile(_any_of(self._by_character))
        first, second = (_any_of(pair[at] for pair in self._pairs) for at in range(2))
        self._like_pairs = re.compile(f"(?=({first}{second}))")

    def __iter__(self) -> Iterator[Pattern]:
        return iter(self._patterns)

    def triggered(self, text: str) -> list[Pattern]:
        """Return them in their own order."""
        places = {
            place
            for pair in self._pairs.intersection(self._like_pairs.findall(text))
            for trigger, place in self._by_pair[pair]
            if trigger == pair or trigger in text
        }
        for character in set(self._characters.findall(text)):
            places.update(self._by_character[character])
        return [self._patterns[place] for place in sorted(places)]


def _any_of(characters: Iterable[str]) -> str:
    """Return an expression for one of these."""
    listed = "".join(map(re.escape, sorted(set(characters))))
    return f"[{listed}]" if listed else _NEVER


def any_pattern(patterns: Iterable[str]) -> re.Pattern[str]:
    """Return an expression for any of these, tried only where one of them may begin.

    Raises ValueError for a pattern that begins with something else than letters or digits.
    """
    whole = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(f"(?={_any_of(_firsts(whole))})(?:{whole})")


def alternatives_of(pattern: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the alternatives of a pattern, each behind what it must begin with."""
    return tuple((_beginning(one), re.compile(one)) for one in _alternatives(pattern))


def _alternatives(pattern: str) -> list[str]:
    """Split at the bars outside of all brackets."""
    parts, depth = [""], 0
    for piece in _PIECE.findall(pattern):
        depth += (piece in ("(", "[")) - (piece in (")", "]"))
        if piece == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _firsts(pattern: str) -> set[str]:
    """Return the characters of which each match begins with one."""
    found = set[str]()
    for one in _alternatives(pattern):
        first, rest = _first_item(one)
        if first.startswith("("):
            found |= _firsts(first[1:-1].removeprefix("?:"))
        elif (characters := first.strip("[]")).isalnum():
            found.update(characters)
        else:
            raise ValueError(f"a pattern that begins with {first!r}: {pattern}")
        if rest.startswith(_MAY_BE_NONE):
            found |= _firsts(rest[1:])
    return found


def _first_item(pattern: str) -> tuple[str, str]:
    """Cut a pattern behind its first group, class or character."""
    depth = 0
    for at, character in enumerate(pattern):
        depth += (character in "([") - (character in ")]")
        if depth == 0:
            return pattern[: at + 1], pattern[at + 1 :]
    return pattern, ""


def _beginning(pattern: str) -> str:
    """Return the plain characters with which a match must begin, perhaps none."""
    plain = _PLAIN.match(pattern)
    if plain is None:
        return ""
    is_repeated = pattern[plain.end() : plain.end() + 1] in _MAY_BE_NONE
    return plain[0][:-1] if is_repeated else plain[0]
