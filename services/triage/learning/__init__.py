"""What the classifier learns from people: examples in, a model file out, opinions from it.

Serving needs numpy alone (`model`). Fitting (`services.triage.learning.trainer`) needs scikit-learn
and runs in a process of its own: `python -m services.triage.learning.run job.json`.
"""

from services.triage.learning.errors import ModelFileError
from services.triage.learning.examples import Example, read_examples, write_examples

__all__ = ["Example", "ModelFileError", "read_examples", "write_examples"]
