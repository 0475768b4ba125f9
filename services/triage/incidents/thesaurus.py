"""Words that mean the same in complaints: groups of what it is about and of what happened."""

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final, Self

WORDS: Final = Path(__file__).with_name("words.toml")


class Thesaurus:
    """Finds the groups whose words a text holds; the longest word wins where several begin."""

    def __init__(
        self, things: Iterable[str], troubles: Iterable[str], neither: Iterable[str] = ()
    ) -> None:
        """Take groups of words separated by white space; their number is their place in order.

        Words of `neither` are of no group and hide the shorter ones that they hold.
        """
        self.things = tuple(group.split() for group in things)
        self.troubles = tuple(group.split() for group in troubles)
        nothing: tuple[int, ...] = ()
        groups = {word: nothing for each in neither for word in each.split()}
        for number, words in enumerate((*self.things, *self.troubles)):
            alone = (number,)
            for word in dict.fromkeys(words):
                others = groups.get(word)
                groups[word] = (*others, number) if others else alone
        self._groups = groups
        sizes: dict[str, set[int]] = {}
        for word in groups:
            sizes.setdefault(word[:2], set()).add(len(word))
        for beginning, each in sizes.items():
            each.update(sizes.get(beginning[0], ()))
        # By two characters, not by one: few pairs of characters begin a word.
        held = dict[tuple[int, ...], tuple[int, ...]]()  # each once: few differ
        ordered = {two: tuple(sorted(each, reverse=True)) for two, each in sizes.items()}
        self._sizes = {two: held.setdefault(each, each) for two, each in ordered.items()}

    @classmethod
    @cache
    def load(cls) -> Self:
        with WORDS.open("rb") as file:
            given = tomllib.load(file)
        return cls(given["things"], given["troubles"], given["neither"])

    def is_thing(self, number: int) -> bool:
        return number < len(self.things)

    def name_of(self, number: int) -> str:
        """Return the first word of a group, which stands for it."""
        return (*self.things, *self.troubles)[number][0]

    def groups_in(self, text: str) -> set[int]:
        """Return the numbers of the groups that a normalised text names."""
        return set(self._found(text))

    def _found(self, text: str) -> Iterator[int]:
        passed = 0
        for at, first in enumerate(text):
            if at < passed:
                continue
            sizes = self._sizes.get(text[at : at + 2]) or self._sizes.get(first, ())
            for size in sizes:
                groups = self._groups.get(text[at : at + size])
                if groups is not None:
                    yield from groups
                    passed = at + size
                    break
