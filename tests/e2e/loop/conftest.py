"""The system in both shapes, each started once for all modules here."""

from collections.abc import Iterator

import pytest

from deploy.local.stack import DistributedStack, StackSettings
from tests.fixtures.systems import SAMPLE, DistributedProgram, Running, running


@pytest.fixture(scope="package")
def stack() -> Iterator[DistributedStack]:
    """Run the whole distributed system behind its gateway, with the sample organisation."""
    with DistributedStack(StackSettings(environment=SAMPLE)) as started:
        started.run_command("sample")
        yield started


@pytest.fixture(scope="package", params=["embedded", "distributed"])
def system(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """Yield the system in one shape with the sample organisation."""
    if request.param == "distributed":
        yield DistributedProgram(request.getfixturevalue("stack"))
        return
    with running(tmp_path_factory.mktemp("system") / "var") as started:
        yield started
