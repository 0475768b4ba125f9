"""Judges texts with the shipped classifier and prints what that cost as one JSON object.

`python -m benchmarks.serving_process texts.json`; the classifier is imported under the clock, and
memory is read before jieba comes in.
"""

import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.machine import resident_megabytes
from benchmarks.rows import percentile

if TYPE_CHECKING:
    from services.triage.classifier.engine import Classifier

BATCH = 500
SINGLE = 2_000
MIDDLING = range(48, 69)
"""Characters of a text that is neither short nor long."""
LEARNERS = ("sklearn", "scipy", "torch")

Costs = dict[str, float]


def main(listed: str) -> None:
    texts: list[str] = json.loads(Path(listed).read_bytes())
    classifier, costs = loaded()
    classifier.classify_many(texts[:BATCH])
    costs["batches"] = in_batches(classifier, texts)
    costs |= one_by_one(classifier, texts[:SINGLE])
    costs["memory"] = resident_megabytes([os.getpid()])
    learners = [name for name in LEARNERS if name in sys.modules]
    costs["jieba"] = by_jieba(texts)
    print(json.dumps({**costs, "learners": learners}))


def loaded() -> tuple["Classifier", Costs]:
    """Return the classifier, and the seconds its imports and its data files took."""
    began = time.perf_counter()
    from services.triage.classifier.engine import Classifier

    imported = time.perf_counter()
    classifier = Classifier.load()
    return classifier, {"imports": imported - began, "load": time.perf_counter() - imported}


def in_batches(classifier: "Classifier", texts: Sequence[str]) -> float:
    """Return texts per second of CPU time."""
    began = time.process_time()
    for first in range(0, len(texts), BATCH):
        classifier.classify_many(texts[first : first + BATCH])
    return len(texts) / (time.process_time() - began)


def one_by_one(classifier: "Classifier", texts: Sequence[str]) -> Costs:
    """Return texts per second of CPU time, and milliseconds that 99 of 100 texts do not exceed."""
    spent, elapsed = [], []
    for text in texts:
        clock, began = time.perf_counter(), time.process_time()
        classifier.classify(text)
        spent.append(1000 * (time.process_time() - began))
        elapsed.append(1000 * (time.perf_counter() - clock))
    middling = [cost for cost, text in zip(spent, texts, strict=True) if len(text) in MIDDLING]
    return {
        "single": 1000 * len(texts) / sum(spent),
        "p99": percentile(spent, 99),
        "p99_by_clock": percentile(elapsed, 99),
        "p99_middling": percentile(middling, 99),
    }


def by_jieba(texts: Sequence[str]) -> float:
    """Return texts per second of CPU time that jieba alone cuts, to the words the product sees."""
    from services.triage.classifier.words import JiebaCutter

    cutter = JiebaCutter()
    began = time.process_time()
    for text in texts:
        cutter.cut(text, False)
    return len(texts) / (time.process_time() - began)


if __name__ == "__main__":
    main(*sys.argv[1:])
