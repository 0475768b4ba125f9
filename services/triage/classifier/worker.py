"""The classifying process: reads frames of texts, answers frames of verdicts, ends with its parent.

It imports nothing but the classifier, so that it stays small. When the parent dies, however it
dies, the pipe closes and the loop ends.
"""

import json
import os
import signal
import sys
from typing import BinaryIO

from services.triage.classifier.engine import Classifier
from services.triage.classifier.wire import HEADER_BYTES, body_length, frame, verdict_rows


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to end
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a stray print must not break a frame
    try:
        serve(sys.stdin.buffer, answers, Classifier.load())
    except BrokenPipeError:
        os._exit(0)  # the parent is gone: nobody to answer, nothing to flush


def serve(questions: BinaryIO, answers: BinaryIO, classifier: Classifier) -> None:
    while len(header := questions.read(HEADER_BYTES)) == HEADER_BYTES:
        texts: list[str] = json.loads(questions.read(body_length(header)))
        answers.write(frame(verdict_rows(classifier.classify_many(texts))))
        answers.flush()


if __name__ == "__main__":
    main()
