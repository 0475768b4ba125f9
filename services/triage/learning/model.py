"""A fitted model: plain arrays and JSON in one checksummed file, opinions out."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from typing import Any, Final, Protocol, Self

import numpy as np
import numpy.typing as npt

from services.triage.learning import model_file
from services.triage.learning.blend import KIND, SENTIMENT, TOPIC, Blend
from services.triage.learning.calibration import Calibration, Certainty
from services.triage.learning.collector import resting_collector
from services.triage.learning.errors import ModelFileError
from services.triage.learning.features import Seen, Vocabulary, see
from services.triage.learning.halves import Floats
from services.triage.learning.heads import Head, labelled
from services.triage.learning.opinion import DecisiveWord, Opinion, opinions
from services.triage.learning.tone import Sense
from services.triage.learning.weights import Block, Weights
from services.triage.learning.words import Asked, decisive_words

__all__ = ["KIND", "SENTIMENT", "TOPIC", "Model", "ModelFileError"]

_BATCH: Final = 512  # texts at once: their arrays stay in the cache


class Reads(Protocol):
    """What makes plain texts and their words of texts as they are given."""

    def read(self, texts: Sequence[str]) -> tuple[list[str], list[list[str]]]: ...


@dataclass(frozen=True)
class Model:
    """Judges texts; one instance serves any number of threads.

    `weights` has a column of outputs for each label of each head, in their order.
    """

    vocabulary: Vocabulary
    heads: tuple[Head, ...]
    weights: Weights
    offsets: Floats
    description: Mapping[str, Any]
    blend: Blend | None = None

    @classmethod
    def load(cls, source: Path) -> Self:
        """Read a model file in well under a second.

        Raises:
            ModelFileError: the file is missing, damaged or of another format.

        """
        contents = model_file.read(source)
        try:
            return cls(
                vocabulary=_vocabulary(contents.description, contents.arrays),
                heads=tuple(_heads(contents.description["heads"])),
                weights=_weights(contents.arrays),
                offsets=contents.arrays["offsets"].astype(np.float32),
                description=contents.description["about"],
                blend=_blend(contents.description.get("blend")),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ModelFileError(f"the model file {source} does not hold a whole model") from error

    def packed(self) -> bytes:
        """Return the bytes of the model's file."""
        vocabulary = self.vocabulary
        words = sorted(vocabulary.words, key=vocabulary.words.__getitem__)
        described = {
            "words": words,
            "senses": dict(vocabulary.senses),
            "heads": [_described(head) for head in self.heads],
            "about": dict(self.description),
            "blend": None if self.blend is None else _described_blend(self.blend),
        }
        arrays: dict[str, npt.NDArray[Any]] = {
            "keys": vocabulary.keys,
            "idf": vocabulary.idf.astype(np.float32),
            **self.weights.arrays(),
            "offsets": self.offsets.astype(np.float32),
        }
        return model_file.packed(described, arrays)

    def save(self, target: Path) -> None:
        model_file.write(target, self.packed())

    @cached_property
    def version(self) -> str:
        """Its name and the beginning of a checksum: the same contents, the same version."""
        about = json.dumps(dict(self.description), ensure_ascii=False, sort_keys=True).encode()
        content = (*self.weights.arrays().values(), self.vocabulary.keys)
        digest = sha256(about + b"".join(array.tobytes() for array in content))
        return f"{self.description['name']}-{digest.hexdigest()[:8]}"

    def head(self, name: str) -> Head | None:
        return next((head for head in self.heads if head.name == name), None)

    def judge(self, texts: Sequence[str], reader: Reads | None = None) -> list[Opinion]:
        """Opinions in the order of `texts`; fast in batches of some hundreds."""
        if reader is None:
            from services.triage.learning.reader import shipped_reader  # it imports the classifier

            reader = shipped_reader()
        opinions: list[Opinion] = []
        for first in range(0, len(texts), _BATCH):
            opinions += self.judge_read(*reader.read(texts[first : first + _BATCH]))
        return opinions

    def label(
        self, texts: Sequence[str], reader: Reads
    ) -> dict[str, list[tuple[tuple[str, ...], float]]]:
        """Return by head, for each text, its labels and how surely the best one is right."""
        with resting_collector():
            found = self.probabilities(see(self.vocabulary, *reader.read(texts)))
            return {head.name: labelled(head, found[head.name]) for head in self.heads}

    def judge_read(self, texts: Sequence[str], cuts: Sequence[Sequence[str]]) -> list[Opinion]:
        """Judge plain texts that are cut already; places are those of the plain texts."""
        probabilities = self.probabilities(see(self.vocabulary, texts, cuts))
        return list(opinions(self.heads, probabilities, len(texts)))

    def explain(
        self,
        name: str,
        asked: Sequence[tuple[int, str]],
        seen: Seen,
        texts: Sequence[str],
        cuts: Sequence[Sequence[str]],
    ) -> list[tuple[DecisiveWord, ...]]:
        """Return the words that spoke for each asked (number of text, label of the head `name`).

        `texts` are plain and whole, and `seen` is what is seen of them.
        """
        outputs = np.array([self._outputs.get((name, label), 0) for _, label in asked], np.int64)
        weights, first = self.weights.holding(int(outputs.min()), int(outputs.max()) + 1)
        questions = Asked(np.array([row for row, _ in asked], np.int64), outputs - first)
        asked_cuts = [cuts[row] for row, _ in asked]
        spans = decisive_words(self.vocabulary, weights, questions, seen, asked_cuts)
        return [
            tuple(DecisiveWord(texts[row][at:end], at, end, label, said) for at, end, said in found)
            for (row, label), found in zip(asked, spans, strict=True)
        ]

    @cached_property
    def _outputs(self) -> dict[tuple[str, str], int]:
        pairs = [(head.name, label) for head in self.heads for label in head.labels]
        return {pair: at for at, pair in enumerate(pairs)}

    def probabilities(
        self, seen: Seen, asked: Sequence[str] | None = None
    ) -> dict[str, npt.NDArray[np.float64]]:
        """Return the probabilities of each head (texts x labels), or of those `asked`, in a row."""
        heads = [head for head in self.heads if asked is None or head.name in asked]
        if not heads:
            return {}
        first = self._firsts[heads[0].name]
        last = self._firsts[heads[-1].name] + len(heads[-1].labels)
        margins = seen.times(self.weights.block(first, last)) + self.offsets[first:last]
        found = {}
        for head in heads:
            at = self._firsts[head.name] - first
            found[head.name] = head.probabilities(margins[:, at : at + len(head.labels)])
        return found

    @cached_property
    def _firsts(self) -> dict[str, int]:
        """The first output of each head."""
        lengths = [0, *(len(head.labels) for head in self.heads)]
        return dict(zip((head.name for head in self.heads), accumulate(lengths), strict=False))


