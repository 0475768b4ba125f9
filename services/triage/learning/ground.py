"""What fits stand on: the features of many texts, and what another model knows of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.utils.extmath import randomized_svd

from services.triage.learning.features import Vocabulary, gists_of, see
from services.triage.learning.fitting import wide_matrix_of
from services.triage.learning.halves import Floats
from services.triage.learning.key_table import ABSENT
from services.triage.learning.model import Model
from services.triage.learning.reader import Reader
from services.triage.learning.tone import NAMES
from services.triage.learning.vocabulary import fit_vocabulary

_SPREAD: Final = 0.2  # standard deviation the known margins are brought to
_BATCH: Final = 2_000
_SINGULAR_VALUES: Final = 200
_ENOUGH_TO_COMPRESS: Final = 8_000  # texts that show which features go together
_TINY: Final = 1e-9


@dataclass(frozen=True)
class Ground:
    """Rows are the texts; the last columns of `matrix` are the margins of the model leaned on.

    `known` (features x margins) makes those margins of the features before them, so that a fit on
    all columns folds down to weights of the features alone.
    """

    vocabulary: Vocabulary
    matrix: Any
    known: Floats
    known_offsets: npt.NDArray[np.float64]

    @cached_property
    def compressed(self) -> npt.NDArray[np.float64]:
        """Every text in few dense features, those that explain most (latent semantic analysis)."""
        compressed: npt.NDArray[np.float64] = self._weighed @ self._components.T
        return compressed

    @property
    def gists(self) -> npt.NDArray[np.float64]:
        """Every text in what a language model once said of its characters and pairs of them."""
        return self._gists_of_both[1]

    def uncompressed(self, weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return weights of all columns that do what `weights` do to `compressed`."""
        return self._on_all_columns(self._components.T @ weights)

    def of_gists(self, weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return weights of all columns that do what `weights` do to `gists`."""
        return self._on_all_columns(self._gists_of_both[0] @ weights)

    def _on_all_columns(self, weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        all_columns = np.zeros((self.matrix.shape[1], weights.shape[1]))
        all_columns[: self.vocabulary.idf.size] = weights
        return all_columns

    @property
    def _weighed(self) -> Any:
        return self.matrix[:, : self.vocabulary.idf.size]

    @cached_property
    def _gists_of_both(self) -> tuple[Floats, npt.NDArray[np.float64]]:
        """Return the gist of each feature and of each text; those of texts scatter by 1."""
        told = gists_of(self.vocabulary.keys)
        rows = np.zeros((self.vocabulary.idf.size, told.shape[1]), np.float32)
        rows[: len(told)] = told
        gists = self._weighed @ rows
        spread = max(float((gists - gists.mean(axis=0)).std()), _TINY)
        return rows / np.float32(spread), gists / spread

    @cached_property
    def _components(self) -> npt.NDArray[np.float64]:
        weighed = self._weighed
        count = weighed.shape[0]
        shown = np.random.default_rng(1).permutation(count)[:_ENOUGH_TO_COMPRESS]
        number = min(_SINGULAR_VALUES, min(shown.size, weighed.shape[1]) - 1)
        found: npt.NDArray[np.float64] = randomized_svd(
            weighed[np.sort(shown)], max(1, number), n_iter=2, random_state=1
        )[2]
        return found

    def folded(
        self, weights: npt.NDArray[np.float64], offsets: npt.NDArray[np.float64]
    ) -> tuple[Floats, Floats]:
        """Return weights of the features alone, with offsets."""
        width = self.known.shape[0]
        folded = weights[:width] + self.known @ weights[width:]
        shifted = offsets + self.known_offsets @ weights[width:]
        return folded.astype(np.float32), shifted.astype(np.float32)


def lay_ground(
    texts: Sequence[str],
    reader: Reader,
    base: Model | None,
    *,
    repeated: int = 0,
    has_signs: bool = True,
) -> Ground:
    """Read the texts and learn their vocabulary; `base` adds its own and what it knows.

    The last `repeated` texts are parts of others, whose words count only once. How words are meant
    (`has_signs`) tells little of what is guessed from a word list.
    """
    plain, cuts = reader.read(texts)
    own = len(texts) - repeated
    vocabulary = fit_vocabulary(plain[:own], cuts[:own], reader.senses(), has_signs=has_signs)
    if base is not None:
        vocabulary = _with_words_of(base.vocabulary, vocabulary)
    pieces = [
        wide_matrix_of(
            see(vocabulary, plain[at : at + _BATCH], cuts[at : at + _BATCH]), vocabulary.idf.size
        )
        for at in range(0, len(plain), _BATCH)
    ]
    matrix = sp.vstack(pieces, format="csr")
    if base is None:
        nothing = np.zeros((vocabulary.width, 0), np.float32)
        return Ground(vocabulary, matrix, nothing, np.zeros(0))
    known = _weights_in(vocabulary, base)
    margins = matrix @ known
    scale = _SPREAD / np.maximum(margins.std(axis=0), 1e-6)
    known = (known * scale).astype(np.float32)
    offsets = -margins.mean(axis=0) * scale
    columns = sp.csr_matrix(margins * scale + offsets)
    return Ground(vocabulary, sp.hstack([matrix, columns], format="csr"), known, offsets)


def _with_words_of(base: Vocabulary, own: Vocabulary) -> Vocabulary:
    """Add what only `base` has, as rare as it was there."""
    new_keys = np.flatnonzero(own.table.find(base.keys) == ABSENT)
    new_words = [word for word in base.words if word not in own.words]
    keys = np.append(own.keys, base.keys[new_keys])
    listed = [*sorted(own.words, key=own.words.__getitem__), *new_words]
    idf = np.concatenate(
        [
            own.idf[: own.keys.size],
            base.idf[new_keys],
            own.idf[own.keys.size :],
            base.idf[[base.words[word] for word in new_words]],
        ]
    )
    words = {word: keys.size + at for at, word in enumerate(listed)}
    return Vocabulary(keys, words, idf, own.senses)


def _weights_in(vocabulary: Vocabulary, base: Model) -> Floats:
    """Return the weights of `base` for the features of `vocabulary`, which holds all of its own."""
    theirs, known = base.vocabulary, base.weights.whole().wide()
    weights = np.zeros((vocabulary.width, base.weights.columns), np.float32)
    at = np.concatenate(
        [
            vocabulary.table.find(theirs.keys),
            np.array([vocabulary.words[word] for word in theirs.words], np.int64),
        ]
    )
    rarity = theirs.idf / vocabulary.idf[at]
    weights[at] = known[: theirs.idf.size] * rarity[:, None]
    weights[-len(NAMES) :] = known[-len(NAMES) :]
    return weights
