"""Learns the table of gists from a teacher: a model of language that tells what texts mean.

The teacher reads the project's own corpus and words once, here; what its numbers say is then put
into characters and pairs of them, so that no such model is needed to compare texts.

`python -m services.triage.incidents.teaching MODULE`, where `MODULE.query(texts)` returns a row
for each text. `docs/incidents.md` tells which teacher taught the table that is shipped.
"""

import importlib
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from services.triage.incidents.features import WORDS, Numbers, features_of
from services.triage.incidents.weights import CORPUS
from services.triage.learning.gist_table import LEARNED

Rows = NDArray[np.float64]
Teacher = Callable[[list[str]], Any]

SIZE: Final = 48
LONGEST: Final = 120
"""Longer texts tell of several things; what the teacher makes of them is of none."""

READ: Final = ("train_*.jsonl", "stretches.jsonl", "incidents*.jsonl")
TOLD: Final = "incidents*.jsonl"
"""Texts of which it is known which tell of one matter."""

FEWEST: Final = 2
"""A pair that fewer texts have is not learned unless it is in a word of the dictionary."""

STRICT: Final = 1.0
SPREAD: Final = 0.5
"""The teacher's directions are brought so near to equal strength: 0 not at all, 1 wholly."""

SHRUNK: Final = 0.3
"""How much of the scatter within matters is taken to be the same in every direction."""

STEPS: Final = 30
FAINTEST: Final = 1e-6
FREQUENT: Final = {1: 100, 2: 100, 3: 400, 4: 400}
"""How often, by length, jieba's dictionary must have seen a word. Names are left out."""

NAMES: Final = ("nr", "ns", "nt", "nz")
AT_ONCE: Final = 500


@dataclass(frozen=True)
class Lessons:
    """What was read: the terms of each text, and what the teacher says of it."""

    terms: list[Numbers]
    taught: Rows

    @classmethod
    def of(cls, texts: Sequence[str], teacher: Teacher) -> "Lessons":
        parts = [texts[start : start + AT_ONCE] for start in range(0, len(texts), AT_ONCE)]
        taught = np.concatenate([np.asarray(teacher(list(part))) for part in parts])
        taught = taught.astype(np.float64)
        return cls([spelled(text) for text in texts], taught - taught.mean(axis=0))

    def seen(self, axes: Rows) -> Rows:
        return unit(self.taught @ axes)


def spelled(text: str) -> Numbers:
    """Return the numbers of a text's characters and pairs."""
    terms = features_of(text).terms
    return terms[: np.searchsorted(terms, WORDS)]


def unit(rows: Rows) -> Rows:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    made: Rows = rows / np.maximum(lengths, np.finfo(np.float64).tiny)
    return made


class Table:
    """The terms that are learned, and how much each says."""

    def __init__(self, texts: Lessons, words: Lessons) -> None:
        counts = np.zeros(WORDS)
        for terms in texts.terms:
            counts[terms] += 1
        is_learned = counts >= FEWEST
        for terms in words.terms:
            is_learned[terms] = True
        self.terms = np.flatnonzero(is_learned).astype(np.int32)
        every = np.log1p(len(texts.terms))
        self.rarity = 1.0 - np.log1p(counts[self.terms]) / every

    def matrix(self, texts: Iterable[Numbers]) -> Any:
        """Return a sparse row for each text: its known terms, of length one."""
        places, ends, values = list[Numbers](), [0], list[Rows]()
        for terms in texts:
            at = np.minimum(np.searchsorted(self.terms, terms), self.terms.size - 1)
            known = at[self.terms[at] == terms]
            places.append(known.astype(np.int32))
            values.append(np.full(known.size, 1.0 / np.sqrt(max(known.size, 1))))
            ends.append(ends[-1] + known.size)
        shape = (len(places), self.terms.size)
        return sp.csr_matrix((np.concatenate(values), np.concatenate(places), ends), shape)

    def learn(self, rows: Any, wanted: Rows) -> Rows:
        """Return a row for each term so that texts' sums come near to what is `wanted` of them.

        Ridge regression by conjugate gradients, all columns at once.
        """
        scaled = (rows @ sp.diags(self.rarity)).tocsr()
        back = scaled.T.tocsr()
        rest = back @ wanted
        found, step = np.zeros_like(rest), rest.copy()
        size = np.square(rest).sum(axis=0)
        for _ in range(STEPS):
            pushed = back @ (scaled @ step) + STRICT * step
            far = size / (step * pushed).sum(axis=0)
            found += far * step
            rest -= far * pushed
            size, before = np.square(rest).sum(axis=0), size
            step = rest + size / before * step
        learned_rows: Rows = found * self.rarity[:, None]
        return learned_rows


def main_axes(taught: Rows) -> Rows:
    """Return the SIZE directions in which texts differ most, evened out."""
    values, axes = np.linalg.eigh(taught.T @ taught)
    strongest = np.argsort(values)[::-1][:SIZE]
    strength = np.sqrt(np.maximum(values[strongest], FAINTEST))
    made: Rows = axes[:, strongest] * (strength / strength[0]) ** -SPREAD
    return made


def evened(gists: Rows, matters: Sequence[str]) -> Rows:
    """Return the map by which texts of one matter scatter alike in all directions."""
    named = np.array(matters)
    scatter = [
        gists[named == matter] - gists[named == matter].mean(axis=0)
        for matter in sorted({*matters})
    ]
    rows = np.concatenate(scatter)
    values, axes = np.linalg.eigh(rows.T @ rows / len(rows))
    values = (1.0 - SHRUNK) * values + SHRUNK * values.mean()
    made: Rows = axes * values**-0.5
    return made


def learned(texts: Lessons, words: Lessons, told: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return the arrays of the table; `told` are texts and the matters they tell of."""
    table, axes = Table(texts, words), main_axes(texts.taught)
    read = table.matrix(texts.terms)
    rows = table.learn(
        sp.vstack([read, table.matrix(words.terms)]),
        np.vstack([texts.seen(axes), words.seen(axes)]),
    )
    gists = table.matrix(spelled(text) for text, _ in told) @ rows
    rows = rows @ evened(unit(gists - gists.mean(axis=0)), [matter for _, matter in told])
    scales = np.maximum(np.abs(rows).max(axis=1), FAINTEST) / 127.0
    return {
        "terms": table.terms,
        "rows": np.rint(rows / scales[:, None]).astype(np.int8),
        "scales": scales.astype(np.float32),
        "usual": (read @ rows).mean(axis=0).astype(np.float32),
    }


def corpus(*names: str) -> list[dict[str, Any]]:
    paths = sorted({path for name in names for path in CORPUS.glob(name)})
    return [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]


def dictionary() -> list[str]:
    """Return the frequent words of jieba's dictionary, names left out."""
    import jieba

    lines = Path(jieba.__file__).with_name("dict.txt").read_text("utf-8").splitlines()
    found = [line.split() for line in lines]
    return [
        word
        for word, count, *kind in found
        if int(count) >= FREQUENT.get(len(word), sys.maxsize)
        and not "".join(kind).startswith(NAMES)
    ]


def main(name: str) -> None:
    """Learn the table anew and write it."""
    teacher: Teacher = importlib.import_module(name).query
    texts = sorted({row["text"] for row in corpus(*READ) if len(row["text"]) <= LONGEST})
    told = [(row["text"], row["incident"]) for row in corpus(TOLD) if row["incident"]]
    made = learned(Lessons.of(texts, teacher), Lessons.of(dictionary(), teacher), told)
    np.savez_compressed(LEARNED, **made)


if __name__ == "__main__":
    main(sys.argv[1])
