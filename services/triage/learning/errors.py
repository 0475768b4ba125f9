"""What may be wrong with what people hand to the learner."""


class ModelFileError(ValueError):
    """A model file that is missing, damaged or of another format, said in one sentence."""
