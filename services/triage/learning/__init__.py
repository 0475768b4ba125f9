"""What the classifier learns from people: examples in, a model file out, opinions from it.

Serving needs numpy alone (`Model`). Fitting (`services.triage.learning.trainer`) needs scikit-learn
and runs in a process of its own: `python -m services.triage.learning.run job.json`.
"""

from services.triage.learning.examples import Example, read_examples, write_examples
from services.triage.learning.model import Model, ModelFileError
from services.triage.learning.opinion import DecisiveWord, Opinion

__all__ = [
    "DecisiveWord",
    "Example",
    "Model",
    "ModelFileError",
    "Opinion",
    "read_examples",
    "write_examples",
]
