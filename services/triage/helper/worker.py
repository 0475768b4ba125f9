"""The helper process: reads frames, answers frames, ends with its parent.

A frame with a list of texts is answered by their verdicts. A frame with an object is a command:
`{"setup": …}` to judge by another model and other words from now on, `{"corrected": […]}` to know
more texts that people have judged (after `"forget": true`, only these). It is answered by
`{"model_version"}`, or by `{"error"}` when the setup cannot be used; the one before then stays.

`{"terms": […]}` is answered by what each text can be found by, and `{"memory": …}` as `memory_desk`
says.

It imports no web framework and no database, so that it stays small. When the parent dies, however
it dies, the pipe closes and the loop ends.
"""

import os
import signal
import sys
from collections.abc import Mapping
from typing import Any, BinaryIO

from services.triage.classifier.amended import AmendedClassifier
from services.triage.classifier.engine import SHIPPED_MODEL, loaded
from services.triage.classifier.setup import Setup
from services.triage.classifier.wire import (
    HEADER_BYTES,
    body_length,
    content_of,
    corrected_of,
    frame,
    verdict_rows,
)
from services.triage.helper.answers import terms_rows
from services.triage.helper.memory_desk import MemoryDesk
from services.triage.incidents.features import read_with
from services.triage.learning import ModelFileError
from shared.memory import give_back, give_back_after_work, keep_little


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to end
    keep_little()
    give_back_after_work()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a stray print must not break a frame
    try:
        serve(sys.stdin.buffer, answers)
    except BrokenPipeError:
        os._exit(0)  # the parent is gone: nobody to answer, nothing to flush


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    desk = Desk()
    while len(header := questions.read(HEADER_BYTES)) == HEADER_BYTES:
        answers.write(frame(desk.answer(content_of(questions.read(body_length(header))))))
        answers.flush()


class Desk:
    """Answers one frame after another; the first of them is a setup, or judged without one."""

    def __init__(self) -> None:
        self._classifier: AmendedClassifier | None = None
        self._memory = MemoryDesk()

    @property
    def classifier(self) -> AmendedClassifier:
        return self._classifier or self.judge_by(Setup())

    def judge_by(self, setup: Setup) -> AmendedClassifier:
        """Judge by `setup`; raises ModelFileError when its model cannot be read.

        Once that is sure the one before is let go first: two would need twice the memory.
        """
        loaded(setup.model or SHIPPED_MODEL)
        self._classifier = None
        read_with(None)
        self._classifier = AmendedClassifier(setup)
        read_with(self._classifier.cutter.cut_apart)
        return self._classifier

    def answer(self, question: list[str] | Mapping[str, Any]) -> Any:
        if isinstance(question, list):
            return verdict_rows(self.classifier.classify_many(question))
        if "terms" in question:
            return terms_rows(question["terms"])
        if "memory" in question:
            return self._memory.answer(question["memory"])
        try:
            return self.obey(question)
        except ModelFileError as error:
            return {"error": str(error)}
        finally:
            give_back()

    def obey(self, command: Mapping[str, Any]) -> dict[str, str]:
        if "setup" in command:
            self.judge_by(Setup.of(command["setup"]))
        if command.get("forget"):
            self.classifier.forget_corrected()
        self.classifier.add_corrected(corrected_of(command.get("corrected", ())))
        return {"model_version": self.classifier.model_version}


if __name__ == "__main__":
    main()
