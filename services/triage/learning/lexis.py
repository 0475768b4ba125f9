"""Words as numbers: one look-up of a word tells its column, its sign and its sense."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Self

import numpy as np
import numpy.typing as npt

from services.triage.learning.key_table import ABSENT
from services.triage.learning.manner import UNKNOWN, signs_of
from services.triage.learning.prepared import Codes, Places
from services.triage.learning.tone import Sense, Senses

_NUMBER_OF_UNKNOWN = -1  # so the last of each array is what is true of a word nobody knows


@dataclass(frozen=True)
class Lexis:
    """`numbers` of words; by number the column of the model and the sign."""

    numbers: Mapping[str, int]
    columns: Places
    signs: Codes
    senses: Senses

    @classmethod
    def of(cls, words: Mapping[str, int], heard: Mapping[str, Sense]) -> Self:
        """Give numbers to the words of a vocabulary, which have a column, and those of a sense."""
        listed = dict.fromkeys(chain(words, heard))
        signs = signs_of(heard)
        return cls(
            numbers={word: at for at, word in enumerate(listed)},
            columns=np.array([*(words.get(word, ABSENT) for word in listed), ABSENT], np.int64),
            signs=np.array([*(signs.get(word, UNKNOWN) for word in listed), UNKNOWN], np.uint32),
            senses=Senses.of([heard.get(word) for word in listed]),
        )

    def read(self, cuts: Sequence[Sequence[str]]) -> npt.NDArray[np.int64]:
        """Return the numbers of all words of all texts."""
        found = map(self.numbers.get, chain.from_iterable(cuts), repeat(_NUMBER_OF_UNKNOWN))
        return np.fromiter(found, np.int64)