def _described_blend(blend: Blend) -> dict[str, Any]:
    return {
        "general": {name: weights.tolist() for name, weights in blend.general.items()},
        "topic": blend.topic.tolist(),
        "heads": [_described(head) for head in blend.heads],
    }


def _blend(described: Mapping[str, Any] | None) -> Blend | None:
    if described is None:
        return None
    general = {
        name: np.array(weights, np.float64) for name, weights in described["general"].items()
    }
    topic = np.array(described["topic"], np.float64)
    return Blend(general, topic, tuple(_heads(described["heads"])))


def _described(head: Head) -> dict[str, Any]:
    calibration = head.calibration
    return {
        "name": head.name,
        "labels": list(head.labels),
        "is_exclusive": head.is_exclusive,
        "needs_one": head.needs_one,
        "slopes": calibration.slopes.tolist(),
        "offsets": calibration.offsets.tolist(),
        "certainty": [head.certainty.best, head.certainty.second, head.certainty.offset],
        "choose": head.choose.tolist(),
        "assign": head.assign.tolist(),
        "assign_any": head.assign_any,
    }


def _heads(described: Sequence[Mapping[str, Any]]) -> Iterator[Head]:
    for one in described:
        calibration = Calibration(
            np.array(one["slopes"], np.float64),
            np.array(one["offsets"], np.float64),
            is_exclusive=one["is_exclusive"],
        )
        yield Head(
            name=one["name"],
            labels=tuple(one["labels"]),
            is_exclusive=one["is_exclusive"],
            needs_one=one["needs_one"],
            calibration=calibration,
            certainty=Certainty(*one["certainty"]),
            choose=np.array(one["choose"], np.float64),
            assign=np.array(one["assign"], np.float64),
            assign_any=float(one["assign_any"]),
        )


def _weights(arrays: Mapping[str, npt.NDArray[Any]]) -> Weights:
    if "scales" in arrays:
        return Weights(Block(arrays["weights"], arrays["scales"]))
    return Weights(Block(arrays["weights"].astype(np.float16, copy=False)))


def _vocabulary(described: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> Vocabulary:
    keys = arrays["keys"].astype(np.uint64)
    words = {word: keys.size + at for at, word in enumerate(described["words"])}
    senses: dict[str, Sense] = {
        word: (float(polarity), float(degree), int(marks))
        for word, (polarity, degree, marks) in described["senses"].items()
    }
    return Vocabulary(keys, words, arrays["idf"].astype(np.float32), senses)
