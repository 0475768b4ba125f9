"""One classifier for all the tests here: loading its dictionary takes most of a second."""

import pytest

from services.triage.classifier import Classifier


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    return Classifier.load()
