"""Finds the places of many 64-bit keys at once: a hash table made of plain arrays."""

from typing import Final

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]
Found = npt.NDArray[np.int64]

_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)  # Fibonacci hashing, Knuth 6.4
_ROOM: Final = 5  # slots for each key: most are found at the first look
ABSENT: Final = -1


class KeyTable:
    """Open addressing; a key that is not found at one slot is sought at the next."""

    def __init__(self, keys: Keys) -> None:
        bits = max(8, int(np.ceil(np.log2(max(1, keys.size) * _ROOM))))
        self._shift = np.uint64(64 - bits)
        self._keys = np.append(keys, np.uint64(0))  # the last one is what an empty slot points at
        slots = np.full((1 << bits) + 64, ABSENT, np.int32)
        waiting = np.arange(keys.size)
        steps = 0
        while waiting.size:
            if slots.size < (1 << bits) + steps + 1:
                slots = np.append(slots, np.full(64, ABSENT, np.int32))
            at = self._slots_of(keys[waiting]) + steps
            free, first = np.unique(at, return_index=True)
            taken = slots[free] == ABSENT
            slots[free[taken]] = waiting[first[taken]]
            waiting = np.delete(waiting, first[taken])
            steps += 1
        self._slots = slots
        self._steps = steps

    def find(self, keys: Keys) -> Found:
        """Return the index of each key among those of the table, ABSENT where it is none."""
        at = self._slots_of(keys)
        found = self._slots[at].astype(np.int64)
        open_ = ((self._keys[found] != keys) & (found != ABSENT)).nonzero()[0]
        for step in range(1, self._steps):
            if not open_.size:
                return found
            here = self._slots[at[open_] + step].astype(np.int64)
            found[open_] = here
            open_ = open_[(self._keys[here] != keys[open_]) & (here != ABSENT)]
        found[open_] = ABSENT
        return found

    def _slots_of(self, keys: Keys) -> Found:
        return ((keys * _MULTIPLIER) >> self._shift).astype(np.int64)
